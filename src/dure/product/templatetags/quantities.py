"""Quantities as people write them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def at(values: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key."""
    return values[key]


@register.filter
def exact(value: Decimal | None) -> str:
    """All decimals that say something, with grouped digits; a dash for what is missing."""
    if value is None:
        return "–"
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
