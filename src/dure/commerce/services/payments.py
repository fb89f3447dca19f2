"""Money in and out, and which invoices it settles."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.errors import TooMuch
from dure.commerce.models import Allocation, Invoice, Partner, Payment, SetOff
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.selectors import entries_of
from dure.ledger.services import Posting, post, reverse
from dure.plant.models import Person
from dure.plant.services import change_row, next_number, record_change

Row = TypeVar("Row")


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

    Settles the given parts of invoices (less than nothing: so much of a credit note is used up), or the
    oldest open ones when none are given, with credit notes as far as the money doesn't reach. What is left
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
    opened = locked_open(
        payment.partner, Invoice.Side(payment.side), None if wanted is None else [i for i, _ in wanted]
    )
    if wanted is None:
        wanted = _oldest_first(payment.amount, opened)
    settled = total(wanted)
    if settled > payment.amount:
        raise TooMuch("More is settled than was paid.")
    if settled < 0:
        raise TooMuch("More credit is used than invoices are settled.")
    check_parts(wanted, opened)
    Allocation.objects.bulk_create(Allocation(payment=payment, invoice=i, amount=a) for i, a in wanted)


def locked_open(
    partner: Partner, side: Invoice.Side, wanted: Sequence[Invoice] | None = None
) -> list[tuple[Invoice, Decimal]]:
    """Open invoices and credit notes of a partner, locked, each with its open won, the oldest first.

    wanted: only these, whether they are open or not.
    """
    found = (
        selectors.unpaid_invoices(partner, side, today=selectors.local_day(clock.now())) if wanted is None else wanted
    )
    rows = Invoice.objects.select_for_update().filter(partner=partner, side=side, pk__in=[one.pk for one in found])
    locked = list(rows.order_by("due_on", "pk"))
    left = selectors.open_amounts(locked)
    return [(row, left[row.pk]) for row in locked]


def check_parts(wanted: Sequence[tuple[Invoice, Decimal]], opened: Sequence[tuple[Invoice, Decimal]]) -> None:
    """Raises TooMuch for a part that isn't between nothing and what is open of its invoice."""
    left = {row.pk: amount for row, amount in opened}
    for invoice, amount in wanted:
        of = left.get(invoice.pk, Decimal(0))
        if not (0 < amount <= of or of <= amount < 0):
            raise TooMuch("Of %(invoice)s %(open)s won are open.", invoice=invoice.number, open=of)


def _oldest_first(amount: Decimal, opened: Sequence[tuple[Invoice, Decimal]]) -> list[tuple[Invoice, Decimal]]:
    credit = [(note, -left) for note, left in opened if left < 0]
    parts = up_to(amount + total(credit), [(invoice, left) for invoice, left in opened if left > 0])
    return parts + [(note, -part) for note, part in up_to(total(parts) - amount, credit)]


def total(parts: Iterable[tuple[Any, Decimal]]) -> Decimal:
    return sum((part for _, part in parts), Decimal(0))


def up_to(amount: Decimal, rows: Sequence[tuple[Row, Decimal]]) -> list[tuple[Row, Decimal]]:
    """The first of these rows, each as far as the amount still reaches."""
    parts = []
    for row, left in rows:
        part = min(amount, left)
        if part > 0:
            parts.append((row, part))
            amount -= part
    return parts


@transaction.atomic
def undo_payment(*, payment: Payment, by: Person | None, on: date) -> Payment:
    """Take a payment back; its invoices are open again.

    Raises Conflict when it was taken back before, or when a set-off uses what it had left.
    """
    row = Payment.objects.select_for_update().get(pk=payment.pk)
    if row.undone_at is not None:
        raise Conflict("%(payment)s is already taken back.", payment=row.number)
    user = SetOff.objects.filter(allocations__payment=row).first()
    if user is not None:
        raise Conflict("%(set_off)s uses what was left of it. Take that back first.", set_off=user.number)
    row.allocations.all().delete()
    reverse(list(entries_of(row.number)), on=on, by=by)
    change_row(row, {"undone_by": by, "undone_at": clock.now()}, by=by)
    return row
