"""The roles of people in a plant, and which of them need a second factor.

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


SECOND_FACTOR = frozenset({Role.PLANNER, Role.OFFICE, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Roles that log in from offices and phones and so must show a second factor."""
