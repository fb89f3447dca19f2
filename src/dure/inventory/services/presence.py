"""What is there to be moved, and how much of it in the second unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dure.inventory.errors import NotEnough, SecondNeeded
from dure.inventory.models import Balance, Item, Location, Lot
from dure.inventory.quantity import STEP
from dure.inventory.services.movement import Movement
from dure.kernel.errors import Invalid

Key = tuple[int, int, int | None]
ZERO = Decimal(0)


@dataclass(slots=True)
class Held:
    quantity: Decimal = ZERO
    second: Decimal = ZERO


def check_there(movements: Sequence[Movement]) -> dict[Key, Held]:
    """What lies at the ends of the movements, by item, location and lot.

    Raises NotEnough with what is there; the database would refuse the same without saying what.
    """
    wanted: dict[Key, Decimal] = {}
    named: dict[Key, Movement] = {}
    for one in movements:
        for place, lot, change in ((one.source, one.lot, one.quantity), (one.target, one.lot_after, -one.quantity)):
            if place.is_owned:
                key = _key(one.item, place, lot)
                wanted[key] = wanted.get(key, ZERO) + change
                named.setdefault(key, one)
    leaving = {key: quantity for key, quantity in wanted.items() if quantity > 0}
    if not leaving and all(one.item.second_unit_id is None for one in movements):
        return {}
    rows = Balance.objects.filter(item_id__in={key[0] for key in wanted}, location_id__in={key[1] for key in wanted})
    facts = rows.order_by().values_list("item_id", "location_id", "lot_id", "quantity", "second_quantity", "reserved")
    there = {row[:3]: row[3:] for row in facts}
    for key, quantity in leaving.items():
        lying, _, reserved = there.get(key, (ZERO, None, ZERO))
        if quantity > lying - reserved:
            raise _not_enough(named[key], lying - reserved)
    return {key: Held(lying, second or ZERO) for key, (lying, second, _) in there.items()}


def _key(item: Item, place: Location, lot: Lot | None) -> Key:
    return item.pk, place.pk, lot.pk if lot else None


def _not_enough(one: Movement, free: Decimal) -> NotEnough:
    return NotEnough(
        "Only %(free)s %(unit)s of %(item)s %(lot)s are free at %(location)s.",
        free=f"{free.normalize():f}",
        unit=one.item.unit_id,
        item=one.item.name,
        lot=one.lot.number if one.lot else "",
        location=str(one.source),
    )


def measured(movements: Sequence[Movement], there: dict[Key, Held]) -> list[Decimal | None]:
    """The second quantity of each movement, None for items without a second unit.

    The last goods of a balance take what is left of its second quantity, so that nothing stays
    behind without goods. Raises Invalid, SecondNeeded, NotEnough.
    """
    return [_measured(one, there) for one in movements]


def _measured(one: Movement, there: dict[Key, Held]) -> Decimal | None:
    given = one.second_quantity
    if one.item.second_unit_id is None:
        if given is not None:
            raise Invalid("%(item)s has no second unit.", item=one.item.name)
        return None
    if given is not None and (given < 0 or given != given.quantize(STEP)):
        raise Invalid("A quantity is positive and has at most four decimals.")
    second = _taken(one, there) if one.source.is_owned else _brought(one, there)
    if one.target.is_owned:
        held = there.setdefault(_key(one.item, one.target, one.lot_after), Held())
        held.quantity += one.quantity
        held.second += second
    return second


def _taken(one: Movement, there: dict[Key, Held]) -> Decimal:
    held = there.setdefault(_key(one.item, one.source, one.lot), Held())
    if one.quantity >= held.quantity:
        second = held.second
    elif one.second_quantity is None:
        second = (held.second * one.quantity / held.quantity).quantize(STEP)
    elif one.second_quantity > held.second:
        raise NotEnough(
            "Only %(there)s %(unit)s of %(item)s are there.",
            there=f"{held.second.normalize():f}",
            unit=one.item.second_unit_id,
            item=one.item.name,
        )
    else:
        second = one.second_quantity
    held.quantity -= one.quantity
    held.second -= second
    return second


def _brought(one: Movement, there: dict[Key, Held]) -> Decimal:
    if one.second_quantity is not None:
        return one.second_quantity
    held = there.get(_key(one.item, one.target, one.lot_after))
    if one.source.kind != Location.Kind.DIFFERENCE or held is None or not held.quantity:
        raise SecondNeeded("Give how many %(unit)s of %(item)s come.", unit=one.item.second_unit_id, item=one.item.name)
    return (held.second * one.quantity / held.quantity).quantize(STEP)
