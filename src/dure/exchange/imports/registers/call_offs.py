"""What a parent company calls off a blanket order, as its Excel says: a row for each day, or a column for each day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import BlanketOrder, CallOff, CallOffList, Price
from dure.commerce.services import take_call_offs, take_list_back
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Names, Units, items, partners
from dure.exchange.imports.registers.prices import item_of
from dure.exchange.imports.registers.words import (
    ITEM_NAMES,
    ITEM_TITLES,
    PARTNER_TITLES,
    QUANTITY_TITLES,
    SELLERS,
    item_field,
    item_name_field,
)  # fmt: skip
from dure.exchange.imports.values import shown
from dure.exchange.sheets.periods import days_of
from dure.inventory.models import Item, Unit
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person

FIELDS = (
    Field("blanket", _("Blanket order"), ("기본계약", "단가계약", "계약번호", "연간계약", "blanket", "contract"), Kind.NAME, falls=True,
          help=_("Empty: the customer's only one in force.")),
    Field("partner", _("Customer"), PARTNER_TITLES, Kind.NAME, falls=True),
    item_field(titles=("고객품번", *ITEM_TITLES)),
    item_name_field("item_name", ITEM_NAMES),
    Field("day", _("Wanted on"), ("납기", "납기일", "납품일", "소요일", "입고일", "일자", "날짜", "due date", "day"), Kind.DAY, falls=True),
    Field("quantity", _("Quantity"), ("납입지시수량", "지시수량", "소요량", "발주수량", *QUANTITY_TITLES), Kind.AMOUNT),
)  # fmt: skip


class _Frames:
    """Blanket orders in force with their items, read once."""

    def __init__(self) -> None:
        today = timezone.localdate(clock.now())
        rows = BlanketOrder.objects.filter(valid_from__lte=today, valid_to__gte=today).select_related("partner")
        self.all = list(rows.prefetch_related("lines__item", "lines__unit"))
        self.names: Names[BlanketOrder] = Names(self.all, lambda row: row.number, lambda row: (row.partner_reference,))
        self.items, self.partners, self.units = items(), partners(), Units()
        self.own_codes = {
            (partner, code.casefold()): item
            for partner, code, item in Price.objects.exclude(partner_code="").values_list(
                "partner", "partner_code", "item"
            )
        }

    def of(self, line: Line) -> BlanketOrder | None:
        if line["blanket"]:
            return self.names.take(line, "blanket", _("Blanket order"))
        partner = self.partners.take(line, "partner", _("Customer"))
        if line["partner"] and partner is None:
            return None
        rows = [row for row in self.all if partner is None or row.partner_id == partner.pk]
        if len(rows) == 1:
            return rows[0]
        error = Invalid("Which blanket order is it? %(count)s are in force.", count=len(rows))
        line.refuse("blanket", error, rows[0].number if rows else "")
        return None

    def item(self, line: Line, frame: BlanketOrder) -> Item | None:
        by_pk = {one.item_id: one.item for one in frame.lines.all()}
        own = self.own_codes.get((frame.partner_id, (line["item"] or "").casefold()))
        found = by_pk.get(own) if own else item_of(line, self.items)
        if found is not None and found.pk not in by_pk:
            names = ", ".join(item.code for item in by_pk.values())
            line.refuse(
                "item", Invalid("%(item)s is not in the blanket order (%(items)s).", item=found.name, items=names)
            )
            return None
        return found


def judge(lines: Sequence[Line]) -> list[Piece]:
    frames = _Frames()
    groups: dict[int, tuple[BlanketOrder, list[Line]]] = {}
    lost = []
    for line in lines:
        frame = frames.of(line)
        if frame is None:
            lost.append(Piece([line], lambda _by: None))
        else:
            groups.setdefault(frame.pk, (frame, []))[1].append(line)
    return [_piece(frame, group, frames) for frame, group in groups.values()] + lost


def _piece(frame: BlanketOrder, lines: list[Line], frames: _Frames) -> Piece:
    wanted: dict[tuple[int, date], Decimal] = {}
    found: dict[int, Item] = {}
    standing = {
        (one.line.item_id, one.day): one.quantity
        for one in CallOff.objects.filter(line__blanket=frame, order_line=None).select_related("line")
    }
    for line in lines:
        item = frames.item(line, frame)
        line.label = item.name if item else line["item"] or line["item_name"] or ""
        days = _days(line)
        if item is None:
            continue
        found[item.pk] = item
        _check_unit(line, frames, next(one.unit for one in frame.lines.all() if one.item_id == item.pk))
        for day, quantity in days:
            wanted[item.pk, day] = wanted.get((item.pk, day), Decimal(0)) + quantity
            before = standing.get((item.pk, day))
            if before != quantity and (before or quantity):
                line.changes.append(Change(day.isoformat(), shown(before), shown(quantity)))
        line.outcome = Outcome.NEW if line.changes else Outcome.SAME
    _tell_what_goes(lines, wanted, standing, {one.item_id: one.item for one in frame.lines.all()})
    rows = [(found[item], day, quantity) for (item, day), quantity in sorted(wanted.items())]
    return Piece(lines, partial(_write, frame, rows))


def _check_unit(line: Line, frames: _Frames, unit: Unit) -> None:
    """A cell such as “10 BOX” where the blanket order counts in another unit would be taken for ten of that."""
    if line["quantity_unit"] and frames.units.find(line["quantity_unit"]) != unit:
        line.refuse("quantity", Invalid("This blanket order counts in %(unit)s.", unit=unit.code))


def _tell_what_goes(
    lines: Sequence[Line],
    wanted: Mapping[tuple[int, date], Decimal],
    standing: Mapping[tuple[int, date], Decimal],
    items: Mapping[int, Item],
) -> None:
    """What the list no longer names is called off no more: a change too, which its first row tells."""
    start = min((day for _item, day in wanted), default=None)
    gone = [key for key in sorted(standing) if start is not None and key[1] >= start and key not in wanted]
    for item, day in gone:
        lines[0].changes.append(Change(f"{items[item].code} {day.isoformat()}", shown(standing[item, day]), "0"))
        lines[0].outcome = Outcome.NEW


def _days(line: Line) -> list[tuple[date, Decimal]]:
    """(day, quantity) of a row: its columns of days, or its one day."""
    spread: list[tuple[date, Decimal]] = line["spread"] or []
    if spread:
        return spread
    if line["day"] is None:
        line.refuse("day", Invalid("%(field)s is missing.", field=_("Wanted on")))
        return []
    if line["quantity"] is None:
        line.refuse("quantity", Invalid("%(field)s is missing.", field=_("Quantity")))
        return []
    return [(line["day"], line["quantity"])]


def _write(frame: BlanketOrder, rows: Sequence[tuple[Item, date, Decimal]], by: Person) -> CallOffList:
    taken, _differences = take_call_offs(blanket=frame, rows=rows, by=by, source="Excel")
    return taken


def undo(made: Sequence[Mapping[str, Any]], by: Person) -> None:
    """A list is taken back by what was open before it; a newer list, or an order of it, is in the way."""
    lists = {row.pk: row for row in CallOffList.objects.filter(pk__in=[one["pk"] for one in made])}
    for one in made:
        taken = lists.get(one["pk"])
        if taken is None:
            raise Conflict("This is no longer there. Open the page again.")
        take_list_back(taken=taken, by=by)


def export() -> Iterable[Mapping[str, Any]]:
    rows = CallOff.objects.filter(order_line=None).select_related("line__blanket__partner", "line__item")
    for one in rows.order_by("line__blanket__number", "line__item__code", "day"):
        yield {
            "blanket": one.line.blanket.number,
            "partner": one.line.blanket.partner.code,
            "item": one.line.item.code,
            "item_name": one.line.item.name,
            "day": one.day,
            "quantity": one.quantity,
        }


CALL_OFFS = Register(
    "call-offs", _("Call-offs"), _("The daily list of a parent company for a blanket order, days in rows or in columns."), "calendar",
    SELLERS, FIELDS, judge, export, {}, undo, needs=(("item", "item_name"),), spread=days_of,
)  # fmt: skip
