"""Versions of life cycles and of application forms. Keyword-only; each verb is one transaction."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row
from dure.programme import application_form, workflow
from dure.programme.models import ApplicationForm, Programme, Round, SupportType, WorkflowVersion
from dure.programme.selectors.facts import FACTS

_HERE = Path(workflow.__file__).parent


def usual_workflow() -> dict[str, Any]:
    return dict(json.loads((_HERE / "life_cycle.json").read_text("utf-8")))


def usual_form() -> dict[str, Any]:
    return dict(json.loads((_HERE / "application_form.json").read_text("utf-8")))


@transaction.atomic
def publish_workflow(*, programme: Programme, data: dict[str, Any], by: Person) -> WorkflowVersion:
    """The next version, by which cases go that begin from now on. Raises BadWorkflow, and Invalid for unknown facts."""
    read = workflow.read(data)
    if unknown := workflow.unknown_needs(read, FACTS):
        raise Invalid("No such facts: %(names)s.", names=", ".join(unknown))
    Programme.objects.select_for_update().get(pk=programme.pk)
    last = programme.workflows.aggregate(last=Max("number"))["last"] or 0
    made = WorkflowVersion(
        programme=programme, number=last + 1, data=workflow.written(read), published_at=clock.now(), published_by=by
    )
    add_row(made, by=by)
    return made


@transaction.atomic
def publish_form(*, kind: SupportType, data: dict[str, Any], by: Person, call: Round | None = None) -> ApplicationForm:
    """The next version of a type's form; one that names a round is for it alone. Raises BadForm."""
    application_form.read(data)
    if call is not None and call.cohort.programme_id != kind.programme_id:
        raise Invalid("%(round)s is a round of another programme.", round=str(call))
    SupportType.objects.select_for_update().get(pk=kind.pk)
    last = kind.forms.aggregate(last=Max("number"))["last"] or 0
    made = ApplicationForm(type=kind, round=call, number=last + 1, data=data, published_at=clock.now(), published_by=by)
    add_row(made, by=by)
    return made
