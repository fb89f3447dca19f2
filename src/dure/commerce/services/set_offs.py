"""Setting open credit of a partner against its open invoices, without money."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.errors import TooMuch
from dure.commerce.models import Allocation, Invoice, Partner, Payment, SetOff
from dure.commerce.services.payments import check_parts, locked_open, total, up_to
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import change_row, next_number, record_change

Part = tuple[Invoice | Payment, Decimal]
"""With the won of it that are open, left or set off."""


@transaction.atomic
def set_off(
    *, side: Invoice.Side, partner: Partner, on: date, by: Person | None, parts: Sequence[Part] | None = None
) -> SetOff:
    """Settle open invoices by open credit of the same partner: credit notes, and what payments have left.

    parts: won, above nothing, of each credit and of each invoice; the oldest of both, as far as the smaller
    sum goes, when None. In the books nothing moves: debt and credit stand on one account of one partner.
    Raises Invalid (nothing on one side, sums that differ), TooMuch.
    """
    payments, opened = _locked_payments(partner, side), locked_open(partner, side)
    if parts is None:
        credit, debts = _oldest(payments, opened)
    else:
        credit, debts = _chosen(parts, payments, opened)
    amount = total(credit)
    if not amount or amount != total(debts):
        raise Invalid("Choose credits and invoices of the same sum.")
    made = SetOff.objects.create(
        side=side,
        number=next_number(kind=f"{side}_set_off", on=on),
        partner=partner,
        date=on,
        amount=amount,
        made_by=by,
        made_at=clock.now(),
    )
    Allocation.objects.bulk_create(_allocations(made, credit, debts))
    record_change(made, verb="added", by=by)
    return made


def _locked_payments(partner: Partner, side: Invoice.Side) -> list[tuple[Payment, Decimal]]:
    ids = [row.pk for row in selectors.payments_left(side, partner=partner)]
    for _ in Payment.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        pass
    # Asked again, for others may have used it while this waited.
    return [(row, row.amount - row.settled) for row in selectors.payments_left(side, partner=partner, ids=ids)]


def _oldest(
    payments: Sequence[tuple[Payment, Decimal]], opened: Sequence[tuple[Invoice, Decimal]]
) -> tuple[list[Part], list[Part]]:
    credit: list[Part] = [*payments, *((note, -left) for note, left in opened if left < 0)]
    debts: list[Part] = [(invoice, left) for invoice, left in opened if left > 0]
    most = min(total(credit), total(debts))
    return up_to(most, credit), up_to(most, debts)


def _chosen(
    parts: Sequence[Part], payments: Sequence[tuple[Payment, Decimal]], opened: Sequence[tuple[Invoice, Decimal]]
) -> tuple[list[Part], list[Part]]:
    if len({(type(one), one.pk) for one, _ in parts}) != len(parts):
        raise Invalid("Choose credits and invoices of the same sum.")
    left = {row.pk: amount for row, amount in payments}
    notes = {row.pk for row, amount in opened if amount < 0}
    for one, amount in parts:
        if isinstance(one, Payment) and not 0 < amount <= left.get(one.pk, 0):
            raise TooMuch("Of %(payment)s %(left)s won are left.", payment=one.number, left=left.get(one.pk, 0))
    check_parts([(i, -a if i.pk in notes else a) for i, a in parts if isinstance(i, Invoice)], opened)
    is_credit = [isinstance(one, Payment) or one.pk in notes for one, _ in parts]
    credit = [part for part, credit in zip(parts, is_credit, strict=True) if credit]
    return credit, [part for part, credit in zip(parts, is_credit, strict=True) if not credit]


def _allocations(made: SetOff, credit: Sequence[Part], debts: Sequence[Part]) -> list[Allocation]:
    """What payments have left settles the first invoices; credit notes are used up by the rest."""
    found, left = [], dict(debts)
    for one, amount in credit:
        if isinstance(one, Invoice):
            found.append(Allocation(set_off=made, invoice=one, amount=-amount))
            continue
        for invoice, part in up_to(amount, list(left.items())):
            found.append(Allocation(set_off=made, payment=one, invoice=invoice, amount=part))
            left[invoice] -= part
    return found + [Allocation(set_off=made, invoice=invoice, amount=rest) for invoice, rest in left.items() if rest]


@transaction.atomic
def undo_set_off(*, set_off: SetOff, by: Person | None) -> SetOff:
    """Open its invoices and credit again. Raises Conflict when that was done before."""
    row = SetOff.objects.select_for_update().get(pk=set_off.pk)
    if row.undone_at is not None:
        raise Conflict("%(set_off)s is already taken back.", set_off=row.number)
    row.allocations.all().delete()
    change_row(row, {"undone_by": by, "undone_at": clock.now()}, by=by)
    return row
