"""What customers and suppliers owe on the day a firm begins, invoice by invoice."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.commerce.models import Invoice
from dure.commerce.services import Opened, cancel_invoice, open_invoices
from dure.commerce.tax import Vat
from dure.exchange.imports.fields import Field, Kind, Register, Text
from dure.exchange.imports.lines import Act, Line, Outcome, Piece
from dure.exchange.imports.lookups import partners
from dure.exchange.imports.registers.words import PARTNER_TITLES, SELLERS
from dure.exchange.imports.values import shown
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person

SALE, PURCHASE = Invoice.Side.SALE, Invoice.Side.PURCHASE
VAT_WORDS = {
    "taxed": ("과세", "일반", "세금계산서", "taxed"),
    "zero": ("영세율", "영세", "수출", "zero-rated"),
    "exempt": ("면세", "계산서", "exempt"),
}
NUMBERS = ("번호", "전표번호", "계산서번호", "세금계산서번호", "송장번호", "관리번호", "승인번호", "invoice no")
DATES = (
    "일자",
    "발생일",
    "거래일",
    "거래일자",
    "작성일자",
    "발행일",
    "매출일",
    "매출일자",
    "매입일",
    "매입일자",
    "date",
)
DUES = (
    "만기",
    "만기일",
    "기한",
    "결제예정일",
    "결제일",
    "수금예정일",
    "입금예정일",
    "지급예정일",
    "지급기한",
    "due date",
)
AMOUNTS = (
    "미수금", "미수금액", "미수잔액", "미수", "미지급금", "미지급액", "미지급잔액", "미지급", "외상매출금", "외상매입금", "잔액", "잔고", "미결제금액",
    "합계금액", "금액", "open amount", "balance",
)  # fmt: skip


def _fields(partner: Text) -> tuple[Field, ...]:
    return (
        Field("partner", partner, PARTNER_TITLES, Kind.NAME, is_required=True, falls=True, example="한울상회"),
        Field("reference", _("Invoice number"), NUMBERS, Kind.CODE, longest=60, example="20261031-0012"),
        Field("date", _("Date of the invoice"), DATES, Kind.DAY, is_required=True, example="2026-10-31"),
        Field("due_on", _("Due on"), DUES, Kind.DAY, example="2026-11-30", help=_("Empty: by the partner's days to pay.")),
        Field("amount", _("Open amount (won)"), AMOUNTS, Kind.NUMBER, places=0, is_required=True, example="1100000",
              help=_("What is still open, with VAT.")),
        Field("vat_kind", _("VAT"), ("과세구분", "과세", "부가세구분", "세금구분", "계산서종류"), Kind.CHOICE, choices=VAT_WORDS, example="과세"),
        Field("total", _("Amount of the whole invoice (won)"), ("발행금액", "청구금액", "총액", "매출금액", "매입금액", "공급대가", "invoice amount"),
              Kind.NUMBER, places=0, help=_("Only to compare: nothing larger than this can be open.")),
    )  # fmt: skip


class _Book:
    def __init__(self, side: str) -> None:
        self.side, self.partners = side, partners()
        self.today = timezone.localdate(clock.now())
        self.standing = {_own(row.partner_id, row.partner_reference, row.date): row for row in _standing(side)}
        self.seen: dict[tuple[int, str, date | None], Line] = {}


def _standing(side: str) -> QuerySet[Invoice]:
    return Invoice.objects.filter(side=side, is_opening=True, cancels=None).exclude(cancelled_by__isnull=False)


def _own(partner: int, reference: str, day: date) -> tuple[int, str, date | None]:
    """What makes two rows the same invoice: its number, or without one its day."""
    return partner, reference, None if reference else day


def judge(side: str, lines: Sequence[Line]) -> list[Piece]:
    book = _Book(side)
    return [_piece(line, book) for line in lines]


def _piece(line: Line, book: _Book) -> Piece:
    label, flag, message = _SIDES[book.side]
    partner = book.partners.take(line, "partner", label)
    line.label = f"{partner.name if partner else line['partner'] or ''} {line['reference'] or ''}".strip()
    nothing = Piece([line], lambda _by: None)
    if partner is not None and not getattr(partner, flag):
        line.refuse("partner", Invalid(message, partner=partner.name))
    if line["amount"] == 0:
        line.refuse("amount", Invalid("It is paid: nothing is open."), act=Act.LEAVE)
    if line["total"] is not None and line["amount"] is not None and line["amount"] > line["total"]:
        line.refuse("amount", Invalid("More is open than the invoice was for."), shown(line["total"]))
    if line["date"] is not None and line["date"] > book.today:
        line.refuse("date", Invalid("This day is yet to come."))
    if partner is None or line.is_wrong:
        return nothing
    due = line["due_on"] or line["date"] + timedelta(days=partner.payment_days)
    if due < line["date"]:
        line.refuse("due_on", Invalid("It would be due before it was written."))
    vat = Vat(line["vat_kind"] or partner.vat)
    opened = Opened(partner, line["date"], due, line["amount"], vat, line["reference"] or "")
    _compare(line, opened, book)
    return Piece([line], partial(_write, book.side, opened))


def _compare(line: Line, opened: Opened, book: _Book) -> None:
    own = _own(opened.partner.pk, opened.reference, opened.date)
    first = book.seen.setdefault(own, line)
    if first is not line:
        line.refuse("reference", Invalid("Row %(row)s is the same invoice.", row=first.number), act=Act.LEAVE)
    row = book.standing.get(own)
    if row is None:
        return
    if (row.total, row.due_on, row.vat_kind) == (opened.amount, opened.due_on, opened.vat_kind.value):
        line.outcome = Outcome.SAME
        return
    error = Invalid(
        "%(invoice)s of %(amount)s won is entered for this already. Take it back on its page first.",
        invoice=row.number,
        amount=shown(Decimal(row.total)),
    )
    line.refuse("amount", error, act=Act.LEAVE)


def _write(side: str, opened: Opened, by: Person) -> Invoice:
    return _write_all(side, [opened], by)[0]


def _write_all(side: str, opened: Sequence[Opened], by: Person) -> list[Invoice]:
    return open_invoices(side=Invoice.Side(side), opened=opened, by=by, on=timezone.localdate(clock.now()))


def many(side: str, pieces: Sequence[Piece], by: Person) -> None:
    """All new ones at once."""
    opened = [piece.write.args[1] for piece in pieces]  # type: ignore[attr-defined]
    for piece, row in zip(pieces, _write_all(side, opened, by), strict=True):
        piece.made = row


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """Cancel them, with entries the other way round. Raises Conflict for one that was paid or cancelled since."""
    today = timezone.localdate(clock.now())
    rows = Invoice.objects.in_bulk([one["pk"] for one in made])
    for one in reversed(made):
        cancel_invoice(invoice=rows[one["pk"]], by=by, on=today)


def export(side: str) -> Iterable[Mapping[str, Any]]:
    for one in _standing(side).select_related("partner").order_by("date", "pk"):
        yield {
            "partner": one.partner.code,
            "reference": one.partner_reference,
            "date": one.date,
            "due_on": one.due_on,
            "amount": one.total,
            "vat_kind": one.vat_kind,
        }


_CUSTOMER, _SUPPLIER = _("Customer"), pgettext_lazy("trade", "Supplier")
_SIDES: Mapping[str, tuple[Text, str, str]] = {
    SALE.value: (_CUSTOMER, "is_customer", "%(partner)s is not a customer."),
    PURCHASE.value: (_SUPPLIER, "is_supplier", "%(partner)s is not a supplier."),
}
_NEEDS = (("partner",), ("date",), ("amount",))
RECEIVABLES = Register(
    "receivables", _("Open receivables"), _("What customers owe on the day you begin, by invoice. It ages, and is paid, like any other."),
    "badge", SELLERS, _fields(_CUSTOMER), partial(judge, SALE.value), partial(export, SALE.value), {},
    undo, needs=_NEEDS, many=partial(many, SALE.value), address="commerce:sales-invoice",
)  # fmt: skip
PAYABLES = Register(
    "payables", _("Open payables"), _("What you owe suppliers on the day you begin, by invoice."), "badge", SELLERS,
    _fields(_SUPPLIER), partial(judge, PURCHASE.value), partial(export, PURCHASE.value), {},
    undo, needs=_NEEDS, many=partial(many, PURCHASE.value), address="commerce:purchase-invoice",
)  # fmt: skip
