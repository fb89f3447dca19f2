"""What can be wrong with a decision."""

from dure.kernel.errors import Conflict


class TooOld(Conflict):
    """The figures behind a recommendation are too old to act on."""
