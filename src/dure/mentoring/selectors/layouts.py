"""Questions about floor layouts: how far is walked, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dure.inventory.models import Item
from dure.mentoring.models import FloorLayout, LayoutStation, LayoutTrip, LayoutZone
from dure.mentoring.walking import Block, Floor, Path, Way, surface
from dure.plant.selectors import active_units
from dure.production.selectors.performance import quantities

WINDOW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Walk:
    """A trip on a layout. path: None when a station is missing or nothing leads there."""

    trip: LayoutTrip
    path: Path | None

    @property
    def metres(self) -> float | None:
        """A day."""
        return self.path.length * float(self.trip.times) if self.path else None


@dataclass(frozen=True, slots=True)
class Walked:
    """All trips on one layout. by_walker, by_item: metres a day."""

    layout: FloorLayout
    walks: list[Walk]
    floor_m2: float
    zones: list[tuple[LayoutZone, float]] = field(default_factory=list)

    @property
    def metres(self) -> float:
        return sum(one.metres for one in self.walks if one.metres is not None)

    @property
    def a_shift(self) -> float:
        return self.metres / self.layout.shifts

    @property
    def lost(self) -> list[Walk]:
        """Trips that can't be walked here; the sums are without them."""
        return [one for one in self.walks if one.path is None]

    @property
    def by_walker(self) -> list[tuple[str, float]]:
        return _sums((one.trip.walker, one.metres) for one in self.walks)

    @property
    def by_item(self) -> list[tuple[str, float]]:
        return _sums((str(one.trip.item) if one.trip.item else "", one.metres) for one in self.walks)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two layouts of the same trips. None where the trips of both can't all be walked."""

    before: Walked
    after: Walked

    @property
    def is_alike(self) -> bool:
        return not self.before.lost and not self.after.lost

    @property
    def saved(self) -> float:
        return self.before.metres - self.after.metres

    @property
    def share(self) -> float | None:
        return self.saved / self.before.metres if self.before.metres else None

    @property
    def freed_m2(self) -> float:
        return self.before.floor_m2 - self.after.floor_m2

    @property
    def rows(self) -> list[tuple[LayoutTrip, Walk, Walk]]:
        return [(one.trip, one, two) for one, two in zip(self.before.walks, self.after.walks, strict=True)]


def _sums(rows: Iterable[tuple[str, float | None]]) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    for key, metres in rows:
        found[key] = found.get(key, 0.0) + (metres or 0.0)
    return sorted(found.items(), key=lambda one: -one[1])


def layouts(*, text: str = "") -> QuerySet[FloorLayout]:
    """Those that show how it is today, with how many would replace each."""
    rows = FloorLayout.objects.filter(before=None).select_related("area")
    rows = rows.annotate(after_count=Count("afters", distinct=True), trip_count=Count("trips", distinct=True))
    return rows.filter(Q(name__icontains=text) | Q(area__name__icontains=text)).order_by("-id") if text else (
        rows.order_by("-id")
    )  # fmt: skip


def trips_of(layout: FloorLayout) -> list[LayoutTrip]:
    """Those of the layout that it would replace, else its own."""
    return list(LayoutTrip.objects.filter(layout=layout.before_id or layout.pk).select_related("item"))


def walked(layout: FloorLayout, way: Way, trips: Sequence[LayoutTrip] | None = None) -> Walked:
    """Four queries, three with the trips given."""
    places = {one.code: (float(one.x), float(one.y)) for one in layout.stations.all()}
    floor = Floor(
        [Block(float(one.x), float(one.y), float(one.width), float(one.height)) for one in layout.blocks.all()]
    )
    walks = [_walk(floor, places, one, way) for one in (trips_of(layout) if trips is None else trips)]
    zones = [(one, surface(one.corners)) for one in layout.zones.all()]
    return Walked(layout, walks, sum(size for _zone, size in zones), zones)


def _walk(floor: Floor, places: dict[str, tuple[float, float]], trip: LayoutTrip, way: Way) -> Walk:
    if trip.start not in places or trip.end not in places:
        return Walk(trip, None)
    return Walk(trip, floor.path(places[trip.start], places[trip.end], way))


def compared(before: FloorLayout, after: FloorLayout, way: Way) -> Compared:
    trips = trips_of(before)
    return Compared(walked(before, way, trips), walked(after, way, trips))


@dataclass(frozen=True, slots=True)
class Made:
    """How many pieces a day of an item were made, on the days on which any were. whole: all of them."""

    pieces: Decimal
    whole: Decimal
    days: int
    since: datetime
    until: datetime


def made_a_day(item: Item, now: datetime, centers: Iterable[int] | None = None) -> Made | None:
    """By the records of 28 days; where several work centers counted, that which counted most. None without any.

    centers: of these work centers only. Three queries.
    """
    wanted = None if centers is None else set(centers)
    units = {one.pk: one.work_center_id for one in active_units()}
    chosen = [unit for unit, center in units.items() if wanted is None or center in wanted]
    rows = [one for one in quantities(chosen, now - WINDOW, now) if one.item_id == item.pk]
    found: dict[int, tuple[Decimal, set[object]]] = {}
    for row in rows:
        pieces, days = found.get(units[row.work_unit_id], (Decimal(0), set()))
        found[units[row.work_unit_id]] = pieces + row.produced, days | {row.day or timezone.localdate(row.hour)}
    if not found:
        return None
    pieces, days = max(found.values(), key=lambda one: one[0])
    return Made((pieces / len(days)).quantize(Decimal("0.01")), pieces, len(days), now - WINDOW, now)


def stations_by_center(layout: FloorLayout) -> dict[int, LayoutStation]:
    return {one.work_center_id: one for one in layout.stations.all() if one.work_center_id}
