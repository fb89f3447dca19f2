"""The orders that are completed together, with all that is asked of them, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from dure.events.statements import Slot, fixed
from dure.inventory.models import Item, Location, Lot, StockMove
from dure.inventory.selectors import default_locations, items_of
from dure.inventory.services import Moving, Worthy, lock_worths, lot_numbers
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.production.errors import BadQuantity, NotReleased, WorkOrderIsClosed
from dure.production.making import ZERO, ahead, begun
from dure.production.models import Completion, LotRule, OrderComponent, OrderMove, OrderOutput, OrderTime, WorkOrder
from dure.production.services.making.planning import locked_orders, stocked

Status = WorkOrder.Status


@dataclass(frozen=True, slots=True)
class Spent:
    """Time of an operation as a person knows it. labour_s: of all people together, None: machine time by those who
    usually work there."""

    machine_s: Decimal
    labour_s: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """Pieces of an order that came out.

    rejected: None when nobody counted them: then as many as planned are taken to be lost. is_final:
    None when it is the last once all that was ordered has come. used: id of a component → how much
    of it was taken for these pieces, where that is known better. outputs: id of an item → how much
    of it came out beside. spent: number of an operation → time. serials: numbers of the pieces.
    is_more: a person says that these came although the order was finished.
    """

    order: WorkOrder
    good: Decimal
    rejected: Decimal | None = None
    is_final: bool | None = None
    lot: Lot | None = None
    used: Mapping[int, Decimal] = field(default_factory=dict)
    outputs: Mapping[int, Decimal] = field(default_factory=dict)
    spent: Mapping[int, Spent] = field(default_factory=dict)
    serials: Sequence[str] = ()
    location: Location | None = None
    second_quantity: Decimal | None = None
    is_more: bool = False


@dataclass(slots=True)
class Job:
    """One order of the batch: what is known of it, and what the completion adds."""

    order: WorkOrder
    made: Made
    completion: Completion
    components: list[OrderComponent] = field(default_factory=list)
    outputs: list[OrderOutput] = field(default_factory=list)
    earlier: list[OrderMove] = field(default_factory=list)
    """issues of which not all is known to have gone into products"""
    begun_before: Decimal = ZERO
    ahead: Decimal = Decimal(1)
    issues: list[OrderMove] = field(default_factory=list)
    receipts: list[OrderMove] = field(default_factory=list)
    times: list[OrderTime] = field(default_factory=list)
    cost: Decimal = ZERO
    """won that this completion adds to what is in process"""
    work_unit: str = ""
    lot: Lot | None = None
    """the one that its goods go into, when there is one already"""
    keeps_lot: bool = False
    numbers: list[str] = field(default_factory=list)
    """of lots to be"""


@dataclass(slots=True)
class Batch:
    jobs: list[Job]
    items: dict[int, Item]
    worths: dict[int, Worthy]
    places: dict[Location.Kind, Location]
    by: Person | None
    moment: datetime
    now: datetime
    day: date
    moving: Moving = field(init=False)
    """all that moves, written at the end"""

    def job(self, number: str) -> Job:
        return self._by_number[number]

    _by_number: dict[str, Job] = field(init=False)

    def __post_init__(self) -> None:
        self.moving = Moving(by=self.by, moved_at=self.moment, worths=self.worths)
        self._by_number = {job.order.number: job for job in self.jobs}


def load(made: Sequence[Made], *, by: Person | None, moment: datetime, now: datetime, day: date) -> Batch:
    """Locks the orders and the worths of all their items. Raises what `check` raises, Invalid, BadQuantity."""
    wanted = {one.order.pk: one for one in made}
    if len(wanted) < len(made):
        raise Invalid("Each order is completed once in a call.")
    jobs = {row.pk: _job(row, wanted[row.pk], by, moment, now) for row in locked_orders([one.order for one in made])}
    for component in _components(list(jobs)):
        jobs[component.order_id].components.append(component)
    for output in _outputs(list(jobs)):
        jobs[output.order_id].outputs.append(output)
    last = _add_earlier(jobs)
    if last is not None and last >= now:
        # The moment tells the genealogy of completions apart.
        now = last + timedelta(microseconds=1)
        for job in jobs.values():
            job.completion.noted_at = now
    items = items_of(_item_ids(jobs.values()))
    choose_lots(list(jobs.values()), day)
    places = default_locations(Location.Kind.PRODUCTION, Location.Kind.STOCK)
    return Batch(list(jobs.values()), items, lock_worths(stocked(items)), places, by, moment, now, day)


@fixed
def _components(orders: Slot) -> QuerySet[OrderComponent]:
    return OrderComponent.objects.filter(order=orders.any).order_by("order_id", "position")


@fixed
def _outputs(orders: Slot) -> QuerySet[OrderOutput]:
    return OrderOutput.objects.filter(order=orders.any).order_by("order_id", "id")


def _job(row: WorkOrder, made: Made, by: Person | None, moment: datetime, now: datetime) -> Job:
    check(row)
    if row.status == Status.DONE and not made.is_more:
        raise WorkOrderIsClosed("Order %(number)s is finished. Say so if still more came out of it.", number=row.number)
    lost = made.rejected or ZERO
    if made.good < 0 or lost < 0 or any(one < 0 for one in (*made.used.values(), *made.outputs.values())):
        raise BadQuantity("A quantity is not negative.")
    is_final = row.received + made.good >= row.quantity if made.is_final is None else made.is_final
    if not made.good and not lost and not is_final:
        raise BadQuantity("Say how many pieces came out.")
    count = begun(made.good, made.rejected, row.quantity, row.started)
    completion = Completion(
        order=row,
        good=made.good,
        rejected=lost,
        started=count,
        is_final=is_final,
        status_before=row.status,
        made_at=moment,
        made_by=by,
        noted_at=now,
    )
    share = ahead(made.good, row.quantity - row.received, is_final=is_final)
    return Job(row, made, completion, ahead=share)


def check(order: WorkOrder) -> None:
    """Raises NotReleased, WorkOrderIsClosed for an order that can't take or give goods."""
    if order.status == Status.PLANNED:
        raise NotReleased("Release %(number)s first.", number=order.number)
    if order.status == Status.CANCELLED or order.closed_at is not None:
        raise WorkOrderIsClosed("Order %(number)s is finished or cancelled.", number=order.number)


def _add_earlier(jobs: Mapping[int, Job]) -> datetime | None:
    """Issues that are still to be linked, and how many pieces were begun before. When the latest completion was."""
    begun_orders = [pk for pk, job in jobs.items() if _has_begun(job)]
    if not begun_orders:
        return None
    for row in _issued(begun_orders):
        if row.linked < row.quantity:
            jobs[row.order_id].earlier.append(row)
    before: dict[int, Decimal] = defaultdict(Decimal)
    last = None
    for order, count, moment in _completed(begun_orders):
        before[order] += count
        last = max(last or moment, moment)
    for pk, count in before.items():
        jobs[pk].begun_before = count
    return last


@fixed
def _issued(orders: Slot) -> QuerySet[OrderMove]:
    rows = OrderMove.objects.filter(order=orders.any, kind=OrderMove.Kind.ISSUE, is_undone=False)
    return rows.exclude(lot=None).select_related("lot").order_by("pk")


@fixed
def _completed(orders: Slot) -> QuerySet[Completion, tuple[int, Decimal, datetime]]:
    rows = Completion.objects.filter(order=orders.any, undone_at=None).order_by()
    return rows.values_list("order_id", "started", "noted_at")


def _has_begun(job: Job) -> bool:
    return bool(job.order.received or job.order.rejected or any(one.issued for one in job.components))


def _item_ids(jobs: Sequence[Job]) -> set[int]:
    found = set()
    for job in jobs:
        found.add(job.order.item_id)
        found |= {one.item_id for one in job.components} | {one.item_id for one in job.outputs}
        found |= {int(other) for one in job.components for other, _ in one.alternatives}
    return found


def choose_lots(jobs: Sequence[Job], day: date) -> None:
    """For each job the lot that its goods go into, or the numbers of new ones.

    Numbers are taken before worths are locked, as everybody does who receives goods.
    """
    rules = _rules({job.order.item_id for job in jobs})
    by_day: dict[int, list[str] | Lot] = {}
    waiting: list[Job] = []
    for job in jobs:
        item = job.order.item
        if item.tracking == Item.Tracking.NONE or job.made.good <= 0:
            continue
        if item.tracking == Item.Tracking.SERIAL:
            job.numbers = list(job.made.serials) or lot_numbers(item.tracking, day, _pieces(job))
            continue
        rule = rules.get(item.pk, rules.get(None, LotRule.Lots.ORDER))
        job.keeps_lot = rule == LotRule.Lots.ORDER
        job.lot = job.made.lot or (job.order.lot if job.keeps_lot else None)
        if job.lot is None and rule == LotRule.Lots.DAY:
            _choose_by_day(job, day, by_day)
        elif job.lot is None:
            waiting.append(job)
    for job, number in zip(waiting, lot_numbers(Item.Tracking.LOT, day, len(waiting)), strict=True):
        job.numbers = [number]


def _pieces(job: Job) -> int:
    pieces = int(job.made.good)
    if pieces != job.made.good:
        raise Invalid("Give one serial number for each piece of %(item)s.", item=job.order.item.name)
    return pieces


def _choose_by_day(job: Job, day: date, by_day: dict[int, list[str] | Lot]) -> None:
    item = job.order.item
    if item.pk not in by_day:
        rows = OrderMove.objects.filter(kind=OrderMove.Kind.PRODUCT, lot__item=item, lot__made_on=day, is_undone=False)
        row = rows.select_related("lot__item").order_by("-pk").first()
        by_day[item.pk] = lot_numbers(item.tracking, day, 1) if row is None else row.lot
    chosen = by_day[item.pk]
    if isinstance(chosen, Lot):
        job.lot = chosen
    else:
        job.numbers = chosen


def _rules(items: set[int]) -> dict[int | None, str]:
    return dict(_rules_of(list(items)))


@fixed
def _rules_of(items: Slot) -> QuerySet[LotRule, tuple[int | None, str]]:
    return LotRule.objects.filter(Q(item=items.any) | Q(item=None)).values_list("item", "lots")


def order_move(job: Job, kind: str, move: StockMove, **values: object) -> OrderMove:
    return OrderMove(
        order=job.order,
        kind=kind,
        move=move,
        completion=job.completion,
        lot=move.lot,
        quantity=move.quantity,
        value=move.value,
        **values,
    )
