"""Pages of practice cards, voices, training and visits."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from dure.mentoring.models import Course, ImprovementTask, TrainingSession
from dure.mentoring.services import cards, certificates, training, visits, voices
from dure.plant.models import ChangeRecord, Person, WorkUnit
from dure.plant.roles import Role
from tests.access.table import BAD, BUT_OPERATORS, EVERYONE, LEADERS, Row, deed, form, page
from tests.access.things import PIXEL
from tests.plant.plants import person

WRITERS = BUT_OPERATORS - {Role.OFFICE}
HEADS = LEADERS | {Role.OWNER}
CARD = {
    "title": "예열", "problem": "오래 걸림", "cause": "차가움", "measure": "미리 데움", "loss": "setup",
    "sector": "plastic",
}  # fmt: skip
DAY = date(2026, 5, 4)
MEETING = {"title": "5월 간담회", "held_on": "2026-05-04"}
COURSE = {"name": "용접", "hours": "4", "level": "2", "pass_percent": "60", "attend_percent": "80", "is_active": "on"}
SESSION = {"held_on": "2026-05-04", "starts": "09:00", "ends": "12:00", "break_min": "0", "trainer_name": "강사"}
VISIT = {
    "topic": "교체", "shows": "순서", "held_on": "2099-05-04", "starts": "09:00", "ends": "11:00", "place": "정문",
    "most": "5", "statement": "말하지 않음",
}  # fmt: skip

ROWS: dict[str, Row] = {
    "cards": page(EVERYONE),
    "card": page(EVERYONE, "card"),
    "card-picture": page(EVERYONE, "card_picture"),
    "card-add": form(WRITERS, data=CARD),
    "card-change": form(WRITERS, "draft_card", data=CARD),
    "card-version": deed(WRITERS, "card"),
    "card-picture-add": deed(WRITERS, "draft_card", data={}, status_post=BAD),
    "card-picture-remove": deed(WRITERS, "card_picture"),
    "card-link": deed(WRITERS, "draft_card", data={"task": "=other_task"}),
    "card-unlink": deed(WRITERS, "card_link"),
    "card-effects": deed(WRITERS, "card"),
    "card-try": form(WRITERS, "card", data={"area": "=area"}),
    "card-untry": deed(WRITERS, "card_use"),
    "card-publish": deed(HEADS, "draft_card"),
    "card-withdraw": deed(HEADS, "card", data={"why": "낡음"}),
    "card-index": deed(HEADS),
    "card-share": form(HEADS, "card", data={"origin": "어느 공장"}, status_post=200),
    "card-take-in": form(HEADS, data={}, status_post=BAD),
    "knowhow-undo": deed(BUT_OPERATORS, "card_change"),
    "voices": page(EVERYONE),
    "voice": page(EVERYONE, "voice"),
    "voice-ask": form(EVERYONE, data={"topic": "work", "text": "의자"}),
    "voices-own": page(EVERYONE),
    "voice-give": form(HEADS, "voice", data={"owner": "=owner", "due_on": "2099-01-01"}),
    "voices-service": page(BUT_OPERATORS),
    "meetings": page(BUT_OPERATORS),
    "meeting": page(BUT_OPERATORS, "meeting"),
    "meeting-add": form(WRITERS, data=MEETING),
    "meeting-change": form(WRITERS, "meeting", data=MEETING),
    "voice-note": form(WRITERS, "meeting", data={"topic": "work", "text": "의자"}),
    "courses": page(BUT_OPERATORS),
    "course": page(BUT_OPERATORS, "course"),
    "course-add": form(WRITERS, data=COURSE),
    "course-change": form(WRITERS, "course", data=COURSE),
    "question-add": deed(WRITERS, "course", data={"text": "?", "options": "가\n나", "right": "1"}),
    "question-remove": deed(WRITERS, "question"),
    "sessions": page(BUT_OPERATORS),
    "session": page(WRITERS, "session"),
    "session-add": form(WRITERS, "course", data=SESSION),
    "session-change": form(WRITERS, "session", data=SESSION),
    "session-close": deed(WRITERS, "session"),
    "session-reopen": deed(HEADS, "closed_session"),
    "enrol": deed(WRITERS, "session", data={"person": "=trainee"}),
    "strike": deed(WRITERS, "free_place"),
    "attended": deed(WRITERS, "attendance", data={"minutes": "30"}),
    "test-repeat": deed(WRITERS, "test_result"),
    "certify": deed(HEADS, "passed"),
    "certificate-revoke": deed(HEADS, "certificate", data={"why": "착오"}),
    "training-hours": page(WRITERS),
    "trainings-own": page(EVERYONE),
    "visits": page(BUT_OPERATORS),
    "visit": page(HEADS, "visit"),
    "visit-add": form(HEADS, data=VISIT),
    "visit-change": form(HEADS, "visit", data=VISIT),
    "visit-status": deed(HEADS, "visit", data={"status": "full"}),
    "visit-notes": deed(HEADS, "visit", data={"notes": "좋았다"}),
    "booking-decide": deed(HEADS, "booking", data={"status": "confirmed"}),
}
OWN = {"voice-answer", "voice-reopen", "voice-see", "certificate", "test"}
"""Open to many by the guard; the services look at who asked, who was asked and whose it is."""
OPEN = {"certificate-check", "visit-open", "visit-booking"}
"""Without a log-in; the pages themselves ask for a code."""


def make(by: Person, unit: WorkUnit) -> dict[str, Any]:
    area = unit.work_center.area
    facts = {"problem": "오래 걸림", "loss": "setup", "area": area, "found_by": by}
    day = datetime(2026, 5, 4, tzinfo=UTC)
    first, other = (
        ImprovementTask.objects.create(number=number, title=number, found_at=day, **facts) for number in ("K1", "K2")
    )
    card, draft = (cards.add_card(by=by, **CARD) for _n in range(2))
    link = cards.link_task(card=draft, task=first, by=by)
    picture = cards.add_picture(card=draft, data=PIXEL, side="after", by=by)
    cards.publish_card(card=card, by=by)
    use = cards.try_card(card=card, area=area, by=by)
    cards.change_card(card=draft, by=by, process="사출")
    change = ChangeRecord.objects.filter(table="PracticeCard", row_id=draft.pk).latest("pk")
    return _floor(by) | _visit(by) | {
        "area": area.pk,
        "card": card.pk, "draft_card": draft.pk, "card_picture": picture.pk, "card_link": link.pk,
        "other_task": other.pk, "card_use": use.pk, "card_change": change.pk,
    }  # fmt: skip


def _floor(by: Person) -> dict[str, Any]:
    open_one, answered = (voices.ask(topic="work", text="의자", by=by) for _n in range(2))
    voices.answer(voice=answered, state="answered", text="네", by=by)
    meeting = voices.add_meeting(title="간담회", held_on=DAY, by=by)
    course = training.add_course(name="용접", hours=Decimal(3), by=by)
    question = training.add_question(course=course, text="?", options=["가", "나"], right=1, by=by)
    begun, closed = (_session(by, training.add_course(name=name, hours=Decimal(3), by=by)) for name in ("검사", "도장"))
    people = [person(Role.OPERATOR, name=name) for name in ("learner", "second", "third")]
    first, free = (training.enrol(session=begun, person=one, by=by) for one in people[:2])
    for one in (first, free):
        training.attended(attendance=one, minutes=180, by=by)
    return {
        "voice": open_one.pk, "answered_voice": answered.pk, "meeting": meeting.pk, "owner": by.pk,
        "course": course.pk, "question": question.pk, "session": begun.pk, "attendance": first.pk,
        "free_place": free.pk, "trainee": people[2].pk, **_certified(by, closed, people),
    }  # fmt: skip


def _session(by: Person, course: Course) -> TrainingSession:
    training.add_question(course=course, text="?", options=["가", "나"], right=1, by=by)
    return training.add_session(course=course, held_on=DAY, starts=time(9), ends=time(12), trainer=by, by=by)


def _certified(by: Person, closed: TrainingSession, people: list[Person]) -> dict[str, Any]:
    """A session with a certificate; another that is closed without one."""
    passed, waits = (training.enrol(session=closed, person=one, by=by) for one in people[:2])
    for one in (passed, waits):
        training.take_test(attendance=one, stage="after", answers=[0], by=one.person)
        training.attended(attendance=one, minutes=180, by=by)
    training.close_session(session=closed, by=by)
    certificate = certificates.certify(attendance=passed, by=by)
    other = _session(by, closed.course)
    row = training.enrol(session=other, person=people[0], by=by)
    training.attended(attendance=row, minutes=0, by=by)
    training.close_session(session=other, by=by)
    third = _session(by, closed.course)
    row = training.enrol(session=third, person=people[0], by=by)
    result = training.take_test(attendance=row, stage="after", answers=[0, 0, 0], by=people[0])
    return {
        "certificate": certificate.pk, "passed": waits.pk, "closed_session": other.pk, "test_result": result.pk,
    }  # fmt: skip


def _visit(by: Person) -> dict[str, Any]:
    visit = visits.offer(
        topic="교체", shows="순서", held_on=date(2099, 5, 4), starts=time(9), ends=time(11), place="정문",
        statement="말하지 않음", by=by,
    )  # fmt: skip
    booking = visits.book(visit=visit, accepts=True, firm="다른금속", contact="박", reach="1", people="박")
    return {"visit": visit.pk, "booking": booking.pk, "visit_token": visit.token, "booking_token": booking.token}
