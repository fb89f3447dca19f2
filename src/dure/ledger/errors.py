from dure.kernel.errors import Conflict, Invalid


class MonthClosed(Conflict):
    """The date lies in a month whose books are closed."""


class Unbalanced(Invalid):
    """Debits and credits of an entry differ."""
