"""What a unit costs by decision: standard costs, and what the stock becomes worth by them."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item, Revaluation, Worth
from dure.inventory.services.moves import lock_worths, stock_account
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post
from dure.plant.models import Person


@transaction.atomic
def set_standard_costs(
    costs: Mapping[Item, Decimal], *, by: Person | None, reason: str, document: str = ""
) -> list[Revaluation]:
    """Put standard costs in force, in won per unit, from now on.

    Stock of items kept at standard cost is revalued and the difference booked; one row per item
    is kept for ever. Raises Invalid for a negative cost or no reason.
    """
    if not reason or any(cost < 0 for cost in costs.values()):
        raise Invalid("A standard cost is not negative and has a reason.")
    items = {item.pk: item for item in costs}
    wanted = {item.pk: cost for item, cost in costs.items()}
    now = clock.now()
    posting = Posting(timezone.localdate(now), "Revaluation", document)
    worths, made = [], []
    for pk, (row, _) in lock_worths(items).items() if items else ():
        value = won(row.quantity * wanted[pk]) if items[pk].costing == Item.Costing.STANDARD else row.value
        change = value - row.value
        posting.debit(stock_account(items[pk]), change).credit(Purpose.REVALUATION, change)
        row.standard, row.value = wanted[pk], value
        worths.append(row)
        made.append(
            Revaluation(
                item=items[pk],
                quantity=row.quantity,
                change=change,
                standard=wanted[pk],
                revalued_at=now,
                reason=reason,
                made_by=by,
            )
        )
    Worth.objects.bulk_update(worths, ["standard", "value"])
    post([posting], by=by)
    return Revaluation.objects.bulk_create(made)
