"""Stock-takes: counting what lies there and posting what differs from the books."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Balance, Item, Location, Lot, StockTake, StockTakeLine
from dure.inventory.quantity import STEP
from dure.inventory.selectors.places import default_location, locations_inside
from dure.inventory.selectors.rules import stock_rules
from dure.inventory.selectors.values import last_unit_costs
from dure.inventory.services.movement import Movement
from dure.inventory.services.moves import lock_worths, move
from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.ledger.money import won
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import facts_of, next_number, record_change

Status = StockTake.Status


@transaction.atomic
def start_stock_take(
    *,
    locations: Sequence[Location],
    by: Person | None,
    is_blind: bool | None = None,
    items: Iterable[Item] | None = None,
) -> StockTake:
    """Open a stock-take of places and what is inside them, with a line for all that should lie there.

    is_blind: None for the plant's rule. items: count only these. Raises Invalid for places that
    aren't our own, Conflict when one of them is being counted already.
    """
    places = locations_inside([place.pk for place in locations])
    if not places or not all(place.is_owned for place in locations):
        raise Invalid("Choose places of our own stock.")
    rules, now = stock_rules(), clock.now()
    # Taken first: others who start wait here, and then see this one.
    number = next_number("stock_take", timezone.localdate(now))
    busy = StockTake.objects.filter(status=Status.OPEN, locations__in=places).first()
    if busy is not None:
        raise Conflict("Stock-take %(number)s is counting there.", number=busy.number)
    row = StockTake.objects.create(
        number=number,
        is_blind=rules.counts_are_blind if is_blind is None else is_blind,
        needs_second_person=rules.count_needs_second_person,
        started_by=by,
        started_at=now,
    )
    row.locations.set(places)
    record_change(row, verb="added", by=by)
    there = Balance.objects.filter(location_id__in=places, quantity__gt=0)
    if items is not None:
        there = there.filter(item__in=items)
    StockTakeLine.objects.bulk_create(
        StockTakeLine(
            stock_take=row,
            item_id=one.item_id,
            location_id=one.location_id,
            lot_id=one.lot_id,
            booked=one.quantity,
        )
        for one in there
    )
    return row


@transaction.atomic
def count(
    *,
    stock_take: StockTake,
    item: Item,
    location: Location,
    quantity: Decimal,
    by: Person | None,
    lot: Lot | None = None,
    adds: bool = False,
    reason: str = "",
) -> StockTakeLine:
    """Note what was counted of an item and lot at a place, with what the books say at this moment.

    adds: it comes on top of what was counted there before, as when scanning piece by piece. A count
    that replaces another leaves it in the history. Moves of the item wait until this is noted.
    Raises Conflict for a stock-take that isn't open, Invalid for a place or quantity that can't be.
    """
    _check_open(stock_take, location, quantity)
    if (lot is None) != (item.tracking == Item.Tracking.NONE) or (lot is not None and lot.item_id != item.pk):
        raise Invalid("Give the lot that was counted of %(item)s.", item=item.name)
    lock_worths({item.pk: item})
    balance = Balance.objects.filter(item=item, location=location, lot=lot).first()
    row, _ = StockTakeLine.objects.select_for_update(of=("self",)).get_or_create(
        stock_take=stock_take, item=item, location=location, lot=lot, defaults={"booked": Decimal(0)}
    )
    before, is_again = facts_of(row), row.counted is not None
    total = (row.counted or Decimal(0)) + quantity if adds else quantity
    if item.tracking == Item.Tracking.SERIAL and total not in {0, 1}:
        raise Invalid("A serial number is one piece.")
    row.booked = balance.quantity if balance else Decimal(0)
    row.counted, row.counted_by, row.counted_at, row.needs_recount = total, by, clock.now(), False
    row.reason = reason or row.reason
    row.save()
    if is_again and not adds:
        record_change(row, verb="changed", by=by, before=before)
    return row


@transaction.atomic
def take_count_back(*, line: StockTakeLine, counted: Decimal | None, by: Person | None) -> StockTakeLine:
    """Put a line's count back to what it was before, None for not counted. Raises Conflict for one that is over.

    A count that was replaced comes back with what the books said when it was made, and with who made it; any
    other figure is the count of whoever puts it there.
    """
    _check_open(line.stock_take, line.location, counted or Decimal(0))
    row = StockTakeLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    before = facts_of(row)
    if counted is None:
        row.counted_by, row.counted_at = None, None
    elif not _restored(row, counted):
        row.counted_by, row.counted_at = by, clock.now()
    row.counted = counted
    row.save()
    record_change(row, verb="changed", by=by, before=before)
    return row


def _restored(row: StockTakeLine, counted: Decimal) -> bool:
    """Puts on the row what stood beside the count that the newest one has replaced; False when it replaced another."""
    records = ChangeRecord.objects.filter(table="StockTakeLine", row_id=row.pk, after__has_key="counted")
    newest = records.order_by("-pk").first()
    if newest is None or not newest.before.get("counted"):
        return False
    if Decimal(newest.before["counted"]) != counted or Decimal(newest.after["counted"] or -1) != row.counted:
        return False
    for name in ("booked", "counted_by", "counted_at", "needs_recount"):
        if name in newest.before:
            field = StockTakeLine._meta.get_field(name)  # noqa: SLF001 - Django's documented name
            setattr(row, field.attname, field.to_python(newest.before[name]))
    return True


def _check_open(stock_take: StockTake, location: Location, quantity: Decimal) -> None:
    # Locked, so that nobody approves while somebody counts.
    locked = StockTake.objects.select_for_update().get(pk=stock_take.pk)
    if locked.status != Status.OPEN:
        raise Conflict("Stock-take %(number)s is over.", number=locked.number)
    if quantity < 0 or quantity != quantity.quantize(STEP):
        raise Invalid("A counted quantity is not negative and has at most four decimals.")
    if not locked.locations.filter(pk=location.pk).exists():
        raise Invalid("%(location)s is not counted in this stock-take.", location=str(location))


@transaction.atomic
def ask_recount(*, lines: Sequence[StockTakeLine], by: Person | None) -> int:
    """Have lines counted again before the stock-take can be approved. How many that are."""
    rows = (
        StockTakeLine.objects.select_for_update()
        .filter(pk__in=[line.pk for line in lines], stock_take__status=Status.OPEN)
        .order_by("pk")
    )
    for row in rows:
        before = facts_of(row)
        row.needs_recount = True
        record_change(row, verb="changed", by=by, before=before)
    return rows.update(needs_recount=True)


@transaction.atomic
def approve_stock_take(
    *,
    stock_take: StockTake,
    by: Person | None,
    reasons: Mapping[int, str] | None = None,
    reason: str = "",
    leave_uncounted: bool = False,
) -> StockTake:
    """Post the differences, at what the goods cost today, in one call of `move`.

    A difference is what was counted less what the books said at that moment, so that goods moved
    before or after the count make none. reasons: by id of the line; reason: for all others.
    Raises Denied when one who counted approves and the plant wants two, Conflict for lines that
    aren't counted (unless they are left) or are to be counted again, Invalid for a difference
    without a reason, NotEnough when what is missing has been moved or reserved meanwhile.
    """
    row = StockTake.objects.select_for_update().get(pk=stock_take.pk)
    if row.status != Status.OPEN:
        raise Conflict("Stock-take %(number)s is over.", number=row.number)
    lines = list(row.lines.select_related("item", "location", "lot"))
    _check_ready(row, lines, by, leave_uncounted)
    differing = [line for line in lines if line.counted is not None and line.counted != line.booked]
    for line in differing:
        line.reason = (reasons or {}).get(line.pk) or line.reason or reason
        if not line.reason:
            raise Invalid("Give a reason for the difference of %(item)s.", item=line.item.name)
    StockTakeLine.objects.bulk_update(differing, ["reason"])
    move(_movements(differing), by=by, document=row.number)
    before = facts_of(row)
    row.status, row.approved_by, row.approved_at = Status.APPROVED, by, clock.now()
    row.save()
    record_change(row, verb="changed", by=by, before=before)
    return row


def _check_ready(row: StockTake, lines: Sequence[StockTakeLine], by: Person | None, leave_uncounted: bool) -> None:
    if row.needs_second_person and (by is None or by.pk in {line.counted_by_id for line in lines}):
        raise Denied("A stock-take is approved by one who didn't count.")
    again = sum(line.needs_recount for line in lines)
    if again:
        raise Conflict("%(count)s lines are to be counted again.", count=again)
    open_lines = sum(line.counted is None for line in lines)
    if open_lines and not leave_uncounted:
        raise Conflict("%(count)s lines are not counted yet.", count=open_lines)


def _movements(lines: Sequence[StockTakeLine]) -> list[Movement]:
    outside = default_location(Location.Kind.DIFFERENCE)
    # What is found of an item of which nothing was left costs what it did when it was last there.
    costs = last_unit_costs({line.item_id for line in lines if line.counted > line.booked})
    made = []
    for line in lines:
        change = line.counted - line.booked
        source, target = (outside, line.location) if change > 0 else (line.location, outside)
        cost = costs.get(line.item_id) if change > 0 else None
        value = won(cost * change) if cost is not None else None
        made.append(Movement(line.item, abs(change), source, target, line.lot, value=value, reason=line.reason))
    return made


@transaction.atomic
def cancel_stock_take(*, stock_take: StockTake, by: Person | None) -> StockTake:
    """End a stock-take without posting anything; what was counted stays readable. Raises Conflict."""
    row = StockTake.objects.select_for_update().get(pk=stock_take.pk)
    if row.status != Status.OPEN:
        raise Conflict("Stock-take %(number)s is over.", number=row.number)
    before = facts_of(row)
    row.status = Status.CANCELLED
    row.save()
    record_change(row, verb="changed", by=by, before=before)
    return row
