"""Goods come in, wait, are looked at: what is good goes into stock, what is bad goes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from dure.commerce import selectors
from dure.commerce.errors import TooMuch
from dure.commerce.models import IncomingCheck, PurchaseLine, Receipt, ReceiptFile, ReceiptLine
from dure.commerce.services.locking import locked_with
from dure.commerce.services.purchasing import Arrival, receive
from dure.inventory.models import Item, Location, Lot, StockMove
from dure.inventory.selectors import default_location
from dure.inventory.services import (
    Link,
    Movement,
    NewLot,
    add_lots,
    link_lots,
    move,
    set_lot_status,
    take_back,
    undo_links,
)
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.plant.models import Person
from dure.plant.services import change_row, next_number, record_change
from dure.product.services.documents import DRAWINGS
from dure.product.services.files import take

BEYOND = Decimal(100_000)
"""Percent: as much more than ordered as the supplier has sent; a person has said that it is taken."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Goods on a supplier's delivery note, in the item's own unit. serials: of pieces with serial numbers.

    lot_number: empty for the next one of ours.
    """

    line: PurchaseLine
    quantity: Decimal
    supplier_lot: str = ""
    lot_number: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    serials: Sequence[str] = ()
    second_quantity: Decimal | None = None


@transaction.atomic
def take_in(
    *,
    goods: Sequence[Incoming],
    by: Person | None,
    received_at: datetime | None = None,
    partner_reference: str = "",
    take_more: bool = False,
) -> Receipt:
    """Receive into quarantine, each into a lot of its own that waits for the incoming check.

    take_more: also more than was ordered. Raises Invalid, WrongStatus, TooMuch, Conflict for a lot number in use.
    """
    place = default_location(Location.Kind.QUARANTINE)
    arrivals = [arrival for one in goods for arrival in _arrivals(one, place, partner_reference)]
    return receive(
        arrivals=arrivals,
        by=by,
        received_at=received_at,
        partner_reference=partner_reference,
        over_percent=BEYOND if take_more else Decimal(0),
    )


def _arrivals(one: Incoming, place: Location, document: str) -> list[Arrival]:
    item = one.line.item
    if item.tracking == Item.Tracking.NONE:
        return [Arrival(one.line, one.quantity, None, place, one.second_quantity)]
    facts = {
        "made_on": one.made_on,
        "expires_on": one.expires_on,
        "supplier_number": one.supplier_lot,
        "document": document,
        "status": Lot.Status.QUARANTINE,
    }
    if item.tracking == Item.Tracking.LOT:
        (lot,) = add_lots([NewLot(item, number=one.lot_number, **facts)])  # type: ignore[arg-type]
        return [Arrival(one.line, one.quantity, lot, place, one.second_quantity)]
    if one.quantity != int(one.quantity) or (one.serials and len(one.serials) != one.quantity):
        raise Invalid("Give one serial number for each piece of %(item)s.", item=item.name)
    numbers = one.serials or [""] * int(one.quantity)
    lots = add_lots([NewLot(item, number=number, **facts) for number in numbers])  # type: ignore[arg-type]
    return [Arrival(one.line, Decimal(1), lot, place) for lot in lots]


@transaction.atomic
def check_goods(
    *,
    line: ReceiptLine,
    accepted: Decimal,
    rejected: Decimal,
    by: Person | None,
    reason: str = "",
    location: Location | None = None,
) -> IncomingCheck:
    """Decide about goods that wait: what is neither accepted nor rejected stays on hold for another look.

    location: where accepted goods go, the default place of stock when None. A reason is needed for
    whatever isn't accepted. Raises Invalid, TooMuch, Conflict for goods that don't wait.
    """
    row = _locked(line)
    waiting = selectors.waiting_for_check([row])[row.pk]
    held = waiting - accepted - rejected
    if waiting <= 0:
        raise Conflict("Nothing of this line waits for a check.")
    if accepted < 0 or rejected < 0 or held < 0:
        raise TooMuch("Only %(waiting)s wait for a check.", waiting=f"{waiting.normalize():f}")
    if (held or rejected) and not reason.strip():
        raise Invalid("Give a reason.")
    now = clock.now()
    number = next_number(kind="incoming_check", on=selectors.local_day(now), pattern="IC{yy}{mm}-{n:04}")
    lot = selectors.waiting_lot(row)
    check = IncomingCheck(
        number=number, line=row, accepted=accepted, held=held, rejected=rejected, lot=lot,
        reason=reason.strip(), checked_by=by, checked_at=now,
    )  # fmt: skip
    movements = _sorted_out(check, location or default_location(Location.Kind.STOCK))
    check.save()
    move(movements, by=by, document=number)
    link_lots([Link(one.lot, one.to_lot, one.quantity, number) for one in movements if one.lot and one.to_lot])
    _set_statuses(check, by)
    record_change(check, verb="added", by=by)
    return check


@transaction.atomic
def accept_all(*, receipt: Receipt, by: Person | None) -> list[IncomingCheck]:
    """Find everything of a receipt good that still waits, all or nothing. Raises Conflict when nothing waits."""
    lines = {line.pk: line for line in receipt.lines.order_by("item_id", "pk")}
    waiting = selectors.waiting_for_check(list(lines.values()))
    # By item, so that sessions that accept different receipts lock the same worths in the same order.
    made = [
        check_goods(line=line, accepted=waiting[pk], rejected=Decimal(0), by=by)
        for pk, line in lines.items()
        if waiting[pk] > 0
    ]
    if not made:
        raise Conflict("Nothing of this receipt waits for a check.")
    return made


@transaction.atomic
def undo_checks(*, receipt: Receipt, first: int, last: int, by: Person | None) -> list[IncomingCheck]:
    """Take back all checks of one act, the newest first, all or none. Raises NotFound, and as `undo_check` does."""
    rows = IncomingCheck.objects.filter(line__receipt=receipt, pk__range=(first, last), undone_at=None)
    found = [undo_check(check=row, by=by) for row in rows.select_related("line").order_by("-pk")]
    if not found:
        raise NotFound("There is nothing to take back.")
    return found


def _locked(line: ReceiptLine) -> ReceiptLine:
    rows = ReceiptLine.objects.filter(pk=line.pk).select_related("item", "lot", "move__to_location")
    (row,) = locked_with("receipt", rows)
    if row.receipt.undone_at is not None or row.receipt.is_return:
        raise Conflict("%(receipt)s is already taken back.", receipt=row.receipt.number)
    return row


def _sorted_out(check: IncomingCheck, stock: Location) -> list[Movement]:
    """What moves: good goods into stock; of one lot, what waits and what is bad into lots of their own.

    The first part that there is keeps the lot, for its label is on the goods.
    """
    item, place, lot = check.line.item, check.line.move.to_location, check.lot
    movements = [Movement(item, check.accepted, place, stock, lot)] if check.accepted else []
    if lot is None:
        return movements
    rest = [(name, getattr(check, name)) for name in ("held", "rejected") if getattr(check, name)]
    for at, (name, quantity) in enumerate(rest):
        keeps = not check.accepted and at == 0
        own = lot if keeps else add_lots([_alike(lot)])[0]
        setattr(check, f"{name}_lot", own)
        if not keeps:
            movements.append(Movement(item, quantity, place, place, lot, to_lot=own))
    return movements


def _alike(lot: Lot) -> NewLot:
    return NewLot(
        lot.item, made_on=lot.made_on, expires_on=lot.expires_on, status=lot.status,
        supplier_number=lot.supplier_number, origin=lot.origin, document=lot.document,
    )  # fmt: skip


def _set_statuses(check: IncomingCheck, by: Person | None) -> None:
    if check.lot is None:
        return
    reason = " ".join(filter(None, [check.number, check.reason]))
    wanted = [
        (check.lot if check.accepted else None, Lot.Status.AVAILABLE),
        (check.held_lot, Lot.Status.HOLD),
        (check.rejected_lot, Lot.Status.REJECTED),
    ]
    for lot, status in wanted:
        if lot is not None:
            set_lot_status([lot], status, reason=reason, by=by)


@transaction.atomic
def undo_check(*, check: IncomingCheck, by: Person | None) -> IncomingCheck:
    """Let the goods wait again, the newest check of a line first. Raises Conflict, NotEnough when they are used."""
    line = _locked(check.line)
    newest = line.checks.filter(undone_at=None).order_by("pk").last()
    if newest is None or newest.pk != check.pk:
        raise Conflict("Take the newest check back first.")
    moves = StockMove.objects.filter(document=newest.number, reverses=None).order_by("pk")
    take_back(list(moves), by=by, reason=newest.number)
    undo_links(document=newest.number)
    earlier = line.checks.filter(undone_at=None).exclude(pk=newest.pk).exists()
    if newest.lot is not None:
        status = Lot.Status.HOLD if earlier else Lot.Status.QUARANTINE
        set_lot_status([newest.lot], status, reason=newest.number, by=by)
    change_row(newest, {"undone_by": by, "undone_at": clock.now()}, by=by)
    return newest


@transaction.atomic
def add_receipt_file(*, receipt: Receipt, name: str, data: bytes, by: Person | None) -> ReceiptFile:
    """Keep a certificate or picture with a receipt. Raises WrongFile for a kind that can't be taken."""
    taken = take(data, DRAWINGS)
    row = ReceiptFile(receipt=receipt, name=name[:200], sha256=taken.sha256, added_by=by, added_at=clock.now())
    row.file.save(f"{receipt.number}.{taken.kind.suffix}", taken.content, save=False)
    row.save()
    record_change(row, verb="added", by=by)
    return row
