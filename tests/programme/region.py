"""Firms of a small region and people with seats, for tests of the hub."""

from dure.plant.roles import RegionRole, Role
from dure.plant.today import today
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import actors, firms
from tests.plant.plants import person

NUMBERS = ("9999900010", "9999900024", "9999900039")
"""Made-up business numbers whose last digits fit."""


def keeper():
    return person(Role.ADMINISTRATOR, name="keeper")


def three_firms(by):
    """Two of Jeongeup and one of Iksan."""
    with within(EVERYTHING):
        return [
            firms.add_firm(business_number=number, name=f"기업 {n}", city=city, sector="C10", by=by)
            for n, (number, city) in enumerate(zip(NUMBERS, ("jeongeup", "jeongeup", "iksan"), strict=True), 1)
        ]


def seated(by, kind, *, name="", **of):
    """Somebody who sits for an organisation of this kind from today on."""
    username = name or f"a-{kind}"
    with within(EVERYTHING):
        office = actors.add_organisation(kind=kind, name=f"{kind} of {username}", by=by, **of)
        seat = actors.give_seat(organisation=office, username=username, display_name=username, first_on=today(), by=by)
    return seat.person


def officer(by, name="officer"):
    return seated(by, RegionRole.AGENCY, name=name)
