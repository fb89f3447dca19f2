"""Until when goods may be used. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta


def use_by(rule: str, made_on: date, days: int | None, ingredients: Iterable[date | None]) -> date | None:
    """The use-by date of goods made on a day with a shelf life of `days` from ingredients with these dates.

    rule: `own` shelf life, what the earliest of the `ingredients` has, or the `earlier` of both.
    None: they don't expire. Ingredients that expired before the making don't make the date earlier
    than that day.
    """
    own = made_on + timedelta(days=days) if days is not None else None
    theirs = min((day for day in ingredients if day is not None), default=None)
    if theirs is not None:
        theirs = max(theirs, made_on)
    wanted = {"own": [own], "ingredients": [theirs], "earlier": [own, theirs]}[rule]
    return min((day for day in wanted if day is not None), default=None)
