"""Tables of the equipment hierarchy (ISA-95 part 1, clause 5.3), the work calendar, people and tools, by noun."""

from dure.plant.models.equipment import CODE, Area, Enterprise, Named, Site, WorkCenter, WorkUnit
from dure.plant.models.people import REGION_NAMES, ROLE_NAMES, Person, PersonSkill, RecoveryCodes, Skill, Tablet
from dure.plant.models.records import ChangeRecord, LoginGuard, NumberPeriod, NumberSeries, SecurityRecord
from dure.plant.models.times import Break, CalendarEntry, Shift
from dure.plant.models.tools import Tool

__all__ = [
    "CODE",
    "REGION_NAMES",
    "ROLE_NAMES",
    "Area",
    "Break",
    "CalendarEntry",
    "ChangeRecord",
    "Enterprise",
    "LoginGuard",
    "Named",
    "NumberPeriod",
    "NumberSeries",
    "Person",
    "PersonSkill",
    "RecoveryCodes",
    "SecurityRecord",
    "Shift",
    "Site",
    "Skill",
    "Tablet",
    "Tool",
    "WorkCenter",
    "WorkUnit",
]
