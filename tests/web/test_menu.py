"""Which headings of the navigation come open."""

import pytest

from dure.plant.roles import Role
from dure.web import menu
from dure.web.access import Pass
from dure.web.menu import Group


def entries(*roles: Role) -> list[menu.Entry]:
    """A plant's: the tests know a hub's as well."""
    every = menu.open_to(Pass(signed_in=True, roles=frozenset(roles)))
    return [entry for entry in every if entry.group is not Group.PROGRAMME]


def opened(found: list[menu.Entry], **about: str | None) -> list[int]:
    return [part.number for part in menu.grouped(found, **about) if part.is_open]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("/boms/", Group.MASTER),
        ("/boms/7/lines/add/", Group.MASTER),
        ("/deliveries/3/return/", Group.TRADE),
        ("/stock/items/6/", Group.STOCK),
        ("/stock/units/", Group.MASTER),
        ("/orders/WO-1/", Group.LIVE),
        ("/nowhere/", Group.LIVE),
    ],
)
def test_a_long_menu_opens_the_heading_of_the_page(path: str, group: Group):
    assert opened(entries(Role.ADMINISTRATOR), path=path) == [group]


def test_what_a_person_left_open_comes_open_again():
    every = entries(Role.ADMINISTRATOR)
    assert opened(every, path="/boms/", kept="2.3") == [Group.TRADE, Group.STOCK, Group.MASTER]
    assert opened(every, path="/nowhere/", kept="") == []
    assert opened(every, path="/nowhere/", kept="99.x.") == []


def test_a_short_menu_needs_no_opening_until_somebody_closes_it():
    few = entries(Role.ADMINISTRATOR)[: menu.SHORT]
    numbers = [part.number for part in menu.grouped(few)]
    assert opened(few, path="/nowhere/") == numbers
    assert opened(few, path="/nowhere/", kept=str(numbers[-1])) == numbers[-1:]


def test_no_entry_is_lost():
    every = [entry for entry in entries(Role.ADMINISTRATOR) if entry.group is not Group.PERSON]
    assert [entry for part in menu.grouped(every) for entry in part.entries] == every
