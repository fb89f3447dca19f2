"""Taking an answer by its link. Nobody is logged in; each verb is one transaction.

Of an anonymous wave the transaction writes all answers of the wave anew, in an order by chance, and nothing else that
could be laid beside them: what wrote a row, where it lies and what key it has are the same for all (decision 0118).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from random import SystemRandom
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid, NotFound
from dure.plant.today import today
from dure.programme.models import (
    AnonymousResponse,
    NamedResponse,
    SurveyInvitation,
    SurveyQuestion,
    SurveyWave,
    UsedLink,
)
from dure.programme.scope import EVERYTHING, within
from dure.programme.survey_links import found_by, used_mark
from dure.web.fields import plain

MOST_TEXT = 2000
Kind = SurveyQuestion.Kind


class Answered(Conflict):
    """The link was used."""


class NotNow(Conflict):
    """The wave hasn't begun, or is over."""


@transaction.atomic
def answer(*, token: str, answers: Mapping[str, Any]) -> SurveyWave:
    """Keep what was answered. answers: by short name of the question; what is left out or None isn't answered.

    Raises NotFound for an unknown link, Answered, NotNow, Invalid for an answer that doesn't fit its question.
    """
    with within(EVERYTHING):
        invitation = SurveyInvitation.objects.filter(token_hash=found_by(token)).first()
        if invitation is None:
            raise NotFound("This link is not known. Ask who gave it to you.")
        wave = SurveyWave.objects.select_for_update().get(pk=invitation.wave_id)
        if wave.state != SurveyWave.State.OPEN or not wave.first_on <= today() <= wave.last_on:
            raise NotNow("This survey takes no answers now.")
        kept = _fitting(wave.version.questions.all(), answers)
        if wave.is_anonymous:
            _keep_unnamed(wave, invitation.group, used_mark(token), kept)
        else:
            _keep_named(wave, invitation, kept)
    return wave


def _keep_unnamed(wave: SurveyWave, group: str, mark: str, answers: dict[str, Any]) -> None:
    if UsedLink.objects.filter(pk=mark).exists():
        raise Answered("This link was used already. Thank you for your answer.")
    marks = [*UsedLink.objects.filter(wave=wave).values_list("pk", flat=True), mark]
    rows = [*AnonymousResponse.objects.filter(wave=wave).values_list("group", "answers"), (group, answers)]
    chance = SystemRandom()
    chance.shuffle(marks)
    chance.shuffle(rows)
    UsedLink.objects.filter(wave=wave).delete()
    AnonymousResponse.objects.filter(wave=wave).delete()
    UsedLink.objects.bulk_create([UsedLink(pk=one, wave=wave) for one in marks])
    AnonymousResponse.objects.bulk_create(
        [AnonymousResponse(wave=wave, group=of, answers=given) for of, given in rows], batch_size=5000
    )


def _keep_named(wave: SurveyWave, invitation: SurveyInvitation, answers: dict[str, Any]) -> None:
    row = SurveyInvitation.objects.select_for_update().get(pk=invitation.pk)
    if row.answered_on is not None:
        raise Answered("This link was used already. Thank you for your answer.")
    NamedResponse.objects.create(firm_id=row.firm_id, invitation=row, answers=answers)
    row.answered_on = today()
    row.save(update_fields=["answered_on"])


def _fitting(questions: Iterable[SurveyQuestion], answers: Mapping[str, Any]) -> dict[str, Any]:
    """By short name, in the order of the alphabet. Raises Invalid."""
    kept = {}
    for question in questions:
        value = answers.get(question.key)
        if value is None or value == "":
            if question.is_required:
                raise Invalid("“%(question)s” has to be answered.", question=question.shown)
            continue
        kept[question.key] = _value(question, value)
    return dict(sorted(kept.items()))


def _value(question: SurveyQuestion, value: Any) -> Any:
    fits = {
        Kind.SCALE: lambda: type(value) is int and 1 <= value <= 5,
        Kind.YES_NO: lambda: type(value) is bool,
        Kind.CHOICE: lambda: type(value) is int and 0 <= value < len(question.options),
        Kind.NUMBER: lambda: isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**14,
        Kind.TEXT: lambda: isinstance(value, str) and len(value) <= MOST_TEXT,
    }
    if not fits[Kind(question.kind)]():
        raise Invalid("The answer to “%(question)s” doesn't fit.", question=question.shown)
    return plain(value) if isinstance(value, Decimal) else value
