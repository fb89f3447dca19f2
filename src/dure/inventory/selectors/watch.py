"""What somebody should look at: what expires soon, what runs short, what lies too long."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from dure.inventory.models import Balance, Item, Location, Lot, StockMove, Worth

_ZERO = Decimal(0)


def expiring_soon(on: date, days: int) -> QuerySet[Balance]:
    """What lies there of lots whose use-by date is at most `days` after `on`, or past. The earliest first."""
    rows = Balance.objects.filter(quantity__gt=0, lot__expires_on__lte=on + timedelta(days=days))
    return rows.select_related("item", "location", "lot").order_by("lot__expires_on", "item__code", "pk")


@dataclass(frozen=True, slots=True)
class Shortage:
    item: Item
    usable: Decimal

    @property
    def missing(self) -> Decimal:
        return self.item.safety_stock - self.usable


def below_safety() -> list[Shortage]:
    """Items in use of which less may be used than their safety stock, the emptiest first. One query."""
    usable = (
        Balance.objects.filter(item=OuterRef("pk"), location__kind=Location.Kind.STOCK)
        .filter(Q(lot=None) | Q(lot__status=Lot.Status.AVAILABLE))
        .order_by()
        .values("item")
        .annotate(sum=Sum("quantity"))
        .values("sum")
    )
    rows = Item.objects.filter(is_active=True, safety_stock__gt=0).annotate(usable=Coalesce(Subquery(usable), _ZERO))
    short = [Shortage(row, row.usable) for row in rows.filter(usable__lt=F("safety_stock"))]
    return sorted(short, key=lambda one: (one.usable / one.item.safety_stock, one.item.code))


def slow_movers(on: date, days: int) -> QuerySet[Worth]:
    """What there is of items of which nothing was used or sold for `days` days, the most valuable first.

    `left_at`: when some was used or sold last, None for never; what came within the days is left out.
    """
    begin = on - timedelta(days=days)
    moves = StockMove.objects.filter(item=OuterRef("pk"), reverses=None, reversed_by=None).order_by().values("item")
    used = [Location.Kind.CUSTOMER, Location.Kind.PRODUCTION, Location.Kind.MAINTENANCE]
    left = moves.filter(to_location__kind__in=used)
    rows = Worth.objects.filter(quantity__gt=0).select_related("item")
    rows = rows.annotate(
        left_at=Subquery(left.annotate(at=Max("moved_at")).values("at")),
        came_at=Subquery(
            moves.exclude(from_location__kind__in=Location.OWNED).annotate(at=Max("moved_at")).values("at")
        ),
    )
    return rows.filter(Q(left_at=None) | Q(left_at__date__lt=begin), came_at__date__lt=begin).order_by("-value", "item")
