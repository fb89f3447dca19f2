"""New points are held against the charts' limits; a rule that fires is written down, and holds what it should hold."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext

from dure.events import append
from dure.inventory.models import Lot
from dure.inventory.services import set_lot_status
from dure.plant.models import Person
from dure.production.services.floor.holding import hold_order
from dure.quality.charting import Group, Signal, looks_back, signals
from dure.quality.events import ChartSignalled
from dure.quality.models import Chart, ChartLimits, ChartSignal, Inspection
from dure.quality.selectors.charts import MOST, base_of, groups_of, limits_in_force, settings_of
from dure.quality.words import RULE_NAMES
from dure.web.live import announce

_HELD = (Lot.Status.AVAILABLE, Lot.Status.QUARANTINE)


@transaction.atomic
def watch(*, inspection: Inspection, characteristics: Collection[int], by: Person | None) -> list[ChartSignal]:
    """Hold the inspection's points against each chart of the characteristics. What was told before isn't told again."""
    charts = Chart.objects.filter(characteristic__in=characteristics, is_active=True)
    found: list[ChartSignal] = []
    for chart in charts.select_related("characteristic"):
        if chart.work_unit_id in (None, inspection.work_unit_id):
            found += _watch(chart, inspection, by)
            announce(f"chart:{chart.pk}")
    if found:
        told = tuple(sorted({row.chart_id for row in found}))
        append(ChartSignalled(chart_ids=told, inspection_id=inspection.pk))
    return found


def _watch(chart: Chart, inspection: Inspection, by: Person | None) -> list[ChartSignal]:
    limits = limits_in_force(chart)
    if limits is None:
        return []
    settings, back = settings_of(chart), looks_back(settings_of(chart))
    if back is None:
        groups = groups_of(chart, since=limits.from_at)
    else:
        groups = groups_of(chart, newest=min(MOST, back + inspection.pieces))
    newest = len(groups) - next((at for at, one in enumerate(groups) if one.key[0] == inspection.pk), len(groups))
    if not newest or len(groups) < 2:
        return []
    told = signals(settings, base_of(chart, limits), groups, newest=newest)
    return [row for one in told if (row := _kept(chart, limits, groups, one, inspection, by=by)) is not None]


def _kept(
    chart: Chart, limits: ChartLimits, groups: list[Group], one: Signal, inspection: Inspection, *, by: Person | None
) -> ChartSignal | None:
    """The signal's row, None when it was told before or belongs to another inspection's point."""
    group = groups[one.at]
    if group.key[0] != inspection.pk:
        return None
    row, is_new = ChartSignal.objects.get_or_create(
        chart=chart, limits=limits, rule=one.rule.value, statistic=one.statistic, inspection=inspection,
        group=group.key[1], defaults={"at": group.at, "values": list(one.values)},
    )  # fmt: skip
    if not is_new:
        return None
    _hold(chart, row, inspection, by)
    announce("quality:signals")
    return row


def _hold(chart: Chart, row: ChartSignal, inspection: Inspection, by: Person | None) -> None:
    reason = f"{inspection.number} {chart.characteristic.name}: {gettext(RULE_NAMES[row.rule])}"[:200]
    lot = Lot.objects.filter(pk=inspection.lot_id).first()
    if chart.holds_lot and lot is not None:
        _hold_lot(row, lot, reason, by)
    if chart.stops_orders and inspection.order is not None:
        row.order_hold = hold_order(order=inspection.order, reason=reason, by=by)
    row.save(update_fields=["held_lot", "lot_before", "order_hold"])


def _hold_lot(row: ChartSignal, lot: Lot, reason: str, by: Person | None) -> None:
    """A lot that another signal holds is held by this one too; one that somebody else holds stays his."""
    if lot.status in _HELD:
        row.held_lot, row.lot_before = lot, lot.status
        set_lot_status([lot], Lot.Status.HOLD, reason=reason, by=by)
    elif lot.status == Lot.Status.HOLD:
        other = ChartSignal.objects.filter(held_lot=lot, answered_at=None).first()
        if other is not None:
            row.held_lot, row.lot_before = lot, other.lot_before
