"""Numbers as fields and scripts take them."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def plain(value: Decimal | None) -> str:
    """Without grouping and without zeros that say nothing, whatever the language."""
    return "" if value is None else f"{value.normalize():f}"


@register.filter
def of(mapping: dict[object, object], key: object) -> object:
    """What a mapping has for a key; None when it has nothing."""
    return mapping.get(key)


@register.filter
def minus(value: Decimal, other: Decimal) -> Decimal:
    return value - other
