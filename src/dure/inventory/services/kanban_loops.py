"""Loops of cards and the rounds that carry them. Every change leaves its history and can be taken back."""

from copy import copy
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import KanbanCard, KanbanLoop, KanbanTrip, Location, MilkRun, MilkRunStop
from dure.inventory.selectors.kanban import stops_at
from dure.inventory.slips import KANBAN_PATTERNS
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import add_row, change_row, next_number, remove_row, undo_rule

_WAY = {"item", "source", "target"}


@transaction.atomic
def add_kanban_loop(*, by: Person | None, **values: Any) -> KanbanLoop:
    """A loop with its cards. Raises Invalid for figures that can't be and for a round that doesn't come by."""
    day = timezone.localdate(clock.now())
    row = KanbanLoop(number=next_number("kanban_loop", day, pattern=KANBAN_PATTERNS["kanban_loop"]), **values)
    add_row(row, by=by)
    _check_places(row)
    _add_cards(row)
    return row


@transaction.atomic
def change_kanban_loop(*, row: KanbanLoop, by: Person | None, **values: Any) -> KanbanLoop:
    """Cards above a smaller number are out of use; one of them that is on its way is still delivered.

    Raises Conflict when item or places of a loop that has gone round would change, or it would go out of use while
    cards are on their way; Invalid.
    """
    is_other = any(name in _WAY and getattr(row, name) != value for name, value in values.items())
    _check_change(row, is_other_way=is_other, stays=values.get("is_active", True))
    change_row(row, values, by=by)
    _check_places(row)
    _add_cards(row)
    return row


def _check_change(row: KanbanLoop, *, is_other_way: bool, stays: bool) -> None:
    KanbanLoop.objects.select_for_update().get(pk=row.pk)  # no card is asked for meanwhile
    trips = KanbanTrip.objects.filter(card__loop=row)
    if is_other_way and trips.exists():
        raise Conflict("This loop has gone round: make another one for another item or place.")
    if not stays and trips.filter(status__in=KanbanTrip.OPEN).exists():
        raise Conflict("Cards of this loop are on their way.")


@undo_rule(KanbanLoop)
def _check_loop_back(row: KanbanLoop, record: ChangeRecord) -> None:
    if record.verb == "changed":
        _check_change(row, is_other_way=bool(_WAY & set(record.before)), stays=record.before.get("is_active", True))
        as_before = copy(row)
        for name in record.before:
            setattr(as_before, KanbanLoop._meta.get_field(name).attname, record.before[name])  # noqa: SLF001 - Django's name
        _check_places(as_before)


def _check_places(row: KanbanLoop) -> None:
    if {row.source.kind, row.target.kind} != {Location.Kind.STOCK}:
        raise Invalid("Kanban goes between two places of our own stock.")
    if row.run is not None and row.is_active:
        if not row.run.is_active:
            raise Conflict("The round %(run)s is out of use.", run=row.run.name)
        there = stops_at(row.run)
        for place in (row.source, row.target):
            if place.pk not in there:
                raise Invalid("The round %(run)s doesn't come by %(place)s.", run=row.run.name, place=str(place))


def _add_cards(row: KanbanLoop) -> None:
    there = KanbanCard.objects.filter(loop=row).count()
    KanbanCard.objects.bulk_create(
        KanbanCard(loop=row, n=n, code=f"{row.number}-{n:02}") for n in range(there + 1, row.cards + 1)
    )


@transaction.atomic
def add_milk_run(*, by: Person | None, **values: Any) -> MilkRun:
    row = MilkRun(**values)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_milk_run(*, row: MilkRun, by: Person | None, **values: Any) -> MilkRun:
    """Raises Conflict when a round that loops go by would go out of use."""
    if values.get("is_active") is False and row.loops.filter(is_active=True).exists():
        raise Conflict("Kanban loops go by this round.")
    change_row(row, values, by=by)
    return row


@undo_rule(MilkRun)
def _check_run_back(row: MilkRun, record: ChangeRecord) -> None:
    if record.before.get("is_active") is False and row.loops.filter(is_active=True).exists():
        raise Conflict("Kanban loops go by this round.")


@transaction.atomic
def add_stop(*, by: Person | None, **values: Any) -> MilkRunStop:
    row = MilkRunStop(**values)
    add_row(row, by=by)
    return row


@transaction.atomic
def remove_stop(*, row: MilkRunStop, by: Person | None) -> None:
    """Raises Conflict for a stop that a loop needs."""
    _check_not_needed(row)
    remove_row(row, by=by)


@undo_rule(MilkRunStop)
def _check_stop_back(row: MilkRunStop, record: ChangeRecord) -> None:
    if record.verb == "added":
        _check_not_needed(row)


def _check_not_needed(row: MilkRunStop) -> None:
    left = stops_at(row.run, but=row)
    for loop in row.run.loops.filter(is_active=True):
        if not {loop.source_id, loop.target_id} <= left:
            raise Conflict("The loop %(loop)s goes by this stop.", loop=str(loop))
