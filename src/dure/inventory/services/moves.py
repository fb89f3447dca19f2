"""Moving goods: the one way by which stock, its value and the books change, together or not at all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from dure.events.statements import Slot, execute, fixed, insert
from dure.events.together import together
from dure.inventory.errors import LotBlocked, LotNeeded
from dure.inventory.models import Item, Location, Lot, StockMove, Worth
from dure.inventory.quantity import STEP
from dure.inventory.services.movement import Movement
from dure.inventory.services.presence import check_there, measured
from dure.inventory.valuation import Holding
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post
from dure.plant.models import Person

_STOCK_ACCOUNT = {
    Item.Kind.RAW: Purpose.MATERIAL,
    Item.Kind.PACKAGING: Purpose.MATERIAL,
    Item.Kind.CONSUMABLE: Purpose.MATERIAL,
    Item.Kind.SEMI: Purpose.GOODS,
    Item.Kind.FINISHED: Purpose.GOODS,
    Item.Kind.MERCHANDISE: Purpose.MERCHANDISE,
}
_OTHER_ACCOUNT = {
    Location.Kind.SUPPLIER: Purpose.RECEIVED_NOT_INVOICED,
    Location.Kind.CUSTOMER: Purpose.COST_OF_SALES,
    Location.Kind.PRODUCTION: Purpose.WORK_IN_PROCESS,
    Location.Kind.DIFFERENCE: Purpose.STOCK_DIFFERENCE,
    Location.Kind.SCRAP: Purpose.SCRAP,
    Location.Kind.MAINTENANCE: Purpose.REPAIR,
}
_USES = frozenset({Location.Kind.PRODUCTION, Location.Kind.CUSTOMER, Location.Kind.MAINTENANCE})
"""Where blocked lots may not go."""
ZERO = Decimal(0)
Worthy = tuple[Worth, Holding]


@together
def move(
    movements: Sequence[Movement], *, by: Person | None, document: str = "", moved_at: datetime | None = None
) -> list[StockMove]:
    """Move goods and book their value. All or none.

    Raises Invalid, LotNeeded, LotBlocked, NotEnough (less is there, or more is reserved for others),
    and the errors of the books (a closed month).
    """
    if not movements:
        return []
    moving = Moving(by=by, document=document, moved_at=moved_at)
    made = moving.add(movements)
    moving.write()
    return made


class Moving:
    """Movements of one transaction that are valued one after the other and written together.

    worths: those of all items, locked by the caller in this transaction, None: they are locked when
    they are added, which may be done once.
    """

    def __init__(
        self,
        *,
        by: Person | None,
        document: str = "",
        moved_at: datetime | None = None,
        worths: dict[int, Worthy] | None = None,
    ) -> None:
        self._now = clock.now()
        self._moment = moved_at or self._now
        if self._moment > self._now:
            raise Invalid("Goods can't be moved in the future.")
        self._by, self._document, self._worths = by, document, worths
        self._rows: list[StockMove] = []
        self._postings: list[Posting] = []

    def add(self, movements: Sequence[Movement], *, is_there: bool = False) -> list[StockMove]:
        """The moves with their values, without numbers until they are written.

        is_there: what leaves was found by `take` in this transaction. Raises what `move` raises.
        """
        for movement in movements:
            _check(movement)
        items = {movement.item.pk: movement.item for movement in movements}
        if self._worths is None:
            self._worths = lock_worths(items)
        is_known = is_there and not any(item.second_unit_id for item in items.values())
        seconds = measured(movements, {} if is_known else check_there(movements))
        postings = _postings(movements, self._document, timezone.localdate(self._moment))
        made = [
            self._row(one, second, *_book(one, self._worths[one.item.pk][1], postings[one.document or self._document]))
            for one, second in zip(movements, seconds, strict=True)
        ]
        self._rows += made
        self._postings += postings.values()
        return made

    def _row(self, one: Movement, second: Decimal | None, value: Decimal, paid: Decimal) -> StockMove:
        return StockMove(
            item=one.item,
            lot=one.lot,
            to_lot=one.to_lot,
            from_location=one.source,
            to_location=one.target,
            quantity=one.quantity,
            second_quantity=second,
            value=value,
            paid=None if paid == value else paid,
            moved_at=self._moment,
            document=one.document or self._document,
            reason=one.reason,
            made_by=self._by,
            made_at=self._now,
            reverses=one.reverses,
        )

    def write(self) -> None:
        """Write what was added: moves, worths, books."""
        if self._rows and self._worths is not None:
            insert(self._rows)
            moved = {row.item_id for row in self._rows}
            _save_worths({pk: worth for pk, worth in self._worths.items() if pk in moved})
            post(self._postings, by=self._by)


def _postings(movements: Sequence[Movement], document: str, day: date) -> dict[str, Posting]:
    """One for each document, with a text that says what it is about."""
    kinds: dict[str, set[tuple[bool, str]]] = {}
    for movement in movements:
        kinds.setdefault(movement.document or document, set()).add(_direction(movement))
    return {
        number: Posting(day, _TEXTS.get(next(iter(of)), "Stock") if len(of) == 1 else "Stock", number)
        for number, of in kinds.items()
    }


_TEXTS = {
    (False, Location.Kind.SUPPLIER): "Receipt",
    (True, Location.Kind.CUSTOMER): "Delivery",
    (True, Location.Kind.PRODUCTION): "Issue to production",
    (False, Location.Kind.PRODUCTION): "Receipt from production",
    (True, Location.Kind.SCRAP): "Scrap",
    (True, Location.Kind.MAINTENANCE): "Parts for maintenance",
    (False, Location.Kind.MAINTENANCE): "Parts back from maintenance",
}


def _direction(movement: Movement) -> tuple[bool, str]:
    is_out = movement.source.is_owned
    return is_out, movement.target.kind if is_out else movement.source.kind


def _check(movement: Movement) -> None:
    item, lot = movement.item, movement.lot
    if movement.quantity <= 0 or movement.quantity != movement.quantity.quantize(STEP):
        raise Invalid("A quantity is positive and has at most four decimals.")
    if item.kind == Item.Kind.SERVICE or item.is_phantom:
        raise Invalid("%(item)s is never in stock.", item=item.name)
    if (lot is not None) != (item.tracking != Item.Tracking.NONE):
        if lot is None:
            raise LotNeeded("Give a lot for %(item)s.", item=item.name)
        raise LotNeeded("%(item)s is not tracked by lot.", item=item.name)
    if lot is not None and lot.item_id != item.pk:
        raise Invalid("Lot %(lot)s is not of %(item)s.", lot=lot.number, item=item.name)
    if item.tracking == Item.Tracking.SERIAL and movement.quantity != 1:
        raise Invalid("A serial number is one piece.")
    _check_lot_change(movement)
    is_blocked = lot is not None and lot.status != Lot.Status.AVAILABLE and movement.source.is_owned
    if is_blocked and movement.target.kind in _USES and movement.reverses is None:
        raise LotBlocked("Lot %(lot)s can't be used: %(status)s.", lot=lot.number, status=lot.get_status_display())


def _check_lot_change(movement: Movement) -> None:
    source, target, lot, to_lot = movement.source, movement.target, movement.lot, movement.to_lot
    if to_lot is not None and (lot is None or to_lot.item_id != movement.item.pk):
        raise Invalid("Goods can only become part of another lot of their item.")
    if to_lot is not None and not (source.is_owned and target.is_owned):
        raise Invalid("A lot becomes part of another within our own stock.")
    if source.pk == target.pk and to_lot in {None, lot}:
        raise Invalid("Goods move to another place or another lot.")


def lock_worths(items: Mapping[int, Item]) -> dict[int, Worthy]:
    """Every item's worth, locked in the order of ids: that serialises moves of one item and cannot deadlock."""
    wanted = sorted(items)
    execute(
        "INSERT INTO inventory_worth (item_id, quantity, value) SELECT unnest(%s::bigint[]), 0, 0"
        " ON CONFLICT DO NOTHING",
        [wanted],
    )
    return {
        row.item_id: (
            row,
            Holding(
                row.quantity,
                row.value,
                row.standard if items[row.item_id].costing == Item.Costing.STANDARD else None,
            ),
        )
        for row in _locked_worths(wanted)
    }


@fixed
def _locked_worths(items: Slot) -> QuerySet[Worth]:
    return Worth.objects.select_for_update().filter(item=items.any).order_by("item_id")


def _book(movement: Movement, holding: Holding, posting: Posting) -> tuple[Decimal, Decimal]:
    """(value of the movement, what the other side is charged with) in won, booked; zero within what is owned."""
    source, target, undone = movement.source, movement.target, movement.reverses
    if source.is_owned == target.is_owned:
        if not source.is_owned:
            raise Invalid("Goods move from or to a place of our own.")
        return ZERO, ZERO
    stock, other = stock_account(movement.item), target if source.is_owned else source
    if target.is_owned:
        value = holding.take_in(movement.quantity, movement.value if undone is None else undone.value)
    elif undone is not None:
        value = holding.give_back(movement.quantity, undone.value)
    else:
        value = holding.give_out(movement.quantity)
    paid = value if movement.value is None else movement.value
    sign = 1 if target.is_owned else -1
    posting.debit(stock, sign * value).credit(_OTHER_ACCOUNT[Location.Kind(other.kind)], sign * paid)
    posting.debit(_variance(other), sign * (paid - value))
    return value, paid


def stock_account(item: Item) -> Purpose:
    """The account that the value of an item's stock stands on."""
    return _STOCK_ACCOUNT[Item.Kind(item.kind)]


def _variance(place: Location) -> Purpose:
    """Where the difference between cost and booked value goes."""
    return Purpose.PRICE_VARIANCE if place.kind == Location.Kind.SUPPLIER else Purpose.REVALUATION


def _save_worths(worths: Mapping[int, Worthy]) -> None:
    # Written out: the ORM's bulk_update takes a quarter of the whole time of a move.
    holdings = [holding for _, holding in worths.values()]
    execute(
        "UPDATE inventory_worth w SET quantity = n.quantity, value = n.value"
        " FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS n (item_id, quantity, value)"
        " WHERE w.item_id = n.item_id",
        [list(worths), [one.quantity for one in holdings], [one.value for one in holdings]],
    )


@together
def take_back(
    moves: Sequence[StockMove], *, by: Person | None, reason: str, moved_at: datetime | None = None
) -> list[StockMove]:
    """Undo moves by moves the other way with the same amounts. Raises Conflict for one that is undone already."""
    wanted = [one.pk for one in moves]
    known = StockMove.objects.select_related("item", "lot", "to_lot", "from_location", "to_location").in_bulk(wanted)
    lock_worths({one.item_id: one.item for one in known.values()})
    if StockMove.objects.filter(reverses__in=wanted).exists():
        raise Conflict("This is already taken back.")
    back = [
        Movement(
            item=one.item,
            quantity=one.quantity,
            source=one.to_location,
            target=one.from_location,
            lot=one.to_lot or one.lot,
            value=one.value if one.paid is None else one.paid,
            reason=reason,
            document=one.document,
            reverses=one,
            to_lot=one.lot if one.to_lot else None,
            second_quantity=one.second_quantity,
        )
        for one in map(known.__getitem__, wanted)
    ]
    return move(back, by=by, moved_at=moved_at, document=moves[0].document if moves else "")
