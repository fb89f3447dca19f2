"""Public holidays of a country, by the `holidays` library: lunar ones, substitutes and one-off ones included."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import holidays

_LANGUAGES = {"KR": {"ko": "ko", "en": "en_US"}}


@lru_cache(maxsize=16)
def _of(country: str, language: str) -> holidays.HolidayBase | None:
    if not country or country not in holidays.list_supported_countries():
        return None
    return holidays.country_holidays(country, language=_LANGUAGES.get(country, {}).get(language))


def is_holiday_in(country: str) -> Callable[[date], bool]:
    """A question for a date; no country or an unknown one has no holidays."""
    known = _of(country, "")
    return (lambda _day: False) if known is None else known.__contains__


def name_of(country: str, day: date, language: str = "ko") -> str:
    """What is celebrated on that day, or empty."""
    known = _of(country, language)
    return "" if known is None else str(known.get(day) or "")
