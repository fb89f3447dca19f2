"""The navigation, collected from each context's `menu.py` (`MENU`, a tuple of entries), cut to what one may open."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from itertools import takewhile
from types import ModuleType

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.web.access import Pass, allows
from dure.web.contexts import offered


class Group(IntEnum):
    """Headings of the navigation, in their order. PERSON is the menu behind the person's name."""

    PROGRAMME = 0
    LIVE = 1
    TRADE = 2
    STOCK = 3
    QUALITY = 4
    UPKEEP = 5
    SAFETY = 6
    BOOKS = 7
    ANALYSE = 8
    IMPROVE = 9
    MASTER = 10
    SYSTEM = 11
    PERSON = 12


GROUP_NAMES = {
    Group.PROGRAMME: _("Programme"),
    Group.LIVE: _("Shop floor"),
    Group.TRADE: _("Sales and purchasing"),
    Group.STOCK: _("Stock"),
    Group.QUALITY: _("Quality"),
    Group.UPKEEP: _("Maintenance"),
    Group.SAFETY: _("Safety"),
    Group.BOOKS: _("Cost and books"),
    Group.ANALYSE: _("Reports"),
    Group.IMPROVE: _("Improvement"),
    Group.MASTER: _("Plant and standards"),
    Group.SYSTEM: _("System"),
    Group.PERSON: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place in the navigation.

    in_bar: also in the bottom bar of a phone (the first four are shown).
    start_for: roles that land here after log-in.
    posts: a button that posts instead of a link (log-out).
    from_level: the smart-factory level (1 to 3) from which a plant has use for it, as `FROM_LEVEL` of the context's
    `menu.py` says (URL name → level; 1 for the others). Only a plant that shows what fits its level goes by it.
    """

    url_name: str
    label: str | Promise
    icon: str
    group: Group
    order: int = 50
    in_bar: bool = False
    start_for: frozenset[str] = frozenset()
    posts: bool = False
    from_level: int = 1

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Bell:
    """A part in the frame of every page that tells who is called: empty while nobody is.

    url_name: where it is fetched, at once, by a tick of `kind` and each minute.
    """

    url_name: str
    kind: str

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@cache
def _bells() -> tuple[Bell, ...]:
    return tuple(bell for module in offered("menu", but="dure.web") for bell in getattr(module, "BELLS", ()))


def bells_for(holder: Pass) -> list[Bell]:
    """The bells that may ring for the holder of a pass (`BELLS` in a context's `menu.py`)."""
    return [bell for bell in _bells() if holder.signed_in and allows(holder, bell.url_name)]


def _of_levels(module: ModuleType) -> list[Entry]:
    levels: Mapping[str, int] = getattr(module, "FROM_LEVEL", {})
    return [replace(entry, from_level=levels.get(entry.url_name, entry.from_level)) for entry in module.MENU]


@cache
def entries() -> tuple[Entry, ...]:
    """All entries whose page exists, in their order."""
    found = [entry for module in offered("menu", but="dure.web") for entry in _of_levels(module)]
    return tuple(sorted(filter(_exists, found), key=lambda entry: (entry.group, entry.order)))


def open_to(holder: Pass) -> list[Entry]:
    """The entries that the holder of a pass may open."""
    return [entry for entry in entries() if allows(holder, entry.url_name)]


@cache
def _limit() -> Callable[[], int | None] | None:
    return next((module.highest_shown for module in offered("menu_limit")), None)


def limit() -> int | None:
    """Up to which level the plant shows pages, as the context that offers `menu_limit.highest_shown` tells; None: all
    of them."""
    found = _limit()
    return found() if found else None


def within(found: Iterable[Entry], highest: int | None) -> list[Entry]:
    """The entries up to a level. The others only leave the navigation: their pages stay, and search finds them."""
    return [entry for entry in found if highest is None or entry.from_level <= highest]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading of the navigation with its entries; is_open: they are shown without a click."""

    number: int
    heading: str | Promise
    entries: list[Entry]
    is_open: bool


SHORT = 16
"""So many entries or fewer are all shown: nobody has to open anything."""


def grouped(found: Iterable[Entry], *, path: str = "", kept: str | None = None) -> list[Part]:
    """The main navigation, empty headings left out; a long one with only what is needed open.

    Open are the heading whose entry is nearest to the path of the page, and those that the person left open. kept:
    their numbers with dots between, as the browser keeps them; None: never chosen.
    """
    rows = [entry for entry in found if entry.group is not Group.PERSON]
    here = _group_near(rows, path) or (rows[0].group if rows and kept is None else None)
    left_open = set((kept or "").split("."))
    is_short = len(rows) <= SHORT and kept is None
    parts = [(group, [entry for entry in rows if entry.group is group]) for group in Group]
    return [
        Part(int(group), GROUP_NAMES[group], part, is_short or group is here or str(int(group)) in left_open)
        for group, part in parts
        if part
    ]


def _group_near(rows: Iterable[Entry], path: str) -> Group | None:
    """The group of the entry that shares the most of its address, from the left, with a page's path; None: nothing."""
    near = [(_shared(_steps(entry.href), _steps(path)), entry.group) for entry in rows]
    best = max((shared for shared, _group in near), default=0)
    return next((group for shared, group in near if shared == best), None) if best else None


def _shared(one: list[str], other: list[str]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def start(holder: Pass) -> Entry | None:
    """Where a person begins: the page made for the role, else the first one."""
    found = [entry for entry in within(open_to(holder), limit()) if entry.group is not Group.PERSON]
    made_for = [entry for entry in found if not entry.start_for.isdisjoint(holder.roles)]
    return next(iter(made_for or found), None)


def _exists(entry: Entry) -> bool:
    try:
        reverse(entry.url_name)
    except NoReverseMatch:
        return False
    return True
