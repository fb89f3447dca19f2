"""What can be wrong with a plan."""

from dure.kernel.errors import Conflict, Invalid


class Outdated(Conflict):
    """The proposal was planned anew, accepted or removed meanwhile."""


class LoopFound(Invalid):
    """Items that contain themselves can't be planned."""
