"""What an order cost against what it should have, and why."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.utils import timezone

from dure.commerce.models import StandardCost
from dure.commerce.selectors import Rates
from dure.inventory.models import Item, Worth
from dure.kernel import clock
from dure.product.models import Operation
from dure.product.selectors import step_of
from dure.production.models import OrderClosing, OrderComponent, OrderMove, OrderTime, WorkOrder
from dure.production.variances import Causes, Worked, of_material, of_time

ZERO = Decimal(0)
Kind = OrderMove.Kind


@dataclass(frozen=True, slots=True)
class MaterialCost:
    """allowed: for the good pieces; planned_cost and standard are in won, standard for one."""

    component: OrderComponent
    allowed: Decimal
    used: Decimal
    standard: Decimal
    value: Decimal
    causes: Causes
    substitutes: tuple[str, ...] = ()

    @property
    def planned_cost(self) -> Decimal:
        return self.allowed * self.standard


@dataclass(frozen=True, slots=True)
class TimeCost:
    number: int
    name: str
    center: str
    source: str
    allowed_s: Decimal
    machine_s: Decimal
    labour_s: Decimal
    planned_cost: Decimal
    value: Decimal
    causes: Causes


@dataclass(frozen=True, slots=True)
class OrderCost:
    order: WorkOrder
    materials: tuple[MaterialCost, ...]
    times: tuple[TimeCost, ...]
    received: Decimal
    """won that its goods came in at"""
    closing: OrderClosing | None

    @property
    def causes(self) -> Causes:
        return sum((one.causes for one in (*self.materials, *self.times)), Causes())

    @property
    def planned(self) -> Decimal:
        return sum((one.planned_cost for one in (*self.materials, *self.times)), ZERO)

    @property
    def actual(self) -> Decimal:
        return sum((one.value for one in (*self.materials, *self.times)), ZERO)

    @property
    def difference(self) -> Decimal:
        return self.actual - self.planned

    @property
    def by_price(self) -> Decimal:
        return self.causes.price + self.causes.rate

    @property
    def by_use(self) -> Decimal:
        return self.causes.usage + self.causes.efficiency + self.causes.volume

    @property
    def for_one(self) -> Decimal | None:
        """Won that a good piece cost."""
        return self.actual / self.order.received if self.order.received else None


def order_cost(order: WorkOrder) -> OrderCost:
    """Some ten queries. Prices of material are the standards in force, else what the goods cost today or did cost."""
    share = order.received / order.quantity
    received = OrderMove.objects.filter(order=order, kind__in=(Kind.PRODUCT, Kind.OUTPUT), is_undone=False)
    return OrderCost(
        order,
        tuple(_materials(order, share)),
        tuple(_times(order, share)),
        received.aggregate(sum=Sum("value"))["sum"] or ZERO,
        OrderClosing.objects.filter(order=order, undone_at=None).last(),
    )


def _materials(order: WorkOrder, share: Decimal) -> list[MaterialCost]:
    components = list(order.components.select_related("item"))
    used: dict[int, Decimal] = defaultdict(Decimal)
    values: dict[int, Decimal] = defaultdict(Decimal)
    others: dict[int, dict[str, None]] = defaultdict(dict)
    rows = OrderMove.objects.filter(order=order, kind__in=(Kind.ISSUE, Kind.BACK), is_undone=False)
    names = ("kind", "component_id", "counts_as", "value", "move__item_id", "move__item__name", "component__item_id")
    for kind, component, count, value, item, name, own in rows.order_by("pk").values_list(*names):
        sign = 1 if kind == Kind.ISSUE else -1
        used[component] += sign * count
        values[component] += sign * value
        if item != own:
            others[component][name] = None
    prices = standard_prices({one.item_id for one in components})
    found = []
    for one in components:
        allowed, value, quantity = one.planned * share, values[one.pk], used[one.pk]
        standard = prices.get(one.item_id)
        if standard is None:
            standard = value / quantity if quantity else ZERO
        causes = of_material(value=value, used=quantity, allowed=allowed, standard=standard)
        found.append(MaterialCost(one, allowed, quantity, standard, value, causes, tuple(others[one.pk])))
    return found


def standard_prices(items: set[int]) -> dict[int, Decimal]:
    """Won for one of each item: its standard, else what it costs today."""
    rows = Worth.objects.filter(item__in=items).values_list("item_id", "standard", "quantity", "value")
    return {
        item: standard if standard is not None else value / quantity
        for item, standard, quantity, value in rows
        if standard is not None or quantity
    }


def standard_day(item: Item, fallback: date) -> date:
    """The day whose rates the standard cost in force follows."""
    found = StandardCost.objects.filter(item=item).order_by("-set_at", "-pk").values_list("worked_out_on", flat=True)
    return found.first() or fallback


def _times(order: WorkOrder, share: Decimal) -> list[TimeCost]:
    rows = list(
        OrderTime.objects.filter(order=order, completion__undone_at=None).select_related("work_center").order_by("pk")
    )
    if order.routing_id is None and not rows:
        return []
    today = timezone.localdate(order.released_at or clock.now())
    rates = Rates(standard_day(order.item, today))
    operations = {one.number: one for one in Operation.objects.filter(routing=order.routing_id)}
    grouped: dict[int, list[OrderTime]] = {number: [] for number, one in operations.items() if not one.is_subcontracted}
    for row in rows:
        grouped.setdefault(row.operation_number, []).append(row)
    count = order.started * share
    return [_time(number, of, operations.get(number), count, rates) for number, of in sorted(grouped.items())]


def _time(number: int, rows: list[OrderTime], operation: Operation | None, count: Decimal, rates: Rates) -> TimeCost:
    worked = Worked(
        machine_s=_sum(rows, "machine_s"),
        labour_s=_sum(rows, "labour_s"),
        labour=_sum(rows, "labour"),
        machine=_sum(rows, "machine"),
        overhead=_sum(rows, "overhead") - _sum(rows, "fixed"),
        fixed=_sum(rows, "fixed"),
    )
    center_id = rows[0].work_center_id if rows else operation.work_center_id if operation else None
    hourly = rates.of(center_id)
    allowed = ZERO
    if operation is not None and count:
        step = step_of(operation)
        allowed = step.setup_s + step.working_s(count)
    causes = of_time(
        worked,
        allowed_machine_s=allowed,
        allowed_labour_s=allowed * hourly.people,
        standard=hourly.rate,
    )
    center = rows[0].work_center if rows else None
    return TimeCost(
        number=number,
        name=operation.name if operation else "",
        center=center.name if center else "",
        source=str(rows[0].get_source_display()) if rows else "",
        allowed_s=allowed,
        machine_s=worked.machine_s,
        labour_s=worked.labour_s,
        planned_cost=hourly.rate.spent(allowed / 3600, allowed * hourly.people / 3600).total,
        value=worked.labour + worked.machine + worked.overhead + worked.fixed,
        causes=causes,
    )


def _sum(rows: list[OrderTime], name: str) -> Decimal:
    return sum((getattr(row, name) for row in rows), ZERO)


def orders_with_cost(text: str = "") -> QuerySet[WorkOrder]:
    """Orders that took or gave anything, the newest first."""
    rows = WorkOrder.objects.filter(pk__in=OrderMove.objects.values("order")).select_related("item")
    if text:
        rows = rows.filter(number__icontains=text) | rows.filter(item__name__icontains=text)
    return rows.order_by("-pk")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an order's cost as it is shown. price and use: won of the difference by cause; note: what else is
    to be known of it."""

    what: str
    unit: str
    planned: Decimal
    actual: Decimal
    planned_cost: Decimal
    cost: Decimal
    price: Decimal
    use: Decimal
    note: str = ""
    is_time: bool = False


def lines_of(found: OrderCost) -> list[Line]:
    """Components first, then operations with their time in hours."""
    return [
        Line(
            one.component.item.name,
            one.component.item.unit_id,
            one.allowed,
            one.used,
            one.planned_cost,
            one.value,
            one.causes.price,
            one.causes.usage,
            ", ".join(one.substitutes),
        )
        for one in found.materials
    ] + [
        Line(
            f"{one.number} {one.name}",
            "h",
            one.allowed_s / 3600,
            one.machine_s / 3600,
            one.planned_cost,
            one.value,
            one.causes.rate,
            one.causes.efficiency + one.causes.volume,
            one.source,
            is_time=True,
        )
        for one in found.times
    ]
