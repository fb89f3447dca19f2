from dure.kernel.errors import Conflict, Denied, Invalid


class NotADraft(Conflict):
    """What is approved never changes; a new revision is written instead."""


class Loop(Conflict):
    """A thing would be a part of itself. `path` holds the ids of the items, from the first back to it."""

    path: tuple[int, ...] = ()


class Overlap(Conflict):
    """Another revision is in force on some of the days."""


class OwnWork(Denied):
    """Somebody else than its writers must approve it."""


class NotConvertible(Invalid):
    """The unit can't be turned into the item's own."""


class WrongFile(Invalid):
    """The file is of another kind than what can be shown here, or too large."""
