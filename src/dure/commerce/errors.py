from dure.kernel.errors import Conflict, Denied, Invalid


class WrongStatus(Conflict):
    """The paper is in a status in which this can't be done."""


class TooMuch(Conflict):
    """More than is open on the order, the delivery or the invoice."""


class CreditExceeded(Conflict):
    """The customer would owe more than its credit limit."""


class ApprovalNeeded(Denied):
    """A second person must agree first."""


class NoPrice(Invalid):
    """No price is agreed and none was given."""
