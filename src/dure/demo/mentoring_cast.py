"""Who improves the demonstration plant, and how what they did some days ago is written down as of then."""

import os
import time as real
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from dure.plant.models import Area, Person, WorkUnit

_ZONE = ZoneInfo("Asia/Seoul")
_CLOCK = "DURE_CLOCK"


@dataclass(frozen=True, slots=True)
class Cast:
    """The people by their parts, and the places they speak of by code."""

    mentor: Person
    owner: Person
    supervisor: Person
    maintenance: Person
    quality: Person
    planner: Person
    operators: tuple[Person, Person]
    areas: dict[str, Area]
    units: dict[str, WorkUnit]

    @classmethod
    def of_plant(cls) -> Self:
        people = {
            one.username.removeprefix("demo-"): one for one in Person.objects.filter(username__startswith="demo-")
        }
        return cls(
            *(people[name] for name in ("mentor", "owner", "supervisor", "maintenance", "quality", "planner")),
            (people["operator1"], people["operator2"]),
            {area.code: area for area in Area.objects.all()},
            {unit.code: unit for unit in WorkUnit.objects.select_related("work_center__area")},
        )


def moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), _ZONE)


@contextmanager
def as_of(day: date, hour: int = 10) -> Iterator[None]:
    """The plant's clock as it was at an hour of a past day, for what is written inside."""
    before = os.environ.get(_CLOCK)
    os.environ[_CLOCK] = f"{moment(day, hour).timestamp()!r},{real.time()!r},1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_CLOCK]
        else:
            os.environ[_CLOCK] = before


def workday(day: date, back: int) -> date:
    """The working day so many working days before."""
    while back:
        day -= timedelta(days=1)
        back -= day.weekday() < 5
    return day
