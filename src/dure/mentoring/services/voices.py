"""Voices of the floor. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.access import LEADERS
from dure.mentoring.models import FloorMeeting, FloorVoice
from dure.mentoring.voice import VoiceState, due_of
from dure.plant.models import Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, checked
from dure.plant.today import today

MOST_UNNAMED_A_DAY = 50
"""Of a plant; what nobody stands behind must not fill the disk."""


@transaction.atomic
def add_meeting(*, title: str, held_on: date, by: Person, **values: Any) -> FloorMeeting:
    number = next_number("floor_meeting", held_on, pattern="FM{yy}{mm}-{n:02}")
    made = FloorMeeting(number=number, title=title, held_on=held_on, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_meeting(*, meeting: FloorMeeting, by: Person, **values: Any) -> FloorMeeting:
    row = FloorMeeting.objects.select_for_update().get(pk=meeting.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def ask(*, topic: str, text: str, by: Person | None) -> FloorVoice:
    """Take a request. by: none keeps no name, for good. Raises Conflict when too many without a name came today."""
    day = today()
    if by is None and FloorVoice.objects.filter(asked_by=None, meeting=None, asked_on=day).count() >= (
        MOST_UNNAMED_A_DAY
    ):
        raise Conflict("Too many requests without a name came today. Please tell your supervisor.")
    made = _voice(topic=topic, text=text, asked_by=by, asked_on=day)
    if by is None:
        # A change record keeps its moment: of a request without a name there is none.
        checked(made)
        made.save()
    else:
        add_row(made, by=by)
    return made


@transaction.atomic
def note_voice(
    *, meeting: FloorMeeting, topic: str, text: str, by: Person, asked_by: Person | None = None, **values: Any
) -> FloorVoice:
    """Write down what was asked in a meeting. asked_by: only with consent; values: owner, due_on."""
    made = _voice(topic=topic, text=text, asked_by=asked_by, asked_on=meeting.held_on, meeting=meeting)
    for name, value in values.items():
        if value is not None:
            setattr(made, name, value)
    add_row(made, by=by)
    return made


@transaction.atomic
def give_to(*, voice: FloorVoice, owner: Person, due_on: date, by: Person) -> FloorVoice:
    """Who answers, by when. Raises Conflict when it is answered."""
    row = _open(voice)
    change_row(row, {"owner": owner, "due_on": due_on}, by=by)
    return row


@transaction.atomic
def answer(*, voice: FloorVoice, state: str, text: str, by: Person) -> FloorVoice:
    """Answer it, or decline it with the reason, for all to read.

    Raises Invalid without words, Conflict when it is answered, Denied for those who were not asked and don't lead.
    """
    row = _open(voice)
    if row.owner_id != by.pk and LEADERS.isdisjoint(by.roles):
        raise Denied("Only the person who was asked, or a leader, answers this.")
    if state not in (VoiceState.ANSWERED, VoiceState.DECLINED) or not text.strip():
        raise Invalid("Answer in a few words; whoever declines says why.")
    values = {"state": state, "answer": text.strip(), "answered_by": by, "answered_on": today(), "seen_on": None}
    change_row(row, values, by=by)
    return row


@transaction.atomic
def reopen(*, voice: FloorVoice, by: Person) -> FloorVoice:
    """The answer didn't settle it: by who asked, or a leader. The old answer stays in the history of changes."""
    row = FloorVoice.objects.select_for_update().get(pk=voice.pk)
    if row.state == VoiceState.OPEN:
        raise Conflict("This is open already.")
    if row.asked_by_id != by.pk and LEADERS.isdisjoint(by.roles):
        raise Denied("Only the person who asked, or a leader, opens it again.")
    values = {"state": VoiceState.OPEN.value, "answer": "", "answered_by": None, "answered_on": None, "seen_on": None}
    change_row(row, values | {"due_on": due_of(today())}, by=by)
    return row


@transaction.atomic
def see(*, voice: FloorVoice, by: Person) -> FloorVoice:
    """Whoever asked has read the answer. Raises Denied for others, Conflict while there is none."""
    row = FloorVoice.objects.select_for_update().get(pk=voice.pk)
    if row.asked_by_id != by.pk:
        raise Denied("Only the person who asked does this.")
    if row.state == VoiceState.OPEN:
        raise Conflict("There is no answer yet.")
    change_row(row, {"seen_on": today()}, by=by)
    return row


def _voice(*, asked_on: date, **values: Any) -> FloorVoice:
    if not values["text"].strip():
        raise Invalid("Say in a few words what you ask for.")
    values["text"] = values["text"].strip()
    number = next_number("floor_voice", asked_on, pattern="FV{yy}{mm}-{n:03}")
    return FloorVoice(number=number, asked_on=asked_on, due_on=due_of(asked_on), **values)


def _open(voice: FloorVoice) -> FloorVoice:
    row = FloorVoice.objects.select_for_update().get(pk=voice.pk)
    if row.state != VoiceState.OPEN:
        raise Conflict("This is answered already.")
    return row
