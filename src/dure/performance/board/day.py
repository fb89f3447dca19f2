"""The owner's questions of one day: what was made against the plan, how well, what stopped, what to decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils import timezone

from dure.performance import selectors
from dure.performance.board.tiles import elements_between
from dure.performance.kpis import MAIN, Figure, evaluate_all
from dure.performance.periods import Period, midnight
from dure.performance.scope import Scope, everything
from dure.plant.models import WorkUnit
from dure.production.selectors import pages, results, stops
from dure.production.unit import UnitState


@dataclass(frozen=True, slots=True)
class TopStop:
    """A reason of stops of the day: how long and how often."""

    name: str
    seconds: float
    count: int


@dataclass(frozen=True, slots=True)
class Day:
    """One local day up to `until`. planned: of the work units whose pace is known, None without any.

    towards_plan: their good pieces. left_out: names of the work units that the plan is without.
    figures: KPIs of all work units together; top: the three reasons that cost most.
    """

    day: date
    until: datetime
    good: Decimal
    reject: Decimal
    planned: Decimal | None
    towards_plan: Decimal
    left_out: tuple[str, ...]
    figures: dict[str, Figure]
    top: tuple[TopStop, ...]

    @property
    def reached(self) -> Decimal | None:
        return self.towards_plan / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Decisions:
    """How many things wait for a person."""

    held: int
    unexplained: int


def zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())


def day(back: int, now: datetime) -> Day:
    """Today (back 0) up to now, or an earlier day up to the same time of day, so that both compare."""
    here = zone()
    wanted = now.astimezone(here).date() - timedelta(days=back)
    start, until = midnight(wanted, here), now - timedelta(days=back)
    scope = everything()
    period = Period(start, max(until, start + timedelta(minutes=1)), here)
    parts = elements_between(scope.units, period.start, period.end)
    paced, left_out = selectors.by_pace(scope, period, period.end)
    hours = selectors.plan_and_actual(paced, period, period.end) if paced.units else []
    return Day(
        day=wanted,
        until=until,
        good=sum((part.good for part in parts.values()), Decimal(0)),
        reject=sum((part.reject for part in parts.values()), Decimal(0)),
        planned=hours[-1].planned_total if hours else None,
        towards_plan=sum((parts[unit.pk].good for unit in paced.units if unit.pk in parts), Decimal(0)),
        left_out=tuple(unit.name for unit in left_out),
        figures=evaluate_all(parts.values(), MAIN),
        top=top_stops(scope, period),
    )


def top_stops(scope: Scope, period: Period, most: int = 3) -> tuple[TopStop, ...]:
    """Reasons that cost most time in the period; stops without one are one of them, by an empty name."""
    seconds: dict[str, float] = {}
    counts: dict[str, int] = {}
    for loss in selectors.losses(scope, period, period.end):
        seconds[loss.reason_name] = seconds.get(loss.reason_name, 0.0) + loss.seconds
        counts[loss.reason_name] = counts.get(loss.reason_name, 0) + 1
    ranked = sorted(seconds, key=lambda name: -seconds[name])[:most]
    return tuple(TopStop(name, seconds[name], counts[name]) for name in ranked)


def decisions(now: datetime) -> Decisions:
    return Decisions(results.held_counts().count(), stops.unexplained(None, now).count())


def by_state(units: Sequence[WorkUnit], now: datetime) -> dict[str, int]:
    """How many machines are in which state."""
    found = dict.fromkeys((state.value for state in UnitState), 0)
    for one in pages.units_now(units, now=now, hours=1):
        found[one.state.value] += 1
    return found
