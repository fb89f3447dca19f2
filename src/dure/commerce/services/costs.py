"""Hourly rates, standard costs, the overhead of a month."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from dure.commerce.cost import Cost
from dure.commerce.models import HourlyRate, OverheadMonth, StandardCost
from dure.inventory.models import Item
from dure.inventory.services import set_standard_costs
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row

_STEP = Decimal("0.0001")


@transaction.atomic
def set_rate(*, by: Person | None, **values: Any) -> HourlyRate:
    """What an hour costs at a work center, or wherever none is set, from a day on; the same day's is changed."""
    row = HourlyRate.objects.select_for_update(of=("self",)).filter(
        work_center=values.get("work_center"), valid_from=values["valid_from"]
    )
    found = row.first()
    if found is None:
        found = HourlyRate(**values)
        add_row(found, by=by)
    else:
        change_row(found, values, by=by)
    return found


@transaction.atomic
def remove_rate(*, row: HourlyRate, by: Person | None) -> None:
    remove_row(row, by=by)


@transaction.atomic
def set_standards(
    costs: Mapping[Item, Cost], *, worked_out_on: date, reason: str, by: Person | None
) -> list[StandardCost]:
    """Put standard costs in force from now on, with what they are made of; stock kept at them is revalued and booked.

    Raises Invalid without a reason.
    """
    if not reason.strip():
        raise Invalid("Give a reason.")
    totals = {item: cost.total.quantize(_STEP) for item, cost in costs.items()}
    set_standard_costs(totals, by=by, reason=reason.strip())
    now = clock.now()
    return StandardCost.objects.bulk_create(
        StandardCost(
            item=item,
            set_at=now,
            worked_out_on=worked_out_on,
            # The rest of a won's ten-thousandth goes to material, so that the parts are the whole.
            material=totals[item] - sum(_parts(cost), Decimal(0)),
            **dict(zip(("labour", "machine", "overhead", "outside"), _parts(cost), strict=True)),
            reason=reason.strip(),
            set_by=by,
        )
        for item, cost in costs.items()
    )


def _parts(cost: Cost) -> list[Decimal]:
    return [part.quantize(_STEP) for part in (cost.labour, cost.machine, cost.overhead, cost.outside)]


@transaction.atomic
def book_overhead(
    *,
    month: date,
    applied_variable: Decimal,
    applied_fixed: Decimal,
    budgeted_fixed: Decimal,
    actual_fixed: Decimal,
    actual_variable: Decimal,
    on: date,
    by: Person | None,
) -> OverheadMonth:
    """Book what a month's overhead differs from what its orders took on (Horngren, Datar, Rajan, chapter 8).

    Spending: what was paid beyond what the hours and the budget allow. Volume: of the fixed
    overhead, what no order took on. Afterwards the account of applied overhead says what was paid.
    Raises Conflict when the month is booked already, MonthClosed.
    """
    first = month.replace(day=1)
    if OverheadMonth.objects.filter(month=first).exists():
        raise Conflict("The overhead of %(month)s is booked already.", month=f"{first:%Y-%m}")
    spending = actual_variable - applied_variable + actual_fixed - budgeted_fixed
    volume = budgeted_fixed - applied_fixed
    posting = Posting(on, "Overhead of the month").debit(Purpose.RATE_VARIANCE, spending)
    posting.debit(Purpose.VOLUME_VARIANCE, volume).credit(Purpose.OVERHEAD_APPLIED, spending + volume)
    row = OverheadMonth(
        month=first,
        budgeted_fixed=budgeted_fixed,
        actual_fixed=actual_fixed,
        actual_variable=actual_variable,
        spending=spending,
        volume=volume,
        entry=next(iter(post([posting], by=by)), None),
        booked_by=by,
        booked_at=clock.now(),
    )
    add_row(row, by=by)
    return row
