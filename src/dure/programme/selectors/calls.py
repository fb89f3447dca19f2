"""Programmes, their types, cohorts and rounds, and which cohorts share days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from dure.programme.models import Cohort, Programme, Round, SupportType
from dure.programme.progress import overlaps


def programmes() -> QuerySet[Programme]:
    return Programme.objects.prefetch_related("cohorts", "types")


def types_of(programme: Programme) -> list[SupportType]:
    return list(programme.types.all())


def cohorts_of(programme: Programme) -> list[Cohort]:
    return list(programme.cohorts.select_related("programme").prefetch_related("rounds"))


def rounds_of(cohort: Cohort) -> list[Round]:
    return list(cohort.rounds.all())


def overlapping(cohort: Cohort) -> list[Cohort]:
    """The cohort and those of its programme that share days with it."""
    return [
        one
        for one in cohorts_of(cohort.programme)
        if one.pk == cohort.pk or (one.first_on <= cohort.last_on and cohort.first_on <= one.last_on)
    ]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Years of two cohorts and the days that they share, both ends included."""

    earlier: str
    later: str
    first_on: date
    last_on: date

    @property
    def days(self) -> int:
        return (self.last_on - self.first_on + timedelta(days=1)).days


def overlaps_of(cohorts: list[Cohort]) -> list[Overlap]:
    spans = [(str(one.year), one.first_on.toordinal(), one.last_on.toordinal()) for one in cohorts]
    return [
        Overlap(one, other, date.fromordinal(first), date.fromordinal(last))
        for one, other, first, last in overlaps(spans)
    ]
