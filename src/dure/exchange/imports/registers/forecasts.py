"""What customers are expected to order, item by month or week: a row for each, or a column for each period."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Act, Change, Line, Outcome, Piece
from dure.exchange.imports.lookups import Units, items, own_quantity
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
from dure.exchange.sheets.periods import Period, period_name, period_of, periods_of
from dure.inventory.models import Item
from dure.inventory.selectors import Conversions
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.models import Forecast
from dure.planning.services import Expected, set_forecasts
from dure.plant.models import Person

FIELDS = (
    item_field(falls=True),
    item_name_field("item_name", ITEM_NAMES),
    Field("period", _("Month or week"), ("월", "년월", "기간", "주", "주차", "예측월", "계획월", "예상월", "period", "month", "week"), example="2026-12",
          help=_("2026-12, 2026-W50, or 2026-12-01~2026-12-15. Or a column for each period.")),
    Field("quantity", _("Quantity"), ("예측수량", "예상수량", "판매계획", "계획수량", "수요예측", "forecast", *QUANTITY_TITLES), Kind.AMOUNT, example="300",
          help=_("0: nothing is expected any more.")),
    unit_field(),
)  # fmt: skip


class _Book:
    """What forecasts are read against, once."""

    def __init__(self) -> None:
        self.items, self.units = items(), Units()
        self.conversions = Conversions(self.items.by_code.values())
        self.today = timezone.localdate(clock.now())
        self.standing: dict[int, list[Forecast]] = {}
        for one in Forecast.objects.order_by("first_day"):
            self.standing.setdefault(one.item_id, []).append(one)


def judge(lines: Sequence[Line]) -> list[Piece]:
    """A piece for each item, whose periods must not overlap."""
    book = _Book()
    groups: dict[int, tuple[Item, list[Line]]] = {}
    lost = []
    for line in lines:
        item = item_of(line, book.items)
        line.label = item.name if item else line["item"] or line["item_name"] or ""
        if item is None:
            lost.append(Piece([line], lambda _by: None))
        else:
            groups.setdefault(item.pk, (item, []))[1].append(line)
    return [_piece(item, group, book) for item, group in groups.values()] + lost


def _piece(item: Item, lines: list[Line], book: _Book) -> Piece:
    wishes: list[Expected] = []
    taken: list[tuple[Period, Line]] = []
    standing = book.standing.get(item.pk, [])
    for line in lines:
        for period, quantity in _wanted(line, item, book):
            if _is_free(line, period, taken, standing):
                taken.append((period, line))
                wishes.append(Expected(item.pk, *period, quantity))
                _compare(line, period, quantity, standing)
        line.outcome = Outcome.SAME if not line.changes else Outcome.CHANGE if _is_changed(line) else Outcome.NEW
    return Piece(lines, partial(_write, wishes))


def _wanted(line: Line, item: Item, book: _Book) -> list[tuple[Period, Decimal]]:
    """(period, quantity in the item's own unit) of a row: its columns of periods, or its one."""
    spread: list[tuple[Period, Decimal]] = line["spread"] or []
    if not spread:
        period = period_of(line["period"], book.today) if line["period"] else None
        if line["period"] and period is None:
            line.refuse("period", Invalid("This is no month, no week and no range of days."), f"{book.today:%Y-%m}")
        for name, label in (("period", _("Month or week")), ("quantity", _("Quantity"))):
            if line[name] is None and not line.problems:
                line.refuse(name, Invalid("%(field)s is missing.", field=label))
        spread = [(period, line["quantity"])] if period is not None and line["quantity"] is not None else []
    return [(period, own) for period, much in spread if (own := _own(line, item, much, book)) is not None]


def _own(line: Line, item: Item, quantity: Decimal, book: _Book) -> Decimal | None:
    unit = book.units.of_quantity(line) if not line.problems else None
    return None if line.problems else own_quantity(line, item, quantity, unit, book.conversions)


def _is_free(line: Line, period: Period, taken: Sequence[tuple[Period, Line]], standing: Sequence[Forecast]) -> bool:
    first, last = period
    other = next((row for (begin, end), row in taken if begin <= last and end >= first), None)
    if other is not None:
        error = Invalid("Row %(row)s has some of these days already.", row=other.number)
        line.refuse("period", error, act=Act.LEAVE)
        return False
    for one in standing:
        if one.first_day != first and one.first_day <= last and one.last_day >= first:
            name = period_name((one.first_day, one.last_day))
            line.refuse("period", Invalid("There is a forecast for %(period)s already.", period=name), name)
            return False
    return True


def _compare(line: Line, period: Period, quantity: Decimal, standing: Sequence[Forecast]) -> None:
    row = next((one for one in standing if one.first_day == period[0]), None)
    before = row.quantity if row is not None and row.last_day == period[1] else None
    if (before or Decimal(0)) != quantity or (row is not None and before is None):
        line.changes.append(Change(period_name(period), shown(row.quantity if row else None), shown(quantity)))


def _is_changed(line: Line) -> bool:
    return any(change.before for change in line.changes)


def _write(wishes: Sequence[Expected], by: Person) -> Forecast | None:
    set_forecasts(wishes=wishes, by=by)
    return Forecast.objects.filter(item=wishes[0].item_id, first_day=wishes[0].first_day).first() if wishes else None


def export() -> Iterable[Mapping[str, Any]]:
    for one in Forecast.objects.select_related("item").order_by("item__code", "first_day"):
        yield {
            "item": one.item.code,
            "item_name": one.item.name,
            "period": period_name((one.first_day, one.last_day)),
            "quantity": one.quantity,
            "unit": one.item.unit_id,
        }


FORECASTS = Register(
    "forecasts", _("Forecasts"), _("What customers are expected to order, months or weeks in rows or in columns."), "chart",
    KEEPERS, FIELDS, judge, export, {"Forecast": Forecast}, needs=(("item", "item_name"),), spread=periods_of,
)  # fmt: skip
