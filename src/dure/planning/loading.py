"""What orders take of the work units that do several at once, and which of them may go in together. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from dure.planning.changeovers import Kind
from dure.planning.sharing import Room, family, fit
from dure.planning.workshop import Key, Note, Order, Shop, Told, Work


@dataclass(frozen=True)
class Loading:
    """alike: (item, number of the operation) → the one that stands for all that may be done together with it."""

    shop: Shop
    rooms: Mapping[int, Room]
    alike: Mapping[Key, Key] = field(default_factory=dict)

    def state(self, item: int, number: int) -> Key:
        """What a work unit is set up for while it does an operation."""
        return self.alike.get((item, number), (item, number))

    def joins(self, work: Work) -> bool:
        """Whether others may be done together with it: it has all its pieces from the beginning to the end."""
        rooms = [self.rooms[unit] for unit, _ in work.ways if unit in self.rooms]
        return work.load is not None and any(work.load < room.holds for room in rooms)


def loading(shop: Shop) -> Loading:
    """The shop with the load of each operation, on the work units that hold it."""
    rooms = {one.id: one.room for one in shop.stations if one.room is not None}
    if not rooms:
        return Loading(shop, rooms)
    alike = _alike(shop, rooms)
    loader = _Loader(rooms, shop.kg, _inside(shop, rooms, alike))
    orders = tuple(
        replace(order, works=tuple(loader.loaded(order, work) for work in order.works)) for order in shop.orders
    )
    return Loading(replace(shop, orders=orders, notes=(*shop.notes, *loader.notes)), rooms, alike)


def _every(shop: Shop) -> Iterator[tuple[Order, Work]]:
    return ((order, work) for order in shop.orders for work in order.works)


def _alike(shop: Shop, rooms: Mapping[int, Room]) -> dict[Key, Key]:
    centers = {one.id: one.center for one in shop.stations}
    first: dict[tuple[Any, ...], Key] = {}
    found: dict[Key, Key] = {}
    for order, work in _every(shop):
        of = family(work.ways, rooms, centers, shop.changeovers.kinds.get(order.item, Kind()))
        key = order.item, work.number
        if of is not None:
            found.setdefault(key, first.setdefault(of, key))
    return found


def _inside(shop: Shop, rooms: Mapping[int, Room], alike: Mapping[Key, Key]) -> dict[int, list[Key]]:
    """Shared work unit → (order, number) of what runs in it; what may not be there together is left out."""
    found: dict[int, list[Key]] = defaultdict(list)
    states: dict[int, Key] = {}
    for order, work in _every(shop):
        unit, key = work.runs_on, (order.item, work.number)
        if unit in rooms and unit is not None and states.setdefault(unit, alike.get(key, key)) == alike.get(key, key):
            found[unit].append((order.id, work.number))
    return found


@dataclass
class _Loader:
    """inside: shared work unit → what runs in it."""

    rooms: Mapping[int, Room]
    kg: Mapping[int, Decimal]
    inside: Mapping[int, list[Key]]
    notes: list[Told] = field(default_factory=list)

    def loaded(self, order: Order, work: Work) -> Work:
        if work.runs_on is not None and work.runs_on in self.rooms:
            return self._running(work.runs_on, (order.id, work.number), work)
        if work.runs_on is not None or not any(unit in self.rooms for unit, _ in work.ways):
            return work
        held = tuple(way for way in work.ways if work.is_locked and work.was is not None and way[0] == work.was[0])
        found = fit(held or work.ways, self.rooms, work.left, self.kg.get(order.item))
        if not found.is_known:
            self.notes.append(Told(Note.NO_LOAD, (order.id, work.number)))
        return replace(work, ways=found.ways, load=found.load)

    def _running(self, unit: int, key: Key, work: Work) -> Work:
        """What runs fills its work unit, all together: nothing goes in any more."""
        inside, holds = self.inside[unit], self.rooms[unit].holds
        ways = tuple(way for way in work.ways if way[0] == unit)
        if key not in inside:
            return replace(work, runs_on=None, load=holds, ways=ways)
        part = holds // len(inside)
        return replace(work, load=holds - part * (len(inside) - 1) if key == inside[0] else part, ways=ways)
