"""What is owed on the day the books begin: invoices of before, without their goods, against the opening balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from django.db import transaction

from dure.commerce.models import Invoice, Partner
from dure.commerce.tax import RATE, Vat
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post
from dure.plant.models import Person
from dure.plant.services import next_numbers, record_change


@dataclass(frozen=True, slots=True)
class Opened:
    """An invoice of before. amount: won that are still open of it, with VAT. reference: the number it had."""

    partner: Partner
    date: date
    due_on: date
    amount: Decimal
    vat_kind: Vat = Vat.TAXED
    reference: str = ""


@transaction.atomic
def open_invoices(*, side: Invoice.Side, opened: Sequence[Opened], by: Person | None, on: date) -> list[Invoice]:
    """Let partners owe us (sale), or us owe them (purchase), what is still open when the books begin.

    Each ages by its own due day and is paid like any other; its VAT was declared before, so it is in no VAT quarter
    and no tax file. `on`: the day of the entries. Raises Invalid for an amount that is not more than zero whole won.
    """
    if any(one.amount <= 0 or one.amount != one.amount.to_integral_value() for one in opened):
        raise Invalid("An amount is more than zero and in whole won.")
    numbers = next_numbers("opening_invoice", on, len(opened), pattern="OB{yy}{mm}-{n:04}")
    rows = [_row(side, one, number, by) for one, number in zip(opened, numbers, strict=True)]
    for row in Invoice.objects.bulk_create(rows):
        record_change(row, verb="added", by=by)
    post([_posting(row, on) for row in rows], by=by)
    return rows


def _row(side: Invoice.Side, one: Opened, number: str, by: Person | None) -> Invoice:
    # The smallest supply value that makes the whole with its VAT.
    taxed = (one.amount / (1 + RATE)).quantize(Decimal(1), ROUND_CEILING)
    supply = taxed if one.vat_kind is Vat.TAXED else one.amount
    return Invoice(
        side=side, number=number, partner=one.partner, date=one.date, due_on=one.due_on, vat_kind=one.vat_kind,
        supply=supply, vat=one.amount - supply, partner_reference=one.reference, is_opening=True, made_by=by,
        made_at=clock.now(),
    )  # fmt: skip


def _posting(row: Invoice, on: date) -> Posting:
    posting, code = Posting(on, "Opening balance", row.number), row.partner.code
    if row.side == Invoice.Side.SALE:
        return posting.debit(Purpose.RECEIVABLE, row.total, code).credit(Purpose.OPENING, row.total)
    return posting.debit(Purpose.OPENING, row.total).credit(Purpose.PAYABLE, row.total, code)
