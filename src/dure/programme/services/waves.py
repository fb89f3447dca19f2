"""Waves of surveys: prepared, firms invited, given out with links. Keyword-only; each verb is one transaction."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, add_rows, change_row, remove_row
from dure.plant.today import today
from dure.programme.models import AnonymousResponse, Firm, Survey, SurveyInvitation, SurveyWave
from dure.programme.scope import EVERYTHING, within
from dure.programme.survey_figures import FEWEST, pooled
from dure.programme.survey_links import found_by, new_token

REST = "rest"
_AT_ONCE = 500
_FIXED = ("name", "first_on", "is_anonymous", "grouping")


@transaction.atomic
def add_wave(*, survey: Survey, by: Person, **values: Any) -> SurveyWave:
    """Of the newest version. Raises Invalid for wrong days or a survey without a question."""
    version = survey.versions.order_by("-number")[0]
    if not version.questions.exists():
        raise Invalid("Write down at least one question first.")
    made = SurveyWave(version=version, **values)
    _refuse_days(made)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_wave(*, wave: SurveyWave, by: Person, **values: Any) -> SurveyWave:
    """While it is prepared all of it; once given out only its last day, until that is over, and days of reminding.

    What is told after the last day would tell single answers if more could come.
    """
    row = SurveyWave.objects.select_for_update().get(pk=wave.pk)
    if row.state == SurveyWave.State.OPEN:
        kept = (*_FIXED, "last_on") if row.last_on < today() else _FIXED
        if any(name in values and values[name] != getattr(row, name) for name in kept):
            raise Conflict("This wave was given out already; only its last day and the days of reminding can change.")
    wanted = {name: values.get(name, getattr(row, name)) for name in ("first_on", "last_on", "remind_on")}
    _refuse_days(SurveyWave(**wanted))
    change_row(row, values, by=by)
    return row


@transaction.atomic
def invite(*, wave: SurveyWave, firms: Iterable[Firm], by: Person) -> int:
    """How many were added; those invited already stay. Raises Conflict once it is given out."""
    row = _in_preparation(wave)
    there = set(row.invitations.values_list("firm_id", flat=True))
    made = [SurveyInvitation(wave=row, firm=firm) for firm in firms if firm.pk not in there]
    add_rows(made, by=by)
    return len(made)


@transaction.atomic
def uninvite(*, invitation: SurveyInvitation, by: Person) -> SurveyInvitation:
    _in_preparation(invitation.wave)
    remove_row(invitation, by=by)
    return invitation


@transaction.atomic
def give_out(*, wave: SurveyWave, by: Person) -> SurveyWave:
    """From here on who is asked stays, and under what each answer counts. Raises Invalid for too few firms."""
    row = _in_preparation(wave)
    with within(EVERYTHING):
        rows = list(row.invitations.select_related("firm"))
        least = FEWEST if row.is_anonymous else 1
        if len(rows) < least:
            raise Invalid("Invite at least %(least)s firms; fewer would tell who answered what.", least=least)
        own = {one.pk: group_of(one.firm, row.grouping) for one in rows}
        under = pooled(Counter(own.values()), REST) if row.is_anonymous else {}
        for one in rows:
            one.group = under.get(own[one.pk], own[one.pk])
        SurveyInvitation.objects.bulk_update(rows, ["group"], batch_size=_AT_ONCE)
    change_row(row, {"state": SurveyWave.State.OPEN}, by=by)
    return row


@transaction.atomic
def make_links(*, wave: SurveyWave) -> list[tuple[SurveyInvitation, str]]:
    """New links for all who haven't answered; older ones of theirs end. They can't be had again.

    Raises Conflict for an anonymous wave that has answers: a second link would let somebody answer twice unseen.
    """
    row = SurveyWave.objects.select_for_update().get(pk=wave.pk)
    if row.state != SurveyWave.State.OPEN:
        raise Conflict("Give the wave out first.")
    if row.is_anonymous and AnonymousResponse.objects.filter(wave=row).exists():
        raise Conflict("Somebody has answered. Nobody can tell who, so no link can be made anew.")
    made = [(one, new_token()) for one in row.invitations.select_related("firm").filter(answered_on=None)]
    for one, token in made:
        one.token_hash = found_by(token)
    SurveyInvitation.objects.bulk_update([one for one, _ in made], ["token_hash"], batch_size=_AT_ONCE)
    return made


def group_of(firm: Firm, grouping: str) -> str:
    """A sector counts by its division: the letter and two digits of KSIC."""
    return {"city": firm.city, "sector": firm.sector[:3].upper()}.get(grouping, "")


def _in_preparation(wave: SurveyWave) -> SurveyWave:
    row = SurveyWave.objects.select_for_update().get(pk=wave.pk)
    if row.state != SurveyWave.State.DRAFT:
        raise Conflict("This wave was given out already.")
    return row


def _refuse_days(row: SurveyWave) -> None:
    if row.last_on < row.first_on:
        raise Invalid("The last day lies before the first.")
    for text in filter(None, (part.strip() for part in row.remind_on.split(","))):
        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise Invalid("%(text)s is no day. Write days as 2026-03-02, a comma between them.", text=text) from error
        if not row.first_on <= day <= row.last_on:
            raise Invalid("%(text)s lies outside the wave.", text=text)
