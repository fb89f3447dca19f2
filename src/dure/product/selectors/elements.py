"""Questions about work elements: what they are worth by operation, the line they make, what a better one looks like."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import lcm
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from dure.product import stations
from dure.product.balance import Balance, Sums, Worth, balance, out_of_order, sums, whole
from dure.product.comparison import compare
from dure.product.models import ElementOrder, LineStation, Operation, Routing, WorkElement
from dure.product.selectors.boms import in_force
from dure.product.times import per_piece


@dataclass(frozen=True, slots=True)
class Worked:
    """An operation with its elements. planned_s: its run time for one piece in the routing."""

    operation: Operation
    elements: list[WorkElement]
    sums: Sums
    planned_s: Decimal

    @property
    def differs(self) -> bool:
        """The elements don't add up to the run time that plans count with."""
        return bool(self.elements) and self.sums.total != self.planned_s


@dataclass(frozen=True, slots=True)
class Station:
    """number: none for an operation's own place or for elements that nobody has placed. places: side by side."""

    number: int | None
    label: str
    elements: list[WorkElement]
    places: int = 1

    @property
    def seconds(self) -> Decimal:
        return sum((one.seconds for one in self.elements), Decimal(0))

    @property
    def title(self) -> str:
        """2 × 3: station 2 with three places side by side."""
        return self.label if self.places == 1 else f"{self.label} × {self.places}"

    @property
    def pace(self) -> Decimal:
        """Seconds for one piece: of k places side by side each does every k-th."""
        return self.seconds / self.places

    @property
    def sums(self) -> Sums:
        return sums_of(self.elements)


@dataclass(frozen=True, slots=True)
class Layout:
    """A line as it is shared out. wrong: elements (first, then) that stand the wrong way round."""

    stations: list[Station]
    figures: Balance | None
    unplaced: int = 0
    wrong: list[tuple[WorkElement, WorkElement]] = field(default_factory=list)

    @property
    def is_placed(self) -> bool:
        return any(one.number is not None for one in self.stations)


@dataclass(frozen=True, slots=True)
class Proposal:
    """kind: stations (fewest for the takt) or cycle (shortest for a number). least: proven, nothing is below it.

    places: station of each element by its id; side: places side by side of each station that has more than one.
    too_long: elements that alone take longer than the takt; then there is no layout.
    """

    kind: str
    layout: Layout | None = None
    is_best: bool = False
    least: Decimal = Decimal(0)
    places: dict[int, int] = field(default_factory=dict)
    side: dict[int, int] = field(default_factory=dict)
    too_long: list[WorkElement] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Saved:
    """One operation before and after, or all of them (number None). after - before is what came on top."""

    number: int | None
    name: str
    before: Sums
    after: Sums

    @property
    def saved(self) -> Sums:
        return self.before - self.after


def elements_of(routing: Routing) -> list[WorkElement]:
    """In the order of operations, each with what must be done before it (`earlier`)."""
    orders = ElementOrder.objects.select_related("first__operation").order_by("first__operation__number")
    rows = WorkElement.objects.filter(operation__routing=routing).select_related("operation")
    return list(rows.prefetch_related(Prefetch("earlier", orders)))


def worked_operations(routing: Routing) -> list[Worked]:
    found: dict[int, list[WorkElement]] = {}
    for one in elements_of(routing):
        found.setdefault(one.operation_id, []).append(one)
    return [_worked(operation, found.get(operation.pk, [])) for operation in routing.operations.all()]


def _worked(operation: Operation, elements: list[WorkElement]) -> Worked:
    batch = operation.batch_size if operation.run_basis == Operation.Basis.BATCH else None
    return Worked(operation, elements, sums_of(elements), per_piece(operation.run_seconds, batch))


def sums_of(elements: Sequence[WorkElement]) -> Sums:
    return sums((one.worth, one.seconds) for one in elements)


def routings_with_elements(on: date, *, text: str = "") -> QuerySet[Routing]:
    """Those in force on the day and drafts, with seconds by worth; the most waste first."""
    rows = (
        Routing.objects.filter(Q(status=Routing.Status.DRAFT) | in_force(on))
        .select_related("item")
        .annotate(
            count=Count("operations__elements"),
            total=Sum("operations__elements__seconds"),
            **{f"{worth}_s": _sum_of(worth) for worth in Worth},
        )
        .filter(count__gt=0)
        .order_by("-waste_s", "item__code", "revision")
    )
    return rows.filter(Q(item__code__icontains=text) | Q(item__name__icontains=text)) if text else rows


def _sum_of(worth: Worth) -> Sum:
    return Sum("operations__elements__seconds", filter=Q(operations__elements__worth=worth), default=Decimal(0))


def places_of(routing: Routing) -> dict[int, int]:
    """Station → places side by side, of those that have more than one."""
    return dict(LineStation.objects.filter(routing=routing).values_list("number", "places"))


def layout_of(
    elements: Sequence[WorkElement], takt: Decimal | None = None, side: Mapping[int, int] | None = None
) -> Layout:
    """By the stations written down; where there are none, each operation is a station of its own.

    side: places side by side of a station, where it has more than one.
    """
    places = {one.pk: one.station for one in elements}
    placed = sorted({place for place in places.values() if place is not None})
    if not placed:
        rows = _by_operation(elements)
        return Layout(rows, _figures(rows, takt))
    side = side or {}
    rows = [Station(n, str(n), [one for one in elements if one.station == n], side.get(n, 1)) for n in placed]
    left = [one for one in elements if one.station is None]
    if left:
        rows.append(Station(None, "–", left))
    return Layout(rows, _figures(rows, takt), len(left), _wrong(elements, places))


def _figures(rows: Sequence[Station], takt: Decimal | None) -> Balance | None:
    return balance([row.seconds for row in rows], takt, [row.places for row in rows])


def _by_operation(elements: Sequence[WorkElement]) -> list[Station]:
    found: dict[int, Station] = {}
    for one in elements:
        empty = Station(None, str(one.operation.number), [])
        found.setdefault(one.operation.number, empty).elements.append(one)
    return list(found.values())


def _pairs(elements: Sequence[WorkElement]) -> list[tuple[int, int]]:
    return [(row.first_id, one.pk) for one in elements for row in one.earlier.all()]


def _wrong(elements: Sequence[WorkElement], places: dict[int, int | None]) -> list[tuple[WorkElement, WorkElement]]:
    known = {one.pk: one for one in elements}
    return [(known[first], known[then]) for first, then in out_of_order(places, _pairs(elements))]


def fewest_stations(elements: Sequence[WorkElement], takt: Decimal, most: int = 1) -> Proposal:
    """As few places as the takt allows, and the work on them as even as found in the same search.

    most: places that a station may have side by side.
    """
    line, second = _line(elements, most)
    cycle = int(takt / second)
    too_long = [one for one, time in zip(elements, line.times, strict=True) if time > cycle * most]
    if too_long:
        return Proposal("stations", too_long=too_long)
    found = stations.fewest_stations(line, cycle, most=most)
    even = stations.shortest_cycle(line, found.value, known=found.stations, most=most)
    return _proposal(elements, even, takt, kind="stations", is_best=found.is_best, least=Decimal(found.bound))


def shortest_cycle(elements: Sequence[WorkElement], count: int, takt: Decimal | None, most: int = 1) -> Proposal:
    line, second = _line(elements, most)
    found = stations.shortest_cycle(line, count, most=most)
    return _proposal(elements, found, takt, kind="cycle", is_best=found.is_best, least=found.bound * second)


@dataclass(frozen=True, slots=True)
class Crew:
    """What so many people (or machines) could make. is_best: no line of so many is quicker."""

    count: int
    figures: Balance
    is_best: bool

    @property
    def each_an_hour(self) -> float:
        return self.figures.an_hour / self.count


def crews(elements: Sequence[WorkElement], counts: Sequence[int], takt: Decimal | None, most: int = 1) -> list[Crew]:
    """Of each number the quickest line found; all of them together take as long as one proposal."""
    line, _second = _line(elements, most)
    found = []
    for count in counts:
        answer = stations.shortest_cycle(line, count, steps=stations.STEPS // len(counts), most=most)
        layout = _proposal(elements, answer, takt, kind="cycle").layout
        if layout is not None and layout.figures is not None:
            found.append(Crew(count, layout.figures, answer.is_best))
    return found


def _line(elements: Sequence[WorkElement], most: int) -> tuple[stations.Line, Decimal]:
    """In units so small that the time of a station can be shared by its places without a rest."""
    times, second = whole([one.seconds for one in elements])
    finer = lcm(*range(1, most + 1))
    at = {one.pk: place for place, one in enumerate(elements)}
    pairs = [(at[first], at[then]) for first, then in _pairs(elements)]
    return stations.Line([time * finer for time in times], pairs), second / finer


def _proposal(elements: Sequence[WorkElement], found: stations.Answer, takt: Decimal | None, **values: Any) -> Proposal:
    rows = [
        Station(number, str(number), sorted((elements[at] for at in station), key=_place), side)
        for number, (station, side) in enumerate(zip(found.stations, found.places, strict=True), start=1)
    ]
    places = {one.pk: row.number or 0 for row in rows for one in row.elements}
    side = {row.number or 0: row.places for row in rows if row.places > 1}
    return Proposal(layout=Layout(rows, _figures(rows, takt)), places=places, side=side, **values)


def _place(element: WorkElement) -> tuple[int, int]:
    return element.operation.number, element.number


def saved_between(before: Sequence[Worked], after: Sequence[Worked]) -> list[Saved]:
    """By operation number, with all of them together at the end."""
    old, new = ({row.operation.number: row for row in one} for one in (before, after))
    rows = [
        Saved(number, _name(old, new, number), _sums(old, number), _sums(new, number))
        for number in sorted({*old, *new})
    ]
    return [*rows, Saved(None, "", sums_of(_elements(before)), sums_of(_elements(after)))]


def _elements(worked: Sequence[Worked]) -> list[WorkElement]:
    return [one for row in worked for one in row.elements]


def _name(old: dict[int, Worked], new: dict[int, Worked], number: int) -> str:
    return (new.get(number) or old[number]).operation.name


def _sums(side: dict[int, Worked], number: int) -> Sums:
    return side[number].sums if number in side else Sums()


@dataclass(frozen=True, slots=True)
class ElementChange:
    """mark: removed, added or changed; before and after: the element, None where there is none."""

    mark: str
    before: WorkElement | None
    after: WorkElement | None


def element_changes(before: Sequence[Worked], after: Sequence[Worked]) -> list[ElementChange]:
    """Elements by operation and name: gone, new, or with another time or worth. Of one name, the first is the first."""
    old, new = _by_name(before), _by_name(after)
    found = compare(*({key: _told(one) for key, one in side.items()} for side in (old, new)))
    gone = [ElementChange("removed", old[key], None) for key in found.removed]  # type: ignore[index]
    come = [ElementChange("added", None, new[key]) for key in found.added]  # type: ignore[index]
    other = [ElementChange("changed", old[one.key], new[one.key]) for one in found.changed]  # type: ignore[index]
    return gone + other + come


def _by_name(worked: Sequence[Worked]) -> dict[tuple[int, str, int], WorkElement]:
    seen: Counter[tuple[int, str]] = Counter()
    found = {}
    for one in _elements(worked):
        key = one.operation.number, one.name
        seen[key] += 1
        found[*key, seen[key]] = one
    return found


def _told(element: WorkElement) -> dict[str, object]:
    return {"seconds": element.seconds, "worth": element.worth}
