"""Surveys and their questions. Keyword-only; each verb is one transaction."""

from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.records import add_row, add_rows, change_row, remove_row
from dure.programme.models import Survey, SurveyQuestion, SurveyVersion, SurveyWave

MOST_QUESTIONS = 40
_COPIED = ("key", "position", "kind", "text", "text_en", "choices", "unit", "is_required")


@transaction.atomic
def add_survey(*, by: Person, **values: Any) -> Survey:
    made = Survey(**values)
    add_row(made, by=by)
    SurveyVersion.objects.create(survey=made, number=1)
    return made


@transaction.atomic
def change_survey(*, survey: Survey, by: Person, **values: Any) -> Survey:
    row = Survey.objects.select_for_update().get(pk=survey.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_question(*, survey: Survey, by: Person, **values: Any) -> SurveyQuestion:
    """At the end. Raises Invalid for choices that don't fit the kind, or more than `MOST_QUESTIONS`."""
    version = _writable(survey, by)
    rows = list(version.questions.all())
    if len(rows) >= MOST_QUESTIONS:
        raise Invalid("A survey has at most %(most)s questions.", most=MOST_QUESTIONS)
    made = SurveyQuestion(version=version, position=max((row.position for row in rows), default=0) + 1, **values)
    _refuse_odd(made)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_question(*, question: SurveyQuestion, by: Person, **values: Any) -> SurveyQuestion:
    """In the version that isn't asked yet. Raises as `add_question`, and Invalid for another kind under one name."""
    row = _in_draft(question, by)
    if values.get("kind", row.kind) != row.kind and _was_asked(row):
        raise Invalid("Earlier waves asked another kind under this short name. Give the question a new one.")
    for name, value in values.items():
        setattr(row, name, value)
    _refuse_odd(row)
    row.refresh_from_db()
    change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_question(*, question: SurveyQuestion, by: Person) -> SurveyQuestion:
    row = _in_draft(question, by)
    remove_row(row, by=by)
    return row


@transaction.atomic
def raise_question(*, question: SurveyQuestion, by: Person) -> SurveyQuestion:
    """One place up; the first stays."""
    row = _in_draft(question, by)
    above = row.version.questions.filter(position__lt=row.position).order_by("-position").first()
    if above is not None:
        places = row.position, above.position
        change_row(above, {"position": places[0]}, by=by)
        change_row(row, {"position": places[1]}, by=by)
    return row


def refuse_asked(record: ChangeRecord) -> None:
    """Raises Conflict for a change of a question that a wave asks by now, or of a wave that was given out."""
    version, wave = None, None
    if record.table == "SurveyQuestion":
        kept = {**record.before, **record.after}
        row = SurveyQuestion.objects.filter(pk=record.row_id).first()
        version = row.version_id if row else kept.get("version")
    if record.table == "SurveyWave":
        wave = record.row_id
    if record.table == "SurveyInvitation":
        wave = {**record.before, **record.after}.get("wave")
    if version and SurveyWave.objects.filter(version_id=version).exists():
        raise Conflict("A wave asks these questions by now.")
    if wave and SurveyWave.objects.filter(pk=wave, state=SurveyWave.State.OPEN).exists():
        raise Conflict("This wave was given out already.")


def _writable(survey: Survey, by: Person) -> SurveyVersion:
    """The newest version; a new one with the same questions when a wave asks the newest already."""
    Survey.objects.select_for_update().get(pk=survey.pk)
    newest = survey.versions.order_by("-number")[0]
    if not newest.waves.exists():
        return newest
    made = SurveyVersion.objects.create(survey=survey, number=newest.number + 1)
    copies = [
        SurveyQuestion(version=made, **{name: getattr(one, name) for name in _COPIED}) for one in newest.questions.all()
    ]
    add_rows(copies, by=by)
    return made


def _in_draft(question: SurveyQuestion, by: Person) -> SurveyQuestion:
    """The question of this short name in the version that may be written."""
    version = _writable(question.version.survey, by)
    row = SurveyQuestion.objects.select_for_update().filter(version=version, key=question.key).first()
    if row is None:
        raise Conflict("This question is no longer in the newest version.")
    return row


def _was_asked(row: SurveyQuestion) -> bool:
    same = SurveyQuestion.objects.filter(version__survey=row.version.survey, key=row.key)
    return same.filter(version__waves__isnull=False).exists()


def _refuse_odd(row: SurveyQuestion) -> None:
    lines = [line for line in row.choices.splitlines() if line.strip()]
    if row.kind == SurveyQuestion.Kind.CHOICE and not 2 <= len(lines) <= 20:
        raise Invalid("Give two to twenty choices, one a line.")
    if row.kind != SurveyQuestion.Kind.CHOICE and lines:
        raise Invalid("Only a question of the kind “One of several” has choices.")
    if row.unit and row.kind != SurveyQuestion.Kind.NUMBER:
        raise Invalid("Only a number has a unit.")
    others = SurveyQuestion.objects.filter(version__survey=row.version.survey, key=row.key).exclude(kind=row.kind)
    if row.pk is None and others.exists():
        raise Invalid("Earlier waves asked another kind under this short name. Give the question a new one.")
