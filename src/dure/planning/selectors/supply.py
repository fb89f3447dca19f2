"""What is on order: requests and orders to suppliers, orders of production, proposals that a person has fixed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from dure.commerce.models import OrderStatus, PurchaseLine, PurchaseRequest
from dure.inventory.models import Item
from dure.planning import sources
from dure.planning.models import Proposal
from dure.planning.quantities import scaled
from dure.planning.sources import Source
from dure.planning.words import Coming, Need, Policy
from dure.planning.workdays import Workdays
from dure.production.models import OrderComponent, OrderOutput, WorkOrder

BOUND = (OrderStatus.DRAFT, OrderStatus.SENT, OrderStatus.CONFIRMED)
"""Orders to suppliers that are being written count as well: what asked for them must not ask twice."""
OPEN = (WorkOrder.Status.PLANNED, WorkOrder.Status.RELEASED, WorkOrder.Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Leads:
    """What is known of the items: lead times, and which of them others make from our parts."""

    policies: Mapping[int, Policy]
    kinds: Mapping[int, str]

    def days(self, item: int) -> int:
        return self.policies[item].lead_days if item in self.policies else 0

    def starts(self, item: int, day: int) -> int | None:
        """When a supplier that makes it from our parts needs them; None for what is simply bought."""
        return day - self.days(item) if self.kinds.get(item) == Item.Supply.SUBCONTRACT else None


def coming(today: date, days: Workdays, leads: Leads, items: RawSQL | None) -> tuple[list[Coming], list[Need]]:
    """(what is on order, what released orders of production still need of their components). Six queries."""
    found = [*_purchases(days, leads, items), *_requests(days, leads, items), *_firm(today, days, items)]
    found += _work_orders(today, days, leads, items)
    found += _outputs(today, days, items)
    return found, list(_components(today, days, items))


def _of(rows: QuerySet[Any], items: RawSQL | None) -> QuerySet[Any]:
    return rows.order_by() if items is None else rows.order_by().filter(item_id__in=items)


def _purchases(days: Workdays, leads: Leads, items: RawSQL | None) -> Iterator[Coming]:
    rows = PurchaseLine.objects.filter(order__status__in=BOUND, is_closed=False, moved__lt=F("item_quantity"))
    fields = ("pk", "item_id", "promised_on", "requested_on", "order__ordered_on", "item_quantity", "moved")
    for pk, item, promised, requested, ordered, quantity, moved in _of(rows, items).values_list(*fields):
        told = promised or requested
        day = days.at_or_after(told) if told else days.at_or_after(ordered) + leads.days(item)
        name = str(Source(sources.PURCHASE, pk))
        yield Coming(item, day, scaled(quantity - moved), name, start=leads.starts(item, day))


def _requests(days: Workdays, leads: Leads, items: RawSQL | None) -> Iterator[Coming]:
    rows = PurchaseRequest.objects.filter(status=PurchaseRequest.Status.OPEN)
    for pk, item, day, quantity in _of(rows, items).values_list("pk", "item_id", "needed_on", "quantity"):
        number = days.at_or_after(day)
        name = str(Source(sources.REQUEST, pk))
        yield Coming(item, number, scaled(quantity), name, start=leads.starts(item, number))


def _firm(today: date, days: Workdays, items: RawSQL | None) -> Iterator[Coming]:
    rows = Proposal.objects.filter(status=Proposal.Status.FIRM)
    fields = ("pk", "item_id", "kind", "due_on", "release_on", "quantity")
    for pk, item, kind, due, release, quantity in _of(rows, items).values_list(*fields):
        start = None if kind == Proposal.Kind.BUY else days.at_or_after(max(release, today))
        name = str(Source(sources.FIRM, pk))
        yield Coming(item, days.at_or_after(due), scaled(quantity), name, is_firm=True, start=start)


def _work_orders(today: date, days: Workdays, leads: Leads, items: RawSQL | None) -> Iterator[Coming]:
    """Orders whose components are frozen draw those (`_components`), others what the recipe says."""
    rows = WorkOrder.objects.filter(status__in=OPEN, received__lt=F("quantity"))
    frozen = Exists(OrderComponent.objects.filter(order=OuterRef("pk")))
    fields = ("pk", "item_id", "status", "due_at", "start_on", "quantity", "received", "frozen")
    for pk, item, status, due, start, quantity, received, is_frozen in (
        _of(rows, items).annotate(frozen=frozen).values_list(*fields)
    ):
        day = days.at_or_after(timezone.localdate(due) if due else today)
        begins = days.at_or_after(start) if start else day - leads.days(item)
        if status == WorkOrder.Status.PLANNED:
            begins = max(begins, days.at_or_after(today))
        yield Coming(
            item, day, scaled(quantity - received), str(Source(sources.WORK, pk)),
            is_firm=status == WorkOrder.Status.RUNNING, start=None if is_frozen else begins,
        )  # fmt: skip


def _outputs(today: date, days: Workdays, items: RawSQL | None) -> Iterator[Coming]:
    """What open orders give beside their item."""
    rows = _of(OrderOutput.objects.filter(order__status__in=OPEN, received__lt=F("planned")), items)
    for pk, item, due, planned, received in rows.values_list("pk", "item_id", "order__due_at", "planned", "received"):
        day = days.at_or_after(timezone.localdate(due) if due else today)
        yield Coming(item, day, scaled(planned - received), str(Source(sources.OUTPUT, pk)), is_firm=True)


def _components(today: date, days: Workdays, items: RawSQL | None) -> Iterator[Need]:
    rows = _of(OrderComponent.objects.filter(order__status__in=OPEN, issued__lt=F("planned")), items)
    fields = ("order_id", "item_id", "order__start_on", "order__due_at", "planned", "issued")
    sums: dict[tuple[int, int, int], int] = {}
    for order, item, start, due, planned, issued in rows.values_list(*fields):
        day = start or (timezone.localdate(due) if due else today)
        key = order, item, days.at_or_before(day)
        sums[key] = sums.get(key, 0) + scaled(planned - issued)
    for (order, item, number), quantity in sums.items():
        yield Need(item, number, quantity, str(Source(sources.WORK, order)))
