"""Questions about residencies, their days and their logs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from dure.kernel.errors import Denied
from dure.mentoring.daylog import GRACE_DAYS, SaveState
from dure.mentoring.models import (
    DayLog,
    Factory,
    ImprovementTask,
    LogPhoto,
    LogSave,
    Mentor,
    MentorAbsence,
    Residency,
    ResidencyMentor,
    ResidencyWeek,
    StayHandover,
)
from dure.mentoring.selectors.tasks import made_of
from dure.mentoring.stay import Attendance, Week, attendance, weeks_of, working_days
from dure.plant import selectors as plant
from dure.plant.models import Person
from dure.plant.roles import Role

_DAY = timedelta(days=1)
_CURRENT, _CONFLICT = SaveState.CURRENT.value, SaveState.CONFLICT.value


def days_off(first: date, weeks: int) -> Callable[[date], bool]:
    """Whether a day of these weeks is free: a public holiday, a substitute too, or the plant is closed."""
    return days_off_until(first, first + weeks * 7 * _DAY)


def days_off_until(first: date, last: date) -> Callable[[date], bool]:
    """As `days_off`, up to a day."""
    is_holiday = plant.public_holidays_here()
    worked = set(plant.working_days(first, last))
    return lambda day: is_holiday(day) or day not in worked


def residencies(*, today: date, state: str = "all", mentor: Mentor | None = None) -> QuerySet[Residency]:
    """Stays, the newest first. state: now (begun and not over), planned, ended or all."""
    rows = Residency.objects.select_related("factory").prefetch_related(
        Prefetch("team", ResidencyMentor.objects.select_related("mentor"))
    )
    conflicts = LogSave.objects.filter(log__residency=OuterRef("pk"), state=_CONFLICT)
    rows = rows.annotate(open_items=Count("handovers", Q(handovers__taken_at=None)), has_conflict=Exists(conflicts))
    rows = rows.order_by("-starts_on", "-id")
    if state == "now":
        rows = rows.filter(ended_at=None, starts_on__lte=today)
    if state == "planned":
        rows = rows.filter(ended_at=None, starts_on__gt=today)
    if state == "ended":
        rows = rows.exclude(ended_at=None)
    return rows.filter(team__mentor=mentor) if mentor is not None else rows


def is_guest(person: Person) -> bool:
    """Whether somebody is here as a mentor and nothing else, so that only the own stays are open."""
    return set(person.roles) == {Role.MENTOR}


def stays_open_to(person: Person) -> QuerySet[Residency]:
    """All stays; to a mentor those in whose team the mentor is."""
    rows = Residency.objects.all()
    return rows.filter(pk__in=_own(person)) if is_guest(person) else rows


def mentors_open_to(person: Person) -> QuerySet[Mentor]:
    """All profiles; to a mentor the own one."""
    rows = Mentor.objects.all()
    return rows.filter(person=person) if is_guest(person) else rows


def factories_open_to(person: Person) -> QuerySet[Factory]:
    """All factories; to a mentor those of the own stays."""
    rows = Factory.objects.all()
    return rows.filter(residencies__in=_own(person)).distinct() if is_guest(person) else rows


def _own(person: Person) -> QuerySet[ResidencyMentor, dict[str, int]]:
    return ResidencyMentor.objects.filter(mentor__person=person).order_by().values("residency")


def refuse_stranger(row: Residency | Mentor | Factory, person: Person) -> None:
    """Raises Denied for a mentor at what isn't of the own stays."""
    seen: QuerySet[Any]
    match row:
        case Residency():
            seen = stays_open_to(person)
        case Mentor():
            seen = mentors_open_to(person)
        case _:
            seen = factories_open_to(person)
    if is_guest(person) and not seen.filter(pk=row.pk).exists():
        raise Denied("A mentor sees the own residencies only.")


@dataclass(frozen=True, slots=True)
class Presence:
    """One mentor's days and hours at the factory."""

    mentor: Mentor
    days: Attendance
    hours: float


def presence(residency: Residency, today: date) -> list[Presence]:
    """Of each mentor of the team. Present is a day whose log in force has hours. Four queries and the calendar's."""
    off = days_off_until(residency.starts_on, residency.ends_on)
    worked = working_days(residency.starts_on, residency.ends_on, off)
    mentors = list(Mentor.objects.filter(stays__residency=residency).order_by("stays__id"))
    saves = LogSave.objects.filter(log__residency=residency, state=_CURRENT, hours__gt=0)
    came: dict[int, list[date]] = {}
    for mentor_id, day in saves.values_list("log__mentor_id", "log__day"):
        came.setdefault(mentor_id, []).append(day)
    hours = dict(saves.values_list("log__mentor_id").annotate(total=Sum("hours")).order_by())
    leave = _leave(mentors, residency)
    return [
        Presence(
            one, attendance(worked, leave.get(one.pk, set()), came.get(one.pk, []), today), float(hours.get(one.pk, 0))
        )
        for one in mentors
    ]


def _leave(mentors: Collection[Mentor], residency: Residency) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {}
    rows = MentorAbsence.objects.filter(
        mentor__in=mentors, first_on__lte=residency.ends_on, last_on__gte=residency.starts_on
    )
    for row in rows:
        days = {row.first_on + n * _DAY for n in range((row.last_on - row.first_on).days + 1)}
        found.setdefault(row.mentor_id, set()).update(days)
    return found


@dataclass(frozen=True, slots=True)
class PlannedWeek:
    week: Week
    aim: str
    tasks: str
    is_now: bool
    text: str
    made: list[ImprovementTask]


def residencies_like(text: str) -> QuerySet[Residency]:
    """By number, factory or aim, the newest first."""
    rows = Residency.objects.select_related("factory").order_by("-starts_on", "-id")
    return rows.filter(Q(number__icontains=text) | Q(factory__name__icontains=text) | Q(aim__icontains=text))


def week_text(residency: Residency, number: int) -> str:
    """How a task says that it comes from a week of the plan."""
    return f"{residency.number} W{number}"


def planned_weeks(residency: Residency, today: date) -> list[PlannedWeek]:
    """All weeks of the stay, with what was planned for them and the tasks that were made of it. Two queries more."""
    made: dict[str, list[ImprovementTask]] = {}
    for task in made_of("mentoring:residency", str(residency.pk)):
        made.setdefault(task.origin_text, []).append(task)
    known = {row.number: row for row in ResidencyWeek.objects.filter(residency=residency)}
    off = days_off_until(residency.starts_on, residency.ends_on)
    return [
        PlannedWeek(
            week, known[week.number].aim if week.number in known else "",
            known[week.number].tasks if week.number in known else "", week.first <= today <= week.last,
            week_text(residency, week.number), made.get(week_text(residency, week.number), []),
        )
        for week in weeks_of(residency.starts_on, residency.ends_on, off)
    ]  # fmt: skip


def logs(residency: Residency) -> QuerySet[DayLog]:
    """Days with what stands in them (`now`, a list of one at most), their pictures, and how many conflicts are open."""
    current = LogSave.objects.filter(state=_CURRENT)
    rows = DayLog.objects.filter(residency=residency).select_related("mentor")
    rows = rows.prefetch_related(Prefetch("saves", current, to_attr="now"), "photos")
    return rows.annotate(conflicts=Count("saves", Q(saves__state=_CONFLICT))).order_by("-day", "mentor__name")


def conflicts_of(log: DayLog) -> list[LogSave]:
    """Saves of a day among which somebody has to choose: the one in force first. Empty: there is nothing to choose."""
    rows = list(log.saves.filter(state__in=(_CURRENT, _CONFLICT)).select_related("by").order_by("id"))
    rows.sort(key=lambda save: save.state != _CURRENT)
    return rows if len(rows) > 1 else []


def in_force(log: DayLog) -> QuerySet[LogSave]:
    """The one save that counts, or none."""
    return log.saves.filter(state=_CURRENT)


def history_of(log: DayLog) -> QuerySet[LogSave]:
    """All that was ever written of a day, the newest first."""
    return log.saves.select_related("by").order_by("-id")


def handovers(residency: Residency) -> QuerySet[StayHandover]:
    return StayHandover.objects.filter(residency=residency).select_related("owner", "taken_by")


def own_handovers(person: Person) -> QuerySet[StayHandover]:
    """What a person of the factory is asked to go on with and has not taken yet."""
    return StayHandover.objects.filter(owner=person, taken_at=None).select_related("residency__factory")


def writable(person: Person, *, leads: bool, today: date) -> QuerySet[ResidencyMentor]:
    """For whom and where the person may write daily logs now: begun stays that aren't ended, for two weeks longer."""
    rows = ResidencyMentor.objects.select_related("mentor", "residency__factory")
    rows = rows.filter(residency__starts_on__lte=today + _DAY, residency__ends_on__gte=today - GRACE_DAYS * _DAY)
    rows = rows.filter(residency__ended_at=None)
    rows = rows if leads else rows.filter(mentor__person=person)
    return rows.order_by("residency__starts_on", "id")


def newest_logs(pairs: Collection[ResidencyMentor], since: date) -> list[DayLog]:
    """Days of those stays since a day, with the save in force, conflicts counted, and pictures. Three queries."""
    wanted = Q(pk__in=[])
    for one in pairs:
        wanted |= Q(residency=one.residency_id, mentor=one.mentor_id)
    rows = DayLog.objects.filter(wanted, day__gte=since)
    rows = rows.prefetch_related(
        Prefetch("saves", LogSave.objects.filter(state=_CURRENT), to_attr="now"),
        Prefetch("photos", LogPhoto.objects.only("key", "log_id"), to_attr="pictures"),
    )
    return list(rows.annotate(conflicts=Count("saves", Q(saves__state=_CONFLICT))).order_by("day"))
