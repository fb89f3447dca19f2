"""What `dure simulate here` says of what nobody measured, and of figures that don't hold."""

from typing import Any

from dure.config.language import say
from dure.planning.simulation.assuming import Assumption
from dure.planning.simulation.wording import ADVICE, TAKEN


def taken(one: Assumption) -> str:
    return say(TAKEN[one.what], **one.values) if one.values else say(TAKEN[one.what])


def advice(check: Any) -> str:
    """Of a figure that doesn't hold."""
    less, more = ADVICE[check.figure]
    return say(less if check.simulated.mean < check.measured else more)
