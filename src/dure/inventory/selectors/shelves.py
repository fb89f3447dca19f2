"""Lists of what is where, ready to be read: by item, by location or by lot, now or at the end of a day."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from dure.inventory.models import Balance, Item, Location, Lot, Worth
from dure.inventory.models.stock import place_word
from dure.inventory.selectors.stock import Lying, has_text, stock_at, stock_now
from dure.inventory.selectors.values import values_at
from dure.kernel import clock

BY = ("item", "location", "lot")


@dataclass(frozen=True, slots=True)
class StockLine:
    """What lies there of an item, of a place or of a lot. reserved: None for the past; worth: won, of whole items."""

    item: int
    code: str
    name: str
    specification: str
    kind: str
    unit: str
    second_unit: str
    quantity: Decimal
    second: Decimal | None = None
    reserved: Decimal | None = None
    location: int | None = None
    place: str = ""
    lot: int | None = None
    number: str = ""
    supplier_number: str = ""
    status: str = ""
    expires_on: date | None = None
    worth: Decimal | None = None

    @property
    def free(self) -> Decimal | None:
        return None if self.reserved is None else self.quantity - self.reserved

    @property
    def status_name(self) -> str:
        return str(Lot.Status(self.status).label) if self.status else ""

    @property
    def kind_name(self) -> str:
        return str(Item.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the stock is asked for. expiring_days: lots that expire at most so many days after the day."""

    by: str = "item"
    text: str = ""
    kind: str = ""
    location: Location | None = None
    status: str = ""
    expiring_days: int | None = None
    on: date | None = None


_FACTS = (
    "item_id", "item__code", "item__name", "item__specification", "item__kind", "item__unit_id", "item__second_unit_id",
    "quantity", "second_quantity", "reserved", "location_id", "location__own_name", "location__code", "lot_id",
    "lot__number", "lot__supplier_number", "lot__status", "lot__expires_on",
)  # fmt: skip


def stock_lines(wanted: Wanted) -> list[StockLine]:
    """The lines, sorted by item, place and use-by date, with what items are worth when asked by item.

    At most six queries. Of a past day the lots' state is that of today, which is all that is known of it in a list.
    """
    rows = _now(wanted) if wanted.on is None else _then(wanted, wanted.on)
    lines = _grouped(rows, wanted.by)
    return _with_worths(lines, wanted) if wanted.by == "item" and wanted.location is None else lines


def _now(wanted: Wanted) -> Iterable[StockLine]:
    rows = stock_now(kind=wanted.kind, location=wanted.location, lot_status=wanted.status, text=wanted.text)
    if wanted.expiring_days is not None:
        rows = rows.filter(lot__expires_on__lte=timezone.localdate(clock.now()) + timedelta(days=wanted.expiring_days))
    return [_line(facts) for facts in rows.values_list(*_FACTS)]


def _line(facts: tuple[object, ...]) -> StockLine:
    (item, code, name, specification, kind, unit, second_unit, quantity, second, reserved, location, own_name,
     place, lot, number, supplier_number, status, expires_on) = facts  # fmt: skip
    return StockLine(
        item, code, name, specification, kind, unit, second_unit or "", quantity, second, reserved, location,
        own_name or place_word(place), lot, number or "", supplier_number or "", status or "", expires_on,
    )  # type: ignore[arg-type]  # fmt: skip


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.max))


def _then(wanted: Wanted, day: date) -> Iterable[StockLine]:
    rows = stock_at(end_of(day), location=wanted.location)
    items = Item.objects.in_bulk({row.item for row in rows})
    places = Location.objects.in_bulk({row.location for row in rows})
    lots = Lot.objects.in_bulk({row.lot for row in rows if row.lot})
    lines = [_past(row, items[row.item], places[row.location], lots.get(row.lot or 0)) for row in rows]
    kept = [line for line in lines if _suits(line, wanted, day)]
    return sorted(kept, key=lambda line: (line.code, line.place, line.expires_on or date.max, line.number))


def _past(row: Lying, item: Item, place: Location, lot: Lot | None) -> StockLine:
    line = StockLine(
        item.pk, item.code, item.name, item.specification, item.kind, item.unit_id, item.second_unit_id or "",
        row.quantity, row.second_quantity, None, place.pk, str(place),
    )  # fmt: skip
    if lot is None:
        return line
    return replace(
        line, lot=lot.pk, number=lot.number, supplier_number=lot.supplier_number, status=lot.status,
        expires_on=lot.expires_on,
    )  # fmt: skip


def _suits(line: StockLine, wanted: Wanted, day: date) -> bool:
    word = wanted.text.casefold()
    texts = (line.code, line.name, line.specification, line.number, line.supplier_number)
    if word and not any(word in text.casefold() for text in texts):
        return False
    if (wanted.kind and line.kind != wanted.kind) or (wanted.status and line.status != wanted.status):
        return False
    if wanted.expiring_days is None:
        return True
    return line.expires_on is not None and line.expires_on <= day + timedelta(days=wanted.expiring_days)


def _grouped(rows: Iterable[StockLine], by: str) -> list[StockLine]:
    """One line for each item, for each item and place, or for each row as it is."""
    if by == "lot":
        return list(rows)
    found: dict[tuple[object, ...], StockLine] = {}
    for row in rows:
        key = (row.item,) if by == "item" else (row.place, row.location, row.item)
        place = {"location": None, "place": ""} if by == "item" else {}
        bare = replace(row, lot=None, number="", supplier_number="", status="", expires_on=None, **place)
        found[key] = _added(found[key], bare) if key in found else bare
    return (
        sorted(found.values(), key=lambda line: (line.place, line.code)) if by == "location" else list(found.values())
    )


def _added(one: StockLine, two: StockLine) -> StockLine:
    seconds = [value for value in (one.second, two.second) if value is not None]
    reserved = None if one.reserved is None or two.reserved is None else one.reserved + two.reserved
    second = sum(seconds, Decimal(0)) if seconds else None
    return replace(one, quantity=one.quantity + two.quantity, second=second, reserved=reserved)


def _with_worths(lines: list[StockLine], wanted: Wanted) -> list[StockLine]:
    """With the worth of items of which the whole stock is shown."""
    if wanted.status or wanted.expiring_days is not None:
        return lines
    if wanted.on is None:
        found = {pk: (quantity, value) for pk, quantity, value in Worth.objects.values_list("pk", "quantity", "value")}
    else:
        found = {row.item: (row.quantity, row.value) for row in values_at(end_of(wanted.on))}
    # A search for a lot shows a part of the item: its worth isn't known apart.
    worths = {line.item: found[line.item][1] for line in lines if found.get(line.item, (None,))[0] == line.quantity}
    return [replace(line, worth=worths.get(line.item)) for line in lines]


def owned_locations() -> QuerySet[Location]:
    """Places of our own stock that are in use."""
    return Location.objects.filter(kind__in=Location.OWNED, is_active=True).order_by("code")


def lots_found(*, text: str = "", status: str = "", with_empty: bool = False) -> QuerySet[Lot]:
    """Lots by their own or the supplier's number, their item or origin, the newest first."""
    rows = Lot.objects.select_related("item").order_by("-created_at", "-pk")
    if text:
        rows = rows.filter(has_text(text, item="item__", lot=""))
    if status:
        rows = rows.filter(status=status)
    if not with_empty:
        rows = rows.filter(pk__in=Balance.objects.filter(quantity__gt=0, lot__isnull=False).values("lot_id"))
    return rows


def quantities_of(lots: Iterable[int]) -> dict[int, Decimal]:
    """What there is of each lot. One query."""
    found: dict[int, Decimal] = {}
    for lot, quantity in Balance.objects.filter(lot_id__in=list(lots)).values_list("lot_id", "quantity").order_by():
        found[lot] = found.get(lot, Decimal(0)) + quantity
    return found


def locations_found(text: str = "", *, with_inactive: bool = False) -> QuerySet[Location]:
    """Places by code or name, with what they are inside."""
    rows = Location.objects.select_related("parent", "site").order_by("kind", "code")
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(own_name__icontains=text))
    return rows if with_inactive else rows.filter(is_active=True)
