"""What is asked for, ordered and to come; how suppliers keep their word."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Round

from dure.commerce.models import (
    Answer,
    IncomingCheck,
    Inquiry,
    OrderStatus,
    Partner,
    PurchaseLine,
    PurchaseOrder,
    PurchaseRequest,
    Receipt,
    ReceiptLine,
)
from dure.commerce.selectors.money import ZERO, local_day
from dure.inventory.models import Balance, Location, Lot

_WON = DecimalField(max_digits=18, decimal_places=4)
_WORTH = Round(ExpressionWrapper(F("quantity") * F("price"), output_field=_WON))


def requests_like(*, text: str = "", status: str = "") -> QuerySet[PurchaseRequest]:
    rows = PurchaseRequest.objects.select_related("item", "made_by", "decided_by", "line__order", "inquiry")
    if status in PurchaseRequest.Status.values:
        rows = rows.filter(status=status)
    if text:
        rows = rows.filter(Q(item__code__icontains=text) | Q(item__name__icontains=text) | Q(reason__icontains=text))
    return rows.order_by("needed_on", "pk")


def open_requests(ids: Collection[int]) -> QuerySet[PurchaseRequest]:
    """Those of these ids of which nobody has decided yet, with item and unit."""
    return requests_by_id(ids).filter(status=PurchaseRequest.Status.OPEN)


def requests_by_id(ids: Collection[int]) -> QuerySet[PurchaseRequest]:
    return PurchaseRequest.objects.filter(pk__in=ids).select_related("item__unit")


def answers_by_id(inquiry: Inquiry, ids: Collection[int]) -> dict[int, Answer]:
    """Those of these ids that were answered to this inquiry."""
    return Answer.objects.filter(asked__inquiry=inquiry).in_bulk(ids)


def purchase_lines_by_id(ids: Collection[int]) -> dict[int, PurchaseLine]:
    return PurchaseLine.objects.in_bulk(ids)


def inquiries(*, text: str = "", status: str = "") -> QuerySet[Inquiry]:
    """With `line_count`, `asked_count` and `answer_count`."""
    rows = Inquiry.objects.annotate(
        line_count=Count("lines", distinct=True),
        asked_count=Count("suppliers", distinct=True),
        answer_count=Count("suppliers", filter=~Q(suppliers__answered_on=None), distinct=True),
    )
    if status in Inquiry.Status.values:
        rows = rows.filter(status=status)
    if text:
        found = Q(number__icontains=text) | Q(lines__item__name__icontains=text)
        rows = rows.filter(pk__in=Inquiry.objects.filter(found).values("pk"))
    return rows.order_by("-asked_on", "-number")


def purchases(
    *, text: str = "", status: str = "", partner: int | None = None, late_at: date | None = None
) -> QuerySet[PurchaseOrder]:
    """Orders, newest first, with `supply` (won), `line_count` and `due` (the next day promised).

    status: one of `OrderStatus`, "open" for those not closed or cancelled, else all.
    """
    lines = PurchaseLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    late = PurchaseLine.objects.filter(_still_to_come(), order=OuterRef("pk"))
    rows = PurchaseOrder.objects.select_related("partner", "made_by").annotate(
        supply=Coalesce(Subquery(lines.annotate(sum=Sum(_WORTH)).values("sum")), ZERO, output_field=_WON),
        line_count=Count("lines"),
        due=Min("lines__promised_on", filter=Q(lines__is_closed=False, lines__moved__lt=F("lines__item_quantity"))),
    )
    if status == "open":
        rows = rows.exclude(status__in=(OrderStatus.CLOSED, OrderStatus.CANCELLED))
    elif status in OrderStatus.values:
        rows = rows.filter(status=status)
    if text:
        found = Q(number__icontains=text) | Q(partner__name__icontains=text) | Q(partner_reference__icontains=text)
        found |= Exists(PurchaseLine.objects.filter(order=OuterRef("pk"), item__name__icontains=text))
        rows = rows.filter(found)
    if partner is not None:
        rows = rows.filter(partner=partner)
    if late_at is not None:
        rows = rows.filter(Exists(late.filter(promised_on__lt=late_at)), status=OrderStatus.CONFIRMED)
    return rows.order_by("-ordered_on", "-number")


def purchases_worth(rows: QuerySet[PurchaseOrder]) -> Decimal:
    """Won of all orders of a list. One query."""
    return rows.order_by().aggregate(sum=Sum("supply"))["sum"] or ZERO


def _still_to_come() -> Q:
    return Q(is_closed=False, moved__lt=F("item_quantity"))


def waiting_for_check(lines: Collection[ReceiptLine]) -> dict[int, Decimal]:
    """Id of each line of a receipt → how much of it waits for a decision, in the item's own unit. Three queries."""
    ids = [line.pk for line in lines]
    waiting = {
        line.pk: line.quantity
        for line in ReceiptLine.objects.filter(
            pk__in=ids,
            receipt__is_return=False,
            receipt__undone_at=None,
            move__to_location__kind=Location.Kind.QUARANTINE,
        )
    }
    checks = IncomingCheck.objects.filter(line__in=ids, undone_at=None).order_by().values_list("line")
    rejected: dict[int, Decimal] = defaultdict(Decimal)
    for line, good, bad in checks.annotate(Sum("accepted"), Sum("rejected")):
        waiting[line] = waiting.get(line, good + bad) - good - bad
        rejected[line] = bad
    back = ReceiptLine.objects.filter(returns__in=ids, receipt__undone_at=None).order_by().values_list("returns")
    for line, gone in back.annotate(Sum("quantity")):
        waiting[line] = max(waiting.get(line, ZERO) - max(gone - rejected[line], ZERO), ZERO)
    return {pk: waiting.get(pk, ZERO) for pk in ids}


def waiting_lot(line: ReceiptLine) -> Lot | None:
    """The lot in which what waits of a line lies."""
    newest = line.checks.filter(undone_at=None).order_by("pk").last()
    return newest.held_lot if newest is not None and newest.held_lot is not None else line.lot


def goods_still_here(receipt: Receipt) -> list[tuple[ReceiptLine, Balance]]:
    """Of each line of a receipt the places and lots where goods of it may still lie. Three queries."""
    lines = list(receipt.lines.select_related("item", "lot", "move__to_location").prefetch_related("checks"))
    there: dict[tuple[int, int | None], list[Balance]] = defaultdict(list)
    balances = Balance.objects.filter(
        item__in={line.item_id for line in lines}, quantity__gt=0, location__is_active=True
    ).filter(Q(lot=None) | Q(lot__in={lot for line in lines for lot in _lots_of(line)}))
    for one in balances.select_related("location", "lot"):
        there[one.item_id, one.lot_id].append(one)
    return [
        (line, one)
        for line in lines
        for one in sorted(
            (one for lot in _lots_of(line) or {None} for one in there[line.item_id, lot]),
            key=lambda one: (one.location.kind, one.lot_id or 0, one.pk),
        )
    ]


def _lots_of(line: ReceiptLine) -> set[int]:
    """The lot that goods came in, and those that a check put some of them into."""
    if line.lot_id is None:
        return set()
    parts = {lot for one in line.checks.all() for lot in (one.held_lot_id, one.rejected_lot_id) if lot}
    return {line.lot_id} | parts


def receipts(*, text: str = "", partner: int | None = None, state: str = "") -> QuerySet[Receipt]:
    """Newest first, with `line_count`. state: waiting (for a check), returns, or empty."""
    rows = Receipt.objects.select_related("partner", "made_by").annotate(line_count=Count("lines"))
    if text:
        found = Q(number__icontains=text) | Q(partner__name__icontains=text) | Q(partner_reference__icontains=text)
        lots = Q(lot__number__icontains=text) | Q(lot__supplier_number__icontains=text) | Q(item__name__icontains=text)
        rows = rows.filter(found | Exists(ReceiptLine.objects.filter(lots, receipt=OuterRef("pk"))))
    if partner is not None:
        rows = rows.filter(partner=partner)
    if state == "returns":
        rows = rows.filter(is_return=True)
    if state == "waiting":
        rows = rows.filter(pk__in=receipts_with_waiting())
    return rows.order_by("-received_at", "-pk")


def receipts_with_waiting(last: date | None = None) -> set[int]:
    """Ids of receipts, up to a day or all, of which goods wait for a check."""
    decided = IncomingCheck.objects.filter(line=OuterRef("pk"), undone_at=None, held=0)
    lines = ReceiptLine.objects.filter(
        receipt__is_return=False, receipt__undone_at=None, move__to_location__kind=Location.Kind.QUARANTINE
    ).exclude(Exists(decided))
    if last is not None:
        lines = lines.filter(receipt__received_at__date__lte=last)
    found = list(lines.only("pk", "receipt_id"))
    waiting = waiting_for_check(found)
    return {line.receipt_id for line in found if waiting[line.pk] > 0}


@dataclass(frozen=True, slots=True)
class SupplierFigures:
    """How a supplier kept its word in some days. Quantities are counted by lines, so that kg and pieces don't mix."""

    partner: Partner
    promised: int
    on_time: int
    checked: int
    with_rejects: int
    late_days: Decimal | None

    @property
    def on_time_rate(self) -> Decimal | None:
        return Decimal(self.on_time) / self.promised if self.promised else None

    @property
    def reject_rate(self) -> Decimal | None:
        return Decimal(self.with_rejects) / self.checked if self.checked else None


class PromisedLine(NamedTuple):
    """A line that was promised for a day: how much had come by then, and when it was complete."""

    line: PurchaseLine
    in_time: Decimal
    complete_on: date | None

    @property
    def is_on_time(self) -> bool:
        return self.in_time >= self.line.item_quantity

    @property
    def days_late(self) -> int | None:
        if self.complete_on is None or self.line.promised_on is None:
            return None
        return max((self.complete_on - self.line.promised_on).days, 0)


def promised_lines(first: date, last: date, *, today: date, partner: Partner | None = None) -> list[PromisedLine]:
    """Lines of orders promised for a day of the range that is over, judged by what came; returns don't count back."""
    lines = PurchaseLine.objects.filter(
        promised_on__range=(first, last),
        promised_on__lt=today,
        order__status__in=(OrderStatus.CONFIRMED, OrderStatus.CLOSED),
    ).select_related("order__partner", "item")
    if partner is not None:
        lines = lines.filter(order__partner=partner)
    found = list(lines.order_by("promised_on", "pk"))
    came: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
    rows = ReceiptLine.objects.filter(order_line__in=found, receipt__is_return=False, receipt__undone_at=None)
    for line, moment, quantity in rows.order_by("receipt__received_at").values_list(
        "order_line", "receipt__received_at", "quantity"
    ):
        came[line].append((local_day(moment), quantity))
    return [_promised(line, came[line.pk]) for line in found]


def _promised(line: PurchaseLine, came: Sequence[tuple[date, Decimal]]) -> PromisedLine:
    assert line.promised_on is not None
    in_time = sum((quantity for day, quantity in came if day <= line.promised_on), ZERO)
    running, complete = ZERO, None
    for day, quantity in came:
        running += quantity
        if running >= line.item_quantity:
            complete = day
            break
    return PromisedLine(line, in_time, complete)


def supplier_figures(first: date, last: date, *, today: date, partner: Partner | None = None) -> list[SupplierFigures]:
    """Of each supplier that promised or delivered something in the days. Four queries."""
    promised: dict[int, list[PromisedLine]] = defaultdict(list)
    for one in promised_lines(first, last, today=today, partner=partner):
        promised[one.line.order.partner_id].append(one)
    checks = IncomingCheck.objects.filter(undone_at=None, checked_at__date__range=(first, last))
    if partner is not None:
        checks = checks.filter(line__receipt__partner=partner)
    looked = checks.order_by().values_list("line__receipt__partner")
    counts = {
        pk: (lines, bad)
        for pk, lines, bad in looked.annotate(
            lines=Count("line", distinct=True), bad=Count("line", filter=Q(rejected__gt=0), distinct=True)
        )
    }
    wanted = {partner.pk} if partner is not None else promised.keys() | counts.keys()
    return [
        _figures(one, promised[one.pk], *counts.get(one.pk, (0, 0)))
        for one in Partner.objects.filter(pk__in=wanted).order_by("name")
    ]


def _figures(partner: Partner, promised: Sequence[PromisedLine], checked: int, bad: int) -> SupplierFigures:
    late = [one.days_late for one in promised if one.days_late]
    days = Decimal(sum(late)) / len(late) if late else None
    return SupplierFigures(partner, len(promised), sum(one.is_on_time for one in promised), checked, bad, days)


def lines_to_receive_like(text: str = "", *, late_at: date | None = None) -> QuerySet[PurchaseLine]:
    """Open lines of confirmed orders, the most urgent first, by order, supplier or item; its barcode counts too."""
    rows = PurchaseLine.objects.filter(_still_to_come(), order__status=OrderStatus.CONFIRMED)
    if text:
        found = Q(order__number__icontains=text) | Q(order__partner__name__icontains=text)
        found |= Q(item__name__icontains=text) | Q(item__code__icontains=text) | Q(item__barcode=text)
        rows = rows.filter(found)
    if late_at is not None:
        rows = rows.filter(promised_on__lt=late_at)
    return rows.select_related("order__partner", "item", "unit").order_by("promised_on", "order__number", "position")
