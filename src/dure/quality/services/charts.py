"""Charts are set up, their limits frozen, their signals answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from dure.events import append
from dure.inventory.models import Lot
from dure.inventory.services import set_lot_status
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row
from dure.production.services.floor.holding import lift_hold
from dure.quality import charting
from dure.quality.events import ChartAnswered
from dure.quality.models import Characteristic, Chart, ChartLimits, ChartSignal
from dure.quality.selectors.charts import groups_of, kinds_for, settings_of
from dure.quality.selectors.holds import holders_of
from dure.quality.spc.measured import Base
from dure.web.live import announce


@transaction.atomic
def add_chart(*, characteristic: Characteristic, kind: str, by: Person | None, **values: Any) -> Chart:
    """Raises Invalid for a kind that doesn't fit the characteristic, or a chart that is there."""
    _check_kind(characteristic, kind)
    made = Chart(characteristic=characteristic, kind=kind, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_chart(*, chart: Chart, by: Person | None, **values: Any) -> Chart:
    """Another size of subgroup asks for new limits: the old ones are of another one. Raises Invalid."""
    row = Chart.objects.select_for_update().get(pk=chart.pk)
    _check_kind(row.characteristic, values.get("kind", row.kind))
    has_limits = row.limits.exists()
    if has_limits and (values.get("size", row.size), values.get("kind", row.kind)) != (row.size, row.kind):
        raise Invalid("The limits were frozen for another chart. Add a new one.")
    change_row(row, values, by=by)
    announce(f"chart:{row.pk}")
    return row


def _check_kind(characteristic: Characteristic, kind: str) -> None:
    if kind not in kinds_for(characteristic):
        raise Invalid("This kind of chart doesn't fit the characteristic.")


@transaction.atomic
def freeze_limits(
    *,
    chart: Chart,
    by: Person | None,
    since: datetime | None = None,
    until: datetime | None = None,
    drop_outside: bool = False,
    reason: str = "",
) -> ChartLimits:
    """Take the limits from the points of a period as a new version; drop_outside: without points that lie outside.

    Raises Invalid for too few points, uneven ones, or values without spread.
    """
    row = Chart.objects.select_for_update(of=("self",)).select_related("characteristic").get(pk=chart.pk)
    groups = groups_of(row, since=since, until=until)
    kept, base = _base(settings_of(row), groups, drop_outside=drop_outside)
    last = row.limits.order_by("-version").first()
    limits = ChartLimits(
        chart=row, version=(last.version if last else 0) + 1, mean=base.mean, sigma=base.sigma,
        estimator=base.estimator.value, freedom=base.freedom, groups=len(kept), from_at=groups[0].at,
        to_at=groups[-1].at, left_out=len(groups) - len(kept), reason=reason.strip()[:200], frozen_by=by,
        frozen_at=clock.now(),
    )  # fmt: skip
    add_row(limits, by=by)
    announce(f"chart:{row.pk}")
    return limits


def _base(
    settings: charting.Settings, groups: Sequence[charting.Group], *, drop_outside: bool
) -> tuple[Sequence[charting.Group], Base]:
    """The points that are kept, and what they say of the process."""
    try:
        kept = charting.without_outside(settings, groups) if drop_outside else groups
        return kept, charting.phase_one(settings, kept)
    except ValueError as error:
        raise Invalid(
            "No limits can be taken from these %(count)s points: %(why)s", count=len(groups), why=str(error)
        ) from error


@transaction.atomic
def answer_signal(*, signal: ChartSignal, cause: str, release: bool, by: Person | None) -> ChartSignal:
    """Say what it was; release: let go what it held, a lot only when nothing else holds it by now.

    Raises Conflict when it is answered, Invalid without a cause.
    """
    row = ChartSignal.objects.select_for_update(of=("self",)).get(pk=signal.pk)
    if row.answered_at is not None:
        raise Conflict("This signal is answered already.")
    if not cause.strip():
        raise Invalid("Say what the cause was and what was done.")
    change_row(row, {"cause": cause.strip()[:200], "answered_by": by, "answered_at": clock.now()}, by=by)
    if release:
        _let_go(row, by)
    append(ChartAnswered(chart_id=row.chart_id, signal_id=row.pk))
    announce(f"chart:{row.chart_id}")
    announce("quality:signals")
    return row


def _let_go(row: ChartSignal, by: Person | None) -> None:
    lot = row.held_lot
    if lot is not None and lot.status == Lot.Status.HOLD and not holders_of(lot, apart=row):
        set_lot_status([lot], Lot.Status(row.lot_before or Lot.Status.AVAILABLE), reason=row.cause, by=by)
    if row.order_hold is not None and row.order_hold.ended_at is None:
        lift_hold(hold=row.order_hold, by=by)
