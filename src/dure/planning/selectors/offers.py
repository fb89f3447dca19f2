"""A date for an order that isn't there yet, against the schedule that is followed."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel.errors import Invalid
from dure.planning.offering import Offered, offered
from dure.planning.selectors.shop import live_schedule, read_shop, scheduling_rules, weights_of
from dure.planning.selectors.shop_goods import DAY_ENDS
from dure.planning.setting import setting
from dure.production.models import WorkOrder


def end_of(day: date | None) -> datetime | None:
    """The end of a working day on which something is wanted."""
    return None if day is None else timezone.make_aware(datetime.combine(day, DAY_ENDS))


def offers_for(item: Item, quantity: Decimal, *, now: datetime, due_at: datetime | None = None) -> Offered:
    """Four ways of having it made. Raises Invalid for what can't be made, or when nothing can be planned."""
    wish = WorkOrder(pk=0, number="", item=item, quantity=quantity, due_at=due_at, status=WorkOrder.Status.PLANNED)
    rules = scheduling_rules()
    shop = read_shop(now, rules, follows=live_schedule(), wish=wish)
    of = setting(shop, replace(weights_of(rules), change=0), keeps_locks=False)
    if not of.orders or of.orders[-1].id != 0:
        raise Invalid("%(item)s can't be planned: its routing names no work center that is in use.", item=item.name)
    return offered(of)
