"""Template filters of documents on paper."""

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from dure.web.won import written_out

register = template.Library()


@register.filter
def won_in_words(amount: Decimal | int | None) -> str:
    """일금 일백이십만원정; in English KRW 1,200,000 only. A dash for what is missing."""
    if amount is None or amount == "":
        return "–"
    whole = int(amount)
    return written_out(whole) if get_language() == "ko" else f"KRW {whole:,} only"


@register.filter
def won(amount: Decimal | int | None) -> str:
    """Whole won with grouped digits; nothing for what is missing, as cells of forms stay empty."""
    return "" if amount is None or amount == "" else f"{int(amount):,}"


@register.filter
def blank_rows(rows: object, least: int) -> range:
    """As many empty rows as a form of `least` rows needs below the given ones."""
    return range(max(least - len(rows), 0))  # type: ignore[arg-type]
