"""The way of a card: asked for, loaded, delivered, and each of them taken back."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as say

from dure.inventory.errors import NotEnough
from dure.inventory.kanban import AFTER, Act, State
from dure.inventory.models import KanbanCard, KanbanTrip, Lot, StockMove
from dure.inventory.picking import Need
from dure.inventory.selectors.kanban import open_trip, takes_from
from dure.inventory.selectors.slips import moves_to_take_back
from dure.inventory.services.moves import take_back
from dure.inventory.services.reserving import move_reserved, release, reserve
from dure.inventory.slips import KANBAN_PATTERNS
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import next_number
from dure.web.live import announce

Status = KanbanTrip.Status
BOARD = "kanban:board"
"""What open pages hear of."""


@transaction.atomic
def ask_card(*, card: KanbanCard, client_id: UUID, by: Person | None, asked_at: datetime | None = None) -> KanbanTrip:
    """An empty container wants to be filled. A card that is asked for already stays as it is; so does a client_id.

    Raises Conflict for a card that is out of use.
    """
    row = _locked(card)
    known = KanbanTrip.objects.filter(client_id=client_id).first() or open_trip(row)
    if known is not None:
        return known
    if not row.is_in_use:
        raise Conflict("The card %(card)s is out of use.", card=row.code)
    now = clock.now()
    number = next_number("kanban", timezone.localdate(now), pattern=KANBAN_PATTERNS["kanban"])
    trip = KanbanTrip(card=row, number=number, client_id=client_id, asked_at=min(asked_at or now, now), asked_by=by)
    trip.save(force_insert=True)
    announce(BOARD)
    return trip


@transaction.atomic
def load_card(
    *, card: KanbanCard, by: Person | None, lot: Lot | None = None, quantity: Decimal | None = None
) -> KanbanTrip:
    """Keep a full container at the source for the card: what expires first or came first, or of a lot that was scanned.

    quantity: less than a container where not more is there. Loaded again with another lot, that one goes instead.
    Raises Conflict for a card that nobody asked for, NotEnough, Invalid.
    """
    trip = _asked(card, Act.LOAD)
    if trip.status == Status.UNDER_WAY and lot is None:
        return trip
    if trip.status == Status.UNDER_WAY:
        release(trip.number)
    _load(trip, by, lot, quantity)
    announce(BOARD)
    return trip


@transaction.atomic
def deliver_card(*, card: KanbanCard, by: Person | None, quantity: Decimal | None = None) -> KanbanTrip:
    """Move the container to the using place; one that was not loaded before is taken as `load_card` takes it.

    Raises what that raises, and what `move` raises.
    """
    trip = _asked(card, Act.DELIVER)
    if trip.status == Status.ASKED:
        trip.quantity = _keep(trip, None, quantity)
    move_reserved(trip.number, target=trip.card.loop.target, by=by)
    trip.status, trip.delivered_at, trip.delivered_by = Status.DELIVERED, clock.now(), by
    trip.save()
    announce(BOARD)
    return trip


@transaction.atomic
def step_card_back(*, trip: KanbanTrip, was: str, by: Person | None) -> KanbanTrip:
    """Take the last step of a card back. was: the status that is taken back; another one by now is a Conflict.

    What was delivered goes back to where it came from and is kept for the card there, if it was loaded before.
    Raises NotEnough where it has been used.
    """
    _locked(trip.card)
    row = KanbanTrip.objects.select_related("card__loop").get(pk=trip.pk)
    if row.status != was or was == Status.WITHDRAWN or _went_on(row):
        raise Conflict("The card %(card)s has gone on since.", card=row.card.code)
    if was == Status.ASKED:
        row.status = Status.WITHDRAWN
    elif was == Status.UNDER_WAY:
        release(row.number)
        _unload(row)
    else:
        _bring_back(row, by)
    row.save()
    announce(BOARD)
    return row


def _locked(card: KanbanCard) -> KanbanCard:
    """Steps of the cards of one loop wait for each other, and for a change of the loop."""
    with_loop = ("loop__item", "loop__source", "loop__target")
    return KanbanCard.objects.select_for_update(of=("self", "loop")).select_related(*with_loop).get(pk=card.pk)


def _asked(card: KanbanCard, act: Act) -> KanbanTrip:
    """The open trip of the card, on which the act may be done."""
    row = _locked(card)
    trip = open_trip(row)
    if trip is None or (State(trip.status), act) not in AFTER:
        raise Conflict("Nobody has asked for the card %(card)s: scan it as empty first.", card=row.code)
    trip.card = row
    return trip


def _load(trip: KanbanTrip, by: Person | None, lot: Lot | None, quantity: Decimal | None) -> None:
    trip.quantity = _keep(trip, lot, quantity)
    trip.status, trip.loaded_at, trip.loaded_by = Status.UNDER_WAY, clock.now(), by
    trip.save()


def _unload(trip: KanbanTrip) -> None:
    trip.status, trip.loaded_at, trip.loaded_by, trip.quantity = Status.ASKED, None, None, None


def _keep(trip: KanbanTrip, lot: Lot | None, quantity: Decimal | None) -> Decimal:
    """Reserve at the source; how much. Raises NotEnough with what is there."""
    loop = trip.card.loop
    wanted = loop.container_quantity if quantity is None else quantity
    if not 0 < wanted <= loop.container_quantity:
        raise Invalid("A container holds at most %(most)s %(unit)s.", most=_plain(loop.container_quantity),
                      unit=loop.item.unit_id)  # fmt: skip
    lots = None if lot is None else frozenset({lot.pk})
    need = Need(1, loop.item_id, wanted, within=takes_from(loop), lots=lots)
    missing = reserve(trip.number, [need]).missing
    if missing:
        raise NotEnough(
            "Only %(free)s %(unit)s of %(item)s %(lot)s are free at %(location)s.",
            free=_plain(wanted - missing[1]), unit=loop.item.unit_id, item=loop.item.name,
            lot=lot.number if lot else "", location=str(loop.source),
        )  # fmt: skip
    return wanted


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _went_on(trip: KanbanTrip) -> bool:
    return KanbanTrip.objects.filter(card=trip.card, pk__gt=trip.pk).exclude(status=Status.WITHDRAWN).exists()


def _bring_back(trip: KanbanTrip, by: Person | None) -> None:
    moves = moves_to_take_back(trip.number)
    take_back(moves, by=by, reason=say("Taken back"))
    trip.delivered_at = trip.delivered_by = None
    if trip.loaded_at is None:
        trip.status, trip.quantity = Status.ASKED, None
        return
    reserve(trip.number, [_need(one) for one in moves], partial=False)
    trip.status = Status.UNDER_WAY


def _need(one: StockMove) -> Need:
    lots = frozenset({one.lot_id})
    return Need(1, one.item_id, one.quantity, within=frozenset({one.from_location_id}), lots=lots)  # type: ignore[arg-type]
