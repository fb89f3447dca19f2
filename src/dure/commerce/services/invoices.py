"""Invoices both ways: what was delivered becomes a debt of the customer, what was received one of ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from dure.commerce.errors import TooMuch
from dure.commerce.models import DeliveryLine, Invoice, InvoiceLine, Partner, ReceiptLine
from dure.commerce.services.locking import locked_with
from dure.commerce.tax import Vat, vat_of
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import entries_of
from dure.ledger.services import Posting, post, reverse
from dure.plant.models import Person
from dure.plant.services import next_number, record_change

GoodsLine = DeliveryLine | ReceiptLine


@dataclass(frozen=True, slots=True)
class Billed:
    """A line of an invoice to be: goods in the item's own unit. price: the order's when None."""

    goods: GoodsLine
    quantity: Decimal | None = None
    price: Decimal | None = None


@transaction.atomic
def invoice_deliveries(
    *, billed: Sequence[Billed], by: Person | None, on: date, partner_reference: str = ""
) -> Invoice:
    """Ask a customer for money for what was delivered; what came back is taken off.

    Raises Invalid (nothing to invoice, more than one partner or VAT kind), TooMuch, Conflict (taken back).
    """
    rows = _locked(DeliveryLine, billed)
    partner, vat = _one({(row.delivery.partner, row.order_line.order.vat) for row in rows.values()})
    lines = [_line(one, rows[one.goods.pk], is_return=rows[one.goods.pk].delivery.is_return) for one in billed]
    invoice = _write(Invoice.Side.SALE, partner, Vat(vat), lines, by=by, on=on, partner_reference=partner_reference)
    posting = Posting(on, "Sales invoice", invoice.number)
    posting.debit(Purpose.RECEIVABLE, invoice.supply + invoice.vat, partner.code)
    posting.credit(Purpose.SALES, invoice.supply).credit(Purpose.VAT_OUT, invoice.vat)
    post([posting], by=by)
    return invoice


@transaction.atomic
def invoice_receipts(
    *, billed: Sequence[Billed], by: Person | None, on: date, partner_reference: str = "", vat: Decimal | None = None
) -> Invoice:
    """Enter a supplier's invoice for what was received. A price other than the order's goes to price variance.

    vat: the amount on the supplier's paper when it is rounded otherwise. Raises Invalid, TooMuch, Conflict.
    """
    rows = _locked(ReceiptLine, billed)
    partner, kind = _one({(row.receipt.partner, _vat_kind(row)) for row in rows.values()})
    lines = [_line(one, rows[one.goods.pk], is_return=rows[one.goods.pk].receipt.is_return) for one in billed]
    invoice = _write(
        Invoice.Side.PURCHASE, partner, Vat(kind), lines, by=by, on=on, partner_reference=partner_reference, vat=vat
    )
    received = sum(
        (_received(rows[one.goods.pk], line.quantity) for one, line in zip(billed, lines, strict=True)), Decimal(0)
    )
    posting = Posting(on, "Purchase invoice", invoice.number)
    posting.debit(Purpose.RECEIVED_NOT_INVOICED, received)
    posting.debit(Purpose.PRICE_VARIANCE, invoice.supply - received).debit(Purpose.VAT_IN, invoice.vat)
    posting.credit(Purpose.PAYABLE, invoice.supply + invoice.vat, partner.code)
    post([posting], by=by)
    return invoice


def _vat_kind(row: ReceiptLine) -> str:
    return row.order_line.order.vat if row.order_line else row.receipt.partner.vat


def _received(row: ReceiptLine, quantity: Decimal) -> Decimal:
    """What stands in the books for this part of a receipt: parts of one line add up to its whole."""
    cost = won(row.price * row.quantity)
    before = row.invoiced - abs(quantity)
    part = won(cost * row.invoiced / row.quantity) - won(cost * before / row.quantity)
    return part if quantity > 0 else -part


def _locked(table: type[GoodsLine], billed: Sequence[Billed]) -> dict[int, Any]:
    if not billed:
        raise Invalid("Choose what to invoice.")
    paper = "delivery" if table is DeliveryLine else "receipt"
    rows = table.objects.filter(pk__in=[one.goods.pk for one in billed])
    found = locked_with(paper, rows.select_related(f"{paper}__partner", "order_line__order", "item"))
    undone = next((getattr(row, paper) for row in found if getattr(row, paper).undone_at is not None), None)
    if undone is not None:
        raise Conflict("%(paper)s is already taken back.", paper=undone.number)
    return {row.pk: row for row in found}


def _one(found: set[tuple[Partner, str]]) -> tuple[Partner, str]:
    if len(found) != 1:
        raise Invalid("An invoice is for one partner and one kind of VAT.")
    return found.pop()


def _line(one: Billed, row: Any, *, is_return: bool) -> InvoiceLine:
    """The line of the invoice; counts it on the goods line. Raises TooMuch."""
    open_quantity = row.quantity - row.invoiced
    quantity = open_quantity if one.quantity is None else one.quantity
    if not 0 < quantity <= open_quantity:
        raise TooMuch(
            "Of %(item)s %(open)s are left to invoice.", item=row.item.name, open=f"{open_quantity.normalize():f}"
        )
    row.invoiced += quantity
    price = row.price if one.price is None else one.price
    signed = -quantity if is_return else quantity
    return InvoiceLine(
        item=row.item,
        text=row.item.name,
        quantity=signed,
        price=price,
        supply=won(signed * price),
        delivery_line=row if isinstance(row, DeliveryLine) else None,
        receipt_line=row if isinstance(row, ReceiptLine) else None,
    )


def _write(
    side: Invoice.Side,
    partner: Partner,
    kind: Vat,
    lines: list[InvoiceLine],
    *,
    by: Person | None,
    on: date,
    partner_reference: str,
    vat: Decimal | None = None,
) -> Invoice:
    supply = sum((line.supply for line in lines), Decimal(0))
    goods = [line.delivery_line or line.receipt_line for line in lines]
    type(goods[0]).objects.bulk_update(goods, ["invoiced"])
    invoice = Invoice.objects.create(
        side=side,
        number=next_number(kind=f"{side}_invoice", on=on),
        partner=partner,
        date=on,
        due_on=on + timedelta(days=partner.payment_days),
        vat_kind=kind,
        supply=supply,
        vat=vat_of(supply, kind) if vat is None else vat,
        partner_reference=partner_reference,
        made_by=by,
        made_at=clock.now(),
    )
    for line in lines:
        line.invoice = invoice
    InvoiceLine.objects.bulk_create(lines)
    record_change(invoice, verb="added", by=by)
    return invoice


@transaction.atomic
def cancel_invoice(*, invoice: Invoice, by: Person | None, on: date) -> Invoice:
    """Write the same with the signs turned; its goods can be invoiced again. Raises Conflict when paid or cancelled."""
    row = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if row.cancels_id or Invoice.objects.filter(cancels=row).exists():
        raise Conflict("%(invoice)s is already cancelled.", invoice=row.number)
    if row.allocations.exists():
        raise Conflict("%(invoice)s is settled. Take the payment or the set-off back first.", invoice=row.number)
    lines = list(row.lines.all())
    received = _set_free(row, lines)
    back = Invoice.objects.create(
        side=row.side,
        number=next_number(kind="opening_invoice" if row.is_opening else f"{row.side}_invoice", on=on),
        is_opening=row.is_opening,
        partner=row.partner,
        date=on,
        due_on=on,
        vat_kind=row.vat_kind,
        supply=-row.supply,
        vat=-row.vat,
        partner_reference=row.partner_reference,
        cancels=row,
        made_by=by,
        made_at=clock.now(),
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=back,
            item_id=line.item_id,
            text=line.text,
            quantity=-line.quantity,
            price=line.price,
            supply=-line.supply,
            delivery_line_id=line.delivery_line_id,
            receipt_line_id=line.receipt_line_id,
        )
        for line in lines
    )
    _unbook(row, received, on=on, by=by)
    record_change(back, verb="added", by=by)
    return back


def _set_free(invoice: Invoice, lines: Sequence[InvoiceLine]) -> Decimal:
    """Let the goods be invoiced again; for how many won of a supplier's goods there is then no invoice."""
    is_sale = invoice.side == Invoice.Side.SALE
    name, paper = ("delivery_line_id", "delivery") if is_sale else ("receipt_line_id", "receipt")
    table = DeliveryLine if is_sale else ReceiptLine
    goods = {one.pk: one for one in locked_with(paper, table.objects.filter(pk__in=[getattr(x, name) for x in lines]))}
    received = Decimal(0)
    for line in lines:
        one = goods.get(getattr(line, name))
        if one is not None:
            received += Decimal(0) if is_sale else _received(one, line.quantity)
            one.invoiced -= abs(line.quantity)
    table.objects.bulk_update(goods.values(), ["invoiced"])
    return received


def _unbook(invoice: Invoice, received: Decimal, *, on: date, by: Person | None) -> None:
    """Reverse the entries. Parts of a line are rounded in their order: of one that is taken out of the middle, a won
    may have to go to price variance, so that all parts together make the whole again."""
    entries = list(entries_of(invoice.number))
    reverse(entries, on=on, by=by)
    lines = [line for entry in entries for line in entry.lines.all()]
    booked = sum((x.debit - x.credit for x in lines if x.account.purpose == Purpose.RECEIVED_NOT_INVOICED), Decimal(0))
    posting = Posting(on, "Purchase invoice", invoice.number).debit(Purpose.RECEIVED_NOT_INVOICED, booked - received)
    post([posting.credit(Purpose.PRICE_VARIANCE, booked - received)], by=by)
