"""The loss map's verbs: work a month out again, decide a rate, make a task of a loss, take a change back."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.exceptions import AlreadyEnqueued

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.access import DECIDERS
from dure.mentoring.loss import TaskState
from dure.mentoring.lossmap.parts import KIND, Range
from dure.mentoring.lossmap.row import Lost
from dure.mentoring.models import ImprovementTask, LossRate, MonthlyLoss, UnitMonth
from dure.mentoring.selectors.loss_plant import plant_losses
from dure.mentoring.selectors.loss_units import UnitLosses, rows_of, unit_losses
from dure.mentoring.services.tasks import find_task
from dure.performance import periods
from dure.performance.scope import everything
from dure.plant.models import Area, ChangeRecord, Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.services.taking_back import Act, take_back
from dure.production.selectors.performance import first_and_last

MONTHS = 12
"""So many months back are worked out for a plant that has none yet."""
_LOSS_KEYS = ["month", "part", "work_unit"]
_LOSS_VALUES = ["kind", "hours", "won", "low", "high", "gain", "why", "because", "figures", "computed_at"]
_UNIT_VALUES = [
    "planned_s", "no_data_s", "outside_s", "good_s", "hour", "hour_low", "hour_high", "is_set", "why", "figures",
    "computed_at",
]  # fmt: skip
ACTS = {LossRate: Act("loss-rate-set", removed="loss-rate-remove")}


def refresh(*, now: datetime) -> list[date]:
    """Work out the running month and the one before, and those of the last year that aren't there yet. The months."""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    scope = everything()
    known = first_and_last(scope.unit_ids)
    if known is None:
        return []
    this = periods.month_of(now.astimezone(zone).date())
    begun = periods.month_of(known[0].astimezone(zone).date())
    months = [month for month in _back(this, MONTHS) if month >= begun]
    kept = set(MonthlyLoss.objects.filter(month__in=months).order_by().values_list("month", flat=True).distinct())
    wanted = [month for month in months if month not in kept or month in months[:2]]
    for month in wanted:
        refresh_month(month=month, now=now)
    return wanted


def ask_refresh() -> None:
    """Have a job do that at once; one that waits already is enough."""
    from dure.mentoring.tasks import losses_now

    try:
        # A savepoint, because the queue's refusal would end the caller's transaction.
        with transaction.atomic():
            losses_now.defer()
    except AlreadyEnqueued:
        return


def _back(month: date, count: int) -> list[date]:
    found = [month]
    while len(found) <= count:
        found.append(periods.month_of(found[-1] - timedelta(days=1)))
    return found


@transaction.atomic
def refresh_month(*, month: date, now: datetime) -> None:
    """Work a month's losses out from the records, in place of what was kept of it. The same again changes nothing."""
    zone = ZoneInfo(timezone.get_current_timezone_name())
    scope, period = everything(), periods.month(month, zone)
    units = unit_losses(scope, period, now)
    rows = [row for one in units for row in rows_of(one)]
    rows += plant_losses(scope, period, now)
    _keep(period.first_day, units, rows, now)


def _keep(month: date, units: Iterable[UnitLosses], rows: Iterable[Lost], now: datetime) -> None:
    bases = [_base(month, one, now) for one in units]
    losses = [_loss(month, one, now) for one in rows]
    UnitMonth.objects.bulk_create(
        bases, update_conflicts=True, unique_fields=["month", "work_unit"], update_fields=_UNIT_VALUES
    )
    MonthlyLoss.objects.bulk_create(losses, update_conflicts=True, unique_fields=_LOSS_KEYS, update_fields=_LOSS_VALUES)
    UnitMonth.objects.filter(month=month).exclude(computed_at=now).delete()
    MonthlyLoss.objects.filter(month=month).exclude(computed_at=now).delete()


def _base(month: date, one: UnitLosses, now: datetime) -> UnitMonth:
    whole, worth = one.whole, one.worth
    low, mid, high = worth.won or (None, None, None)
    return UnitMonth(
        month=month, work_unit=one.unit, planned_s=whole.planned, no_data_s=whole.no_data, outside_s=whole.outside,
        good_s=whole.good_s if one.has_ideals else None, hour=_cents(mid), hour_low=_cents(low), hour_high=_cents(high),
        is_set=worth.is_set, why=worth.why or "", figures=one.figures, computed_at=now,
    )  # fmt: skip


def _loss(month: date, one: Lost, now: datetime) -> MonthlyLoss:
    won = one.cost.won or Range(None, None, None)  # type: ignore[arg-type]
    return MonthlyLoss(
        month=month, part=one.part.value, kind=KIND[one.part].value, work_unit_id=one.unit, hours=one.hours,
        won=_cents(won.mid), low=_cents(won.low), high=_cents(won.high), gain=_cents(one.gain),
        why=one.cost.why or "", because=",".join(one.cost.because), figures=dict(one.figures), computed_at=now,
    )  # fmt: skip


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


@transaction.atomic
def set_loss_rate(*, by: Person, **values: Any) -> LossRate:
    """Decide a rate from a day on; the same day's is changed. Raises Invalid without a reason or for a wrong range."""
    if not str(values.get("reason", "")).strip():
        raise Invalid("Give a reason.")
    key = {name: values.get(name) for name in ("kind", "work_unit", "valid_from")}
    made = {"set_by": by, "set_at": clock.now()}
    found = LossRate.objects.select_for_update(of=("self",)).filter(**key).first()
    if found is None:
        found = LossRate(**values, **made)
        add_row(found, by=by)
    else:
        change_row(found, {**values, **made}, by=by)
    ask_refresh()
    return found


@transaction.atomic
def remove_loss_rate(*, row: LossRate, by: Person) -> None:
    """Take a rate away; the one before it, or the proposal, holds again."""
    remove_row(row, by=by)
    ask_refresh()


@transaction.atomic
def found_from_loss(*, loss: MonthlyLoss, area: Area | None, by: Person) -> ImprovementTask:
    """Make an improvement task of a loss. area: where it is worked on, for a loss of the whole plant.

    Raises Invalid without an area or for a loss that isn't known, Conflict when somebody works on it already.
    """
    unit = loss.work_unit
    place = unit.work_center.area if unit is not None else area
    if place is None:
        raise Invalid("Choose the area that works on it.")
    if loss.won is None:
        raise Invalid("What this costs isn't known yet; say first what is missing.")
    Area.objects.select_for_update().get(pk=place.pk)
    if open_tasks(loss).exists():
        raise Conflict("Somebody works on this already.")
    return find_task(
        title=f"{loss.get_part_display()} – {unit.name if unit else place.name}"[:120], problem=_problem(loss),
        loss=loss.kind, area=place, work_unit=unit, by=by, origin_text=f"{_('Loss map')} {loss.month:%Y-%m}",
        origin_page="mentoring:loss", origin_key=str(loss.pk),
    )  # fmt: skip


def open_tasks(loss: MonthlyLoss):  # type: ignore[no-untyped-def] # a queryset of ImprovementTask
    """Tasks of the same kind of loss and place that aren't at their end."""
    ended = (TaskState.SUSTAINED.value, TaskState.DECLINED.value)
    return ImprovementTask.objects.filter(loss=loss.kind, work_unit=loss.work_unit).exclude(state__in=ended)


def _problem(loss: MonthlyLoss) -> str:
    words = {
        "part": loss.get_part_display(), "month": f"{loss.month:%Y-%m}", "won": f"{loss.won:,.0f}",
        "low": f"{loss.low:,.0f}", "high": f"{loss.high:,.0f}",
    }  # fmt: skip
    text = _("%(part)s cost %(won)s won in %(month)s (%(low)s to %(high)s), by the loss map.") % words
    if loss.hours:
        text += " " + _("%(hours)s hours were lost.") % {"hours": f"{loss.hours:,.1f}"}
    return text


@transaction.atomic
def undo(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Take back what was decided about a rate. Raises as `take_back`."""
    undone = take_back("mentoring", record_id=record_id, by=by, acts=ACTS, others=DECIDERS)
    ask_refresh()
    return undone
