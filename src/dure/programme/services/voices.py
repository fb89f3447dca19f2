"""Voices of the floor in the region. Keyword-only; each verb is one transaction."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.plant.roles import RegionRole, Role
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today
from dure.programme.models import RegionVoice
from dure.programme.selectors.seats import scope_of

DAYS_TO_ANSWER = 14
VOICE_FIELDS = {
    **dict.fromkeys(("owner", "due_on"), "voice-give"),
    **dict.fromkeys(("answer", "answered_by", "answered_on"), "voice-answer"),
    **dict.fromkeys(("outcome", "outcome_text", "outcome_on"), "voice-outcome"),
}
"""By which address a field is changed."""
_LEADS = frozenset({Role.ADMINISTRATOR, RegionRole.AGENCY, RegionRole.PROVINCE})


@transaction.atomic
def add_voice(*, text: str, asked_on: date, by: Person, **values: Any) -> RegionVoice:
    """values: as the table's. Raises Invalid for one without words, or of nobody whom the person speaks for."""
    if not text.strip():
        raise Invalid("Say in a few words what is asked for.")
    if asked_on > today():
        raise Invalid("The day lies ahead.")
    number = next_number("region_voice", asked_on, pattern="RV{yy}-{n:03}")
    due = asked_on + timedelta(days=DAYS_TO_ANSWER)
    made = RegionVoice(number=number, text=text.strip(), asked_on=asked_on, due_on=due, **values)
    _place(made, by)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_voice(*, voice: RegionVoice, by: Person, **values: Any) -> RegionVoice:
    """While it waits for an answer. Raises as `add_voice`, and Conflict once it is answered."""
    row = _open(voice)
    wanted = RegionVoice(firm=values.get("firm", row.firm), city=values.get("city", row.city))
    _place(wanted, by)
    if values.get("asked_on", row.asked_on) > min(today(), row.due_on):
        raise Invalid("The day lies ahead.")
    change_row(row, values | {"city": wanted.city}, by=by)
    return row


@transaction.atomic
def give_voice(*, voice: RegionVoice, owner: Person, due_on: date, by: Person) -> RegionVoice:
    """Who answers, by when."""
    row = _open(voice)
    if due_on < row.asked_on:
        raise Invalid("The answer can't be due before it was asked.")
    change_row(row, {"owner": owner, "due_on": due_on}, by=by)
    return row


@transaction.atomic
def answer_voice(
    *, voice: RegionVoice, answer: str, by: Person, outcome: str = "", outcome_text: str = ""
) -> RegionVoice:  # fmt: skip
    """The answer that the firm reads, with what came of it where that is known already.

    Raises Conflict when it was answered, Denied for others than who was asked and who leads.
    """
    row = _open(voice)
    _refuse_others(row, by)
    if not answer.strip():
        raise Invalid("Answer in a few words; whoever declines says why.")
    values = {"answer": answer.strip(), "answered_by": by, "answered_on": today()}
    if outcome:
        values |= _outcome(outcome, outcome_text)
    elif outcome_text.strip():
        raise Invalid("Say what came of it, or leave the words for later.")
    change_row(row, values, by=by)
    return row


@transaction.atomic
def note_outcome(*, voice: RegionVoice, outcome: str, outcome_text: str, by: Person) -> RegionVoice:
    """What came of it, later corrected where it has to be. Raises Conflict while there is no answer."""
    row = RegionVoice.objects.select_for_update().get(pk=voice.pk)
    _refuse_others(row, by)
    if row.is_open:
        raise Conflict("There is no answer yet.")
    change_row(row, _outcome(outcome, outcome_text), by=by)
    return row


def _outcome(outcome: str, words: str) -> dict[str, Any]:
    if not words.strip():
        raise Invalid("Say which rule changed and how, why it was declined, or to whom it was passed on.")
    return {"outcome": outcome, "outcome_text": words.strip(), "outcome_on": today()}


def _place(row: RegionVoice, by: Person) -> None:
    """A firm's is of its city; one of no firm only of a city for which the person speaks."""
    if row.firm is not None:
        row.city = row.firm.city
        return
    scope = scope_of(by, today())
    if not scope.everything and row.city not in scope.cities:
        raise Invalid("Choose the firm, or a city that you speak for.")


def _open(voice: RegionVoice) -> RegionVoice:
    row = RegionVoice.objects.select_for_update().get(pk=voice.pk)
    if not row.is_open:
        raise Conflict("This is answered already.")
    return row


def _refuse_others(row: RegionVoice, by: Person) -> None:
    if row.owner_id != by.pk and _LEADS.isdisjoint(by.roles):
        raise Denied("Only the person who was asked, or who leads the programme, answers this.")
