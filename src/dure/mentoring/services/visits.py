"""Visits of other factories. Keyword-only; each verb is one transaction."""

import secrets
from datetime import date, time
from typing import Any

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.models import FactoryVisit, VisitBooking
from dure.plant.models import Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today

MOST_WAITING = 30
"""Bookings of a visit that nobody has answered; more are refused, for the page is open."""
_BITS = 24
Status, Booked = FactoryVisit.Status, VisitBooking.Status


@transaction.atomic
def offer(*, topic: str, held_on: date, starts: time, ends: time, by: Person, **values: Any) -> FactoryVisit:
    """Offer a visit; its link is the code. Raises Invalid for a day that is over or an end before the beginning."""
    if held_on < today():
        raise Invalid("This day is over.")
    if ends <= starts:
        raise Invalid("A visit ends after it begins.")
    made = FactoryVisit(
        number=next_number("factory_visit", held_on, pattern="VS{yy}{mm}-{n:02}"), token=secrets.token_urlsafe(_BITS),
        topic=topic, held_on=held_on, starts=starts, ends=ends, host=by, **values,
    )  # fmt: skip
    add_row(made, by=by)
    return made


@transaction.atomic
def change_visit(*, visit: FactoryVisit, by: Person, **values: Any) -> FactoryVisit:
    """Raises Conflict when it was held or cancelled, or when another statement would be held against who booked."""
    row = _coming(visit)
    if values.get("statement", row.statement) != row.statement:
        refuse_broken_word(row)
    if values.get("ends", row.ends) <= values.get("starts", row.starts):
        raise Invalid("A visit ends after it begins.")
    change_row(row, values, by=by)
    return row


@transaction.atomic
def set_status(*, visit: FactoryVisit, status: str, by: Person) -> FactoryVisit:
    """Close or open the booking, cancel it, or say that it was held. Raises Conflict, Invalid before its day."""
    row = _coming(visit)
    if status == Status.HELD and row.held_on > today():
        raise Invalid("It is not over yet.")
    if status not in Status.values:
        raise Invalid("This state doesn't exist.")
    change_row(row, {"status": status}, by=by)
    return row


@transaction.atomic
def note_visit(*, visit: FactoryVisit, notes: str, by: Person) -> FactoryVisit:
    row = FactoryVisit.objects.select_for_update().get(pk=visit.pk)
    change_row(row, {"notes": notes.strip()}, by=by)
    return row


@transaction.atomic
def book(*, visit: FactoryVisit, accepts: bool, **values: Any) -> VisitBooking:
    """Somebody of another firm asks to come. values: firm, contact, reach, people, questions.

    Raises Conflict when it can't be booked any more, Invalid without acceptance, without names, or for too many.
    """
    row = FactoryVisit.objects.select_for_update().get(pk=visit.pk)
    if row.status != Status.OFFERED or row.held_on < today():
        raise Conflict("This visit can't be booked any more.")
    if not accepts:
        raise Invalid("Nobody comes without the statement.")
    if row.bookings.filter(status=Booked.ASKED).count() >= MOST_WAITING:
        raise Conflict("Too many have asked already. Try again in some days.")
    made = VisitBooking(
        visit=row, accepted=row.statement, accepted_at=clock.now(), token=secrets.token_urlsafe(_BITS), **values
    )
    if not 1 <= len(made.names) <= row.most:
        raise Invalid("Name from one to %(most)s people, one a line.", most=row.most)
    add_row(made, by=None)
    return made


@transaction.atomic
def decide(*, booking: VisitBooking, status: str, answer: str, by: Person) -> VisitBooking:
    """Confirm or decline. Raises Conflict when there is no room, Invalid for declining without a word."""
    _coming(booking.visit)
    row = VisitBooking.objects.select_for_update().get(pk=booking.pk)
    if status not in (Booked.CONFIRMED, Booked.DECLINED):
        raise Invalid("This state doesn't exist.")
    if status == Booked.DECLINED and not answer.strip():
        raise Invalid("Say why: they have asked to come.")
    change_row(row, {"status": status, "answer": answer.strip()}, by=by)
    refuse_crowd(row)
    return row


def refuse_broken_word(visit: FactoryVisit) -> None:
    """Raises Conflict when somebody has accepted what the visit asks of its guests."""
    if visit.bookings.exists():
        raise Conflict("Somebody has accepted this statement. Offer a new visit for another one.")


def refuse_crowd(booking: VisitBooking) -> None:
    """Raises Conflict when a confirmed booking doesn't fit in, or its visit is over."""
    visit = _coming(booking.visit)
    if booking.status == Booked.CONFIRMED and _coming_people(visit, but=booking) + len(booking.names) > visit.most:
        raise Conflict("There is room for %(most)s people in all.", most=visit.most)


def _coming_people(visit: FactoryVisit, *, but: VisitBooking) -> int:
    confirmed = visit.bookings.filter(status=Booked.CONFIRMED).exclude(pk=but.pk)
    return sum(len(one.names) for one in confirmed)


def _coming(visit: FactoryVisit) -> FactoryVisit:
    row = FactoryVisit.objects.select_for_update().get(pk=visit.pk)
    if row.status in (Status.HELD, Status.CANCELLED):
        raise Conflict("This visit is over.")
    return row
