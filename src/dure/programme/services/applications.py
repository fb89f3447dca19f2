"""Applications: written part by part by several people, handed in, opened again. Keyword-only, one transaction each."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid, NotFound
from dure.plant.models import Person
from dure.plant.roles import RegionRole
from dure.plant.services.records import add_row, change_row, remove_row
from dure.plant.today import today
from dure.product.media import PDF, PICTURES
from dure.product.services.files import take
from dure.programme import application_form, workflow
from dure.programme.application_form import Kind
from dure.programme.models import Application, ApplicationFile, ApplicationPart, Case
from dure.programme.selectors import applications as selectors
from dure.programme.selectors.facts import FORM
from dure.programme.selectors.seats import roles_towards

FILES = PICTURES | {PDF}
MOST_FILES = 5
"""To one question."""


def begin(*, case: Case) -> Application:
    """The application of a case, begun with the newest form where there is none. Raises Conflict without a form."""
    found = selectors.of(case)
    if found is not None:
        return found
    form = selectors.form_for(case.type, case.round)
    if form is None:
        raise Conflict("%(type)s has no application form yet. The agency publishes one.", type=str(case.type))
    return Application.objects.create(firm_id=case.firm_id, case=case, form=form)


def hand_in(*, case: Case) -> None:
    """Note when it was first handed in; from then on the state of the case keeps it as it is."""
    Application.objects.filter(case=case, submitted_at=None).update(submitted_at=clock.now())


def is_written(life: workflow.Workflow, state: str) -> bool:
    """Whether the application may be written in this state: a step that takes it leads out of it."""
    return any(state in step.start and FORM in step.needs for step in life.steps)


def may_write(case: Case, by: Person) -> bool:
    """The firm's people, while a step that takes the application leads out of the state."""
    is_open = is_written(workflow.read(case.workflow.data), case.state)
    return is_open and RegionRole.FIRM in roles_towards(by, case.firm, today())


@transaction.atomic
def save_part(
    *, application: Application, name: str, typed: Mapping[str, Any], seen: int, by: Person
) -> ApplicationPart:
    """What was typed in a part, finished or not. seen: the version that the person had before them.

    Raises Conflict when somebody saved the part meanwhile or it is handed in, Invalid for what doesn't fit.
    """
    _open(application, by)
    part = selectors.form_of(application).part(name)
    if part is None:
        raise NotFound("The form has no such part.")
    answers = {}
    for question in part.questions:
        try:
            answers[question.name] = application_form.answer(question, typed.get(question.name))
        except Invalid as error:
            label = question.words.say(get_language() or "ko")
            raise Invalid("%(question)s: %(error)s", question=label, error=error) from error
    kept = {key: value for key, value in answers.items() if value is not None}
    row = ApplicationPart.objects.select_for_update(of=("self",)).select_related("changed_by").filter(
        application=application, name=name
    ).first()  # fmt: skip
    if (row.version if row else 0) != seen:
        raise Conflict(
            "%(who)s saved this part at %(at)s. Your text was not saved: open the part again and add it.",
            who=str(row.changed_by) if row else "", at=f"{timezone.localtime(row.changed_at):%H:%M}" if row else "",
        )  # fmt: skip
    values = {"answers": kept, "version": seen + 1, "changed_at": clock.now(), "changed_by": by}
    if row is None:
        row = ApplicationPart(firm_id=application.firm_id, application=application, name=name, **values)
        add_row(row, by=by)
    elif row.answers != kept:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def add_file(*, application: Application, field: str, data: bytes, name: str, by: Person) -> ApplicationFile:
    """Attach a file to a question. Raises WrongFile for its kind or size, Conflict for too many."""
    _open(application, by)
    question = selectors.form_of(application).question(field)
    if question is None or question.kind != Kind.FILE:
        raise NotFound("The form takes no such file.")
    if application.files.filter(field=field).count() >= MOST_FILES:
        raise Conflict("At most %(most)s files to one question. Remove one first.", most=MOST_FILES)
    taken = take(data, FILES)
    made = ApplicationFile(
        firm_id=application.firm_id, application=application, field=field, name=name[-120:] or field,
        added_at=clock.now(), added_by=by,
    )  # fmt: skip
    made.file.save(f"{application.pk}.{taken.kind.suffix}", taken.content, save=False)
    add_row(made, by=by)
    return made


@transaction.atomic
def save_all(
    *, application: Application, name: str, typed: Mapping[str, Any], seen: int, files: list[tuple[str, bytes, str]],
    by: Person,
) -> ApplicationPart:  # fmt: skip
    """A part with its attachments (question, what stands in it, its name): all of it or nothing."""
    row = save_part(application=application, name=name, typed=typed, seen=seen, by=by)
    for field, data, called in files:
        add_file(application=application, field=field, data=data, name=called, by=by)
    return row


@transaction.atomic
def remove_file(*, file: ApplicationFile, by: Person) -> ApplicationFile:
    """The record of the removal keeps what it was."""
    _open(file.application, by)
    remove_row(file, by=by)
    return file


@transaction.atomic
def agree(*, application: Application, by: Person) -> Application:
    """The firm agrees to the use of its data for the programme."""
    _open(application, by)
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.consent_at is None:
        change_row(row, {"consent_at": clock.now(), "consent_by": by}, by=by)
    return row


def _open(application: Application, by: Person) -> None:
    """The case waits for the end of the transaction. Raises Denied for strangers, Conflict when handed in."""
    case = Case.objects.select_for_update().get(pk=application.case_id)
    if RegionRole.FIRM not in roles_towards(by, case.firm, today()):
        raise Denied("Only the firm's own people write its application.")
    if not may_write(case, by):
        raise Conflict("The application has been handed in and stays as it is. The agency can send it back.")
