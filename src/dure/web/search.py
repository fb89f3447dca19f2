"""One search box over all contexts. A context offers `search.find(text, roles) -> Iterable[Hit]` in its `search.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise

from dure.web.contexts import offered

LIMIT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something found: what it is, its name, where it is, and its address."""

    kind: str | Promise
    title: str
    detail: str = ""
    href: str
    icon: str = "search"


Finder = Callable[[str, frozenset[str]], Iterable[Hit]]


@cache
def finders() -> tuple[Finder, ...]:
    return tuple(module.find for module in offered("search", but="dure.web"))


def find(text: str, roles: frozenset[str]) -> list[Hit]:
    """Up to LIMIT hits of each context for `text`; nothing for less than one visible character."""
    wanted = text.strip()
    if not wanted:
        return []
    return [hit for finder in finders() for hit, _n in zip(finder(wanted, roles), range(LIMIT), strict=False)]
