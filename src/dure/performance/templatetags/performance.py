"""Filters that write a cell of a table and a KPI's figure."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dure.performance.pages.overview import shown as in_words
from dure.performance.pages.page import Tile
from dure.web.tables import Bar, Cell, Column, Kind
from dure.web.templatetags.dure import clock_span, number, percent

register = template.Library()
_CSS = {Kind.TEXT: "words", Kind.TIME: "nowrap", Kind.BAR: "bar-cell no-export"}


@register.filter
def css(column: Column) -> str:
    """The class of a column: numbers stand to the right."""
    return _CSS.get(column.kind, "num")


@register.filter
def shown(cell: Cell, column: Column) -> str | SafeString:
    """A cell as people read it; a dash for what is missing."""
    value: Any = cell.value
    if isinstance(value, Bar):
        return bar(value)
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%m-%d %H:%M:%S}" if column.kind == Kind.TIME else str(value)
    if column.kind == Kind.BAR:
        return ""
    writers = {Kind.NUMBER: _quantity, Kind.FINE: _fine, Kind.RATIO: percent, Kind.SECONDS: _span}
    return writers[column.kind](value) if column.kind in writers else ("–" if value is None else str(value))


def _quantity(value: Any) -> str:
    """Without decimals where there are none."""
    return number(value, 0 if value is None or value == int(value) else 1)


def _fine(value: Any) -> str:
    return number(value, 3)


def _span(value: float | None) -> str:
    if value is None:
        return "–"
    return f"−{clock_span(-value)}" if value < 0 else clock_span(value)


def bar(value: Bar) -> SafeString:
    """A bar; the figure it shows stands beside it, so it is hidden from those who listen."""
    return format_html(
        '<svg class="beam {}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect x="{}" y="0" width="{}" height="10"></rect></svg>',
        value.css,
        value.x,
        value.width,
    )


@register.filter
def measure(value: float | None, kind: str) -> str:
    """A KPI's value in its own unit."""
    return in_words(value, kind) or "–"


@register.filter
def percent_of(value: float) -> str:
    """A share as a length of a drawing that is 100 wide at 1."""
    return f"{100 * value:.1f}"


@register.filter
def change(tile: Tile) -> str:
    """The change of a KPI since the period before, with its sign; ratios in percentage points."""
    value = tile.change or 0.0
    if tile.kind == Kind.RATIO:
        return f"{value * 100:+.1f} %p"
    return ("+" if value > 0 else "−") + (in_words(abs(value), tile.kind) or "")
