"""A small plant for tests: one company, one line, two machines, people of every role."""

from datetime import date, time

from django.test import Client

from dure.plant import services
from dure.plant.models import Person, Shift, Site, WorkUnit
from dure.plant.roles import Role

PASSWORD = "Rice-noodle-77"


def small_plant() -> WorkUnit:
    """Day shift 08-17 with an hour's break from 2026 on; the first of two machines."""
    top = services.add_part(level="enterprise", by=None, code="E1", name="한울식품")
    site = services.add_part(level="site", by=None, code="S1", name="본공장", enterprise=top)
    area = services.add_part(level="area", by=None, code="A1", name="포장동", site=site)
    line = services.add_part(level="work-center", by=None, code="L1", name="1라인", area=area)
    unit = services.add_part(level="work-unit", by=None, code="M1", name="포장기", work_center=line)
    services.add_part(level="work-unit", by=None, code="M2", name="충전기", work_center=line)
    day_shift(site)  # type: ignore[arg-type]
    assert isinstance(unit, WorkUnit)
    return unit


def day_shift(site: Site) -> Shift:
    return services.add_shift(
        by=None, site=site, code="D", name="주간", starts=time(8), ends=time(17), weekdays=[0, 1, 2, 3, 4],
        valid_from=date(2026, 1, 1), breaks=[(time(12), time(13))],
    )  # fmt: skip


def person(*roles: Role, name: str = "", **values: object) -> Person:
    username = name or "-".join(roles) or "nobody"
    ends_on = date(2099, 1, 1) if Role.MENTOR in roles else None
    given = {"ends_on": ends_on, "display_name": username} | values
    return services.add_person(username=username, roles=list(roles), password=PASSWORD, by=None, **given)


def logged_in(who: Person) -> Client:
    client = Client()
    client.force_login(who)
    return client
