"""Who may open which page of safety, and what an honest request gets; with one of everything that these can name."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from dure.safety import services
from dure.safety.models import RiskAssessment
from tests.access.table import ADMIN, BAD, EVERYONE, LEADERS, Row, deed, form, page
from tests.plant.plants import small_plant

CHIEFS = LEADERS | {Role.OWNER}
ASSESSORS = CHIEFS | {Role.PLANNER, Role.QUALITY, Role.MAINTENANCE, Role.MENTOR}
ANSWERERS = CHIEFS | {Role.QUALITY, Role.MAINTENANCE}
KEEPERS = CHIEFS | {Role.OFFICE}
ASKERS = ASSESSORS | {Role.OFFICE}
DOERS = EVERYONE - {Role.MENTOR}
NAMERS = ADMIN | {Role.OWNER}
DAY = date(2026, 5, 4)
LINE = {"step": "교체", "group": "mechanical", "kind": "caught", "hazard": "끼임", "frequency": "2", "severity": "2"}
RISK = {"operation": "절단", "kind": "first", "assessed_on": "2026-05-04", "review_on": "2027-05-04", "place": "=place"}
TASK = {"task": "들기", "recorded_on": "2026-05-04", "place": "=place"}
LIFT = {
    "load_kg": "5", "horizontal_cm": "30", "vertical_cm": "75", "distance_cm": "25", "asymmetry_deg": "0",
    "lifts_per_min": "1", "duration": "short", "coupling": "good",
}  # fmt: skip
POSTURE = dict.fromkeys(("neck", "trunk", "legs", "upper_arm", "lower_arm", "wrist"), "1")
POSTURE |= {"knees": "0", "load": "0", "coupling": "0"}
ACCIDENT = {"happened_at": "2026-05-04T10:00", "place": "=place", "kind": "cut", "text": "베임"}
INJURY = {"outcome": "treated", "body_part": "hand", "lost_days": "0", "employment": "own"}
BAND = {"up_to": "30", "name": "더 높음", "advice": "중지", "tone": "bad"}
ASKED = {"text": "덮개 설치", "owner": "=owner", "due_on": "2026-05-11", "place": "=place"}

ROWS: dict[str, Row] = {
    "home": page(EVERYONE),
    "wall": page(EVERYONE),
    "picture": page(EVERYONE, "near-miss", "near_miss", "picture"),
    "near-misses": page(EVERYONE),
    "near-miss": page(EVERYONE, "near_miss"),
    "near-miss-answer": form(ANSWERERS, "near_miss", data={"status": "handled", "answer": "확인 중"}),
    "suggestions": page(EVERYONE),
    "suggestion": page(EVERYONE, "suggestion"),
    "suggestion-answer": form(CHIEFS, "suggestion", data={"status": "accepted", "answer": "좋습니다"}),
    "points": page(KEEPERS),
    "point-add": form(KEEPERS, data={"place": "=unit_place"}),
    "point-in-use": deed(KEEPERS, "point", data={"in_use": "0"}),
    "point-renew": deed(KEEPERS, "point"),
    "risks": page(EVERYONE),
    "risk": page(EVERYONE, "risk"),
    "risk-print": page(EVERYONE, "risk"),
    "risk-add": form(ASSESSORS, data=RISK),
    "risk-change": form(ASSESSORS, "risk", data=RISK),
    "risk-again": form(ASSESSORS, "approved_risk", data={"assessed_on": "2026-06-01", "review_on": "2027-06-01"}),
    "risk-approve": deed(CHIEFS, "risk"),
    "participant-add": deed(ASSESSORS, "risk", data={"name": "박외부"}),
    "participant-remove": deed(ASSESSORS, "participant"),
    "line-add": form(ASSESSORS, "risk", data=LINE),
    "line": form(ASSESSORS, "risk_line", data=LINE),
    "line-remove": deed(ASSESSORS, "risk_line"),
    "matrices": page(EVERYONE - {Role.OPERATOR}),
    "matrix": page(EVERYONE - {Role.OPERATOR}, "matrix"),
    "matrix-first": deed(CHIEFS, status_post=409),
    "matrix-new": form(CHIEFS, "matrix", data={"note": "또"}, status_post=409),
    "matrix-words": form(CHIEFS, "draft", data={"frequencies": "하\n중\n상", "severities": "하\n중\n상"}),
    "matrix-in-force": deed(CHIEFS, "draft"),
    "band-add": form(CHIEFS, "draft", data=BAND),
    "band": form(CHIEFS, "band", data=BAND),
    "band-remove": deed(CHIEFS, "band"),
    "actions": page(EVERYONE),
    "action": page(EVERYONE, "action"),
    "evidence-file": page(EVERYONE, "evidence"),
    "evidence-add": deed(DOERS, "action", data={}, status_post=BAD),
    "evidence-remove": deed(CHIEFS, "evidence"),
    "action-close": deed(CHIEFS, "action", data={"done": "설치"}),
    "action-add": form(ASKERS, data=ASKED),
    "action-add-for": form(ASKERS, "near_miss_word", "near_miss", data=ASKED),
    "action-change": form(ASKERS, "action", data=ASKED),
    "action-reopen": deed(CHIEFS, "closed_action"),
    "undo": deed(ASKERS, "change"),
    "accidents": page(KEEPERS),
    "accident": page(KEEPERS, "accident"),
    "accident-picture": page(KEEPERS, "accident"),
    "accident-add": form(KEEPERS, data=ACCIDENT),
    "accident-change": form(KEEPERS, "accident", data=ACCIDENT),
    "accident-close": deed(KEEPERS, "accident", status_post=BAD),
    "injury-add": form(KEEPERS, "accident", data=INJURY),
    "injury": form(KEEPERS, "injury", data=INJURY),
    "rates": page(EVERYONE),
    "hours": form(KEEPERS, data={"site": "=site", "month": "2026-05", "hours": "1600", "workers": "10"}),
    "tasks": page(EVERYONE),
    "task": page(EVERYONE, "task"),
    "task-add": form(ASSESSORS, data=TASK),
    "task-change": form(ASSESSORS, "task", data=TASK),
    "lifting": form(ASSESSORS, "task", "before", data=LIFT),
    "posture": form(ASSESSORS, "task", "after", data=POSTURE),
}
OWN_DEEDS = {"evidence-remove", "action-close"}
"""Open to all but mentors by the guard; the service lets only the person who was asked and leaders do them."""
OPEN = {"tell", "suggest", "at", "at-suggest", "told"}
"""Without a log-in; the pages themselves ask for a code of the plant or a registered tablet."""


def make(chief: Person, pixel: bytes) -> dict[str, Any]:
    """One of everything, in a small plant."""
    unit = small_plant()
    hall = unit.work_center.area
    told = services.report_near_miss(client_id=uuid.uuid4(), kind="slip", area=hall, by=None, picture=pixel)
    idea = services.suggest(client_id=uuid.uuid4(), topic="ease", text="받침대", area=hall, by=chief)
    point = services.add_point(area=hall, work_unit=None, by=chief)
    ask = {"area": hall, "owner": chief, "due_on": DAY, "by": chief}
    action, closed = (services.add_action(text=text, **ask) for text in ("덮개", "표지"))
    change = ChangeRecord.objects.filter(table="CorrectiveAction", row_id=closed.pk).get()
    changed = services.add_action(text="난간", **ask)
    change = ChangeRecord.objects.filter(table="CorrectiveAction", row_id=changed.pk).get()
    proof = services.add_evidence(action=action, data=pixel, by=chief)
    services.add_evidence(action=closed, data=pixel, by=chief)
    services.close_action(action=closed, done="붙임", by=chief)
    return {
        "unit": unit.pk, "site": hall.site_id, "place": f"a{hall.pk}", "unit_place": f"u{unit.pk}",
        "near_miss": told.pk, "near_miss_word": "near_miss", "suggestion": idea.pk, "point": point.pk,
        "token": point.token, "told": told.number, "action": action.pk, "closed_action": closed.pk,
        "evidence": proof.pk, "change": change.pk, "owner": chief.pk,
        **_risks(chief, hall), **_accidents(chief, hall, pixel),
    }  # fmt: skip


def _risks(chief: Person, hall: Any) -> dict[str, Any]:
    matrix = services.add_first_matrix(in_force_from=DAY, by=chief)

    def begun() -> RiskAssessment:
        made = services.add_assessment(
            area=hall, operation="프레스", assessed_on=DAY, review_on=DAY + timedelta(days=365), by=chief
        )
        services.add_participant(assessment=made, name="김작업", is_worker=True, by=chief)
        services.set_line(assessment=made, line=None, by=chief, **(LINE | {"frequency": 2, "severity": 2}))
        return made

    risk, approved = begun(), begun()
    services.approve_assessment(assessment=approved, by=chief)
    draft = services.new_matrix_version(matrix=matrix, note="다듬기", by=chief)
    return {
        "risk": risk.pk, "approved_risk": approved.pk, "participant": risk.participants.get().pk,
        "risk_line": risk.lines.get().pk, "matrix": matrix.pk, "draft": draft.pk, "band": draft.bands.first().pk,
    }  # fmt: skip


def _accidents(chief: Person, hall: Any, pixel: bytes) -> dict[str, Any]:
    accident = services.add_accident(
        happened_at=datetime(2026, 5, 4, tzinfo=UTC), kind="cut", text="베임", area=hall, by=chief, picture=pixel
    )
    injury = services.add_injury(accident=accident, by=chief, name="김작업", outcome="treated", body_part="hand")
    services.set_hours(site=hall.site, month=DAY, hours=Decimal(1600), workers=Decimal(10), by=chief)
    task = services.add_task(area=hall, task="상자 들기", recorded_on=DAY, by=chief)
    return {"accident": accident.pk, "injury": injury.pk, "task": task.pk}
