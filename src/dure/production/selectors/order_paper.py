"""What a work order says on paper: the frozen revision's components with the lots to take, operations, key points."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import timezone

from dure.inventory.models import Item, Location, Lot, Reservation
from dure.inventory.selectors import Need, proposed_picks
from dure.kernel import clock
from dure.product.models import Operation, Routing, StandardLimit, StandardStep, StandardVersion
from dure.product.selectors import operations_of, requirements, routing_of, standards_here
from dure.production.models import OrderComponent, WorkOrder


@dataclass(frozen=True, slots=True)
class Take:
    """From where to take how much. is_kept: it is reserved for the order, else only proposed."""

    lot: str
    location: str
    quantity: Decimal
    expires_on: date | None
    is_kept: bool


@dataclass(slots=True)
class PaperLine:
    item: Item
    quantity: Decimal
    operation: int | None
    takes: list[Take] = field(default_factory=list)

    @property
    def missing(self) -> Decimal:
        return max(self.quantity - sum((take.quantity for take in self.takes), Decimal(0)), Decimal(0))


@dataclass(frozen=True, slots=True)
class PaperStep:
    """An operation with what its work standard stresses. seconds: set-up and run for the order's quantity."""

    operation: Operation
    seconds: Decimal
    version: StandardVersion | None
    key_points: list[str]
    limits: list[StandardLimit]


@dataclass(frozen=True, slots=True)
class OrderPaper:
    order: WorkOrder
    is_frozen: bool
    lines: list[PaperLine]
    steps: list[PaperStep]


def order_paper(order: WorkOrder) -> OrderPaper:
    """Of a released order what was frozen; of a planned one what would be, by the revisions in force on its day."""
    day = order.start_on or timezone.localdate(clock.now())
    is_frozen = order.released_at is not None
    lines = _frozen(order) if is_frozen else _foreseen(order, day)
    _add_takes(order, lines, day)
    routing = order.routing if is_frozen else routing_of(order.item, day)
    frozen = StandardVersion.objects.filter(pk__in=order.standards.values("version")).select_related("standard")
    versions = list(frozen) if is_frozen else standards_here(order.item, None, day)
    return OrderPaper(order, is_frozen, lines, _steps(order, routing, versions) if routing else [])


def _frozen(order: WorkOrder) -> list[PaperLine]:
    rows = OrderComponent.objects.filter(order=order).select_related("item").order_by("position")
    return [PaperLine(row.item, row.planned, row.operation_number) for row in rows]


def _foreseen(order: WorkOrder, day: date) -> list[PaperLine]:
    found = requirements(order.item, order.quantity, day, levels=1).requirements
    items = Item.objects.in_bulk({row.item for row in found})
    return [PaperLine(items[row.item], row.quantity, row.operation) for row in found]  # type: ignore[index]


def _add_takes(order: WorkOrder, lines: Sequence[PaperLine], day: date) -> None:
    """Lots that are kept for the order first, then what would be taken for the rest."""
    kept: dict[int, list[Take]] = defaultdict(list)
    rows = Reservation.objects.filter(document=order.number, quantity__gt=0).select_related(
        "balance__lot", "balance__location"
    )
    for row in rows.order_by("pk"):
        lot = row.balance.lot
        number, expires_on = (lot.number, lot.expires_on) if lot else ("", None)
        take = Take(number, str(row.balance.location), row.quantity, expires_on, is_kept=True)
        kept[row.balance.item_id].append(take)
    for line in lines:
        line.takes += kept.pop(line.item.pk, [])
    picks = proposed_picks(
        [Need(at, line.item.pk, line.missing) for at, line in enumerate(lines) if line.missing > 0], on=day
    ).picks
    lots = Lot.objects.in_bulk({pick.lot for pick in picks if pick.lot is not None})
    places = Location.objects.in_bulk({pick.location for pick in picks})
    for pick in picks:
        lot = lots.get(pick.lot) if pick.lot is not None else None
        number, expires_on = (lot.number, lot.expires_on) if lot else ("", None)
        place = str(places[pick.location])
        lines[pick.line].takes.append(Take(number, place, pick.quantity, expires_on, is_kept=False))


def _steps(order: WorkOrder, routing: Routing, versions: Sequence[StandardVersion]) -> list[PaperStep]:
    by_operation = {row.standard.operation_number: row for row in versions}
    points, limits = _key_points(versions), _limits(versions)
    steps = []
    for operation in operations_of(routing):
        version = by_operation.get(operation.number)
        key = version.pk if version else 0
        steps.append(PaperStep(operation, _seconds(operation, order), version, points[key], limits[key]))
    return steps


def _seconds(operation: Operation, order: WorkOrder) -> Decimal:
    """Set-up and run, full batches where it is done in batches."""
    pieces = order.started or order.quantity
    batches = -(-pieces // operation.batch_size) if operation.run_basis == Operation.Basis.BATCH else pieces
    return operation.setup_seconds + batches * operation.run_seconds


def _key_points(versions: Sequence[StandardVersion]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = StandardStep.objects.filter(version__in=versions).exclude(key_point="").order_by("version", "position")
    for version, point in rows.values_list("version", "key_point"):
        found[version].append(point)
    return found


def _limits(versions: Sequence[StandardVersion]) -> dict[int, list[StandardLimit]]:
    found: dict[int, list[StandardLimit]] = defaultdict(list)
    for row in StandardLimit.objects.filter(version__in=versions).order_by("version", "position"):
        found[row.version_id].append(row)
    return found
