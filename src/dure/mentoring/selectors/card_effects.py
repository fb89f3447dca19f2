"""What was measured of an improvement task, as a practice card copies it."""

from django.utils import timezone

from dure.mentoring.card import Better, Measured
from dure.mentoring.models import ImprovementTask
from dure.mentoring.recorded import Measure
from dure.mentoring.yardsticks import BY_NAME
from dure.performance.kpis import Unit

_UNITS = {
    Unit.RATIO: "%p", Unit.SECONDS: "s", Measure.KWH: "kWh", Measure.HOURS: "h", Measure.MINUTES: "min",
    Measure.DAYS: "d",
}  # fmt: skip


def measured_of(task: ImprovementTask) -> Measured | None:
    """What the figures said when the last attempt was verified; None before, or when they could tell nothing.

    Shares are told in percentage points.
    """
    look = task.checks.filter(attempt=task.attempt, age=0, effect__isnull=False).first()
    stick = BY_NAME.get(look.kpi) if look else None
    if look is None or stick is None:
        return None
    times = 100 if stick.unit is Unit.RATIO else 1
    return Measured(
        figure=str(stick.name), unit=_UNITS.get(stick.unit, ""),
        better=(Better.LOWER if stick.is_lower_better else Better.HIGHER).value,
        effect=look.effect * times, low=look.low * times, high=look.high * times,
        n_before=look.n_before, n_after=look.n_after, method=look.method, on=timezone.localdate(look.made_at),
    )  # fmt: skip
