"""How a risk is scored and when an assessment is complete. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Band:
    """Scores up to `up_to`, above those of the band below."""

    up_to: int
    name: str
    is_acceptable: bool
    tone: str = ""
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A hazard with its steps before and after; actions: how many people have been asked to do something."""

    frequency: int
    severity: int
    frequency_after: int | None = None
    severity_after: int | None = None
    has_measure: bool = False
    actions: int = 0


class Gap(StrEnum):
    """What an assessment lacks before it can be approved."""

    NO_LINES = "no_lines"
    NO_WORKER = "no_worker"
    NO_MEASURE = "no_measure"
    NO_ACTION = "no_action"
    STILL_HIGH = "still_high"


def score(frequency: int, severity: int) -> int:
    return frequency * severity


def band(bands: Sequence[Band], value: int) -> Band | None:
    """The band of a score; None above the last one."""
    return next((one for one in sorted(bands, key=lambda each: each.up_to) if value <= one.up_to), None)


def covers(bands: Sequence[Band], frequencies: int, severities: int) -> bool:
    """Whether the highest possible score has a band, and there is an acceptable and an unacceptable one."""
    return (
        band(bands, frequencies * severities) is not None
        and any(one.is_acceptable for one in bands)
        and any(not one.is_acceptable for one in bands)
    )


def gaps(bands: Sequence[Band], lines: Sequence[Line], *, workers: int) -> list[Gap]:
    """What is missing, each kind once, in a fixed order.

    A risk that isn't acceptable needs a measure that makes it acceptable, and somebody who carries it out.
    workers: participants who do this work (산업안전보건법 제36조 제2항 asks for them).
    """
    found = set() if lines else {Gap.NO_LINES}
    if not workers:
        found.add(Gap.NO_WORKER)
    for line in lines:
        found |= _lacks(bands, line)
    return [gap for gap in Gap if gap in found]


def _lacks(bands: Sequence[Band], line: Line) -> set[Gap]:
    if _acceptable(bands, line.frequency, line.severity):
        return set()
    if not line.has_measure or line.frequency_after is None or line.severity_after is None:
        return {Gap.NO_MEASURE}
    found = set() if line.actions else {Gap.NO_ACTION}
    return found if _acceptable(bands, line.frequency_after, line.severity_after) else found | {Gap.STILL_HIGH}


def _acceptable(bands: Sequence[Band], frequency: int, severity: int) -> bool:
    found = band(bands, score(frequency, severity))
    return found is not None and found.is_acceptable
