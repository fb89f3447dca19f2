"""What anybody may read without a log-in: copies and counts that were published, never a row of a firm."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.models import ContextFigure, PublishedPractice, Release, ReleasedCount


@dataclass(frozen=True, slots=True)
class Effect:
    name: str
    before: Decimal
    after: Decimal
    unit: str
    n: int
    first_on: str
    last_on: str
    method: str
    measured: bool

    @property
    def change(self) -> Decimal | None:
        """In hundredths of what it was before; None when that was nought."""
        return (self.after - self.before) / abs(self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Story:
    """A published case in one language; what has no English is told in Korean."""

    pk: int
    title: str
    firm: str
    city: str
    sector: str
    problem: str
    done: str
    effects: Sequence[Effect]
    published_on: date

    @property
    def city_name(self) -> str:
        return str(dict(CITY_CHOICES).get(self.city, ""))


def stories(today: date, *, english: bool, text: str = "", city: str = "", sector: str = "") -> list[Story]:
    """The newest first. text: part of title, firm, problem or what was done; sector: the beginning of its code."""
    found = [_story(row, english=english) for row in _public(today)]
    return [
        story
        for story in found
        if (not city or story.city == city)
        and story.sector.casefold().startswith(sector.casefold())
        and text.casefold() in f"{story.title} {story.firm} {story.problem} {story.done}".casefold()
    ]


def story(pk: int, today: date, *, english: bool) -> Story | None:
    row = _public(today).filter(pk=pk).first()
    return _story(row, english=english) if row else None


def newest_release() -> Release | None:
    return Release.objects.first()


def releases() -> QuerySet[Release]:
    return Release.objects.all()


def counts(release: Release) -> QuerySet[ReleasedCount]:
    return release.counts.all()


def context_figures() -> QuerySet[ContextFigure]:
    return ContextFigure.objects.all()


def _public(today: date) -> QuerySet[PublishedPractice]:
    return PublishedPractice.objects.filter(published_on__lte=today, until__gte=today)


def _story(row: PublishedPractice, *, english: bool) -> Story:
    told = row.told

    def said(of: dict[str, Any], name: str) -> str:
        return str((english and of[f"{name}_en"]) or of[name])

    effects = [
        Effect(
            said(one, "name"), Decimal(one["before"]), Decimal(one["after"]), one["unit"], one["n"], one["first_on"],
            one["last_on"], said(one, "method"), one["measured"],
        )
        for one in told["effects"]
    ]  # fmt: skip
    return Story(
        row.pk, said(told, "title"), told["firm"], told["city"], told["sector"], said(told, "problem"),
        said(told, "done"), effects, row.published_on,
    )  # fmt: skip
