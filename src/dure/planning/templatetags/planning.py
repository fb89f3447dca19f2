"""Tags of the pages of planning."""

from collections.abc import Mapping
from decimal import Decimal

from django import template
from django.utils import formats

from dure.planning.selectors.loads import Load

register = template.Library()


@register.simple_tag
def cell(typed: object, item: int, at: int, quantity: Decimal | None) -> str:
    """What stands in a cell of the table of forecasts: what was typed just now, else what is known."""
    if isinstance(typed, Mapping) and (item, at) in typed:
        quantity = typed[item, at]
    return "" if quantity is None else f"{quantity.normalize():f}"


@register.filter
def amount(value: Decimal | None) -> str:
    """A quantity with grouped digits and as many decimals as it has."""
    if value is None:
        return "–"
    plain = value.normalize()
    places = max(-int(plain.as_tuple().exponent), 0)
    return formats.number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def likely(chance: float | None) -> str:
    """A chance in whole percent; never none and never all: what was never seen may still be."""
    if chance is None:
        return "–"
    if not 0.01 <= chance <= 0.99:
        return "< 1 %" if chance < 0.5 else "> 99 %"
    return f"{100 * chance:.0f} %"


@register.filter
def full(load: Load) -> str:
    """How full a work unit is, in percent; a dash where it has no open time."""
    return "–" if load.share is None else f"{100 * load.share:.0f}"


@register.filter
def step(load: Load) -> int:
    """0 … 5, the fuller the more, for the colour of a cell."""
    return 0 if not load.share else min(1 + int(load.share * 4), 5)
