"""The planning of one item as textbooks draw it, and what every figure of it consists of."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from dure.inventory.models import Item
from dure.planning.models import MrpRun, Proposal
from dure.planning.quantities import unscaled
from dure.planning.selectors import pegging
from dure.planning.selectors.inputs import read, rules, workdays
from dure.planning.selectors.labels import Label, labels
from dure.planning.selectors.marks import changed_marks

ZERO = Decimal(0)
DAY, WEEK = "day", "week"
BUCKETS = {DAY: 21, WEEK: 13}


@dataclass(slots=True)
class Bucket:
    """A day or a week. gross: what is needed; scheduled: what is on order; projected: what is there at its end;
    net: what would be missing without proposals; receipts, releases: of proposals, by their end and their start."""

    first: date
    last: date
    gross: Decimal = ZERO
    scheduled: Decimal = ZERO
    projected: Decimal = ZERO
    net: Decimal = ZERO
    receipts: Decimal = ZERO
    releases: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that changes the stock. change: more or less; after: what is there then; bucket: where it counts."""

    day: date
    kind: str
    label: Label | None
    change: Decimal
    after: Decimal
    source: str
    proposal: Proposal | None = None
    bucket: date | None = None


@dataclass(slots=True)
class ItemPlan:
    item: Item
    stock: Decimal
    lots: list[tuple[Label | None, date, Decimal]]
    safety: Decimal
    buckets: list[Bucket]
    lines: list[Line]
    proposals: list[Proposal]
    is_outdated: bool
    run: MrpRun | None


def item_plan(item: Item, today: date, *, by: str = WEEK) -> ItemPlan:
    """From the newest plan's needs and proposals, and the item's orders as they are now."""
    choices, days = rules(), workdays(today)
    facts = read(today, choices, days, [item.pk])
    stock = unscaled(facts.problem.stock.get(item.pk, 0))
    lots = [(lot.source, days.day(lot.last_day), unscaled(lot.quantity)) for lot in facts.problem.lots.get(item.pk, ())]
    there = stock + sum((quantity for _s, _d, quantity in lots), ZERO)
    needs = [row for row in pegging.needs_of(item.pk) if row[0] != "safety"]
    orders = [(c.source, days.day(c.day), unscaled(c.quantity)) for c in facts.problem.coming if c.item == item.pk]
    proposals = list(Proposal.objects.filter(item=item, status=Proposal.Status.OPEN).select_related("item"))
    fixed = list(Proposal.objects.filter(item=item, status=Proposal.Status.FIRM).select_related("item"))
    known = labels({need for need, _d, _q in needs} | {source for source, _d, _q in orders} | {s for s, _d, _q in lots})
    lines = list(_lines(there, needs, orders, proposals, known))
    plan = ItemPlan(
        item, there, [(known.get(s), d, q) for s, d, q in lots], item.safety_stock, [], lines, fixed + proposals,
        item.pk in changed_marks(today, choices), MrpRun.objects.filter(status=MrpRun.Status.DONE).first(),
    )  # fmt: skip
    plan.buckets = buckets = _filled(_empty(today, by), plan, needs, orders, today)
    plan.lines = [replace(line, bucket=_first(buckets, line.day, today)) for line in lines]
    return plan


def _first(buckets: list[Bucket], day: date, today: date) -> date | None:
    return next((bucket.first for bucket in buckets if bucket.first <= max(day, today) <= bucket.last), None)


def _empty(today: date, by: str) -> list[Bucket]:
    if by == DAY:
        return [Bucket(day, day) for day in (today + timedelta(days=n) for n in range(BUCKETS[DAY]))]
    monday = today - timedelta(days=today.weekday())
    return [Bucket(m, m + timedelta(days=6)) for m in (monday + timedelta(weeks=n) for n in range(BUCKETS[WEEK]))]


def _filled(
    buckets: list[Bucket], plan: ItemPlan, needs: list[tuple[str, date, Decimal]],
    orders: list[tuple[str, date, Decimal]], today: date,
) -> list[Bucket]:  # fmt: skip
    """What lies in the past is counted to the first bucket: it is needed, or expected, at once."""

    def at(day: date) -> Bucket | None:
        day = max(day, today)
        return next((bucket for bucket in buckets if bucket.first <= day <= bucket.last), None)

    def add(day: date, quantity: Decimal, name: str) -> None:
        if bucket := at(day):
            setattr(bucket, name, getattr(bucket, name) + quantity)

    for _need, day, quantity in needs:
        add(day, quantity, "gross")
    for _source, day, quantity in orders:
        add(day, quantity, "scheduled")
    for row in plan.proposals:
        if row.status == Proposal.Status.OPEN:
            add(row.due_on, row.quantity, "receipts")
            add(row.release_on, row.quantity, "releases")
    before = plan.stock
    for bucket in buckets:
        bucket.net = max(bucket.gross + plan.safety - before - bucket.scheduled, ZERO)
        before = bucket.projected = before + bucket.scheduled + bucket.receipts - bucket.gross
    return buckets


def _lines(
    stock: Decimal, needs: list[tuple[str, date, Decimal]], orders: list[tuple[str, date, Decimal]],
    proposals: list[Proposal], known: dict[str, Label],
) -> Iterator[Line]:  # fmt: skip
    """Everything in the order of its days, what comes before what goes on the same day."""
    found: list[tuple[date, int, str, str, Decimal, Proposal | None]] = []
    found += [(day, 2, "need", need, -quantity, None) for need, day, quantity in needs]
    found += [(day, 0, "order", source, quantity, None) for source, day, quantity in orders]
    found += [(row.due_on, 1, "proposal", row.source, row.quantity, row) for row in proposals]
    after = stock
    for day, _rank, kind, source, change, row in sorted(found, key=lambda one: (one[0], one[1], one[3])):
        after += change
        yield Line(day, kind, known.get(source), change, after, source, row)
