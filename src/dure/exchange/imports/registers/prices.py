"""Agreed prices, sold and bought, for one partner or for all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Partner, Price
from dure.commerce.services import set_price
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Names, Units, items, partners
from dure.exchange.imports.registers.words import (
    ITEM_NAMES,
    PARTNER_TITLES,
    SELLERS,
    item_field,
    item_name_field,
    unit_field,
)  # fmt: skip
from dure.exchange.imports.values import shown
from dure.inventory.errors import NoConversion
from dure.inventory.models import Item, Unit
from dure.inventory.selectors import Conversions
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person

SIDES = {
    "sale": ("판매", "매출", "판매단가", "매출단가", "sale"),
    "purchase": ("구매", "매입", "구매단가", "매입단가", "purchase"),
}
FIELDS = (
    Field("side", _("Sold or bought"), ("구분", "단가구분", "매출매입구분", "거래구분", "side"), Kind.CHOICE, choices=SIDES, example="판매"),
    item_field(),
    item_name_field("item_name", ITEM_NAMES),
    Field("partner", _("Partner"), PARTNER_TITLES, Kind.NAME, falls=True, example="한울상회", help=_("Empty: for all.")),
    unit_field(),
    Field("minimum", _("From quantity"), ("최소수량", "기준수량", "이상", "수량구간", "수량", "부터", "min qty"), Kind.NUMBER),
    Field("price", _("Price"), ("단가", "판매단가", "매입단가", "구매단가", "공급단가", "단가(원)", "가격", "납품단가", "price", "unit price"), Kind.NUMBER,
          is_required=True, example="3000"),
    Field("valid_from", _("Valid from"), ("적용일", "적용시작일", "적용일자", "시작일", "변경일", "valid from"), Kind.DAY, example="2026-01-01"),
    Field("partner_code", _("Partner's item code"), ("거래처품번", "고객품번", "업체품번", "고객사품번", "customer part no"), longest=60),
)  # fmt: skip


class _Book:
    """What prices are read against, once."""

    def __init__(self) -> None:
        self.items, self.partners, self.units = items(), partners(), Units()
        self.conversions = Conversions(self.items.by_code.values())
        self.today = timezone.localdate(clock.now())
        self.seen: dict[tuple[Any, ...], Line] = {}
        self.standing: dict[tuple[Any, ...], Price] = {}
        for one in Price.objects.order_by("valid_from"):
            self.standing[one.side, one.item_id, one.partner_id, one.unit_id, one.minimum] = one


def judge(lines: Sequence[Line]) -> list[Piece]:
    """In the order of their days: a later price of the same ends the one before."""
    book = _Book()
    return [_piece(line, book) for line in sorted(lines, key=lambda one: (one["valid_from"] or book.today, one.number))]


def _piece(line: Line, book: _Book) -> Piece:
    item = item_of(line, book.items)
    partner = book.partners.take(line, "partner", _("Partner"))
    unit = unit_of(line, item, book.units, book.conversions)
    side = line["side"] or _side(line, partner)
    line.label = item.name if item else line["item"] or ""
    day, minimum = line["valid_from"] or book.today, line["minimum"] or Decimal(0)
    if item is None or unit is None or side is None or line["price"] is None:
        return Piece([line], lambda _by: None)
    own = (side, item.pk, partner.pk if partner else None, unit.code, minimum)
    first = book.seen.setdefault((*own, day), line)
    if first is not line:
        line.refuse("price", Invalid("Row %(row)s is the price of the same.", row=first.number), act=Act.LEAVE)
    before = book.standing.get(own)
    if before is not None:
        _compare(line, before, day)
    values = {
        "side": Price.Side(side), "item": item, "partner": partner, "unit": unit, "minimum": minimum,
        "price": line["price"], "valid_from": day, "partner_code": line["partner_code"] or "",
    }  # fmt: skip
    return Piece([line], partial(_write, values))


def item_of(line: Line, known: Names[Item]) -> Item | None:
    """The item of a row, by its code or, where that is missing, its name."""
    if line["item"] is not None:
        return known.take(line, "item", _("Item code"))
    found = known.find(line["item_name"]) if line["item_name"] else None
    if found is None:
        name = line["item_name"] or ""
        error = Invalid("%(field)s is missing.", field=_("Item code"))
        line.refuse("item", error, known.near(name) if name else "")
    else:
        line.problems[:] = [problem for problem in line.problems if problem.field != "item"]
    return found


def unit_of(line: Line, item: Item | None, units: Units, conversions: Conversions) -> Unit | None:
    """The unit that is written, which the item must know; its own where none is."""
    unit = units.of_quantity(line)
    if item is None or (unit is None and line["unit"] is not None):
        return None
    if unit is None:
        return units.by_code[item.unit_id]
    try:
        conversions.ratio(item, unit.code)
    except NoConversion as error:
        line.refuse("unit", error, item.unit_id)
    return unit


def _side(line: Line, partner: Partner | None) -> str | None:
    if partner is not None and partner.is_customer != partner.is_supplier:
        return "sale" if partner.is_customer else "purchase"
    if line["partner"] is None or partner is not None:
        line.refuse("side", Invalid("Say whether this is a price sold at or bought at."), "판매")
    return None


def _compare(line: Line, before: Price, day: date) -> None:
    if (
        before.price == line["price"]
        and (line["partner_code"] or "") in ("", before.partner_code)
        and before.valid_from <= day
        and (before.valid_to is None or before.valid_to >= day)
    ):
        line.outcome = Outcome.SAME
    elif before.valid_from > day:
        error = Invalid("A later price of %(item)s is agreed already.", item=line.label)
        line.refuse("valid_from", error, before.valid_from.isoformat())
    else:
        line.outcome = Outcome.CHANGE
        line.changes.append(Change("price", shown(before.price), shown(line["price"])))


def _write(values: Mapping[str, Any], by: Person) -> Price:
    return set_price(by=by, **values)


def export() -> Iterable[Mapping[str, Any]]:
    for price in (
        Price.objects.filter(valid_to=None).select_related("item", "partner").order_by("side", "item__code", "pk")
    ):
        yield {
            "side": price.side,
            "item": price.item.code,
            "item_name": price.item.name,
            "partner": price.partner.code if price.partner else None,
            "unit": price.unit_id,
            "minimum": price.minimum,
            "price": price.price,
            "valid_from": price.valid_from,
            "partner_code": price.partner_code,
        }


PRICES = Register(
    "prices", _("Prices"), _("What is agreed with partners, from a quantity and a day on."), "badge", SELLERS, FIELDS,
    judge, export, {"Price": Price}, needs=(("item", "item_name"), ("price",)),
)  # fmt: skip
