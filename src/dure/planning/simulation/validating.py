"""Whether a described plant, played with the orders of its measured days, does what was recorded. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from dure.planning.simulation.comparing import Span
from dure.planning.simulation.describing import Description
from dure.planning.simulation.fitting import Check, against_measured
from dure.planning.simulation.lots import Lot
from dure.planning.simulation.plant import OrderList
from dure.planning.simulation.policy import policy_of
from dure.planning.simulation.record import Ordered
from dure.planning.simulation.tally import FIGURES, Outcome, Tally

ORDERS = ("good_per_h", "defect_share", "on_time_share", "lead_h", "wip")
KPIS = ("oee", "availability", "effectiveness", "quality_ratio")
TIMES = ("setup", "down", "micro")
COMPARED = (*ORDERS, *KPIS, *TIMES)
DOUBT = 0.05
"""Chance that a plant that is right is found wrong, over all figures together (Bonferroni)."""
_MOST_SILENT = 0.5
"""Where machines told less than that of their runs, stops and set-ups weren't recorded either."""


@dataclass(frozen=True, slots=True)
class Validation:
    """recorded: by figure. missing: figures that nobody recorded. checks: of those that were."""

    recorded: dict[str, float]
    missing: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def holds(self) -> bool:
        return all(one.agrees for one in self.checks)


def recorded(of: Description) -> dict[str, float]:
    """Figures of the measured days by their names: of orders counted as those of a played plant are; of units as the
    plant's own KPIs have them, and by how long set-ups and stops took."""
    plant, record = of.plant, of.record
    assert isinstance(plant.orders, OrderList)
    tally = Tally(plant.hours[0], record.first, record.last)
    for number, (order, played) in enumerate(zip(of.orders, plant.orders.orders, strict=True)):
        lot = Lot(number, plant.products[played.product], played.pieces, played.release_min, played.due_min,
                  min(round(_good(of, order)), played.pieces))  # fmt: skip
        tally.closed(lot, order.end if order.end is not None and order.end <= record.last else None)
    figures = tally.outcome().figures
    found = {name: value for name in ORDERS if (value := figures[name]) is not None}
    if not any(_good(of, one) for one in of.orders):
        found = {name: value for name, value in found.items() if name not in ("good_per_h", "defect_share")}
    found |= {name: record.kpis[name] for name in KPIS if name in record.kpis}
    return found | _times(of)


def _good(of: Description, order: Ordered) -> float:
    """Received; where nobody receives, what came from its last operation."""
    stages = next(one.stages for one in of.record.articles if one.id == order.article)
    last = [one for one in of.record.runs if one.order == order.id and one.number == stages[-1].number]
    return order.good or sum(one.pieces - one.bad for one in last)


def _times(of: Description) -> dict[str, float]:
    units = [one for unit, one in of.measured.units.items() if unit in of.units]
    open_min, work = sum(one.open_min for one in units), sum(one.work_min for one in units)
    if not open_min or sum(one.silent_min for one in units) > _MOST_SILENT * work:
        return {}
    return {
        "setup": sum(one.setup_min for one in units) / open_min,
        "down": sum(minutes for one in units for minutes, _ in one.stops) / open_min,
        "micro": sum(minutes for one in units for minutes in one.micros) / open_min,
    }


def replayed(of: Description, policy: str, seeds: Sequence[int]) -> list[Outcome]:
    """The measured days under a policy, once for each seed."""
    span = Span(of.days, of.warm_up_days)
    return [span.run(of.plant, policy_of(policy), seed) for seed in seeds]


def validated(of: Description, outcomes: Sequence[Outcome]) -> Validation:
    """outcomes: of the policy as it was. Raises Invalid with fewer than two."""
    found = recorded(of)
    played = {name for name in FIGURES if sum(one.figures[name] is not None for one in outcomes) >= 2}
    known = {name: found[name] for name in COMPARED if name in found and name in played}
    missing = tuple(name for name in COMPARED if name not in known)
    checks = against_measured(known, outcomes, doubt=DOUBT / max(len(known), 1))
    return Validation(known, missing, checks)
