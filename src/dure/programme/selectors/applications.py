"""Applications as their readers ask for them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from dure.programme import application_form
from dure.programme.application_form import Form, Part, Question
from dure.programme.models import Application, ApplicationForm, ApplicationPart, Case, Round, SupportType


def of(case: Case) -> Application | None:
    return Application.objects.filter(case=case).select_related("form").first()


def form_for(kind: SupportType, call: Round) -> ApplicationForm | None:
    """The newest one of the round, else the newest one of the type for all rounds."""
    rows = ApplicationForm.objects.filter(type=kind).filter(Q(round=call) | Q(round=None))
    return rows.order_by("round_id", "-number").first()  # PostgreSQL sorts nothing last


def forms() -> QuerySet[ApplicationForm]:
    return ApplicationForm.objects.select_related("type__programme", "round", "published_by")


def form_of(application: Application) -> Form:
    return application_form.read(application.form.data)


def answers(application: Application) -> dict[str, Any]:
    """Question → answer, over all parts."""
    found: dict[str, Any] = {}
    for part in application.parts.all():
        found |= part.answers
    return found


def missing(application: Application) -> list[tuple[Part, Question]]:
    files = set(application.files.values_list("field", flat=True))
    return application_form.missing(form_of(application), answers(application), files)


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part as the page of the application shows it. row: none before it was first saved."""

    part: Part
    row: ApplicationPart | None
    missing: tuple[Question, ...]
    lines: tuple[tuple[Question, Any], ...]


def parts_of(application: Application) -> list[PartOf]:
    """All parts with their answers and attachments, and what is missing in each."""
    rows = {row.name: row for row in application.parts.select_related("changed_by")}
    form, given, lacks = form_of(application), answers(application), missing(application)
    asked = [one for _part, one in form.questions()]
    files: dict[str, list[Any]] = {}
    for file in application.files.select_related("added_by"):
        files.setdefault(file.field, []).append(file)
    held = {one.name: files.get(one.name, []) if one.kind == "file" else given.get(one.name) for one in asked}
    return [
        PartOf(
            part, rows.get(part.name), tuple(one for where, one in lacks if where.name == part.name),
            tuple((one, held[one.name]) for one in part.questions),
        )
        for part in form.parts
    ]  # fmt: skip
