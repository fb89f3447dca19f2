"""What a loop's figures were in the last four weeks: used an hour, and waited for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from dure.inventory.kanban import Figures, Proposal, Waits, demand_per_hour, proposed_cards, round_minutes, waits_of
from dure.inventory.models import Item, KanbanLoop, KanbanTrip, Location, MilkRun, StockMove
from dure.inventory.selectors.kanban import Insides
from dure.inventory.selectors.places import locations_inside
from dure.kernel import clock
from dure.plant.selectors import active_units, prepare, work_spans, working_days

WEEKS = timedelta(weeks=4)
_HOURS_A_DAY = 8
"""Where no shifts are known."""


@dataclass(frozen=True, slots=True)
class Demand:
    """used: left the using place since then, but not back to the source; hours: planned work meanwhile."""

    used: Decimal
    hours: Decimal
    since: datetime
    per_hour: Decimal


def demand_at(item: Item, source: Location, target: Location) -> Demand:
    """What the using place used of an item in the last four weeks, or since some of it first came there."""
    now = clock.now()
    inside = locations_inside([target.pk])
    moves = StockMove.objects.filter(item=item).order_by()
    first = moves.filter(to_location__in=inside).order_by("moved_at").values_list("moved_at", flat=True).first()
    if first is None:
        return Demand(Decimal(0), Decimal(0), now, Decimal(0))
    since = max(first, now - WEEKS)
    out = moves.filter(from_location__in=inside, moved_at__gte=since, reverses=None, reversed_by=None)
    out = out.exclude(to_location__in=inside + locations_inside([source.pk]))
    used = out.aggregate(sum=Sum("quantity"))["sum"] or Decimal(0)
    hours = _worked_hours(since, now)
    return Demand(used, hours, since, demand_per_hour(used, hours))


def _worked_hours(start: datetime, end: datetime) -> Decimal:
    """Hours in which some work unit was planned to work; eight a working day where no shifts are known."""
    units = [unit.pk for unit in active_units()]
    prepare(units)
    spans = sorted((s.start, s.end) for unit in units for s in work_spans(unit, start, end))
    total, upto = timedelta(), start
    for begins, ends in spans:
        total += max(ends - max(begins, upto), timedelta())
        upto = max(upto, ends)
    if not spans:
        days = working_days(timezone.localdate(start), timezone.localdate(end))
        return Decimal(_HOURS_A_DAY * len(days))
    return (Decimal(int(total.total_seconds())) / 3600).quantize(Decimal("0.01"))


def cards_proposed(loop: KanbanLoop) -> Proposal:
    """By the loop's own figures."""
    figures = Figures(
        loop.demand_per_hour, loop.replenishment_minutes, loop.safety_percent, loop.container_quantity,
        loop.asks_when_empty,
    )  # fmt: skip
    return proposed_cards(figures)


def minutes_by_round(run: MilkRun | None, source: Location, target: Location) -> int | None:
    """How long a round takes at longest from an empty container to the full one; None where it isn't known."""
    if run is None:
        return None
    insides, at = Insides(), {}
    for stop in run.stops.all():
        inside = insides.of(stop.place_id)
        for place in (source, target):
            if place.pk in inside:
                at.setdefault(place.pk, stop.minutes)
    if len(at) < 2:
        return None
    return round_minutes(run.starts, at[source.pk], at[target.pk])


def kanban_waits(loops: Collection[KanbanLoop]) -> dict[int, Waits]:
    """By id of the loop: from asked to delivered, of what was delivered in the last four weeks. One query."""
    rows = KanbanTrip.objects.filter(
        card__loop__in=loops, status=KanbanTrip.Status.DELIVERED, delivered_at__gte=clock.now() - WEEKS
    )
    minutes: dict[int, list[float]] = {}
    for loop, asked, delivered in rows.order_by().values_list("card__loop_id", "asked_at", "delivered_at"):
        minutes.setdefault(loop, []).append((delivered - asked).total_seconds() / 60)
    return {loop: waits for loop, found in minutes.items() if (waits := waits_of(found))}


def last_trips(loop: KanbanLoop, *, limit: int = 30) -> list[KanbanTrip]:
    """The newest rounds of a loop's cards, with who did what."""
    rows = KanbanTrip.objects.filter(card__loop=loop).select_related("card", "asked_by", "loaded_by", "delivered_by")
    return list(rows.order_by("-asked_at", "-pk")[:limit])
