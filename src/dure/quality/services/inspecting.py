"""Inspections: begin, measure, take a measurement back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dure.commerce.models import Partner, ReceiptLine
from dure.inventory.models import Lot
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.plant.services import next_number, record_change
from dure.production.models import OperationRun, WorkOrder
from dure.quality import judging
from dure.quality.models import Characteristic, Gauge, Inspection, InspectionLine, InspectionPlan, Measurement
from dure.quality.selectors.sampling import sample_for
from dure.quality.services.watching import watch
from dure.web.live import announce

_PATTERN = "QI{yy}{mm}-{n:04}"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at. lot_size: None for what is known of the lot, the receipt or the order."""

    lot: Lot | None = None
    order: WorkOrder | None = None
    receipt_line: ReceiptLine | None = None
    supplier: Partner | None = None
    work_unit: WorkUnit | None = None
    run: OperationRun | None = None
    made: Decimal | None = None
    lot_size: Decimal | None = None


@transaction.atomic
def begin_inspection(
    *,
    plan: InspectionPlan,
    subject: Subject,
    client_id: UUID,
    by: Person | None,
    occasion: str = Inspection.Occasion.HAND,
    begun_at: datetime | None = None,
) -> Inspection:
    """The same client_id begins once, and two at once begin one after the other.

    Raises Invalid for a plan without characteristics or a lot without size, Conflict for a client_id of another plan,
    goods of another item, or goods that somebody is inspecting by this plan.
    """
    InspectionPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    before = Inspection.objects.filter(client_id=client_id).first()
    if before is not None:
        if before.plan_id != plan.pk:
            raise Conflict("This inspection was begun with another plan.")
        return before
    _check_subject(plan, subject)
    _check_unbegun(plan, subject)
    characteristics = _characteristics(plan)
    now = begun_at or clock.now()
    inspection = Inspection(
        number=next_number("inspection", timezone.localdate(now), pattern=_PATTERN), client_id=client_id, plan=plan,
        kind=plan.kind, item=plan.item, lot=subject.lot, order=subject.order, receipt_line=subject.receipt_line,
        supplier=subject.supplier, work_unit=subject.work_unit or plan.work_unit, run=subject.run, made=subject.made,
        occasion=occasion, lot_size=subject.lot_size, begun_at=now, begun_by=by, **_sample(plan, subject),
    )  # fmt: skip
    inspection.save()
    InspectionLine.objects.bulk_create(_line(inspection, one) for one in characteristics)
    record_change(inspection, verb="added", by=by)
    announce("quality:inspections")
    return inspection


def _check_subject(plan: InspectionPlan, subject: Subject) -> None:
    found = [one.item_id for one in (subject.lot, subject.order, subject.receipt_line) if one is not None]
    if any(item != plan.item_id for item in found):
        raise Conflict("The goods are of another item than the plan.")
    if not plan.is_active:
        raise Conflict("The plan is no longer in use.")


def _check_unbegun(plan: InspectionPlan, subject: Subject) -> None:
    """Of a receipt, a run or a finished lot there is one at a time; a lot in work may be looked at more than once."""
    goods = {"receipt_line": subject.receipt_line, "run": subject.run}
    if plan.kind == InspectionPlan.Kind.FINAL:
        goods["lot"] = subject.lot
    same = {name: one for name, one in goods.items() if one is not None}
    rows = Inspection.objects.filter(plan=plan, verdict=Inspection.Verdict.OPEN, **same)
    if same and (other := rows.first()) is not None:
        raise Conflict("%(number)s of these goods is being done already. Go on with that one.", number=other.number)


def _sample(plan: InspectionPlan, subject: Subject) -> dict[str, Any]:
    """How many pieces are looked at, and what says so."""
    found = sample_for(plan, subject.lot_size, subject.supplier.pk if subject.supplier else None)
    return {
        "severity": found.severity, "letter": found.letter, "aql": plan.aql if found.letter else "",
        "table": found.table, "is_stand_in": found.is_stand_in, "pieces": found.pieces, "accept": found.accept,
        "reject": found.reject,
    }  # fmt: skip


def _characteristics(plan: InspectionPlan) -> Sequence[Characteristic]:
    rows = list(plan.characteristics.filter(is_active=True))
    rows = rows or list(Characteristic.objects.filter(item=plan.item_id, is_active=True))
    if not rows:
        raise Invalid("%(item)s has no characteristic to inspect.", item=plan.item.name)
    return rows


def _line(inspection: Inspection, one: Characteristic) -> InspectionLine:
    names = ("position", "name", "kind", "unit", "lower", "target", "upper", "decimals", "balloon", "is_critical")
    return InspectionLine(inspection=inspection, characteristic=one, **{name: getattr(one, name) for name in names})


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one piece. See `Measurement`."""

    line: InspectionLine
    piece: int
    value: Decimal
    client_id: UUID
    source: str = Measurement.Source.HAND
    measured_at: datetime | None = None


@transaction.atomic
def measure(*, readings: Sequence[Reading], by: Person | None) -> list[Measurement]:
    """Write values down and hold charts against them. A client_id that came before changes nothing.

    Raises Conflict when the inspection is decided, a piece has a value already or the gauge is locked; Invalid for a
    piece that isn't in the sample.
    """
    if not readings:
        return []
    inspection = locked_open(readings[0].line.inspection_id)
    known = {
        one.client_id: one for one in Measurement.objects.filter(client_id__in=[row.client_id for row in readings])
    }
    made = [known.get(row.client_id) or _measured(inspection, row, by) for row in readings]
    fresh = [one for one in made if one.client_id not in known]
    if fresh:
        watch(inspection=inspection, characteristics={one.line.characteristic_id for one in fresh}, by=by)
        announce(f"inspection:{inspection.pk}")
    return made


def locked_open(inspection_id: int) -> Inspection:
    """The inspection, locked. Raises Conflict when it is decided."""
    row = Inspection.objects.select_for_update().get(pk=inspection_id)
    if row.verdict != Inspection.Verdict.OPEN:
        raise Conflict("The inspection is decided already.")
    return row


def _measured(inspection: Inspection, reading: Reading, by: Person | None) -> Measurement:
    line = reading.line
    if line.inspection_id != inspection.pk or not 1 <= reading.piece <= inspection.pieces:
        raise Invalid("The sample has %(count)s pieces.", count=inspection.pieces)
    if line.measurements.filter(piece=reading.piece, undone_at=None).exists():
        raise Conflict("Piece %(piece)s has a value already.", piece=reading.piece)
    if line.kind != Characteristic.Kind.MEASURED and (reading.value < 0 or reading.value != int(reading.value)):
        raise Invalid("Give a whole number.")
    gauge = line.characteristic.gauge
    if gauge is not None and gauge.status != Gauge.Status.IN_USE:
        raise Conflict("Gauge %(gauge)s is locked.", gauge=gauge.code)
    now = clock.now()
    row = Measurement(
        client_id=reading.client_id, line=line, piece=reading.piece, value=reading.value,
        is_good=judging.holds(line.kind, reading.value, line.lower, line.upper), source=reading.source, gauge=gauge,
        measured_at=reading.measured_at or now, noted_at=now, measured_by=by,
    )  # fmt: skip
    row.save()
    return row


@transaction.atomic
def undo_measurement(*, row: Measurement, by: Person | None) -> Measurement:
    """A value that is wrong: it stays as taken back, and the piece is measured again. Raises Conflict."""
    locked_open(row.line.inspection_id)
    row = Measurement.objects.select_for_update().get(pk=row.pk)
    if row.undone_at is None:
        row.undone_at, row.undone_by = clock.now(), by
        row.save(update_fields=["undone_at", "undone_by"])
        announce(f"inspection:{row.line.inspection_id}")
    return row
