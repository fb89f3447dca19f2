"""The navigation, collected from each context's `menu.py` (`MENU`, a tuple of entries), cut to what one may open."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.web.access import Pass, allows


class Group(IntEnum):
    """Headings of the navigation, in their order. PERSON is the menu behind the person's name."""

    LIVE = 1
    TRADE = 2
    STOCK = 3
    BOOKS = 4
    ANALYSE = 5
    MASTER = 6
    SYSTEM = 7
    PERSON = 8


GROUP_NAMES = {
    Group.LIVE: _("Now"),
    Group.TRADE: _("Sales and purchasing"),
    Group.STOCK: _("Stock"),
    Group.BOOKS: _("Cost and books"),
    Group.ANALYSE: _("Reports"),
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
    """

    url_name: str
    label: str | Promise
    icon: str
    group: Group
    order: int = 50
    in_bar: bool = False
    start_for: frozenset[str] = frozenset()
    posts: bool = False

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@cache
def entries() -> tuple[Entry, ...]:
    """All entries whose page exists, in their order."""
    found: list[Entry] = []
    for config in apps.get_app_configs():
        if config.name.startswith("dure.") and config.name != "dure.web" and find_spec(f"{config.name}.menu"):
            found += import_module(f"{config.name}.menu").MENU
    return tuple(sorted(filter(_exists, found), key=lambda entry: (entry.group, entry.order)))


def open_to(holder: Pass) -> list[Entry]:
    """The entries that the holder of a pass may open."""
    return [entry for entry in entries() if allows(holder, entry.url_name)]


def grouped(found: Iterable[Entry]) -> list[tuple[str | Promise, list[Entry]]]:
    """(heading, entries) of the main navigation, empty headings left out."""
    rows = list(found)
    main = [group for group in Group if group is not Group.PERSON]
    parts = [(GROUP_NAMES[group], [entry for entry in rows if entry.group is group]) for group in main]
    return [part for part in parts if part[1]]


def start(holder: Pass) -> Entry | None:
    """Where a person begins: the page made for the role, else the first one."""
    found = [entry for entry in open_to(holder) if entry.group is not Group.PERSON]
    made_for = [entry for entry in found if not entry.start_for.isdisjoint(holder.roles)]
    return next(iter(made_for or found), None)


def _exists(entry: Entry) -> bool:
    try:
        reverse(entry.url_name)
    except NoReverseMatch:
        return False
    return True
