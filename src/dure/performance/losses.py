"""Where the time went: the waterfall from calendar time to good pieces, and stops ranked by what they cost. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from dure.performance.elements import Elements


class Step(NamedTuple):
    """One bar: what is left (is_total) or what is lost, in seconds. code names the loss and its text."""

    code: str
    name: str
    seconds: float
    is_total: bool = False


def waterfall(e: Elements) -> list[Step] | None:
    """Calendar time → planned → with data → producing → at ideal speed → good, losses between.

    The last steps are in ideal seconds: None when an ideal cycle is missing. Work outside the
    plan stands beside the planned time as a gain, so that every total is the sum above it.
    """
    speed = e.apt - float(e.ideal_s)
    good = float(e.ideal_s * e.good / e.produced) if e.produced else 0.0
    planned = [
        Step("calendar", "Calendar time", e.calendar, True),
        Step("unplanned", "Not planned", -e.unplanned),
        Step("rest", "Breaks", -e.rest),
        Step("maintenance", "Planned maintenance", -e.maintenance),
        Step("outside", "Worked outside the plan", -(e.apt_outside + e.aust_outside)),
        Step("planned", "Planned busy time", e.pbt_total, True),
        Step("no_data", "No data", -e.no_data),
        Step("adot", "Planned stops, off", -e.adot),
        Step("failure", "Failures", -e.failure),
        Step("delay", "Other delays", -(e.adet - e.failure - e.micro)),
        Step("micro", "Micro-stops", -e.micro),
        Step("setup", "Set-up", -e.aust_planned),
        Step("extra", "Production outside the plan", e.apt_outside),
        Step("producing", "Production time", e.apt, True),
    ]
    if not e.has_all_ideals:
        return planned
    return [
        *planned,
        Step("speed", "Slower than ideal", -speed),
        Step("ideal", "Ideal time of all pieces", float(e.ideal_s), True),
        Step("quality", "Rejects and rework", good - float(e.ideal_s)),
        Step("good", "Ideal time of good pieces", good, True),
    ]


def top_losses(e: Elements, count: int = 5) -> list[Step]:
    """The biggest losses within the planned time, largest first."""
    inside = {"no_data", "adot", "failure", "delay", "micro", "setup", "speed", "quality"}
    steps = [step._replace(seconds=-step.seconds) for step in waterfall(e) or [] if step.code in inside]
    return sorted((step for step in steps if step.seconds > 0.5), key=lambda step: -step.seconds)[:count]


class Loss(NamedTuple):
    """The part of one stop that lies in planned work. begins: whether it began in the window."""

    stop_id: int
    unit: str
    unit_name: str
    reason: str
    reason_name: str
    group: str
    group_name: str
    kind: str
    started_at: datetime
    seconds: float
    begins: bool


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """One bar of a Pareto. share and cumulated are of the sum of what was ranked by, 0 to 1."""

    code: str
    name: str
    kind: str
    seconds: float
    count: int
    share: float
    cumulated: float


KEYS: dict[str, Callable[[Loss], tuple[str, str, str]]] = {
    "reason": lambda loss: (loss.reason, loss.reason_name, loss.kind),
    "group": lambda loss: (loss.group, loss.group_name, loss.kind),
    "unit": lambda loss: (loss.unit, loss.unit_name, ""),
}


def pareto(losses: Iterable[Loss], key: str = "reason", rank: str = "seconds") -> list[ParetoRow]:
    """Losses grouped by reason, group or unit, ranked by seconds or count; code "" is the stops without a reason."""
    groups: dict[tuple[str, str, str], list[Loss]] = defaultdict(list)
    for loss in losses:
        groups[KEYS[key](loss)].append(loss)
    sums = [
        ParetoRow(*names, sum(x.seconds for x in some), sum(x.begins for x in some), 0.0, 0.0)
        for names, some in groups.items()
    ]
    weight: Callable[[ParetoRow], float] = (lambda row: row.count) if rank == "count" else (lambda row: row.seconds)
    return _cumulated(sorted(sums, key=lambda row: (-weight(row), row.code)), weight)


def _cumulated(sums: Sequence[ParetoRow], weight: Callable[[ParetoRow], float]) -> list[ParetoRow]:
    whole, so_far, rows = sum(weight(row) for row in sums), 0.0, []
    for row in sums:
        so_far += weight(row)
        rows.append(replace(row, share=weight(row) / whole, cumulated=so_far / whole) if whole else row)
    return rows
