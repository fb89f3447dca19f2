"""Tags of the pages of planning."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

register = template.Library()


@register.simple_tag
def cell(typed: object, item: int, at: int, quantity: Decimal | None) -> str:
    """What stands in a cell of the table of forecasts: what was typed just now, else what is known."""
    if isinstance(typed, Mapping) and (item, at) in typed:
        quantity = typed[item, at]
    return "" if quantity is None else f"{quantity.normalize():f}"
