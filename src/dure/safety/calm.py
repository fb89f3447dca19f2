"""How long nothing happened. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Calm:
    """days: since the last lost-time accident, or since the count began; record: the longest such time until now."""

    since: date
    days: int
    record: int
    had_one: bool


def calm(began_on: date, accidents: Iterable[date], today: date) -> Calm:
    """began_on: when accidents were first written down. Days after `today` and before `began_on` don't count."""
    found = sorted({day for day in accidents if began_on <= day <= today})
    marks = [began_on, *found]
    spans = [(later - earlier).days for earlier, later in zip(marks, [*found, today], strict=True)]
    return Calm(marks[-1], spans[-1], max(spans), bool(found))
