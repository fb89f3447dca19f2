"""Writing down the work elements of a draft's operations, and which station does each."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, facts_of, record_change
from dure.product.balance import out_of_order
from dure.product.errors import Loop
from dure.product.models import ElementOrder, LineStation, Operation, Routing, WorkElement
from dure.product.services.drafts import editing
from dure.product.stations import Impossible, in_order


@transaction.atomic
def add_element(
    *, operation: Operation, by: Person | None, after: Collection[WorkElement] = (), **values: Any
) -> WorkElement:
    """after: what must be done before it. Raises NotADraft, Invalid, Loop."""
    with editing(operation.routing, what="element", by=by) as routing:
        element = WorkElement(operation=operation, **values)
        add_row(element, by=by)
        _set_order(routing, element, after, by)
    return element


@transaction.atomic
def change_element(
    *, element: WorkElement, by: Person | None, after: Collection[WorkElement] | None = None, **values: Any
) -> WorkElement:
    """after: None leaves the order as it is. Raises NotADraft, Invalid, Loop."""
    with editing(element.operation.routing, what="element", by=by) as routing:
        change_row(element, values, by=by)
        if after is not None:
            _set_order(routing, element, after, by)
    return element


@transaction.atomic
def remove_element(*, element: WorkElement, by: Person | None) -> None:
    """What had to be done before it must then be done before what followed it. Raises NotADraft."""
    with editing(element.operation.routing, what="element", by=by):
        take_out(element, by=by)


def take_out(element: WorkElement, *, by: Person | None) -> None:
    """As `remove_element`, of a draft that is being edited."""
    earlier = list(element.earlier.select_related("first__operation"))
    later = list(element.later.select_related("then__operation"))
    for row in (*earlier, *later, element):
        record_change(row, verb="removed", by=by, before=facts_of(row))
    element.delete()
    there = set(ElementOrder.objects.filter(first__in=[row.first_id for row in earlier]).values_list("first", "then"))
    for first in (row.first for row in earlier):
        for then in (row.then for row in later):
            if (first.pk, then.pk) not in there:
                add_row(ElementOrder(first=first, then=then), by=by)


@transaction.atomic
def take_stations(
    *, routing: Routing, stations: Mapping[int, int], by: Person | None, side: Mapping[int, int] | None = None
) -> Routing:
    """Take a proposal into the draft: the station of each element by its id. One step of undo.

    side: places side by side of stations that have more than one. Raises NotADraft; Conflict when elements have come
    or gone since it was worked out; Invalid when something would be done at an earlier station than what it needs.
    """
    with editing(routing, what="stations", by=by) as row:
        elements = {
            one.pk: one for one in WorkElement.objects.filter(operation__routing=row).select_related("operation")
        }
        if set(elements) != set(stations):
            raise Conflict("The work elements have changed since. Work the proposal out again.")
        pairs = ElementOrder.objects.filter(then__in=elements).values_list("first", "then")
        if out_of_order(stations, pairs):
            raise Invalid("An element would be done before one that it needs.")
        for pk, element in elements.items():
            change_row(element, {"station": stations[pk]}, by=by)
        _put_side_by_side(row, side or {}, by)
    return row


@transaction.atomic
def set_places(*, routing: Routing, station: int, places: int, by: Person | None) -> Routing:
    """How many people or machines a station has side by side; 1: no more than others. Raises NotADraft, Invalid."""
    with editing(routing, what="places", by=by) as row:
        if not WorkElement.objects.filter(operation__routing=row, station=station).exists():
            raise Invalid("Nothing is done at this station.")
        there = dict(row.line_stations.values_list("number", "places"))
        _put_side_by_side(row, there | {station: places}, by)
    return row


def _put_side_by_side(routing: Routing, side: Mapping[int, int], by: Person | None) -> None:
    wanted = {number: places for number, places in side.items() if places != 1}
    for standing in routing.line_stations.all():
        if wanted.get(standing.number) == standing.places:
            del wanted[standing.number]
        else:
            record_change(standing, verb="removed", by=by, before=facts_of(standing))
            standing.delete()
    for number, places in sorted(wanted.items()):
        add_row(LineStation(routing=routing, number=number, places=places), by=by)


def copy_elements(copies: Mapping[int, Operation], before: Routing, after: Routing) -> None:
    """Elements, their order and stations. copies: the new operation under the id of the old one."""
    old = list(WorkElement.objects.filter(operation__in=copies))
    keys = [element.pk for element in old]
    orders = list(ElementOrder.objects.filter(then__in=keys))
    for element in old:
        element.operation, element.pk = copies[element.operation_id], None
    made = dict(zip(keys, WorkElement.objects.bulk_create(old), strict=True))
    ElementOrder.objects.bulk_create([ElementOrder(first=made[row.first_id], then=made[row.then_id]) for row in orders])
    LineStation.objects.bulk_create(
        LineStation(routing=after, number=row.number, places=row.places) for row in before.line_stations.all()
    )


def _set_order(routing: Routing, element: WorkElement, after: Collection[WorkElement], by: Person | None) -> None:
    wanted = {one.pk for one in after}
    there = set(WorkElement.objects.filter(operation__routing=routing).values_list("pk", flat=True))
    if not wanted <= there - {element.pk}:
        raise Invalid("Choose other elements of the same routing.")
    for row in element.earlier.exclude(first__in=wanted):
        record_change(row, verb="removed", by=by, before=facts_of(row))
        row.delete()
    kept = set(element.earlier.values_list("first", flat=True))
    for one in after:
        if one.pk not in kept:
            add_row(ElementOrder(first=one, then=element), by=by)
    _check_order(there)


def _check_order(keys: Collection[int]) -> None:
    place = {key: at for at, key in enumerate(keys)}
    pairs = ElementOrder.objects.filter(then__in=keys).values_list("first", "then")
    try:
        in_order(len(place), [(place[first], place[then]) for first, then in pairs])
    except Impossible as error:
        raise Loop("These elements would wait for each other in a circle.") from error
