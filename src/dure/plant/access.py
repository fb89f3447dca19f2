"""Who may open the plant's pages."""

from dure.plant.roles import Role
from dure.web.access import PUBLIC, SIGNED_IN

ADMIN = {Role.ADMINISTRATOR}
LEADERS = {Role.ADMINISTRATOR, Role.SUPERVISOR}
PLANNERS = {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER}
COMPANY = {Role.ADMINISTRATOR, Role.OFFICE, Role.OWNER}
READERS = PLANNERS | {Role.QUALITY, Role.MAINTENANCE, Role.OFFICE, Role.OWNER, Role.MENTOR}

ACCESS = {
    "web:first-steps": PLANNERS | {Role.OFFICE, Role.OWNER, Role.MENTOR},
    "plant:setup": PUBLIC,
    "plant:login": PUBLIC,
    "plant:logout": PUBLIC,
    "plant:tablet": PUBLIC,
    "plant:certificate": PUBLIC,
    "plant:certificate_file": PUBLIC,
    "plant:second_factor": SIGNED_IN,
    "plant:second_factor_setup": SIGNED_IN,
    "plant:account": SIGNED_IN,
    "plant:account_password": SIGNED_IN,
    "plant:account_pin": SIGNED_IN,
    "plant:account_codes": SIGNED_IN,
    "plant:account_everywhere": SIGNED_IN,
    "plant:picture": SIGNED_IN,
    "plant:unit": READERS | {Role.OPERATOR},
    "plant:company": COMPANY,
    "plant:company_paper": COMPANY,
    "plant:company_stamp": READERS,
    "plant:company_stamp_set": COMPANY,
    "plant:company_undo": COMPANY,
    "plant:tree": READERS,
    "plant:part_add": PLANNERS,
    "plant:part": PLANNERS,
    "plant:part_in_use": PLANNERS,
    "plant:part_picture": PLANNERS,
    "plant:calendar": READERS,
    "plant:entry_add": PLANNERS,
    "plant:entry_remove": PLANNERS,
    "plant:shifts": READERS,
    "plant:shift_add": PLANNERS,
    "plant:shift": PLANNERS,
    "plant:people": LEADERS,
    "plant:person_add": LEADERS,
    "plant:person": LEADERS,
    "plant:person_in_service": LEADERS,
    "plant:person_badge": LEADERS,
    "plant:person_pin": LEADERS,
    "plant:person_password": ADMIN,
    "plant:person_everywhere": ADMIN,
    "plant:person_factor": ADMIN,
    "plant:badges": LEADERS,
    "plant:skills": READERS,
    "plant:skill_add": LEADERS,
    "plant:skill_set": LEADERS,
    "plant:skill_of": LEADERS,
    "plant:tablets": LEADERS,
    "plant:tablet_register": LEADERS,
    "plant:tablet_remove": LEADERS,
    "plant:tablet_restore": LEADERS,
    "plant:security": ADMIN,
    "plant:changes": PLANNERS,
    "plant:change_undo": PLANNERS,
    "admin:*": ADMIN,
}
HUB = frozenset(
    {
        "plant:setup", "plant:login", "plant:logout", "plant:certificate", "plant:certificate_file",
        "plant:second_factor", "plant:second_factor_setup", "plant:account", "plant:account_password",
        "plant:account_codes", "plant:account_everywhere", "plant:people", "plant:person_in_service",
        "plant:person_password", "plant:person_everywhere", "plant:person_factor", "plant:security",
    }
)  # fmt: skip
"""People and their log-ins; a hub has no machines, shifts or tablets."""
