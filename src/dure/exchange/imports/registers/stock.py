"""Stock to begin with, by lot and place: receipts against the opening balance of the books."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Line, Outcome, Piece
from dure.exchange.imports.lookups import Units, items, own_quantity, places
from dure.exchange.imports.registers.prices import item_of
from dure.exchange.imports.registers.words import (
    ITEM_NAMES,
    KEEPERS,
    QUANTITY_TITLES,
    item_field,
    item_name_field,
    unit_field,
)  # fmt: skip
from dure.exchange.imports.values import shown
from dure.inventory.models import Balance, Item, Location, Lot, StockMove
from dure.inventory.selectors import Conversions, default_location
from dure.inventory.services import NewLot, Receipt, receive, take_back
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.ledger.money import won
from dure.ledger.purposes import Purpose
from dure.ledger.services import Posting, post
from dure.plant.models import Person

FIELDS = (
    item_field(),
    item_name_field("item_name", ITEM_NAMES),
    Field("location", _("Place"), ("창고", "창고명", "위치", "보관위치", "로케이션", "장소", "location", "warehouse"), Kind.NAME, falls=True, example="STOCK"),
    Field("lot", _("Lot number"), ("로트번호", "LOT", "LOT NO", "로트", "LOT번호", "제조번호", "배치번호", "시리얼번호", "lot no"), Kind.CODE, longest=60),
    Field("quantity", _("Quantity"), ("현재고", "재고수량", "재고", "기초재고", "실사수량", "기말재고", "재고량", *QUANTITY_TITLES), Kind.AMOUNT, is_required=True, example="120"),
    unit_field(),
    Field("unit_cost", _("Unit cost (won)"), ("단가", "재고단가", "매입단가", "원가", "평균단가", "unit cost"), Kind.NUMBER),
    Field("value", _("Value (won)"), ("금액", "재고금액", "평가금액", "합계금액", "amount", "value"), Kind.NUMBER),
    Field("made_on", _("Made on"), ("제조일", "제조일자", "생산일", "생산일자", "입고일", "입고일자"), Kind.DAY),
    Field("expires_on", _("Use by"), ("유통기한", "소비기한", "사용기한", "유효기간", "유통기간", "expiry", "best before"), Kind.DAY),
    Field("supplier_number", _("Supplier's lot number"), ("공급처로트", "업체로트", "원료로트", "공급사LOT"), longest=60),
)  # fmt: skip


_Where = tuple[Item, Location, Lot | None]


class _Shelf:
    """What lies there already, read once."""

    def __init__(self) -> None:
        self.items, self.units, self.places = items(), Units(), places()
        self.conversions = Conversions(self.items.by_code.values())
        self.first_place = default_location(Location.Kind.STOCK)
        self.lots = {(lot.item_id, lot.number): lot for lot in Lot.objects.all()}
        self.there: dict[tuple[int, int, int | None], Decimal] = {
            (one.item_id, one.location_id, one.lot_id): one.quantity for one in Balance.objects.filter(quantity__gt=0)
        }
        self.places_of: dict[int, set[int]] = {}
        for _item, place, lot in self.there:
            if lot is not None:
                self.places_of.setdefault(lot, set()).add(place)
        self.seen: dict[tuple[int, int, str], Line] = {}

    def lies_elsewhere(self, where: _Where) -> bool:
        """Whether the lot lies at another place than this one."""
        _item, place, lot = where
        return lot is not None and bool(self.places_of.get(lot.pk, set()) - {place.pk})


def judge(lines: Sequence[Line]) -> list[Piece]:
    shelf = _Shelf()
    return [_piece(line, shelf) for line in lines]


def _piece(line: Line, shelf: _Shelf) -> Piece:
    item = item_of(line, shelf.items)
    place = shelf.places.take(line, "location", _("Place")) if line["location"] else shelf.first_place
    line.label = item.name if item else line["item"] or line["item_name"] or ""
    quantity = _quantity(line, item, shelf)
    if item is None or place is None or quantity is None:
        return Piece([line], lambda _by: None)
    if item.kind == Item.Kind.SERVICE or item.is_phantom:
        line.refuse("item", Invalid("%(item)s is never in stock.", item=item.name), act=Act.LEAVE)
    _check_lot(line, item)
    lot = shelf.lots.get((item.pk, line["lot"] or ""))
    _check_there(line, shelf, (item, place, lot), quantity)
    if quantity == 0:
        line.outcome = Outcome.SAME
    return Piece([line], partial(_write, (item, place, lot), quantity, _value(line), dict(line.values)))


def _quantity(line: Line, item: Item | None, shelf: _Shelf) -> Decimal | None:
    unit = shelf.units.of_quantity(line)
    if item is None or line["quantity"] is None or (unit is None and line["unit"] is not None):
        return None
    return own_quantity(line, item, line["quantity"], unit, shelf.conversions)


def _check_lot(line: Line, item: Item) -> None:
    if item.tracking == Item.Tracking.NONE and line["lot"]:
        line.doubt("lot", Invalid("%(item)s is not tracked by lot.", item=item.name), "-")
    if item.tracking != Item.Tracking.NONE and not line["lot"]:
        line.doubt("lot", Invalid("There is no lot number; the next one is given."))
    if line["made_on"] and line["expires_on"] and line["expires_on"] < line["made_on"]:
        line.refuse("expires_on", Invalid("It would expire before it was made."))


def _check_there(line: Line, shelf: _Shelf, where: _Where, quantity: Decimal) -> None:
    item, place, lot = where
    own = (item.pk, place.pk, line["lot"] or "")
    first = shelf.seen.setdefault(own, line)
    if first is not line and (line["lot"] or item.tracking == Item.Tracking.NONE):
        line.refuse("item", Invalid("Row %(row)s is the same item, lot and place.", row=first.number))
    is_tracked = item.tracking != Item.Tracking.NONE
    if item.tracking == Item.Tracking.SERIAL and lot is not None and shelf.lies_elsewhere(where):
        line.refuse("lot", Invalid("This piece lies at another place already."), act=Act.LEAVE)
    standing = shelf.there.get((item.pk, place.pk, lot.pk if lot and is_tracked else None))
    if standing is not None and standing == quantity:
        line.outcome = Outcome.SAME
    elif standing is not None:
        error = Invalid(
            "%(quantity)s %(unit)s lie there already. Count them in a stock-take instead.",
            quantity=shown(standing),
            unit=item.unit_id,
        )
        line.refuse("quantity", error, act=Act.LEAVE)


def _value(line: Line) -> Decimal | None:
    """Won of the whole quantity: the unit cost is of the unit that the sheet counts in."""
    if line["value"] is not None:
        return won(line["value"])
    if line["unit_cost"] is not None:
        return won(line["unit_cost"] * line["quantity"])
    return None


def _write(
    where: _Where, quantity: Decimal, value: Decimal | None, values: Mapping[str, Any], by: Person
) -> list[StockMove]:
    item, place, lot = where
    facts = {name: values[name] for name in ("made_on", "expires_on") if values.get(name)}
    facts |= {"supplier_number": values.get("supplier_number") or ""}
    number = values.get("lot") or ""
    is_lot, is_serial = item.tracking == Item.Tracking.LOT, item.tracking == Item.Tracking.SERIAL
    receipt = Receipt(
        item,
        quantity,
        place,
        value=value,
        lot=lot if is_lot or is_serial else None,
        new=NewLot(item, number=number, **facts) if is_lot and lot is None else None,
        serials=[number] if is_serial and number and lot is None else (),
        facts=facts if is_serial else {},
    )
    moves = receive([receipt], source=default_location(Location.Kind.DIFFERENCE), by=by, document="OPENING")
    _against_opening(sum((one.value for one in moves), Decimal(0)), by)
    return moves


def _against_opening(value: Decimal, by: Person) -> None:
    """What one begins with is no gain of the year: from the account of differences to the opening balance."""
    day = timezone.localdate(clock.now())
    posting = Posting(day, "Opening stock", "OPENING")
    post([posting.debit(Purpose.STOCK_DIFFERENCE, value).credit(Purpose.OPENING, value)], by=by)


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """Move the goods out again at what they came in at. Raises when some have been used."""
    ids = [pk for one in made for pk in one["moves"]]
    moves = list(StockMove.objects.filter(pk__in=ids).select_related("item", "lot", "from_location", "to_location"))
    take_back(moves, by=by, reason="Opening stock")
    _against_opening(-sum((one.value for one in moves), Decimal(0)), by)


def export() -> Iterable[Mapping[str, Any]]:
    rows = Balance.objects.filter(quantity__gt=0).select_related("item", "location", "lot")
    for one in rows.order_by("item__code", "location__code", "pk"):
        yield {
            "item": one.item.code,
            "item_name": one.item.name,
            "location": one.location.code,
            "lot": one.lot.number if one.lot else None,
            "quantity": one.quantity,
            "unit": one.item.unit_id,
            "made_on": one.lot.made_on if one.lot else None,
            "expires_on": one.lot.expires_on if one.lot else None,
            "supplier_number": one.lot.supplier_number if one.lot else None,
        }


STOCK = Register(
    "stock", _("Opening stock"), _("What lies where on the day you begin, by lot, with its value."), "box", KEEPERS,
    FIELDS, judge, export, {"Lot": Lot}, undo, needs=(("item", "item_name"), ("quantity",)),
)  # fmt: skip
