"""Questions about training. Scores are told for a course as a whole, or to those who train; nobody is ranked."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet

from dure.mentoring.models import Attendance, Certificate, Course, CourseQuestion, TestResult, TrainingSession
from dure.mentoring.training import Lack, initials, lacks, read_code
from dure.plant.models import Person
from dure.plant.selectors import company

Stage = TestResult.Stage


class Line(NamedTuple):
    """Somebody on the list of a session. before, after: percent of the tests."""

    attendance: Attendance
    before: TestResult | None
    after: TestResult | None
    lacks: list[Lack]
    certificate: Certificate | None


class Gain(NamedTuple):
    """Mean percent before and after of those who took both tests; None while nobody did."""

    people: int
    before: float | None
    after: float | None


class Hours(NamedTuple):
    """Of closed sessions. taught: minutes taught; offered: times the people on their lists; attended: minutes there."""

    course: Course
    sessions: int
    taught: int
    offered: int
    attended: int
    people: int


class Checked(NamedTuple):
    """What an open page tells of a certificate."""

    course: str
    company: str
    holder: str
    issued_on: date
    valid_to: date | None
    is_revoked: bool
    has_ended: bool


def courses(*, with_inactive: bool = False) -> QuerySet[Course]:
    rows = Course.objects.select_related("skill").annotate(asked=Count("questions", distinct=True))
    rows = rows.annotate(held=Count("sessions", distinct=True)).order_by("name", "pk")
    return rows if with_inactive else rows.filter(is_active=True)


def questions_of(course: Course) -> QuerySet[CourseQuestion]:
    return course.questions.order_by("pk")


def sessions(*, course: int | None = None, state: str = "") -> QuerySet[TrainingSession]:
    """state: open, closed or empty for all."""
    rows = TrainingSession.objects.select_related("course", "trainer").annotate(listed=Count("people"))
    rows = rows.filter(closed_at=None) if state == "open" else rows
    rows = rows.exclude(closed_at=None) if state == "closed" else rows
    rows = rows.filter(course_id=course) if course is not None else rows
    return rows.order_by("-held_on", "-starts", "-pk")


def list_of(session: TrainingSession) -> list[Line]:
    """The people of a session by name, in three queries."""
    rows = list(session.people.select_related("person", "certificate", "session__course").prefetch_related("results"))
    has_test = session.course.questions.exists()
    return [_line(row, has_test) for row in rows]


def _line(row: Attendance, has_test: bool) -> Line:
    results = {one.stage: one for one in row.results.all()}
    before, after = results.get(Stage.BEFORE), results.get(Stage.AFTER)
    found = _lacks(row, has_test, after)
    return Line(row, before, after, found, getattr(row, "certificate", None))


def _lacks(row: Attendance, has_test: bool, after: TestResult | None) -> list[Lack]:
    session = row.session
    return lacks(
        is_closed=session.closed_at is not None, attended=row.minutes, minutes=session.minutes,
        attend_percent=session.course.attend_percent, has_test=has_test, last=after.percent if after else None,
        pass_percent=session.course.pass_percent,
    )  # fmt: skip


def lacks_of(row: Attendance) -> list[Lack]:
    after = row.results.filter(stage=Stage.AFTER).first()
    return _lacks(row, row.session.course.questions.exists(), after)


def gain_of(lines: Sequence[Line]) -> Gain:
    both = [(one.before.percent, one.after.percent) for one in lines if one.before and one.after]
    if not both:
        return Gain(0, None, None)
    return Gain(len(both), sum(one for one, _a in both) / len(both), sum(other for _b, other in both) / len(both))


def own_trainings(person: Person) -> list[Line]:
    """The sessions of one person, the newest first."""
    rows = Attendance.objects.filter(person=person).select_related("session__course", "session__trainer", "certificate")
    found = list(rows.prefetch_related("results").order_by("-session__held_on", "-pk"))
    tested = set(CourseQuestion.objects.values_list("course_id", flat=True).distinct())
    return [_line(row, row.session.course_id in tested) for row in found]


def hours(*, year: int) -> list[Hours]:
    """Hours of the closed sessions of a year by course."""
    rows = TrainingSession.objects.filter(held_on__year=year, closed_at__isnull=False).select_related("course")
    found: dict[int, list[TrainingSession]] = {}
    for row in rows.prefetch_related("people").order_by("course__name", "pk"):
        found.setdefault(row.course_id, []).append(row)
    return [_hours(group) for group in found.values()]


def _hours(group: list[TrainingSession]) -> Hours:
    there = [one for session in group for one in session.people.all() if one.minutes]
    return Hours(
        group[0].course, len(group), sum(one.minutes for one in group),
        sum(one.minutes * len(one.people.all()) for one in group), sum(one.minutes or 0 for one in there),
        len({one.person_id for one in there}),
    )  # fmt: skip


def hours_of_people(*, year: int) -> list[tuple[Person, int]]:
    """(person, minutes there) of the closed sessions of a year, by name."""
    found: dict[int, tuple[Person, int]] = {}
    rows = Attendance.objects.filter(session__held_on__year=year, session__closed_at__isnull=False, minutes__gt=0)
    for row in rows.select_related("person").order_by("person__display_name", "person__username"):
        held = found.get(row.person_id, (row.person, 0))[1]
        found[row.person_id] = (row.person, held + (row.minutes or 0))
    return list(found.values())


def certificate_by(text: str, today: date) -> Checked | None:
    """What a code stands for; None for none. Never more of the holder than initials."""
    code = read_code(text)
    row = Certificate.objects.select_related("attendance__person").filter(code=code).first() if code else None
    if row is None:
        return None
    firm = company()
    return Checked(
        row.course_name, firm.name if firm else "", initials(str(row.attendance.person)),
        row.issued_on, row.valid_to, row.revoked_on is not None, row.valid_to is not None and row.valid_to < today,
    )  # fmt: skip
