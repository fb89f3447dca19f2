"""Questions about value-stream maps, and what the records say of an item's operations."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from dure.inventory.models import Item
from dure.inventory.selectors import usable_by_item
from dure.mentoring.models import ValueStream
from dure.mentoring.selectors.layouts import WINDOW, made_a_day
from dure.mentoring.value_stream import Source, Step, Stream, stream
from dure.performance.periods import By, Period, midnight
from dure.performance.scope import Scope, scope_of
from dure.performance.selectors import counted_changeovers, kpi_rows, scope_row
from dure.plant.models import WorkCenter
from dure.plant.selectors import active_units, work_spans, working_days
from dure.product.models import Operation, Routing
from dure.product.selectors import requirements, worked_operations
from dure.production.models import WorkOrder
from dure.production.selectors.flowing import flows
from dure.production.selectors.results import orders

_HUNDREDTH = Decimal("0.01")
_DAY = timedelta(days=1)
Sources = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of one operation; the names are those of `StreamStep`. Fields nobody knows are missing."""

    number: int
    name: str
    values: dict[str, Decimal | int]
    sources: Sources = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Whole:
    """What is known of the item as a whole."""

    demand: Decimal | None
    day_hours: Decimal
    finished: Decimal | None
    sources: Sources


def streams(*, text: str = "") -> QuerySet[ValueStream]:
    rows = ValueStream.objects.select_related("item", "drawn_by", "before").order_by("-drawn_at", "-id")
    asked = Q(number__icontains=text) | Q(item__code__icontains=text) | Q(item__name__icontains=text)
    return rows.filter(asked) if text else rows


def stream_told(row: ValueStream) -> Stream:
    """One query."""
    steps = [
        Step(
            name=str(one), cycle_s=float(one.work) / one.places, work_s=float(one.work), value_s=float(one.value),
            changeover_s=_known(one.changeover), people=_known(one.people), stock=_known(one.stock),
            availability=None if one.availability is None else float(one.availability) / 100,
        )
        for one in row.steps.all()
    ]  # fmt: skip
    return stream(
        steps, finished=_known(row.finished), demand=float(row.demand or 0), day_s=float(row.day_hours) * 3600
    )


def _known(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _cut(value: float | Decimal) -> Decimal:
    return Decimal(value).quantize(_HUNDREDTH, ROUND_HALF_UP)


def whole_of(item: Item, centers: Sequence[int], now: datetime) -> Whole:
    """Demand: what was made in the four whole weeks until yesterday, which is what customers took when stock stayed as
    it was, for each working day of them, whether or not the item was made on it: the takt shares out all their time."""
    sources: Sources = {}
    until = timezone.localdate(now)
    first, end = until - WINDOW, midnight(until, _zone())
    made, worked = made_a_day(item, end), _seconds_a_day(centers, first, until)
    days = len(worked) or len(working_days(first, until - _DAY))
    demand = _cut(made.whole / days) if made and days else None
    if made and demand is not None:
        told = f"{first} – {until - _DAY}, {made.whole.normalize():f} ÷ {days}"
        sources["demand"] = [Source.RECORDS.value, told]
    hours = _cut(sum(worked.values()) / len(worked) / 3600) if worked else None
    sources["day_hours"] = [Source.RECORDS.value if hours else Source.TYPED.value, until.isoformat()]
    finished = usable_by_item([item.pk])[item.pk]
    sources["finished"] = [Source.RECORDS.value, until.isoformat()]
    return Whole(demand, hours or Decimal(8), _cut(max(finished, Decimal(0))), sources)


def _seconds_a_day(centers: Sequence[int], first: date, until: date) -> dict[date, float]:
    """Planned work of the last operation's work center on each day with any from one day to before another, by its
    calendar. A night shift is of the day on which it begins."""
    unit = active_units().filter(work_center__in=centers[-1:]).first()
    seconds: dict[date, float] = defaultdict(float)
    for span in work_spans(unit, midnight(first, _zone()), midnight(until + _DAY, _zone())) if unit else ():
        if first <= span.shift_date < until:
            seconds[span.shift_date] += (span.end - span.start).total_seconds()
    return dict(seconds)


def _zone() -> ZoneInfo:
    return ZoneInfo(timezone.get_current_timezone_name())


def measured_steps(routing: Routing, now: datetime) -> list[Measured]:
    """What records, standards and stock say of each operation on the day."""
    ready = _ready(routing.item)
    worked = worked_operations(routing)
    found = []
    for at, one in enumerate(worked):
        operation = one.operation
        values: dict[str, Decimal | int] = {"work": _cut(one.planned_s), "places": 1}
        sources: Sources = {"work": [Source.ROUTING.value, routing.revision]}
        if operation.work_center is not None:
            _counted(counted_where(operation, operation.work_center), routing.item, now, values, sources)
        share = one.sums.value / one.sums.total if one.elements and one.sums.total else Decimal(1)
        values["value"] = _cut(Decimal(values["work"]) * share)
        sources["value"] = [Source.ROUTING.value, f"{share:.0%}"]
        if "changeover" not in values and operation.setup_seconds:
            values["changeover"] = _cut(operation.setup_seconds)
            sources["changeover"] = [Source.ROUTING.value, routing.revision]
        stock = ready.get(operation.number) if at else _for_pieces(routing.item, now)
        if stock is not None:
            values["stock"] = _cut(stock)
            sources["stock"] = [Source.RECORDS.value, f"{timezone.localtime(now):%Y-%m-%d %H:%M}"]
        found.append(Measured(operation.number, operation.name, values, sources))
    return found


def counted_where(operation: Operation, center: WorkCenter) -> Scope:
    """The one machine that the routing names for it, so that machines of a line are told apart; else its center."""
    units = list(operation.units.select_related("work_unit"))
    return scope_of(f"work_unit:{units[0].work_unit.code}" if len(units) == 1 else f"work_center:{center.code}")


def _counted(scope: Scope, item: Item, now: datetime, values: dict[str, Decimal | int], sources: Sources) -> None:
    """Time for one piece, availability and changeover as counted there in four weeks."""
    period = Period(now - WINDOW, now, ZoneInfo(timezone.get_current_timezone_name()))
    told = [Source.RECORDS.value, f"{timezone.localdate(now - WINDOW)} – {timezone.localdate(now)}"]
    for row in kpi_rows(scope, period, By.ITEM, now, ()):
        if row.bucket.code == item.code and row.elements.produced > row.elements.unseen and row.elements.apt > 0:
            values["work"] = _cut(row.elements.apt / float(row.elements.produced - row.elements.unseen))
            values["places"] = max(1, sum(1 for part in row.parts.values() if part.produced > 0))
            sources["work"] = told
    available = scope_row(scope, period, now, ["availability"]).figures["availability"].value
    if available:
        values["availability"] = _cut(min(available, 1.0) * 100)
        sources["availability"] = told
    pairs = counted_changeovers(scope.units, period.start, now, now).pairs
    medians = sorted(
        row.median_s for (_unit, _before, after), row in pairs.items() if after == item.pk and row.median_s is not None
    )
    if medians:
        values["changeover"] = _cut(medians[len(medians) // 2])
        sources["changeover"] = told


def _ready(item: Item) -> dict[int, Decimal]:
    """Operation number → pieces that lie ready before it, of all open orders of the item."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    keys = list(orders(is_open=True).filter(item=item).values_list("pk", flat=True))
    for flow in flows(keys).values():
        for one in flow.main:
            found[one.number] += max(flow.available(one.id) or Decimal(0), Decimal(0))
    return dict(found) if WorkOrder.objects.filter(item=item).exists() else {}


def _for_pieces(item: Item, now: datetime) -> Decimal | None:
    """For how many pieces the scarcest component lies in stock; None without a recipe."""
    if item.is_phantom:
        return None
    needs = requirements(item, Decimal(1), timezone.localdate(now), levels=1).totals()
    stock = usable_by_item(list(needs))
    return min((max(stock[key], Decimal(0)) / each for key, each in needs.items() if each > 0), default=None)
