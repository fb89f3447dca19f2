"""Rounds and what each of them has to bring where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from dure.inventory.kanban import next_start
from dure.inventory.models import KanbanTrip, Location, Lot, MilkRun, MilkRunStop, Reservation
from dure.inventory.selectors.kanban import Insides, fillings, open_trips
from dure.kernel import clock


def milk_runs(text: str = "", *, with_inactive: bool = False) -> QuerySet[MilkRun]:
    """Rounds by name or place, with how many stops and loops they have."""
    rows = MilkRun.objects.order_by("name").annotate(
        stop_count=Count("stops", distinct=True),
        loop_count=Count("loops", filter=Q(loops__is_active=True), distinct=True),
    )
    if text:
        place = Q(stops__place__code__icontains=text) | Q(stops__place__own_name__icontains=text)
        rows = rows.filter(pk__in=MilkRun.objects.filter(Q(name__icontains=text) | place).values("pk"))
    return rows if with_inactive else rows.filter(is_active=True)


@dataclass(frozen=True, slots=True)
class Part:
    """So much of a lot from a place."""

    quantity: Decimal
    place: Location
    lot: Lot | None


@dataclass(frozen=True, slots=True)
class Errand:
    """A container to bring. parts: what it is filled with, by first expiry; missing: what isn't there."""

    trip: KanbanTrip
    parts: list[Part] = field(default_factory=list)
    missing: Decimal = Decimal(0)

    @property
    def quantity(self) -> Decimal:
        return self.trip.quantity or self.trip.card.loop.container_quantity

    @property
    def there(self) -> Decimal:
        """What of it is there, or on board."""
        return sum((part.quantity for part in self.parts), Decimal(0))


@dataclass(frozen=True, slots=True)
class StopNow:
    """load: full containers to take along; unload: those on board that stay here; waited: asked for, not on board."""

    stop: MilkRunStop
    at: time | None
    load: list[Errand]
    unload: list[Errand]
    waited: list[Errand]

    @property
    def is_idle(self) -> bool:
        return not (self.load or self.unload)


@dataclass(frozen=True, slots=True)
class Round:
    """The next round of a run. starts_at: None for one without times."""

    run: MilkRun
    starts_at: datetime | None
    stops: list[StopNow]

    @property
    def errands(self) -> int:
        return sum(len(one.load) + len(one.unload) for one in self.stops)


def next_round(run: MilkRun) -> Round:
    """What to bring where with the next round of the run. Nine queries."""
    trips = open_trips([loop.pk for loop in run.loops.filter(is_active=True)])
    insides, starts_at = Insides(), _starts_at(run)
    errands = _errands(trips, insides)
    stops = []
    seen: set[int] = set()
    for stop in run.stops.select_related("place"):
        here = insides.of(stop.place_id)
        load = [one for one in errands if _is_asked(one) and one.trip.card.loop.source_id in here - seen]
        ends = [one for one in errands if one.trip.card.loop.target_id in here - seen]
        at = timezone.localtime(starts_at + timedelta(minutes=stop.minutes)).time() if starts_at else None
        stops.append(StopNow(
            stop, at, load, [one for one in ends if not _is_asked(one)], [one for one in ends if _is_asked(one)]
        ))  # fmt: skip
        seen |= here
    return Round(run, starts_at, stops)


def _is_asked(one: Errand) -> bool:
    return bool(one.trip.status == KanbanTrip.Status.ASKED)


def _starts_at(run: MilkRun) -> datetime | None:
    now = timezone.localtime(clock.now())
    found = next_start(run.starts, now.time().replace(second=0, microsecond=0))
    if found is None:
        return None
    at, is_tomorrow = found
    return timezone.make_aware(datetime.combine(now.date() + timedelta(days=is_tomorrow), at))


def _errands(trips: list[KanbanTrip], insides: Insides) -> list[Errand]:
    proposal = fillings(trips, insides)
    places = Location.objects.in_bulk({pick.location for pick in proposal.picks})
    lots = Lot.objects.in_bulk({pick.lot for pick in proposal.picks if pick.lot})
    parts: dict[int, list[Part]] = _loaded(trips)
    for pick in proposal.picks:
        parts.setdefault(pick.line, []).append(Part(pick.quantity, places[pick.location], lots.get(pick.lot or 0)))
    return [_errand(trip, parts, proposal.missing) for trip in trips]


def _errand(trip: KanbanTrip, parts: Mapping[int, list[Part]], missing: Mapping[int, Decimal]) -> Errand:
    return Errand(trip, parts.get(trip.pk, []), missing.get(trip.pk, Decimal(0)))


def _loaded(trips: Iterable[KanbanTrip]) -> dict[int, list[Part]]:
    """What those under way are filled with, by id of the trip."""
    by_number = {trip.number: trip.pk for trip in trips if trip.status == KanbanTrip.Status.UNDER_WAY}
    rows = Reservation.objects.filter(document__in=by_number).select_related("balance__location", "balance__lot")
    found: dict[int, list[Part]] = {}
    for row in rows.order_by("pk"):
        part = Part(row.quantity, row.balance.location, row.balance.lot)
        found.setdefault(by_number[row.document], []).append(part)
    return found


def parts_of(trip: KanbanTrip) -> Errand:
    """What a card is, or would be, filled with."""
    return _errands([trip], Insides())[0]
