"""Questions about visits. What an open page asks is of one offer, or of one booking, and of nothing else."""

from datetime import date, time
from typing import NamedTuple

from django.db.models import Count, QuerySet

from dure.mentoring.models import FactoryVisit, VisitBooking
from dure.plant.selectors import company


class Offer(NamedTuple):
    """All that a guest may know. left: places."""

    firm: str
    topic: str
    shows: str
    held_on: date
    starts: time
    ends: time
    place: str
    left: int
    statement: str
    is_open: bool


class Asked(NamedTuple):
    """What somebody who booked may know of the own booking."""

    firm: str
    topic: str
    held_on: date
    starts: time
    ends: time
    place: str
    people: list[str]
    status: str
    status_name: str
    answer: str
    statement: str


def visits() -> QuerySet[FactoryVisit]:
    return FactoryVisit.objects.select_related("host").annotate(asked=Count("bookings")).order_by("-held_on", "-pk")


def visit_by(token: str) -> FactoryVisit | None:
    return FactoryVisit.objects.filter(token=token).exclude(status=FactoryVisit.Status.CANCELLED).first()


def places_left(visit: FactoryVisit) -> int:
    confirmed = visit.bookings.filter(status=VisitBooking.Status.CONFIRMED)
    return max(visit.most - sum(len(one.names) for one in confirmed), 0)


def offer_of(visit: FactoryVisit, today: date) -> Offer:
    firm, left = company(), places_left(visit)
    is_open = visit.status == FactoryVisit.Status.OFFERED and visit.held_on >= today and left > 0
    return Offer(
        firm.name if firm else "", visit.topic, visit.shows, visit.held_on, visit.starts, visit.ends, visit.place, left,
        visit.statement, is_open,
    )  # fmt: skip


def booking_by(token: str) -> Asked | None:
    row = VisitBooking.objects.select_related("visit").filter(token=token).first()
    if row is None:
        return None
    firm, visit = company(), row.visit
    is_cancelled = visit.status == FactoryVisit.Status.CANCELLED
    name = visit.get_status_display() if is_cancelled else row.get_status_display()
    return Asked(
        firm.name if firm else "", visit.topic, visit.held_on, visit.starts, visit.ends, visit.place, row.names,
        "declined" if is_cancelled else row.status, str(name), row.answer, row.accepted,
    )  # fmt: skip
