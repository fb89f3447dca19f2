"""What came of an improvement task: its figure day by day before and after, and what may be claimed of it.

The statistics are those of `mentoring.effects`; here stands only where the days come from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from dure.kernel.errors import NotFound
from dure.mentoring.effects import (
    Caution,
    Days,
    Estimate,
    Formula,
    Part,
    Saving,
    Sustained,
    TooLittle,
    estimate,
    saving,
    sustained,
)
from dure.mentoring.models import ImprovementTask
from dure.mentoring.progress import AFTER_DAYS, Result, check_day, is_reached, result_of
from dure.mentoring.where import Where, where_of
from dure.mentoring.yardsticks import BY_NAME, Day, Worth, Yardstick
from dure.performance.periods import By, days
from dure.performance.selectors import kpi_rows
from dure.product.models import IdealCycle

BEFORE_DAYS = 90
"""So many days at most before the change are looked at."""
YEAR = Decimal("365.25")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """The figure of a scope, day by day. planned: days with planned time of which something is known."""

    days: Mapping[date, Day]
    planned: frozenset[date] = frozenset()

    @property
    def values(self) -> dict[date, float]:
        return {day: one.value for day, one in self.days.items()}

    @property
    def numbered(self) -> Days:
        return {day.toordinal(): one.value for day, one in self.days.items()}

    @property
    def weights(self) -> Days:
        """What each day was divided by: a ratio of a long time is that of the sums."""
        return {day.toordinal(): one.denominator for day, one in self.days.items()}

    @property
    def parts(self) -> dict[int, Part]:
        return {day.toordinal(): Part(one.numerator, one.denominator) for day, one in self.days.items()}


@dataclass(frozen=True, slots=True)
class Came:
    """estimate: None before the change. result: what its interval says. saving: None without a value per unit.

    units_per_day, days_a_year: as measured after the change.
    """

    yardstick: Yardstick
    own: Line
    control: Line | None
    estimate: Estimate | TooLittle | None = None
    result: Result | None = None
    is_reached: bool | None = None
    saving: Saving | None = None
    units_per_day: float | None = None
    days_a_year: float | None = None

    @property
    def is_known(self) -> bool:
        return isinstance(self.estimate, Estimate)


def came_of(task: ImprovementTask, now: datetime) -> Came | None:
    """As far as the days allow by now; None while nobody has chosen what it is measured by, or where is gone."""
    stick = BY_NAME.get(task.kpi)
    scopes = _scopes(task)
    if stick is None or scopes is None:
        return None
    yesterday = timezone.localdate(now) - _DAY
    middle = task.changed_on or yesterday + _DAY
    first, after = middle - timedelta(days=BEFORE_DAYS), timedelta(days=task.settle_days + AFTER_DAYS)
    last = min(middle + after, yesterday)
    own = line(stick, scopes[0], first, max(last, first), now)
    control = line(stick, scopes[1], first, max(last, first), now) if scopes[1] else None
    if task.changed_on is None:
        return Came(stick, own, control)
    found = estimate(own.numbered, **_asked(task, own, control), events=_events(task, scopes, first, last))
    if isinstance(found, TooLittle):
        return Came(stick, own, control, found)
    lower = stick.is_lower_better
    reached = is_reached(found.after, task.wanted, is_lower_better=lower) if task.wanted is not None else None
    came = Came(stick, own, control, found, result_of(found.low, found.high, is_lower_better=lower), reached)
    return _worth(task, came, found, last)


def held_of(task: ImprovementTask, age: int, now: datetime) -> Sustained | TooLittle | None:
    """Whether the gain is still there at an age; None when what it is measured by is gone."""
    stick, scopes = BY_NAME.get(task.kpi), _scopes(task)
    if stick is None or scopes is None or task.changed_on is None or task.counts_from is None:
        return None
    first = task.changed_on - timedelta(days=BEFORE_DAYS)
    last = min(check_day(task.counts_from, age), timezone.localdate(now) - _DAY)
    own = line(stick, scopes[0], first, last, now)
    control = line(stick, scopes[1], first, last, now) if scopes[1] else None
    asked, events = _asked(task, own, control), _events(task, scopes, first, last)
    return sustained(own.numbered, at=age, is_lower_better=stick.is_lower_better, events=events, **asked)


def look_of(came: Came) -> dict[str, Any]:
    """Values of a look (`TaskCheck`) from what came of a task; those that aren't known are missing or None."""
    found, gain = came.estimate, came.saving
    if not isinstance(found, Estimate):
        return {}
    return {
        "verdict": came.result.value if came.result else "", "method": found.method.value,
        "effect": found.effect, "low": found.low, "high": found.high, "before": found.before, "after": found.after,
        "n_before": found.n_before, "n_after": found.n_after,
        "told": cautions_kept(found.warnings), "units_per_day": came.units_per_day, "days_a_year": came.days_a_year,
        "payback_days": gain.payback_days if gain else None, "saving_won": gain.won if gain else None,
        "saving_low_won": gain.low_won if gain else None, "saving_high_won": gain.high_won if gain else None,
    }  # fmt: skip


def cautions_kept(found: Iterable[Caution]) -> list[dict[str, Any]]:
    """Warnings as they are kept: codes with their figures."""
    return [{"code": one.code.value, "figures": dict(one.figures)} for one in found]


def line(stick: Yardstick, where: Where, first: date, last: date, now: datetime) -> Line:
    """The figure of each day that can be computed."""
    if stick.recorded is not None:
        days_of = stick.recorded.read(where, first, last, now)
        return Line({day: Day(part, whole) for day, (part, whole) in sorted(days_of.items()) if whole > 0})
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    rows = kpi_rows(where.scope, days(first, last, zone), By.DAY, now, [])
    parts = {date.fromisoformat(row.bucket.moment): list(row.parts.values()) for row in rows}
    planned = (day for day, some in parts.items() if any(one.pbt > 0 for one in some))
    return Line(stick.days(parts.items()), frozenset(planned))


def _asked(task: ImprovementTask, own: Line, control: Line | None) -> dict[str, Any]:
    assert task.changed_on is not None
    return {
        "change": task.changed_on.toordinal(),
        "control": control.numbered if control is not None else None,
        "settle": task.settle_days,
        "weights": own.weights,
        "parts": own.parts,
        "versions": _versions(BY_NAME[task.kpi], own),
    }


def _scopes(task: ImprovementTask) -> tuple[Where, Where | None] | None:
    """Where it is measured and what it is compared with; None when one of them is gone."""
    try:
        return where_of(task.scope), where_of(task.control) if task.control else None
    except NotFound:
        return None


def _versions(stick: Yardstick, own: Line) -> list[tuple[int, str]]:
    """Days from which an ideal cycle time held, for a figure that is reckoned with them; versions of one of records."""
    if stick.recorded is not None:
        return [(stick.recorded.since, f"{stick.code}.{stick.recorded.version}")]
    if not stick.needs_ideal or not own.days:
        return []
    zone = timezone.get_current_timezone()
    moments = IdealCycle.objects.filter(valid_from__date__range=(min(own.days), max(own.days))).order_by("valid_from")
    since = sorted({one.astimezone(zone).date() for one in moments.values_list("valid_from", flat=True)})
    return [(min(own.days).toordinal(), ""), *((day.toordinal(), day.isoformat()) for day in since)] if since else []


def _events(task: ImprovementTask, scopes: tuple[Where, Where | None], first: date, last: date) -> list[int]:
    """Days on which other tasks changed something on the same machines, or on those it is compared with."""
    mine, found = {unit for scope in scopes if scope for unit in scope.unit_ids}, []
    others = ImprovementTask.objects.filter(changed_on__range=(first, max(last, first))).exclude(pk=task.pk)
    for other in others:
        theirs = _scopes(other)
        if theirs is not None and other.changed_on is not None and mine & set(theirs[0].unit_ids):
            found.append(other.changed_on.toordinal())
    return found


def days_with_work(own: Line, since: date, last: date) -> tuple[set[date], int]:
    """Planned days and others with a figure in the whole weeks that begin on a day, and how many days those weeks have.

    A span that ends in mid-week would count some weekdays more often than others.
    """
    length = ((last - since).days + 1) // 7 * 7
    end = since + timedelta(days=length)
    return {day for day in own.planned | own.days.keys() if since <= day < end}, length


def _worth(task: ImprovementTask, came: Came, found: Estimate, last: date) -> Came:
    """With what it saves in a year: change × units of a day × won for one × days with work."""
    stick = came.yardstick
    worked, length = days_with_work(came.own, task.counts_from or date.min, last)
    if not worked or stick.worth is Worth.NONE:
        return came
    known = [came.own.days[day].denominator for day in worked if day in came.own.days]
    units = stick.units(sum(known) / len(worked))
    days_a_year = (Decimal(len(worked)) / length * YEAR).quantize(Decimal(1))
    gain = None
    if task.unit_value_won is not None:
        formula = Formula(
            units_per_day=Decimal(str(round(units, 4))), won_per_unit=Decimal(task.unit_value_won), days=days_a_year,
            is_lower_better=stick.is_lower_better,
        )  # fmt: skip
        gain = saving(found, formula, cost_won=task.cost_won or 0)
    return Came(
        stick, came.own, came.control, found, came.result, came.is_reached, gain, units, float(days_a_year)
    )  # fmt: skip
