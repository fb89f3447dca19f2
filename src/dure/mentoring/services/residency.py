"""Residencies: planned, changed, handed over, ended. Keyword-only; each verb is one transaction.

A mentor is at one factory at a time: whoever plans waits for the mentors' rows, so that no two plans miss each other.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.daylog import SaveState
from dure.mentoring.models import (
    DayLog,
    Factory,
    LogSave,
    Mentor,
    MentorConflict,
    Residency,
    ResidencyMentor,
    ResidencyWeek,
    StayHandover,
)
from dure.mentoring.selectors.residency import days_off
from dure.mentoring.services.mentor_access import follow_stays
from dure.mentoring.stay import LONGEST_WEEKS, end_of, weeks_between
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.today import today

_PATTERN = "RS{yy}-{n:03}"
LEADERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})


@transaction.atomic
def add_residency(
    *, factory: Factory, mentors: Collection[Mentor], starts_on: date, weeks: int, by: Person, aim: str = "",
    long_why: str = "",
) -> Residency:  # fmt: skip
    """Plan a stay of so many weeks. Its last day is the last working day of them, and the mentors' log-ins end then.

    Raises Invalid for more than eight weeks without a reason, Conflict for a mentor who is elsewhere or has a
    conflict of interest.
    """
    number = next_number("residency", starts_on, pattern=_PATTERN)
    made = Residency(number=number, factory=factory, aim=aim.strip(), **_days(starts_on, weeks, long_why, by))
    team = _team(mentors, made)
    add_row(made, by=by)
    for mentor in team:
        add_row(ResidencyMentor(residency=made, mentor=mentor), by=by)
        follow_stays(mentor, by)
    return made


@transaction.atomic
def change_residency(
    *, residency: Residency, mentors: Collection[Mentor], starts_on: date, weeks: int, by: Person, aim: str = "",
    long_why: str = "",
) -> Residency:  # fmt: skip
    """Other days, team or aim. Raises as `add_residency`, and Conflict when days with a log would fall out of it."""
    row = _open(residency)
    values = _days(starts_on, weeks, long_why, by)
    before = list(Mentor.objects.filter(stays__residency=row))
    row.starts_on, row.ends_on = values["starts_on"], values["ends_on"]
    team = _team(mentors, row)
    _refuse_losing_logs(row, team)
    row.refresh_from_db()
    change_row(row, values | {"aim": aim.strip()}, by=by)
    for one in row.team.exclude(mentor__in=team):
        remove_row(one, by=by)
    known = set(row.team.values_list("mentor_id", flat=True))
    for mentor in team:
        if mentor.pk not in known:
            add_row(ResidencyMentor(residency=row, mentor=mentor), by=by)
    for mentor in {*before, *team}:
        follow_stays(mentor, by)
    return row


@transaction.atomic
def plan_week(*, residency: Residency, number: int, aim: str, tasks: str, by: Person) -> ResidencyWeek:
    """Say what a week is for. Raises Invalid for a week that the residency doesn't have."""
    row = _open(residency)
    if not 1 <= number <= weeks_between(row.starts_on, row.ends_on):
        raise Invalid("The residency has no such week.")
    values = {"aim": aim.strip(), "tasks": tasks.strip()}
    known = ResidencyWeek.objects.select_for_update().filter(residency=row, number=number).first()
    if known is None:
        known = ResidencyWeek(residency=row, number=number, **values)
        add_row(known, by=by)
    else:
        change_row(known, values, by=by)
    return known


@transaction.atomic
def add_handover(*, residency: Residency, text: str, owner: Person, due_on: date, by: Person) -> StayHandover:
    """Something that somebody of the factory goes on with. Raises Invalid for a mentor as its owner."""
    row = _open(residency)
    if set(owner.roles) <= {Role.MENTOR}:
        raise Invalid("Somebody of the factory goes on with it, not a mentor.")
    made = StayHandover(residency=row, text=text.strip(), owner=owner, due_on=due_on)
    add_row(made, by=by)
    return made


@transaction.atomic
def take_handover(*, handover: StayHandover, by: Person) -> StayHandover:
    """Its owner says: I have it. Raises Denied for others who don't lead, Conflict when it is taken already."""
    row = StayHandover.objects.select_for_update().get(pk=handover.pk)
    if row.taken_at is not None:
        raise Conflict("This is taken over already.")
    refuse_strangers(handover=row, by=by)
    change_row(row, {"taken_at": clock.now(), "taken_by": by}, by=by)
    return row


def refuse_strangers(*, handover: StayHandover, by: Person) -> None:
    """Raises Denied for who neither goes on with it nor leads."""
    if handover.owner_id != by.pk and LEADERS.isdisjoint(by.roles):
        raise Denied("Only the person who goes on with it, or a supervisor, does this.")


@transaction.atomic
def remove_handover(*, handover: StayHandover, by: Person) -> Residency:
    """Raises Conflict when it is taken over already or the residency has ended."""
    row = _open(handover.residency)
    if handover.taken_at is not None:
        raise Conflict("This is taken over already.")
    remove_row(handover, by=by)
    return row


@transaction.atomic
def end_residency(*, residency: Residency, last_on: date, result: str, by: Person, open_why: str = "") -> Residency:
    """The stay is over on a day, and with it the mentors' access.

    Raises Invalid without a result, for a day that is not in the stay or in the future, and when something isn't
    taken over and nobody says why; Conflict when a log was written twice and isn't settled.
    """
    row = _open(residency)
    if not row.starts_on <= last_on <= min(row.ends_on, today()):
        raise Invalid("The last day lies within the residency and not in the future.")
    if not result.strip():
        raise Invalid("Say what was reached, and what was not.")
    if LogSave.objects.filter(log__residency=row, state=SaveState.CONFLICT).exists():
        raise Conflict("A daily log was written on two devices. Settle it first.")
    if DayLog.objects.filter(residency=row, day__gt=last_on).exists():
        raise Conflict("There is a daily log after this day.")
    if row.handovers.filter(taken_at=None).exists() and not open_why.strip():
        raise Invalid("Not everything is taken over. Let it be taken, or say why it stays open.")
    values = {"ends_on": last_on, "result": result.strip(), "open_why": open_why.strip()}
    change_row(row, values | {"ended_at": clock.now(), "ended_by": by}, by=by)
    for mentor in Mentor.objects.filter(stays__residency=row):
        follow_stays(mentor, by)
    return row


@transaction.atomic
def reopen_residency(*, residency: Residency, by: Person) -> Residency:
    """It was ended too early. Its last day stays until the days are changed. Raises Conflict when it is open."""
    row = Residency.objects.select_for_update().get(pk=residency.pk)
    if row.ended_at is None:
        raise Conflict("This is open already.")
    change_row(row, {"ended_at": None, "ended_by": None, "open_why": ""}, by=by)
    return row


def _days(starts_on: date, weeks: int, long_why: str, by: Person) -> dict[str, Any]:
    """First and last day, and who agreed to more than eight weeks."""
    if weeks > 52:
        raise Invalid("A residency takes a year at most.")
    if weeks > LONGEST_WEEKS and not long_why.strip():
        raise Invalid("More than %(most)s weeks need a reason.", most=LONGEST_WEEKS)
    if weeks > LONGEST_WEEKS and LEADERS.isdisjoint(by.roles):
        raise Denied("Only somebody who leads agrees to more than %(most)s weeks.", most=LONGEST_WEEKS)
    ends_on = end_of(starts_on, weeks, days_off(starts_on, weeks))
    why = long_why.strip() if weeks > LONGEST_WEEKS else ""
    return {"starts_on": starts_on, "ends_on": ends_on, "long_why": why, "long_by": by if why else None}


def _team(mentors: Collection[Mentor], stay: Residency) -> list[Mentor]:
    """The mentors' rows, locked. Raises Invalid for none, Conflict for one who can't go."""
    rows = list(Mentor.objects.select_for_update().filter(pk__in=[one.pk for one in mentors]).order_by("pk"))
    if not rows:
        raise Invalid("Choose one mentor at least.")
    barred = MentorConflict.objects.filter(mentor__in=rows, factory=stay.factory).select_related("mentor").first()
    if barred is not None:
        raise Conflict(
            "%(mentor)s has a conflict of interest here: %(reason)s", mentor=str(barred.mentor), reason=barred.reason
        )
    other = (
        ResidencyMentor.objects.filter(mentor__in=rows)
        .filter(residency__starts_on__lte=stay.ends_on, residency__ends_on__gte=stay.starts_on)
        .exclude(residency=stay.pk)
        .select_related("mentor", "residency__factory")
        .first()
    )
    if other is not None:
        raise Conflict(
            "%(mentor)s is at %(factory)s from %(first)s to %(last)s.", mentor=str(other.mentor),
            factory=str(other.residency.factory), first=other.residency.starts_on.isoformat(),
            last=other.residency.ends_on.isoformat(),
        )  # fmt: skip
    return rows


def _refuse_losing_logs(row: Residency, team: Collection[Mentor]) -> None:
    kept = DayLog.objects.filter(residency=row, mentor__in=team, day__range=(row.starts_on, row.ends_on))
    if DayLog.objects.filter(residency=row).exclude(pk__in=kept).exists():
        raise Conflict("There are daily logs of these days or mentors.")


def _open(residency: Residency) -> Residency:
    row = Residency.objects.select_for_update().get(pk=residency.pk)
    if row.ended_at is not None:
        raise Conflict("This residency has ended.")
    return row
