"""Who may open which page of the plant, and what an honest request gets."""

from dure.plant.roles import Role
from tests.access.table import (
    ADMIN,
    BUT_OPERATORS,
    EVERYONE,
    LEADERS,
    PLANNERS,
    Row,
    deed,
    form,
    page,
)

COMPANY = frozenset({Role.ADMINISTRATOR, Role.OFFICE, Role.OWNER})
SHIFT = {"name": "주간", "starts": "08:00", "ends": "17:00", "weekdays": ["0"], "valid_from": "2026-01-01"}
PERSON = {"display_name": "김", "username": "fresh", "roles": ["operator"], "language": "ko"}
PASSWORD = "Barley-tea-2026"
PLANT: dict[str, Row] = {
    "second_factor": form(EVERYONE, status_post=403),
    "second_factor_setup": form(EVERYONE, status_post=422),
    "account": page(EVERYONE),
    "account_password": deed(EVERYONE, data={"old": "wrong", "new": PASSWORD, "again": PASSWORD}, status_post=422),
    "account_pin": deed(EVERYONE, data={"pin": "2580"}),
    "account_codes": deed(EVERYONE),
    "account_everywhere": deed(EVERYONE),
    "picture": page(EVERYONE, "work-unit", "pictured"),
    "unit": page(EVERYONE, "unit"),
    "company": form(COMPANY, data={"name": "한울식품"}),
    "company_paper": page(COMPANY),
    "company_stamp": page(BUT_OPERATORS),
    "company_stamp_set": deed(COMPANY, data={"remove": "1"}),
    "company_undo": deed(COMPANY, "company_change"),
    "tree": page(BUT_OPERATORS),
    "part_add": form(PLANNERS, "area", data={"site": "=site", "name": "새 구역", "code": "A9", "sort_order": "0"}),
    "part": form(PLANNERS, "area", "hall", data={"site": "=site", "name": "구역", "code": "A1", "sort_order": "0"}),
    "part_in_use": deed(PLANNERS, "work-unit", "unit", data={"in_use": "0"}),
    "part_picture": deed(PLANNERS, "work-unit", "unit", data={"remove": "1"}),
    "calendar": page(BUT_OPERATORS),
    "entry_add": form(
        PLANNERS,
        data={"site": "=site", "kind": "closed", "starts_at": "2026-05-04T09:00", "ends_at": "2026-05-04T12:00"},
    ),
    "entry_remove": deed(PLANNERS, "calendar_entry"),
    "shifts": page(BUT_OPERATORS),
    "shift_add": form(PLANNERS, data=SHIFT | {"site": "=site", "code": "D2"}),
    "shift": form(PLANNERS, "shift", data=SHIFT | {"code": "D", "from_day": "2026-01-01"}),
    "people": page(LEADERS),
    "person_add": form(LEADERS, data=PERSON),
    "person": form(LEADERS, "operator", data=PERSON | {"username": "kim", "is_active": "on"}),
    "person_in_service": deed(LEADERS, "operator", 0),
    "person_badge": deed(LEADERS, "operator"),
    "person_pin": deed(LEADERS, "operator", data={"pin": "2580"}),
    "person_password": deed(ADMIN, "operator", data={"password": PASSWORD}),
    "person_everywhere": deed(ADMIN, "operator"),
    "person_factor": deed(ADMIN, "operator"),
    "badges": page(LEADERS),
    "skills": page(BUT_OPERATORS),
    "skill_add": form(LEADERS, data={"name": "용접", "code": "WELD", "sort_order": "0"}),
    "skill_set": deed(LEADERS, data={"person": "=operator", "skill": "=skill", "level": "2"}),
    "skill_of": form(LEADERS, "operator", "skill", data={"level": "2", "valid_to": "2031-01-01"}),
    "tablets": page(LEADERS),
    "tablet_register": deed(LEADERS, data={"name": "태블릿"}),
    "tablet_remove": deed(LEADERS, "tablet"),
    "tablet_restore": deed(LEADERS, "tablet"),
    "security": page(ADMIN),
    "changes": page(PLANNERS),
    "change_undo": deed(PLANNERS, "change"),
}
PUBLIC = {
    "setup": Row(status_get=404),
    "login": Row(),
    "logout": Row(status_get=405),
    "tablet": Row(status_get=403),
    # Without https of the plant's own there is nothing to trust.
    "certificate": Row(status_get=404),
    "certificate_file": Row(status_get=404),
}
"""Open without log-in; tests/plant/test_login.py says what they do."""
