"""Floor layouts. Keyword-only; each verb is one transaction."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.models import FloorLayout, LayoutBlock, LayoutStation, LayoutTrip, LayoutZone
from dure.mentoring.picture_size import picture_size
from dure.mentoring.selectors.layouts import made_a_day, stations_by_center
from dure.mentoring.walking import MOST_BLOCKS, scale
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, remove_row
from dure.product.models import Operation
from dure.product.selectors import routing_of
from dure.safety.services.files import attach

Part = LayoutStation | LayoutBlock | LayoutZone | LayoutTrip
MOST_STATIONS, MOST_TRIPS = 100, 200
_STEP = Decimal("0.01")
_MOST = {LayoutStation: MOST_STATIONS, LayoutBlock: MOST_BLOCKS, LayoutZone: 40, LayoutTrip: MOST_TRIPS}


@transaction.atomic
def add_layout(*, name: str, by: Person, picture: bytes | None = None, **values: Any) -> FloorLayout:
    """With a picture the depth follows from its shape. Raises Invalid, WrongFile."""
    row = FloorLayout(name=name, **values)
    _lay_under(row, picture)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_layout(*, layout: FloorLayout, by: Person, picture: bytes | None = None, **values: Any) -> FloorLayout:
    """Raises Invalid, WrongFile."""
    row = FloorLayout.objects.select_for_update().get(pk=layout.pk)
    if picture is not None:
        before = row.picture.name
        row.width = values.get("width", row.width)
        _lay_under(row, picture)
        values |= {"picture": row.picture.name, "height": row.height}
        row.picture.name = before
    change_row(row, values, by=by)
    return row


def _lay_under(row: FloorLayout, picture: bytes | None) -> None:
    if picture is None:
        return
    size = picture_size(picture)
    attach(row, "picture", picture)
    if size is not None:
        row.height = (Decimal(row.width) * size[1] / size[0]).quantize(_STEP)


@transaction.atomic
def rescale(
    *, layout: FloorLayout, first: tuple[Decimal, Decimal], second: tuple[Decimal, Decimal], metres: Decimal, by: Person
) -> FloorLayout:
    """Two points of the drawing are really so far apart: everything on it grows or shrinks. Raises Invalid."""
    row = FloorLayout.objects.select_for_update().get(pk=layout.pk)
    factor = scale((float(first[0]), float(first[1])), (float(second[0]), float(second[1])), float(metres))
    if factor is None:
        raise Invalid("Choose two different points.")
    times = Decimal(str(factor))
    change_row(row, {name: _grown(getattr(row, name), times) for name in ("width", "height")}, by=by)
    for station in row.stations.all():
        change_row(station, {name: _grown(getattr(station, name), times) for name in ("x", "y")}, by=by)
    for block in row.blocks.all():
        names = ("x", "y", "width", "height")
        change_row(block, {name: _grown(getattr(block, name), times) for name in names}, by=by)
    for zone in row.zones.all():
        change_row(zone, {"corners": [[round(x * factor, 2), round(y * factor, 2)] for x, y in zone.corners]}, by=by)
    return row


def _grown(value: Decimal, times: Decimal) -> Decimal:
    return (value * times).quantize(_STEP)


@transaction.atomic
def copy_layout(*, layout: FloorLayout, name: str, by: Person) -> FloorLayout:
    """A layout that would replace this one, to begin with the same. Raises Conflict for a copy of a copy."""
    if layout.before_id is not None:
        raise Conflict("Copy the layout as it is today.")
    made = FloorLayout(
        name=name, area=layout.area, before=layout, width=layout.width, height=layout.height, shifts=layout.shifts,
        picture=layout.picture.name,
    )  # fmt: skip
    add_row(made, by=by)
    for part in (*layout.stations.all(), *layout.blocks.all(), *layout.zones.all()):
        part.pk, part.layout = None, made
        part._state.adding = True  # noqa: SLF001 # documented by Django for copies
        add_row(part, by=by)
    return made


@transaction.atomic
def add_layout_part(*, table: type[Part], layout: FloorLayout, by: Person, **values: Any) -> Part:
    """A station, an obstacle, a floor in use or a trip. Raises Invalid."""
    held = FloorLayout.objects.select_for_update().get(pk=layout.pk)
    if table is LayoutTrip and held.before is not None:
        held = held.before
    if table.objects.filter(layout=held).count() >= _MOST[table]:
        raise Invalid("A layout has at most %(most)s of these.", most=_MOST[table])
    made = table(layout=held, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_layout_part(*, part: Part, by: Person, **values: Any) -> Part:
    """Renaming a station renames it in the trips. Raises Invalid."""
    row = type(part).objects.select_for_update().get(pk=part.pk)
    was = getattr(row, "code", "")
    change_row(row, values, by=by)
    if isinstance(row, LayoutStation) and row.code != was:
        rename_in_trips(row, was=was, by=by)
    return row


def rename_in_trips(station: LayoutStation, *, was: str, by: Person) -> None:
    """The code of a station in the trips, and in the layouts before and after, so that they stay comparable."""
    origin, code = station.layout.before_id or station.layout_id, station.code
    for trip in LayoutTrip.objects.filter(layout=origin):
        names = {key: code for key in ("start", "end") if getattr(trip, key) == was}
        if names:
            change_row(trip, names, by=by)
    others = LayoutStation.objects.filter(code=was).exclude(pk=station.pk)
    for one in [*others.filter(layout=origin), *others.filter(layout__before=origin)]:
        change_row(one, {"code": code}, by=by)


@transaction.atomic
def remove_layout_part(*, part: Part, by: Person) -> Part:
    remove_row(part, by=by)
    return part


@transaction.atomic
def trips_of_routing(
    *,
    layout: FloorLayout,
    item: Item,
    carried: Decimal,
    now: datetime,
    by: Person,
    pieces: Decimal | None = None,
    walker: str = "",
) -> list[LayoutTrip]:
    """Trips between the stations of the item's operations in their order: pieces a day ÷ pieces carried at once. Those
    made so before are replaced. pieces: None for what the records say. Raises Invalid.
    """
    stops = _stops(layout, item, now)
    made = None if pieces is not None else made_a_day(item, now)
    if pieces is None and made is None:
        raise Invalid("Nothing of it was counted in the last four weeks. Type the pieces of a day.")
    daily = pieces if pieces is not None else made.pieces if made else Decimal(0)
    origin = layout.before or layout
    for old in LayoutTrip.objects.filter(layout=origin, item=item, source=LayoutTrip.Source.ROUTING):
        remove_row(old, by=by)
    note = f"{daily.normalize():f} ÷ {carried.normalize():f}"
    if made:
        note += f" · {timezone.localdate(made.since)} – {timezone.localdate(made.until)}"
    return [
        _add_trip(origin, by, start=one, end=other, times=daily / carried * count, item=item, walker=walker, note=note,
                  source=LayoutTrip.Source.ROUTING)
        for (one, other), count in Counter(pairwise(stops)).items()
    ]  # fmt: skip


def _stops(layout: FloorLayout, item: Item, now: datetime) -> list[str]:
    """Codes of the stations that a piece comes by, none twice in a row."""
    routing = routing_of(item, timezone.localdate(now))
    if routing is None:
        raise Invalid("The item has no routing in force today.")
    places = stations_by_center(layout)
    found: list[str] = []
    for operation in Operation.objects.filter(routing=routing, is_subcontracted=False).order_by("number"):
        station = places.get(operation.work_center_id or 0)
        if station is None:
            raise Invalid("No station has the work center of operation %(operation)s.", operation=operation)
        if not found or found[-1] != station.code:
            found.append(station.code)
    if len(found) < 2:
        raise Invalid("All operations are done at one station; nobody walks.")
    return found


@transaction.atomic
def tally_trips(
    *, layout: FloorLayout, visits: Sequence[str], minutes: Decimal, day_minutes: Decimal, walker: str, by: Person
) -> list[LayoutTrip]:
    """What was seen on the floor: the stations in the order in which somebody came to them, within so many minutes, for
    a day of so many. Raises Invalid.
    """
    known = set(layout.stations.values_list("code", flat=True))
    if not set(visits) <= known:
        raise Invalid("This isn't a station of the layout.")
    pairs = Counter((one, other) for one, other in pairwise(visits) if one != other)
    if not pairs:
        raise Invalid("Nobody walked yet.")
    note = f"{minutes.normalize():f} min → {day_minutes.normalize():f} min"
    return [
        _add_trip(layout.before or layout, by, start=one, end=other, times=count * day_minutes / minutes, walker=walker,
                  note=note, source=LayoutTrip.Source.TALLIED)
        for (one, other), count in pairs.items()
    ]  # fmt: skip


def _add_trip(layout: FloorLayout, by: Person, *, times: Decimal, **values: Any) -> LayoutTrip:
    if layout.trips.count() >= MOST_TRIPS:
        raise Invalid("A layout has at most %(most)s of these.", most=MOST_TRIPS)
    made = LayoutTrip(layout=layout, times=max(times.quantize(_STEP), _STEP), **values)
    add_row(made, by=by)
    return made


def read_visits(text: str) -> list[str]:
    """What the tablet sends: codes in their order. Raises Invalid."""
    try:
        found = json.loads(text)
    except ValueError as error:
        raise Invalid("This isn't a tally.") from error
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found) or len(found) > 5000:
        raise Invalid("This isn't a tally.")
    return found
