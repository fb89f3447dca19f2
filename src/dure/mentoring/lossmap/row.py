"""One part of a month's losses as it was worked out, before it is kept. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dure.mentoring.lossmap.parts import Part
from dure.mentoring.lossmap.worth import Cost

Figure = float | int | str | list[float] | list[str] | bool | None


@dataclass(frozen=True, slots=True)
class Lost:
    """unit: id of the work unit, None for the whole plant. hours: lost, where it is time. gain: won that may be had.
    figures: what the formula holds, by name."""

    part: Part
    unit: int | None
    cost: Cost
    hours: float | None = None
    gain: float | None = None
    figures: Mapping[str, Figure] = field(default_factory=dict)
