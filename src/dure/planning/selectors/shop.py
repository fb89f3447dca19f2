"""The shop as a plan of hours takes it, read from the tables of the contexts below in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from dure.inventory.models import Item
from dure.planning.changeovers import Changeovers, Kind, Line
from dure.planning.models import OrderPriority, Schedule, ScheduledTask, SchedulingRules, SetupTime
from dure.planning.selectors.shared import kg_of, rooms
from dure.planning.selectors.shop_goods import Uses
from dure.planning.selectors.shop_works import Was, Works, people, tools
from dure.planning.selectors.standing import standing
from dure.planning.selectors.ways import ways
from dure.planning.sharing import Room
from dure.planning.workshop import Note, Order, Shop, Station, Told, Weights, Work
from dure.plant.models import WorkUnit
from dure.plant.selectors import prepare, work_spans
from dure.product.explosion import begun_for
from dure.product.selectors import boms_of_items, one_in_force, routings_of_items
from dure.production.models import OperationRun, OrderHold, OrderOperation, WorkOrder


def scheduling_rules() -> SchedulingRules:
    """The plant's choices, or those of a new plant."""
    return SchedulingRules.objects.filter(pk=1).first() or SchedulingRules(pk=1)


def weights_of(rules: SchedulingRules) -> Weights:
    """What the plant has chosen, as the cost of a minute."""
    return Weights(setup=rules.setup_matters, flow=rules.flow_matters, change=rules.calm_matters)


def live_schedule() -> Schedule | None:
    return Schedule.objects.filter(status=Schedule.Status.LIVE).first()


def read_shop(
    now: datetime, rules: SchedulingRules, *, follows: Schedule | None = None, wish: WorkOrder | None = None
) -> Shop:
    """All that is open, as of now. follows: the plan whose places and order are kept in mind. wish: an order that isn't
    there yet, and comes last: it takes what nobody else needs."""
    return _Reading(now, rules, follows, wish).shop()


@dataclass
class _Reading:
    now: datetime
    rules: SchedulingRules
    follows: Schedule | None
    wish: WorkOrder | None = None
    notes: list[Told] = field(default_factory=list)

    def shop(self) -> Shop:
        until = self.now + timedelta(days=self.rules.horizon_days)
        orders = self._orders(until)
        rows = self._rows(orders)
        units = list(WorkUnit.objects.filter(is_active=True).select_related("work_center"))
        shared = rooms()
        works = Works(self.now, orders, rows, units, self._was(), shared=shared)
        uses = Uses(orders, self.now)
        stations = tuple(self._stations(units, until, shared))
        made = []
        priorities = dict(OrderPriority.objects.values_list("order", "weight"))
        for order in orders:
            todo = works.of(order)
            if todo:
                taken = uses.of(order, [one.number for one in todo])
                made.append(self._order(order, todo, taken, uses.needs(order), priorities.get(order.pk, 1)))
        hands = (*people(rows, self.now, until), *tools(works.tools.values()))
        items = {item for one in made for work in one.works for item, _ in work.uses}
        named = Item.objects.filter(pk__in=items | {order.item for order in made})
        known = list(named.values_list("pk", "lead_time_days", "name"))
        return Shop(
            self.now, tuple(made), stations, hands, uses.stock, {item: days for item, days, _ in known},
            {item: name for item, _, name in known},
            _changeovers(units, {order.item for order in made}, stations), ways(),
            kg_of({order.item for order in made}, shared), tuple(self.notes),
        )  # fmt: skip

    def _orders(self, until: datetime) -> list[WorkOrder]:
        """Open ones, and planned ones that may begin before the horizon; held ones are left out."""
        last = timezone.localdate(until)
        wanted = Q(status__in=WorkOrder.OPEN) | Q(status=WorkOrder.Status.PLANNED) & (
            Q(start_on=None) | Q(start_on__lte=last)
        )
        rows = list(WorkOrder.objects.filter(wanted).select_related("item").order_by("due_at", "number"))
        held = set(OrderHold.objects.filter(order__in=rows, ended_at=None).values_list("order", flat=True))
        self.notes += [Told(Note.HELD, (row.pk, 0)) for row in rows if row.pk in held]
        return [*(row for row in rows if row.pk not in held), *([self.wish] if self.wish is not None else [])]

    def _rows(self, orders: Sequence[WorkOrder]) -> dict[int, list[OrderOperation]]:
        """Order → its operations; those of planned orders as their release would make them, unsaved."""
        found: dict[int, list[OrderOperation]] = defaultdict(list)
        rows = OrderOperation.objects.filter(order__in=[order.pk for order in orders])
        for row in rows.select_related("operation").order_by("order_id", "number", "pk"):
            found[row.order_id].append(row)
        foreseen = [order for order in orders if order.pk not in found]
        today, items = timezone.localdate(self.now), {order.item_id for order in foreseen}
        routings, boms = routings_of_items(items), boms_of_items(items)
        prefetch_related_objects([one for row in routings.values() for one in row], "operations")
        for order in foreseen:
            day = max(order.start_on or today, today)
            routing = one_in_force(routings.get(order.item_id, ()), day)
            bom = one_in_force(boms.get(order.item_id, ()), day)
            begun = order.quantity if bom is None else begun_for(order.quantity, bom.yield_percent)
            for one in routing.operations.all() if routing is not None else ():
                found[order.pk].append(
                    OrderOperation(
                        order=order,
                        number=one.number,
                        name=one.name,
                        operation=one,
                        planned=begun,
                        work_center_id=one.work_center_id,
                        is_subcontracted=one.is_subcontracted,
                        transfer_quantity=one.transfer_quantity,
                    )
                )
            if routing is None:
                found[order.pk].append(
                    OrderOperation(
                        order=order,
                        number=10,
                        name=order.item.name,
                        planned=order.quantity,
                        work_center_id=order.work_center_id,
                    )
                )
        return found

    def _was(self) -> Was:
        if self.follows is None:
            return {}
        rows = ScheduledTask.objects.filter(schedule=self.follows).exclude(work_unit=None)
        fields = ("order_id", "number", "work_unit_id", "starts_at", "is_locked")
        return {(order, number): (unit, at, locked) for order, number, unit, at, locked in rows.values_list(*fields)}

    def _stations(self, units: Sequence[WorkUnit], until: datetime, shared: Mapping[int, Room]) -> Iterator[Station]:
        ids = [unit.pk for unit in units]
        prepare(ids)
        stands, states = standing(ids, self.now), _set_up_for(ids)
        for unit in units:
            spans = tuple((one.start, one.end) for one in work_spans(unit, self.now - timedelta(minutes=1), until))
            yield Station(
                unit.pk, unit.name, spans, stands.get(unit.pk), states.get(unit.pk), unit.work_center_id,
                shared.get(unit.pk),
            )  # fmt: skip

    def _order(
        self, order: WorkOrder, todo: Sequence[Work], taken: Mapping[int, Any], needs: Iterable[Any], weight: int
    ) -> Order:
        works = tuple(replace(one, uses=tuple(taken.get(one.number, ()))) for one in todo)
        earliest = None
        if order.start_on is not None and order.status != WorkOrder.Status.RUNNING:
            day = order.start_on - timedelta(days=self.rules.early_days)
            earliest = timezone.make_aware(datetime.combine(day, time()))
        return Order(order.pk, order.number, order.item_id, works, order.due_at, weight, earliest, tuple(needs))


def _set_up_for(units: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Work unit → (item, number of the operation) of its last run."""
    rows = OperationRun.objects.filter(work_unit__in=units).exclude(operation=None)
    rows = rows.order_by("work_unit", "-started_at", "-pk").distinct("work_unit")
    return {
        unit: (item, number)
        for unit, item, number in rows.values_list("work_unit", "work_order__item", "operation__number")
    }


def _changeovers(units: Sequence[WorkUnit], items: Collection[int], stations: Iterable[Station]) -> Changeovers:
    wanted = {*items, *(one.state[0] for one in stations if one.state is not None)}
    kinds = {
        pk: Kind(group, frozenset(allergens))
        for pk, group, allergens in Item.objects.filter(pk__in=wanted).values_list("pk", "group", "allergens")
    }
    lines = [
        Line(row.minutes, row.before, row.after, row.work_center_id, row.for_allergens)
        for row in SetupTime.objects.all()
    ]
    return Changeovers(lines, kinds, {unit.pk: unit.work_center_id for unit in units})
