"""Entries and amounts as people read them."""

from decimal import Decimal

from django import template

from dure.ledger.texts import text_of_entry
from dure.web.templatetags.dure import number

register = template.Library()
register.filter("entry_text", text_of_entry)


@register.filter
def side(value: Decimal | None) -> str:
    """Won on one side of an account: nothing for zero, for the amount stands on the other."""
    return number(value) if value else ""
