"""What can be wrong with a request to production, said so that the person knows what to do next."""

from dure.kernel.errors import Conflict, Invalid


class WorkOrderIsClosed(Conflict):
    """The order is done or cancelled; nothing can be started on it."""


class NotReleased(Conflict):
    """The order is still a plan; release it first."""


class ComponentsMissing(Conflict):
    """Less of a component is there than the pieces made have taken."""


class NothingRuns(Conflict):
    """No run is open on the work unit."""


class AlreadyChanged(Conflict):
    """Somebody else was faster; look again."""


class NothingToUndo(Conflict):
    """There is no change that could be taken back."""


class NotAReason(Invalid):
    """A group was given, or a reason that is no longer in use."""


class BadQuantity(Invalid):
    """A quantity that cannot be."""


class NotNow(Conflict):
    """The operation is in a state in which this can't be done."""


class NotReady(Conflict):
    """Something blocks the beginning; a supervisor may allow it."""


class TooMany(BadQuantity):
    """More pieces than the operation before has let through."""


class SentDifferently(Conflict):
    """The same id was sent before with another content."""


class TakeBackLaterFirst(Conflict):
    """What was done afterwards rests on it and is taken back first."""


class WrongLot(Invalid):
    """What was scanned may not go into the order."""


class OverTolerance(Conflict):
    """More than may be weighed out; a supervisor may allow it."""
