"""Money in and out, and which invoices it settles."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.errors import TooMuch
from dure.commerce.models import Allocation, Invoice, Partner, Payment
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import entries_of
from dure.ledger.services import Posting, post, reverse
from dure.plant.models import Person
from dure.plant.services import change_row, next_number, record_change


@transaction.atomic
def pay(
    *,
    side: Invoice.Side,
    partner: Partner,
    amount: Decimal,
    on: date,
    by: Person | None,
    method: Payment.Method = Payment.Method.TRANSFER,
    allocations: Sequence[tuple[Invoice, Decimal]] | None = None,
    note: str = "",
) -> Payment:
    """Enter money from a customer (sale) or to a supplier (purchase).

    Settles the given parts of invoices, or the oldest open ones when none are given; what is left
    over stays as the partner's credit. Raises Invalid, TooMuch.
    """
    if amount <= 0 or amount != amount.to_integral_value():
        raise Invalid("An amount is more than zero and in whole won.")
    payment = Payment.objects.create(
        side=side,
        number=next_number(kind=f"{side}_payment", on=on),
        partner=partner,
        date=on,
        amount=amount,
        method=method,
        note=note,
        made_by=by,
        made_at=clock.now(),
    )
    _allocate(payment, allocations)
    sign = 1 if side == Invoice.Side.SALE else -1
    account = Purpose.RECEIVABLE if side == Invoice.Side.SALE else Purpose.PAYABLE
    posting = Posting(on, "Payment", payment.number)
    posting.debit(Purpose.BANK, sign * amount).credit(account, sign * amount, partner.code)
    post([posting], by=by)
    record_change(payment, verb="added", by=by)
    return payment


def _allocate(payment: Payment, wanted: Sequence[tuple[Invoice, Decimal]] | None) -> None:
    invoices = Invoice.objects.select_for_update().filter(partner=payment.partner, side=payment.side)
    ids = None if wanted is None else [invoice.pk for invoice, _ in wanted]
    rows = {row.pk: row for row in (invoices if ids is None else invoices.filter(pk__in=ids)).order_by("due_on", "pk")}
    left = selectors.open_amounts(rows.values())
    if wanted is None:
        wanted = _oldest_first(payment.amount, [(row, left[row.pk]) for row in rows.values()])
    if sum((amount for _, amount in wanted), Decimal(0)) > payment.amount:
        raise TooMuch("More is settled than was paid.")
    for invoice, amount in wanted:
        if invoice.pk not in rows or amount <= 0 or amount > left[invoice.pk]:
            raise TooMuch("Of %(invoice)s %(open)s won are open.", invoice=invoice.number, open=left.get(invoice.pk, 0))
    Allocation.objects.bulk_create(Allocation(payment=payment, invoice=i, amount=a) for i, a in wanted)


def _oldest_first(amount: Decimal, invoices: Sequence[tuple[Invoice, Decimal]]) -> list[tuple[Invoice, Decimal]]:
    parts = []
    for invoice, left in invoices:
        part = min(amount, left)
        if part > 0:
            parts.append((invoice, part))
            amount -= part
    return parts


@transaction.atomic
def undo_payment(*, payment: Payment, by: Person | None, on: date) -> Payment:
    """Take a payment back; its invoices are open again. Raises Conflict when it was taken back before."""
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    if row.undone_at is not None:
        raise Conflict("%(payment)s is already taken back.", payment=row.number)
    row.allocations.all().delete()
    reverse(list(entries_of(row.number)), on=on, by=by)
    change_row(row, {"undone_by": by, "undone_at": clock.now()}, by=by)
    return row
