"""Pages of residencies."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from dure.kernel import clock
from dure.mentoring.models import AssignedStay, LogSave, Mentor, Residency
from dure.mentoring.services.assignment import propose
from dure.mentoring.services.daylogs import take_photo, take_save
from dure.mentoring.services.mentors import add_conflict, add_factory, add_mentor, set_mentor_skill, set_need
from dure.mentoring.services.residency import add_handover, add_residency, end_residency
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.access.table import BAD, BUT_OPERATORS, EVERYONE, LEADERS, Row, deed, form, page
from tests.access.things import PIXEL

CHIEFS = LEADERS | {Role.OWNER}
LOGGERS = CHIEFS | {Role.MENTOR}
MENTOR = {"name": "이새멘토", "city": "iksan", "days_a_week": "5", "weeks_a_year": "40", "is_active": "on"}
FACTORY = {
    "name": "새공장", "city": "iksan", "team": "1", "weeks": "4", "days_a_week": "5", "first_on": "2026-09-01",
    "last_on": "2026-12-31", "is_active": "on",
}  # fmt: skip
STAY = {"mentors": ["=other_mentor"], "starts_on": "2031-09-01", "weeks": "4"}
TODAY = {"last_on": "=today", "result": "완료"}
POINTS = {"unserved": "10000", "km": "1", "over": "30", "wait": "5", "road_factor": "1.3"}
HANDED = {"text": "점검표", "owner": "=owner", "due_on": "2031-09-01"}
ROWS: dict[str, Row] = {
    "residencies": page(BUT_OPERATORS),
    "residency": page(BUT_OPERATORS, "residency"),
    "residency-report": page(BUT_OPERATORS, "residency"),
    "residency-add": form(CHIEFS, data=STAY | {"factory": "=factory"}),
    "residency-change": form(CHIEFS, "residency", data=STAY, status_post=409),
    "residency-end": form(CHIEFS, "quiet_residency", data=TODAY),
    "residency-reopen": deed(CHIEFS, "ended_residency"),
    "residency-week": form(LOGGERS, "residency", 1, data={"aim": "진단", "tasks": ""}),
    "handover-add": form(LOGGERS, "residency", data=HANDED),
    "handover-remove": deed(LOGGERS, "handover"),
    "handover-take": form(CHIEFS, "handover", data={"sure": "on"}),
    "handovers": page(EVERYONE - {Role.MENTOR}),
    "log": page(LOGGERS),
    "log-worker": page(LOGGERS),
    "log-book": page(LOGGERS),
    "log-saves": deed(LOGGERS, status_post=BAD),
    "log-photo-add": deed(LOGGERS, status_post=BAD),
    "log-day": page(BUT_OPERATORS, "log"),
    "log-settle": deed(LOGGERS, "log", status_post=BAD),
    "log-photo": page(BUT_OPERATORS, "log_photo"),
    "mentors": page(LOGGERS),
    "mentor": page(LOGGERS, "mentor"),
    "mentor-add": form(CHIEFS, data=MENTOR),
    "mentor-change": form(CHIEFS, "mentor", data=MENTOR),
    "mentor-part-add": form(
        CHIEFS, "mentor", "absence", data={"first_on": "2031-01-01", "last_on": "2031-01-02", "reason": ""}
    ),
    "mentor-part-remove": deed(CHIEFS, "conflict_word", "mentor_conflict"),
    "factories": page(BUT_OPERATORS),
    "factory": page(BUT_OPERATORS, "factory"),
    "factory-add": form(CHIEFS, data=FACTORY),
    "factory-change": form(CHIEFS, "factory", data=FACTORY),
    "factory-need-add": form(CHIEFS, "factory", data={"field": "mes", "level": "2"}),
    "assignments": page(CHIEFS),
    "assignment": page(CHIEFS, "assignment"),
    "assignment-propose": form(CHIEFS, data=POINTS | {"first_on": "2031-01-06"}),
    "assignment-close": deed(CHIEFS, "assignment"),
    "assigned-stay": form(CHIEFS, "assigned_stay", data={"starts_on": "2031-01-13", "team": ["=other_mentor"]}),
    "assigned-stay-release": deed(CHIEFS, "assigned_stay"),
    "assigned-stay-accept": deed(CHIEFS, "assigned_stay"),
    "residency-undo": deed(CHIEFS, "residency_change"),
}


def make(by: Person) -> dict[str, Any]:
    today, day = timezone.localdate(clock.now()), timedelta(days=1)
    asked = date(2031, 1, 6)
    factory = add_factory(
        name="한울식품", city="jeonju", first_on=asked, last_on=asked + 200 * day, weeks=4, team=1, by=by
    )
    set_need(factory=factory, field="quality", level=1, by=by)
    one, other, third = (add_mentor(name=name, city="jeonju", by=by) for name in ("김멘토", "박멘토", "최멘토"))
    set_mentor_skill(mentor=other, field="quality", level=3, years=20, evidence="공장 두 곳", by=by)
    conflict = add_conflict(mentor=one, factory=factory, reason="전 직장", by=by)
    elsewhere = add_factory(
        name="다른공장", city="muju", first_on=today, last_on=today + 90 * day, weeks=4, team=1, by=by
    )
    stay, quiet, ended = (
        add_residency(factory=elsewhere, mentors=[who], starts_on=begins, weeks=2, by=by)
        for who, begins in ((one, today - 7 * day), (third, today - 7 * day), (third, today - 60 * day))
    )
    end_residency(residency=ended, last_on=ended.starts_on, result="완료", by=by)
    _save(stay, one, today, "가", by)
    log = _save(stay, one, today, "나", by).log
    photo = take_photo(residency=stay, mentor=one, day=today, key=uuid.uuid4(), data=PIXEL, by=by)
    handover = add_handover(residency=stay, text="점검표", owner=by, due_on=today, by=by)
    change = ChangeRecord.objects.latest("pk")
    proposal = propose(first_on=asked, by=by)
    return {
        "factory": factory.pk, "mentor": one.pk, "other_mentor": other.pk, "mentor_conflict": conflict.pk,
        "conflict_word": "conflict", "residency": stay.pk, "quiet_residency": quiet.pk, "ended_residency": ended.pk,
        "today": today.isoformat(), "owner": by.pk, "handover": handover.pk, "log": log.pk,
        "log_photo": photo.pk,
        "residency_change": change.pk, "assignment": proposal.pk,
        "assigned_stay": AssignedStay.objects.get(assignment=proposal, factory=factory).pk,
    }  # fmt: skip


def _save(stay: Residency, mentor: Mentor, day: date, text: str, by: Person) -> LogSave:
    values = {"hours": 8, "done": text, "found": "", "tomorrow": ""}
    return take_save(
        residency=stay, mentor=mentor, day=day, key=uuid.uuid4(), base=None, values=values, written_at=clock.now(),
        by=by,
    )  # fmt: skip
