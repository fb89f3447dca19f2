"""The first set-up of an empty installation: the plant in its smallest form and the one who administers it."""

from datetime import date, time
from enum import StrEnum

from django.db import connection, transaction

from dure.kernel.errors import Conflict
from dure.plant import selectors
from dure.plant.models import Person, Site
from dure.plant.roles import Role
from dure.plant.services.people import add_person
from dure.plant.services.records import Act, record_act
from dure.plant.services.times import add_shift
from dure.plant.services.tree import add_part


class Preset(StrEnum):
    """Common shift patterns to begin with."""

    DAY = "day"
    TWO = "two"
    THREE = "three"


_NOON = (time(12), time(13))
_WEEK = [0, 1, 2, 3, 4]
PRESETS: dict[Preset, tuple[tuple[str, str, time, time, tuple[tuple[time, time], ...]], ...]] = {
    Preset.DAY: (("D", "주간", time(9), time(18), (_NOON,)),),
    Preset.TWO: (
        ("D", "주간", time(8), time(20), (_NOON, (time(17), time(17, 30)))),
        ("N", "야간", time(20), time(8), ((time(0), time(1)), (time(5), time(5, 30)))),
    ),
    Preset.THREE: (
        ("1", "1조", time(6), time(14), ((time(10), time(10, 30)),)),
        ("2", "2조", time(14), time(22), ((time(18), time(18, 30)),)),
        ("3", "3조", time(22), time(6), ((time(2), time(2, 30)),)),
    ),
}


@transaction.atomic
def set_up(
    *,
    company: str,
    site: str,
    area: str,
    work_center: str,
    work_unit: str,
    preset: Preset,
    since: date,
    username: str,
    display_name: str,
    password: str,
    address: str = "",
) -> Person:
    """Make everything at once, or nothing. Raises Conflict when someone has done it already."""
    person = set_up_hub(username=username, display_name=display_name, password=password, address=address)
    top = add_part(level="enterprise", by=person, code="E1", name=company)
    place = add_part(level="site", by=person, code="S1", name=site, enterprise=top)
    hall = add_part(level="area", by=person, code="A1", name=area, site=place)
    line = add_part(level="work-center", by=person, code="L1", name=work_center, area=hall)
    add_part(level="work-unit", by=person, code="M1", name=work_unit, work_center=line)
    add_preset(site=place, preset=preset, since=since, by=person)  # type: ignore[arg-type]
    return person


@transaction.atomic
def set_up_hub(*, username: str, display_name: str, password: str, address: str = "") -> Person:
    """The one who administers it: all that a hub begins with. Raises Conflict when someone has done it already."""
    with connection.cursor() as cursor:  # two browsers at the same time: the second one waits and is refused
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dure.plant.set_up'))")
    if selectors.has_been_set_up():
        raise Conflict("This has been set up already. Please log in.")
    person = add_person(
        username=username, display_name=display_name, password=password, roles=[Role.ADMINISTRATOR], by=None
    )
    record_act(Act.SET_UP, person=person, address=address)
    return person


def add_preset(*, site: Site, preset: Preset, since: date, by: Person | None) -> None:
    """Monday to Friday, by one of the common patterns."""
    for code, name, starts, ends, breaks in PRESETS[preset]:
        add_shift(
            by=by,
            site=site,
            code=code,
            name=name,
            starts=starts,
            ends=ends,
            weekdays=_WEEK,
            valid_from=since,
            breaks=breaks,
        )
