"""Surveys, their waves and who is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from dure.programme.models import (
    AnonymousResponse,
    Firm,
    NamedResponse,
    Survey,
    SurveyInvitation,
    SurveyQuestion,
    SurveyVersion,
    SurveyWave,
    UsedLink,
)
from dure.programme.scope import EVERYTHING, within
from dure.programme.survey_links import found_by, used_mark


@dataclass(frozen=True, slots=True)
class Asked:
    """What the holder of a link sees. was_used: it was answered by this link."""

    wave: SurveyWave
    firm: str
    questions: list[SurveyQuestion]
    was_used: bool


@dataclass(frozen=True, slots=True)
class Turnout:
    invited: int
    answered: int

    @property
    def rate(self) -> float | None:
        return self.answered / self.invited if self.invited else None


def surveys() -> QuerySet[Survey]:
    return Survey.objects.annotate(waves=Count("versions__waves", distinct=True)).order_by("title")


def newest_version(survey: Survey) -> SurveyVersion:
    return survey.versions.order_by("-number")[0]


def questions_of(version: SurveyVersion) -> QuerySet[SurveyQuestion]:
    return version.questions.all()


def waves_of(survey: Survey) -> QuerySet[SurveyWave]:
    """The newest first."""
    return SurveyWave.objects.filter(version__survey=survey).select_related("version__survey")


def invitations_of(wave: SurveyWave) -> QuerySet[SurveyInvitation]:
    return wave.invitations.select_related("firm")


def firms_to_ask(*, cities: Iterable[str] = (), sector: str = "") -> QuerySet[Firm]:
    """All where nothing is asked for."""
    rows = Firm.objects.all()
    rows = rows.filter(city__in=list(cities)) if cities else rows
    return rows.filter(sector__istartswith=sector) if sector else rows


def turnout(wave: SurveyWave) -> Turnout:
    """Of the whole wave, also for those who see only some of its firms."""
    with within(EVERYTHING):
        rows = SurveyInvitation.objects.filter(wave=wave)
        counted = rows.aggregate(invited=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False)))
        answered = counted["answered"]
        if wave.is_anonymous:
            answered = AnonymousResponse.objects.filter(wave=wave).count()
        return Turnout(counted["invited"], answered)


def named_answers(wave: SurveyWave) -> QuerySet[NamedResponse]:
    return NamedResponse.objects.filter(invitation__wave=wave).select_related("firm", "invitation").order_by("firm")


def asked_by(token: str) -> Asked | None:
    """What a link asks; None for an unknown one."""
    with within(EVERYTHING):
        found = SurveyInvitation.objects.filter(token_hash=found_by(token)).select_related("firm", "wave__version__survey").first()  # fmt: skip # noqa: E501
        if found is None:
            return None
        was_used = found.answered_on is not None or UsedLink.objects.filter(pk=used_mark(token)).exists()
        return Asked(found.wave, found.firm.name, list(found.wave.version.questions.all()), was_used)


def remind_today(wave: SurveyWave, today: date) -> bool:
    return today.isoformat() in wave.remind_on.replace(" ", "").split(",")
