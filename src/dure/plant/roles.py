"""The roles of people in a plant and of a region's programme, and which of them need a second factor.

Pure: the web's access guard and the people pages both read this one list.
"""

from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    MAINTENANCE = "maintenance"
    PLANNER = "planner"
    OFFICE = "office"
    OWNER = "owner"
    MENTOR = "mentor"
    ADMINISTRATOR = "administrator"


class RegionRole(StrEnum):
    """Who somebody is in the programme of a region; a seat in an organisation gives it."""

    PROVINCE = "province"
    CITY = "city"
    AGENCY = "agency"
    CENTRE = "centre"
    FORUM = "forum"
    ASSESSOR = "assessor"
    FIRM = "firm"
    SUPPLIER = "supplier"
    ASSEMBLY = "assembly"
    COUNCIL = "council"
    MINISTRY = "ministry"
    FEDERATION = "federation"


SECOND_FACTOR = frozenset({Role.PLANNER, Role.OFFICE, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR, *RegionRole})
"""Roles that log in from offices and phones and so must show a second factor."""
