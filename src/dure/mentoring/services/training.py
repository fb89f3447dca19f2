"""Courses and their sessions. Keyword-only; each verb is one transaction."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.models import Attendance, Course, CourseQuestion, TestResult, TrainingSession
from dure.mentoring.training import score
from dure.plant.models import Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.today import today

MOST_OPTIONS = 6


@transaction.atomic
def add_course(*, name: str, hours: Decimal, by: Person, **values: Any) -> Course:
    number = next_number("course", today(), pattern="CR{yy}-{n:03}")
    made = Course(number=number, name=name, hours=hours, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_course(*, course: Course, by: Person, **values: Any) -> Course:
    """Certificates that are given keep their end."""
    row = Course.objects.select_for_update().get(pk=course.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_question(*, course: Course, text: str, options: list[str], right: int, by: Person) -> CourseQuestion:
    """right: the number of the right answer, from 1. Raises Conflict while a session of the course is open.

    A test that changes between before and after would measure itself.
    """
    refuse_open_sessions(course)
    cleaned = [one.strip() for one in options if one.strip()]
    if not 2 <= len(cleaned) <= MOST_OPTIONS or len(set(cleaned)) != len(cleaned):
        raise Invalid("A question has two to %(most)s different answers.", most=MOST_OPTIONS)
    if not 1 <= right <= len(cleaned):
        raise Invalid("Tell which of the answers is right, from 1 to %(n)s.", n=len(cleaned))
    made = CourseQuestion(course=course, text=text.strip(), options=cleaned, right=right - 1)
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_question(*, question: CourseQuestion, by: Person) -> CourseQuestion:
    refuse_open_sessions(question.course)
    remove_row(question, by=by)
    return question


def refuse_open_sessions(course: Course) -> None:
    """Raises Conflict while somebody has taken a test of the course that isn't over."""
    taken = TestResult.objects.filter(attendance__session__course=course, attendance__session__closed_at=None)
    if taken.exists():
        raise Conflict("A session of this course has begun its test. Close it first.")


@transaction.atomic
def add_session(
    *, course: Course, held_on: date, starts: time, ends: time, by: Person, **values: Any
) -> TrainingSession:  # fmt: skip
    """Raises Invalid without a trainer, or when breaks fill the time."""
    number = next_number("training_session", held_on, pattern="TS{yy}{mm}-{n:02}")
    made = TrainingSession(number=number, course=course, held_on=held_on, starts=starts, ends=ends, **values)
    _check_session(made)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_session(*, session: TrainingSession, by: Person, **values: Any) -> TrainingSession:
    """Raises Conflict when it is closed, Invalid when somebody was there longer than it lasts."""
    row = _open(session)
    for name, value in values.items():
        setattr(row, name, value)
    _check_session(row)
    if row.people.filter(minutes__gt=row.minutes).exists():
        raise Invalid("Somebody was there longer than that. Correct the attendance first.")
    kept = TrainingSession.objects.get(pk=row.pk)
    change_row(kept, values, by=by)
    return kept


def _check_session(row: TrainingSession) -> None:
    if row.trainer is None and not row.trainer_name.strip():
        raise Invalid("Say who trains.")
    if row.ends <= row.starts or row.minutes <= 0:
        raise Invalid("A session ends after it begins, with time left beside its breaks.")


@transaction.atomic
def enrol(*, session: TrainingSession, person: Person, by: Person) -> Attendance:
    made = Attendance(session=_open(session), person=person)
    add_row(made, by=by)
    return made


@transaction.atomic
def strike(*, attendance: Attendance, by: Person) -> Attendance:
    """Off the list. Raises Conflict when the person has taken a test."""
    _open(attendance.session)
    if attendance.results.exists():
        raise Conflict("This person has taken a test already.")
    remove_row(attendance, by=by)
    return attendance


@transaction.atomic
def attended(*, attendance: Attendance, minutes: int | None, by: Person) -> Attendance:
    """How long somebody was there. Raises Invalid for longer than the session."""
    session = _open(attendance.session)
    row = Attendance.objects.select_for_update().get(pk=attendance.pk)
    if minutes is not None and not 0 <= minutes <= session.minutes:
        raise Invalid("The session had %(most)s minutes.", most=session.minutes)
    change_row(row, {"minutes": minutes}, by=by)
    return row


@transaction.atomic
def take_test(
    *, attendance: Attendance, stage: str, answers: list[int | None], by: Person, leads: bool = False
) -> TestResult:
    """Answer the test before or after the course. leads: the trainer types in a paper.

    Raises Denied for another's test, Conflict when it is taken or the session is closed, Invalid for a wrong number.
    """
    session = _open(attendance.session)
    if attendance.person_id != by.pk and not leads:
        raise Denied("Each answers only the own test.")
    Attendance.objects.select_for_update().get(pk=attendance.pk)
    if attendance.results.filter(stage=stage).exists():
        raise Conflict("This test is taken already.")
    questions = list(session.course.questions.all())
    try:
        percent = score(answers, [one.right for one in questions])
    except ValueError as error:
        raise Invalid("The test has changed meanwhile. Open it once more.") from error
    chosen = [-1 if one is None else one for one in answers]
    made = TestResult(attendance=attendance, stage=stage, answers=chosen, percent=percent, taken_at=clock.now())
    add_row(made, by=by)
    return made


@transaction.atomic
def repeat_test(*, result: TestResult, by: Person) -> TestResult:
    """Let somebody take a test once more; what was answered stays in the history of changes."""
    _open(result.attendance.session)
    remove_row(result, by=by)
    return result


@transaction.atomic
def close_session(*, session: TrainingSession, by: Person) -> TrainingSession:
    """Attendance and tests are complete. Raises Conflict before it is over, Invalid while an attendance is missing."""
    row = _open(session)
    if row.held_on > today():
        raise Conflict("It is not over yet.")
    if not row.people.exists() or row.people.filter(minutes=None).exists():
        raise Invalid("Write down for everybody how long they were there; 0 for those who didn't come.")
    change_row(row, {"closed_at": clock.now()}, by=by)
    return row


@transaction.atomic
def reopen_session(*, session: TrainingSession, by: Person) -> TrainingSession:
    """Raises Conflict when a certificate rests on it."""
    row = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if row.closed_at is None:
        raise Conflict("This is open already.")
    if row.people.filter(certificate__isnull=False).exists():
        raise Conflict("Certificates were given after it; it stays closed.")
    change_row(row, {"closed_at": None}, by=by)
    return row


def _open(session: TrainingSession) -> TrainingSession:
    row = TrainingSession.objects.select_for_update().get(pk=session.pk)
    if row.closed_at is not None:
        raise Conflict("This session is closed.")
    return row
