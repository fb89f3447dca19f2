"""What production has to do before a month's books are closed."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from dure.commerce.models import OverheadMonth
from dure.commerce.services.costs import book_overhead
from dure.kernel import clock
from dure.plant.models import Person
from dure.production.making import ZERO
from dure.production.models import OrderClosing, OrderTime, WorkOrder
from dure.production.services.making.closing import close_orders


@transaction.atomic
def close_orders_of_month(*, month: date, by: Person | None) -> list[OrderClosing]:
    """Close every order that was done by the end of the month, with entries of its last day."""
    last = last_day(month)
    rows = WorkOrder.objects.filter(status=WorkOrder.Status.DONE, closed_at=None, completions__is_final=True)
    done = rows.filter(completions__undone_at=None, completions__made_at__date__lte=last).distinct()
    return close_orders(list(done), by=by, on=min(last, timezone.localdate(clock.now())))


@transaction.atomic
def book_overhead_of_month(
    *, month: date, budgeted_fixed: Decimal, actual_fixed: Decimal, actual_variable: Decimal, by: Person | None
) -> OverheadMonth:
    """Book a month's overhead against what its orders took on. Raises Conflict, MonthClosed."""
    first = month.replace(day=1)
    times = OrderTime.objects.filter(
        completion__undone_at=None, completion__made_at__date__range=(first, last_day(month))
    )
    sums = times.aggregate(all=Sum("overhead"), fixed=Sum("fixed"))
    fixed = sums["fixed"] or ZERO
    return book_overhead(
        month=first,
        applied_variable=(sums["all"] or ZERO) - fixed,
        applied_fixed=fixed,
        budgeted_fixed=budgeted_fixed,
        actual_fixed=actual_fixed,
        actual_variable=actual_variable,
        on=last_day(month),
        by=by,
    )


def last_day(month: date) -> date:
    later = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return date.fromordinal(later.toordinal() - 1)
