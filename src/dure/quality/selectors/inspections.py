"""Inspections: what waits to be begun, what is being done, what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from dure.commerce.models import ReceiptLine
from dure.commerce.selectors import waiting_for_check, waiting_lot
from dure.inventory.models import Lot
from dure.production.models import Downtime, OperationRun
from dure.production.selectors.figures import by_run
from dure.quality import due
from dure.quality.models import Inspection, InspectionLine, InspectionPlan, Measurement
from dure.quality.selectors.first_article import newest_of

Kind = InspectionPlan.Kind


def inspections(*, kind: str = "", verdict: str = "", text: str = "") -> QuerySet[Inspection]:
    """Newest first. text: a number, an item, a lot or an order."""
    rows = Inspection.objects.select_related("item", "lot", "order", "supplier", "work_unit", "begun_by", "decided_by")
    if kind:
        rows = rows.filter(kind=kind)
    if verdict:
        rows = rows.filter(verdict=verdict)
    if text:
        rows = rows.filter(
            Q(number__icontains=text) | Q(item__name__icontains=text) | Q(item__code__icontains=text)
            | Q(lot__number__icontains=text) | Q(order__number__icontains=text)
        )  # fmt: skip
    return rows


def begun_as(client_id: UUID) -> Inspection | None:
    """The inspection that a device has begun under this id."""
    return Inspection.objects.filter(client_id=client_id).first()


def open_inspections() -> QuerySet[Inspection]:
    measured = Count("lines__measurements", filter=Q(lines__measurements__undone_at=None), distinct=True)
    rows = inspections(verdict=Inspection.Verdict.OPEN)
    return rows.annotate(measured=measured, characteristics=Count("lines", distinct=True)).order_by("begun_at")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to inspect that nobody has begun yet. word: why now."""

    plan: InspectionPlan
    word: str
    label: str
    lot: Lot | None = None
    receipt_line: ReceiptLine | None = None
    run: OperationRun | None = None
    occasion: str = Inspection.Occasion.HAND
    quantity: Decimal | None = None

    @property
    def key(self) -> str:
        """What the page sends back."""
        part = self.receipt_line or self.run or self.lot
        return f"{self.plan.pk}-{type(part).__name__.lower()}-{part.pk}" if part else f"{self.plan.pk}--"


def waiting(now: datetime) -> list[Waiting]:
    """Receipts with a plan, and runs whose next check is due, most urgent first."""
    return [*runs_due(now), *receipts_waiting(), *lots_waiting()]


def plans(kinds: Iterable[str] = (), text: str = "") -> QuerySet[InspectionPlan]:
    rows = InspectionPlan.objects.select_related("item", "supplier", "work_unit").prefetch_related("characteristics")
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    return rows.filter(Q(item__name__icontains=text) | Q(item__code__icontains=text)) if text else rows


def _chosen(found: Sequence[InspectionPlan], item: int, supplier: int) -> InspectionPlan | None:
    """The supplier's own plan before the one for all."""
    fitting = [plan for plan in found if plan.item_id == item and plan.supplier_id in (None, supplier)]
    return max(fitting, key=lambda plan: plan.supplier_id is not None, default=None)


def receipts_waiting() -> list[Waiting]:
    """Lines of receipts in quarantine whose item has an incoming plan."""
    found = list(plans([Kind.INCOMING]).filter(is_active=True))
    lines = list(
        ReceiptLine.objects.filter(
            item__in=[plan.item_id for plan in found], receipt__is_return=False, receipt__undone_at=None,
            move__to_location__kind="quarantine",
        ).select_related("item", "lot", "receipt__partner").order_by("receipt__received_at")
    )  # fmt: skip
    open_now = set(Inspection.objects.filter(verdict="open").values_list("receipt_line", flat=True))
    left = waiting_for_check(lines)
    rows = []
    for line in lines:
        plan = _chosen(found, line.item_id, line.receipt.partner_id)
        if plan is None or line.pk in open_now or left[line.pk] <= 0:
            continue
        lot = waiting_lot(line)
        label = " · ".join(filter(None, [line.receipt.number, line.receipt.partner.name, lot.number if lot else ""]))
        rows.append(Waiting(plan, str(plan.get_kind_display()), label, lot, line, quantity=left[line.pk]))
    return rows


def lots_waiting() -> list[Waiting]:
    """Lots of our own that wait for a check and have a final plan."""
    found = {plan.item_id: plan for plan in plans([Kind.FINAL]).filter(is_active=True)}
    open_now = Inspection.objects.filter(verdict="open", lot__isnull=False).values("lot")
    lots = Lot.objects.filter(item__in=found, status=Lot.Status.QUARANTINE, supplier_number="").exclude(pk__in=open_now)
    received = ReceiptLine.objects.filter(lot__isnull=False).values("lot")
    lots = lots.exclude(pk__in=received).select_related("item").order_by("created_at")
    return [Waiting(found[lot.item_id], str(Kind.FINAL.label), lot.number, lot) for lot in lots[:100]]


def runs_due(now: datetime) -> list[Waiting]:
    """Runs that go on and whose first or next piece is to be looked at now."""
    found = list(plans([Kind.PROCESS, Kind.FIRST]).filter(is_active=True))
    runs = list(
        OperationRun.objects.filter(ended_at=None, work_order__item__in=[plan.item_id for plan in found])
        .select_related("work_order__item", "work_order__lot", "work_unit", "operation__order")
        .order_by("started_at")
    )  # fmt: skip
    made = by_run([run.pk for run in runs])
    rows = []
    for run in runs:
        pieces = made[run.pk].produced if run.pk in made else Decimal(0)
        for plan in found:
            if _is_for(plan, run):
                rows += _due(plan, run, pieces, now)
    return rows


def _is_for(plan: InspectionPlan, run: OperationRun) -> bool:
    """A run that nobody began at an operation (a machine told of the order only) may be of any of them."""
    if plan.item_id != run.work_order.item_id or plan.work_unit_id not in (None, run.work_unit_id):
        return False
    return run.operation is None or plan.operation_number in (None, run.operation.number)


def _due(plan: InspectionPlan, run: OperationRun, made: Decimal, now: datetime) -> list[Waiting]:
    last = _newest(plan, run, now)
    if last is not None and last.verdict == Inspection.Verdict.OPEN:
        return []
    if last is not None and plan.kind == Kind.FIRST and last.verdict == Inspection.Verdict.REJECTED:
        last = None  # another one is asked for
    known = due.Known(
        started_at=run.started_at, made=made, last_at=last.begun_at if last else None,
        last_made=(last.made if last else None) or Decimal(0), stops=_stops(plan, run),
    )  # fmt: skip
    occasion = due.due(wanted_by(plan), known, now)
    if occasion is None:
        return []
    label = f"{run.work_unit.name} · {run.work_order.number}"
    word = str(Inspection.Occasion(occasion).label)
    return [Waiting(plan, word, label, run.work_order.lot, run=run, occasion=occasion, quantity=made)]


def _newest(plan: InspectionPlan, run: OperationRun, now: datetime) -> Inspection | None:
    """Of the run; a first article holds for its set-up, whatever was paused since."""
    if plan.kind != Kind.FIRST or run.operation is None:
        return Inspection.objects.filter(plan=plan, run=run).order_by("-begun_at").first()
    return newest_of(plan, run.operation, run.work_unit, now)


def wanted_by(plan: InspectionPlan) -> due.Wanted:
    """A first article is looked at after each set-up whatever else the plan says."""
    return due.Wanted(
        plan.every_pieces, plan.every_minutes, plan.after_setup or plan.kind == Kind.FIRST, plan.after_stop_minutes
    )


def _stops(plan: InspectionPlan, run: OperationRun) -> list[tuple[datetime, datetime | None]]:
    if plan.after_stop_minutes is None:
        return []
    rows = Downtime.objects.filter(work_unit=run.work_unit_id, started_at__gte=run.started_at, replaced_at=None)
    return list(rows.values_list("started_at", "ended_at"))


def stock_of(lot: Lot) -> Decimal | None:
    """What lies there of a lot, in the item's own unit; None for nothing."""
    total: Decimal | None = lot.balances.aggregate(total=Sum("quantity"))["total"]
    return total or None


def values_of(inspection: Inspection) -> dict[tuple[int, int], Measurement]:
    """By line and piece: the values that count."""
    rows = Measurement.objects.filter(line__inspection=inspection, undone_at=None).select_related("measured_by")
    return {(row.line_id, row.piece): row for row in rows}


@dataclass(frozen=True, slots=True)
class LineResult:
    """A characteristic of an inspection with what was measured, piece by piece."""

    line: InspectionLine
    values: list[Measurement | None]

    @property
    def known(self) -> list[Measurement]:
        return [value for value in self.values if value is not None]

    @property
    def low(self) -> Decimal | None:
        return min((value.value for value in self.known), default=None)

    @property
    def high(self) -> Decimal | None:
        return max((value.value for value in self.known), default=None)

    @property
    def mean(self) -> Decimal | None:
        known = self.known
        return sum((value.value for value in known), Decimal(0)) / len(known) if known else None

    @property
    def bad(self) -> int:
        return sum(not value.is_good for value in self.known)


def line_results(inspection: Inspection) -> list[LineResult]:
    known = values_of(inspection)
    return [
        LineResult(line, [known.get((line.pk, piece)) for piece in range(1, inspection.pieces + 1)])
        for line in inspection.lines.select_related("characteristic__gauge", "characteristic__signal")
    ]


def next_place(results: Sequence[LineResult]) -> tuple[int, int] | None:
    """Line and piece that come next: all characteristics of a piece, then the next piece. None when all are there."""
    pieces = len(results[0].values) if results else 0
    for piece in range(pieces):
        for one in results:
            if one.values[piece] is None:
                return one.line.pk, piece + 1
    return None
