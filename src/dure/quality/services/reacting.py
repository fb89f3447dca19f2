"""What a signal of a chart calls for: a nonconformance is opened for what it found, and its lot waits."""

from uuid import uuid4

from django.db import transaction

from dure.inventory.models import Lot
from dure.inventory.services import set_lot_status
from dure.kernel.errors import Conflict
from dure.plant.models import Person
from dure.plant.services import remove_row
from dure.quality.models import ChartSignal, Nonconformance
from dure.quality.selectors.holds import holders_of
from dure.quality.services.nonconformance import Finding, add_nonconformance
from dure.quality.words import RULE_NAMES
from dure.web.live import announce


@transaction.atomic
def open_case_of_signal(*, signal: ChartSignal, by: Person | None) -> Nonconformance:
    """A lot that may be used is put on hold; one that is held already stays so.

    The case names its inspection in words only: taking back that inspection's verdict has nothing to do with it.
    """
    row = ChartSignal.objects.select_related("chart__characteristic__item", "chart__work_unit", "inspection").get(
        pk=signal.pk
    )
    one = row.inspection
    text = f"{one.number} {row.chart.characteristic.name}: {RULE_NAMES[row.rule]}"[:300]
    finding = Finding(
        text=text, source=Nonconformance.Source.CHART, item=one.item, lot=one.lot, order=one.order,
        work_unit=one.work_unit or row.chart.work_unit, holds_lot=True, owner=by,
    )  # fmt: skip
    return add_nonconformance(finding=finding, client_id=uuid4(), by=by)


@transaction.atomic
def withdraw_case(*, case: Nonconformance, frees_lot: bool, by: Person | None) -> None:
    """Take back a case that nobody has worked on; frees_lot: it put its lot on hold. Raises Conflict."""
    row = Nonconformance.objects.select_for_update().filter(pk=case.pk).first()
    if row is None:
        raise Conflict("This nonconformance is gone already.")
    if row.stage != Nonconformance.Stage.FOUND or row.causes.exists() or row.actions.exists():
        raise Conflict("The nonconformance %(number)s is being worked on.", number=row.number)
    number, lot = row.number, Lot.objects.filter(pk=row.lot_id).first()
    remove_row(row, by=by)
    if frees_lot and lot is not None and lot.status == Lot.Status.HOLD and not holders_of(lot):
        set_lot_status([lot], Lot.Status.AVAILABLE, reason=f"{number} ↺", by=by)
    announce("quality:cases")
