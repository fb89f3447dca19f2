"""Loops, their cards now, what is asked for and can't be filled."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from dure.inventory.hangul import spellings
from dure.inventory.kanban import State
from dure.inventory.models import Item, KanbanCard, KanbanLoop, KanbanTrip, Location, MilkRun, MilkRunStop
from dure.inventory.picking import Need, Pile
from dure.inventory.selectors.free import Proposal, free_piles, proposed_picks
from dure.inventory.selectors.places import locations_inside
from dure.kernel import clock

_WITH = ("item", "source", "target", "run")
ZERO = Decimal(0)


def kanban_loops(text: str = "", *, with_inactive: bool = False) -> QuerySet[KanbanLoop]:
    """Loops by number, item or place."""
    rows = KanbanLoop.objects.select_related(*_WITH).order_by("number")
    if text:
        fields = ("number", "item__code", "item__name", "source__code", "source__own_name", "target__code",
                  "target__own_name")  # fmt: skip
        rows = rows.filter(reduce(or_, (Q(**{f"{field}__icontains": text}) for field in fields)))
    return rows if with_inactive else rows.filter(is_active=True)


def card_scanned(text: str) -> KanbanCard | None:
    """The card of a scan; Korean letters are read as the keys that a scanner has typed. One query."""
    word = text.strip()
    words = {word, word.upper(), *spellings(word)}
    rows = KanbanCard.objects.select_related(*(f"loop__{name}" for name in _WITH))
    return rows.filter(code__in=words).first() if word else None


def cards_to_print(*, loop: str = "", code: str = "") -> QuerySet[KanbanCard]:
    """Cards in use: of a loop by its id, one by its code, or all."""
    rows = KanbanCard.objects.filter(loop__is_active=True, n__lte=F("loop__cards"))
    if code:
        rows = rows.filter(code=code)
    elif loop:
        rows = rows.filter(loop=int(loop)) if loop.isdecimal() and len(loop) < 12 else rows.none()
    return rows.select_related(*(f"loop__{name}" for name in _WITH)).order_by("loop__number", "n")


def open_trip(card: KanbanCard) -> KanbanTrip | None:
    return KanbanTrip.objects.filter(card=card, status__in=KanbanTrip.OPEN).first()


def open_trips(loops: Collection[int] | None = None) -> list[KanbanTrip]:
    """What is asked for or under way, the oldest first, with card and loop. One query."""
    rows = KanbanTrip.objects.filter(status__in=KanbanTrip.OPEN)
    if loops is not None:
        rows = rows.filter(card__loop__in=loops)
    return list(rows.select_related(*(f"card__loop__{name}" for name in _WITH), "asked_by").order_by("asked_at", "pk"))


class Insides:
    """What is inside a place, itself included, of all places at once. One query."""

    def __init__(self) -> None:
        self._children: dict[int, list[int]] = {}
        for pk, parent in Location.objects.values_list("pk", "parent_id").order_by():
            self._children.setdefault(parent or 0, []).append(pk)

    def of(self, place: int) -> frozenset[int]:
        found, waiting = {place}, [place]
        while waiting:
            inner = [pk for pk in self._children.get(waiting.pop(), ()) if pk not in found]
            found.update(inner)
            waiting += inner
        return frozenset(found)

    def sources(self, loop: KanbanLoop) -> frozenset[int]:
        """Where a loop takes from: not from the using place, should that be inside the source."""
        return self.of(loop.source_id) - self.of(loop.target_id)


def takes_from(loop: KanbanLoop) -> frozenset[int]:
    """Ids of the places that containers of the loop are filled from."""
    return Insides().sources(loop)


def stops_at(run: MilkRun, *, but: MilkRunStop | None = None) -> set[int]:
    """Ids of the places that a round comes by, with what is inside them. but: left out."""
    stops = run.stops.exclude(pk=but.pk) if but else run.stops.all()
    return set(locations_inside(list(stops.values_list("place_id", flat=True))))


def fillings(trips: Iterable[KanbanTrip], insides: Insides, piles: Sequence[Pile] | None = None) -> Proposal:
    """What to fill those asked for with; those asked for first get it first. line: id of the trip.

    piles: see `proposed_picks`.
    """
    needs = [
        Need(trip.pk, trip.card.loop.item_id, trip.card.loop.container_quantity, within=insides.sources(trip.card.loop))
        for trip in trips
        if trip.status == KanbanTrip.Status.ASKED
    ]
    return proposed_picks(needs, piles=piles) if needs else Proposal([], {})


@dataclass(frozen=True, slots=True)
class CardNow:
    """minutes: since it was asked for; missing: what the source lacks to fill it."""

    card: KanbanCard
    state: State
    trip: KanbanTrip | None = None
    minutes: int = 0
    missing: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class LoopNow:
    """free: at the source, not reserved and not expired."""

    loop: KanbanLoop
    cards: list[CardNow]
    free: Decimal

    @property
    def is_short(self) -> bool:
        return any(one.missing for one in self.cards)

    @property
    def asked(self) -> int:
        return sum(one.state is State.ASKED for one in self.cards)


def kanban_board(loops: Sequence[KanbanLoop]) -> list[LoopNow]:
    """The cards of loops as they are now, those with something asked for first. Five queries."""
    trips = open_trips([loop.pk for loop in loops])
    insides = Insides()
    piles = free_piles({loop.item_id for loop in loops})
    free = _usable(piles)
    missing = fillings(trips, insides, piles).missing
    by_card = {trip.card_id: trip for trip in trips}
    rows = KanbanCard.objects.filter(loop__in=loops).filter(Q(n__lte=F("loop__cards")) | Q(pk__in=list(by_card)))
    cards: dict[int, list[CardNow]] = {loop.pk: [] for loop in loops}
    for card in rows.order_by("n"):
        cards[card.loop_id].append(_card_now(card, by_card.get(card.pk), missing))
    found = [LoopNow(loop, cards[loop.pk], _at_source(loop, free, insides)) for loop in loops]
    return sorted(found, key=lambda one: (not one.is_short, not one.asked, one.loop.number))


def _card_now(card: KanbanCard, trip: KanbanTrip | None, missing: Mapping[int, Decimal]) -> CardNow:
    if trip is None:
        return CardNow(card, State.FULL)
    minutes = int((clock.now() - trip.asked_at).total_seconds() // 60)
    return CardNow(card, State(trip.status), trip, minutes, missing.get(trip.pk, ZERO))


def _usable(piles: Iterable[Pile]) -> dict[tuple[int, int], Decimal]:
    """(item, place) → what of it may be used today."""
    today = timezone.localdate(clock.now())
    found: dict[tuple[int, int], Decimal] = {}
    for pile in piles:
        if pile.expires_on is None or pile.expires_on >= today:
            found[pile.item, pile.location] = found.get((pile.item, pile.location), ZERO) + pile.free
    return found


def _at_source(loop: KanbanLoop, free: Mapping[tuple[int, int], Decimal], insides: Insides) -> Decimal:
    return sum((free.get((loop.item_id, place), ZERO) for place in insides.sources(loop)), ZERO)


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a source can't fill and must make or buy. elsewhere: may be used at other places, to be brought instead."""

    item: Item
    source: Location
    cards: int
    asked: Decimal
    missing: Decimal
    elsewhere: Decimal
    since: datetime
    loops: str


def lacking_at_sources() -> list[Lacking]:
    """By item and source, the one asked for longest ago first. Four queries."""
    asked, insides = [trip for trip in open_trips() if trip.status == KanbanTrip.Status.ASKED], Insides()
    piles = free_piles({trip.card.loop.item_id for trip in asked})
    free = _usable(piles)
    missing = fillings(asked, insides, piles).missing
    groups: dict[tuple[int, int], list[KanbanTrip]] = {}
    for trip in asked:
        groups.setdefault((trip.card.loop.item_id, trip.card.loop.source_id), []).append(trip)
    return [
        _lacking(rows, missing, free, insides) for rows in groups.values() if any(trip.pk in missing for trip in rows)
    ]


def _lacking(
    rows: Sequence[KanbanTrip],
    missing: Mapping[int, Decimal],
    free: Mapping[tuple[int, int], Decimal],
    insides: Insides,
) -> Lacking:
    loop = rows[0].card.loop
    here = insides.of(loop.source_id) | {pk for row in rows for pk in insides.of(row.card.loop.target_id)}
    elsewhere = (of for (item, place), of in free.items() if item == loop.item_id and place not in here)
    return Lacking(
        loop.item, loop.source, len(rows), sum((row.card.loop.container_quantity for row in rows), ZERO),
        sum((missing.get(row.pk, ZERO) for row in rows), ZERO), sum(elsewhere, ZERO), rows[0].asked_at,
        ", ".join(sorted({row.card.loop.number for row in rows})),
    )  # fmt: skip
