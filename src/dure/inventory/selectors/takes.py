"""Stock-takes: which there are, how far they are, and what differs."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet

from dure.inventory.models import Item, Location, Lot, StockTake, StockTakeLine, Worth


def stock_takes() -> QuerySet[StockTake]:
    """The newest first, with `lines_count`, `counted_count`, `again_count`."""
    return (
        StockTake.objects.select_related("started_by", "approved_by")
        .prefetch_related("locations")
        .annotate(
            lines_count=Count("lines"),
            counted_count=Count("lines", filter=Q(lines__counted__isnull=False, lines__needs_recount=False)),
            again_count=Count("lines", filter=Q(lines__needs_recount=True)),
        )
        .order_by("-started_at", "-pk")
    )


def lines_of_take(take: StockTake) -> QuerySet[StockTakeLine]:
    """In the order of the places, as one walks."""
    rows = StockTakeLine.objects.filter(stock_take=take)
    return rows.select_related("item", "location", "lot", "counted_by").order_by(
        "location__code", "item__code", "lot__number", "pk"
    )


def chosen_lines(take: StockTake, ids: Collection[int]) -> list[StockTakeLine]:
    """Those of these ids that are lines of the stock-take."""
    return list(StockTakeLine.objects.filter(stock_take=take, pk__in=ids))


def line_of_goods(take: StockTake, *, item: Item, location: Location, lot: Lot | None) -> StockTakeLine | None:
    """The line of just these goods at just this place."""
    return StockTakeLine.objects.filter(stock_take=take, item=item, location=location, lot=lot).first()


@dataclass(frozen=True, slots=True)
class Difference:
    """worth: won of the difference at what the item costs today; None when that isn't known."""

    line: StockTakeLine
    worth: Decimal | None

    @property
    def change(self) -> Decimal:
        return (self.line.counted or Decimal(0)) - self.line.booked


def differences_of(take: StockTake) -> list[Difference]:
    """Counted lines that differ from the books. Two queries."""
    rows = list(lines_of_take(take).filter(counted__isnull=False).exclude(counted=F("booked")))
    worths = {row.pk: row for row in Worth.objects.filter(pk__in=[row.item_id for row in rows], quantity__gt=0)}
    return [Difference(row, _worth(row, worths.get(row.item_id))) for row in rows]


def _worth(line: StockTakeLine, worth: Worth | None) -> Decimal | None:
    if worth is None or line.counted is None:
        return None
    return ((line.counted - line.booked) * worth.value / worth.quantity).quantize(Decimal(1))


def items_to_count(kinds: list[str], text: str) -> QuerySet[Item] | None:
    """The items that a stock-take is narrowed to; None for all."""
    if not kinds and not text:
        return None
    rows = Item.objects.all()
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(group__icontains=text))
    return rows


def next_to_count(take: StockTake, place: Location | None) -> StockTakeLine | None:
    """The first line that isn't counted, at the place when one is given."""
    rows = lines_of_take(take).filter(Q(counted=None) | Q(needs_recount=True))
    return (rows.filter(location=place) if place else rows).first()
