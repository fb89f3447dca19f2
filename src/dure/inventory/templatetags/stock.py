"""Quantities as people write them, lots' states, and what a page knows by its key."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse
from django.utils import formats

from dure.inventory.papers import Paper

register = template.Library()
_STATES = {"available": "good", "quarantine": "warn", "hold": "warn", "rejected": "bad"}
_TAKES = {"open": "info", "approved": "good", "cancelled": ""}


@register.filter
def amount(value: Decimal | None) -> str:
    """All decimals that say something, with grouped digits; a dash for what is missing."""
    if value is None or value == "":
        return "–"
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def signed(value: Decimal | None) -> str:
    """The same with its sign, for differences."""
    return amount(value) if value is None or value <= 0 else f"+{amount(value)}"


@register.filter
def state_css(status: str) -> str:
    """The class of a badge that shows a lot's state or that of a stock-take."""
    return _STATES.get(status) or _TAKES.get(status, "")


@register.filter
def at(known: Mapping[Any, Any] | None, key: Any) -> Any:
    """What stands under the key; None when nothing does."""
    return known.get(key) if known else None


@register.filter
def days_after(day: date | None, today: date) -> int | None:
    """Days from today to the day; negative when it is over."""
    return (day - today).days if day else None


@register.simple_tag
def paper_address(paper: Paper) -> str:
    """Where a document can be read."""
    return reverse(paper.page, args=paper.args)


@register.simple_tag
def values_address(paper: Paper) -> str:
    """Where the part of a page is that tells the process values of what a document notes."""
    return reverse(paper.values, args=paper.args)
