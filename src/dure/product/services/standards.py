"""Writing work standards and bringing them into force. Keyword-only; each verb is one transaction."""

from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, facts_of, record_change
from dure.product.approval import State, Step, judge, refusal, signature
from dure.product.events import StandardPutInForce
from dure.product.media import PICTURES, VIDEOS
from dure.product.models import (
    StandardCheck,
    StandardComment,
    StandardHazard,
    StandardLimit,
    StandardReading,
    StandardStep,
    StandardVersion,
    WorkStandard,
)
from dure.product.services.drafts import editing, edits_of
from dure.product.services.files import take

PartRow = TypeVar("PartRow", StandardStep, StandardLimit, StandardCheck, StandardHazard)
_STEP_PARTS = (StandardStep, StandardLimit, StandardCheck, StandardHazard)
_FILES = {"picture": PICTURES, "video": VIDEOS}
_PATTERN = "WS-{n:04}"


@transaction.atomic
def add_standard(*, title: str, by: Person | None, number: str = "", **target: Any) -> StandardVersion:
    """A standard and its first version as a draft. target: item, operation_number, work_unit. Raises Invalid."""
    today = timezone.localdate(clock.now())
    standard = WorkStandard(
        number=number or next_number("work_standard", today, pattern=_PATTERN), title=title, **target
    )
    add_row(standard, by=by)
    version = StandardVersion(standard=standard, number=1, written_by=by)
    add_row(version, by=by)
    return version


@transaction.atomic
def remove_draft_standard(*, version: StandardVersion, by: Person | None) -> None:
    """Remove a standard that is nothing but its first draft. Raises NotADraft, Conflict."""
    with editing(version, what="remove", by=by) as row:
        standard = row.standard
        if standard.versions.exclude(pk=row.pk).exists():
            raise Conflict("%(name)s has been in force. Take it out of use instead.", name=str(standard))
        for gone in (row, standard):
            record_change(gone, verb="removed", by=by, before=facts_of(gone))
    edits_of(row).delete()
    row.delete()
    standard.delete()


@transaction.atomic
def change_standard(*, standard: WorkStandard, by: Person | None, **values: Any) -> WorkStandard:
    """Its number, title, or whether it is in use. Raises Invalid."""
    change_row(standard, values, by=by)
    return standard


@transaction.atomic
def new_version(*, standard: WorkStandard, change_note: str, by: Person | None) -> StandardVersion:
    """A draft with the content of the latest version. Raises Conflict while another one is being worked on."""
    WorkStandard.objects.select_for_update().get(pk=standard.pk)
    latest = standard.versions.order_by("number").last()
    if latest is None or latest.status not in (State.IN_FORCE, State.RETIRED):
        raise Conflict("A new version is being worked on already.")
    made = StandardVersion(
        standard=standard,
        number=latest.number + 1,
        change_note=change_note,
        standard_seconds=latest.standard_seconds,
        tools=latest.tools,
        gear=latest.gear,
        written_by=by,
    )
    add_row(made, by=by)
    for table in _STEP_PARTS:
        rows: list[models.Model] = list(table.objects.filter(version=latest))
        for row in rows:
            row.pk, row.version = None, made  # type: ignore[attr-defined]
        table.objects.bulk_create(rows)
    return made


@transaction.atomic
def change_version(*, version: StandardVersion, by: Person | None, **values: Any) -> StandardVersion:
    """Tools, protective gear, standard time, what is new. Raises NotADraft, Invalid."""
    with editing(version, what="head", by=by) as row:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def add_part(*, version: StandardVersion, part: type[PartRow], by: Person | None, **values: Any) -> PartRow:
    """Add a step, condition, check or hazard at the end. Raises NotADraft, Invalid."""
    with editing(version, what="add", by=by) as row:
        last = part.objects.filter(version=row).aggregate(models.Max("position"))["position__max"] or 0
        made = part(**({"version": row, "position": last + 10} | values))
        add_row(made, by=by)
    return made


@transaction.atomic
def change_part(*, row: PartRow, by: Person | None, **values: Any) -> PartRow:
    """Raises NotADraft, Invalid."""
    with editing(row.version, what="change", by=by):
        change_row(row, values, by=by)
    return row


@transaction.atomic
def remove_part(*, row: PartRow, by: Person | None) -> None:
    """Raises NotADraft."""
    with editing(row.version, what="remove", by=by):
        record_change(row, verb="removed", by=by, before=facts_of(row))
        row.delete()


@transaction.atomic
def move_part(*, row: PartRow, up: bool, by: Person | None) -> PartRow:
    """Change places with the one before or behind; the first and the last stay. Raises NotADraft."""
    with editing(row.version, what="move", by=by):
        rows = list(type(row).objects.filter(version=row.version))
        at = [one.pk for one in rows].index(row.pk)
        other = at - 1 if up else at + 1
        if 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
        for place, one in enumerate(rows, start=1):
            change_row(one, {"position": place * 10}, by=by)
    row.refresh_from_db()
    return row


@transaction.atomic
def set_step_file(*, step: StandardStep, field: str, data: bytes | None, by: Person | None) -> StandardStep:
    """Show a picture or play a short video (`field`) at the step; none for no data. Raises NotADraft, WrongFile.

    Files are never overwritten: the versions before may show the old one.
    """
    with editing(step.version, what="file", by=by):
        before = facts_of(step)
        if data is None:
            setattr(step, field, "")
        else:
            taken = take(data, _FILES[field])
            name = f"{step.version.standard.number}-{step.version.number}-{step.position}.{taken.kind.suffix}"
            getattr(step, field).save(name, taken.content, save=False)
        step.save()
        record_change(step, verb="changed", by=by, before=before)
    return step


@transaction.atomic
def comment(*, version: StandardVersion, text: str, by: Person | None) -> StandardComment:
    """Say something about a version, in whatever state it is. Raises Invalid without a text."""
    if not text.strip():
        raise Invalid("Write something first.")
    return StandardComment.objects.create(version=version, text=text.strip(), written_by=by)


@transaction.atomic
def move_on(*, version: StandardVersion, step: Step, by: Person | None, text: str = "") -> StandardVersion:
    """Take a step of the workflow; putting one in force retires the one before.

    Raises Conflict when the step doesn't lead from here, OwnWork for a writer, Invalid without a needed
    comment or without any step described.
    """
    row = StandardVersion.objects.select_for_update(of=("self",)).select_related("standard").get(pk=version.pk)
    state = State(row.status)
    verdict = judge(state, step, by=by.pk if by else None, writers=_writers(row), comment=text)
    if verdict.to is None:
        raise refusal(verdict.refused)
    if step is Step.SUBMIT and not row.standardsteps.exists():
        raise Invalid("Describe at least one step first.")
    if step is Step.PUT_IN_FORCE:
        _retire_the_one_before(row, by)
    change_row(row, {"status": verdict.to.value} | signature(step, by=by, at=clock.now()), by=by)
    StandardComment.objects.create(version=row, text=text.strip(), moved_to=verdict.to.value, written_by=by)
    if step is Step.PUT_IN_FORCE:
        append(StandardPutInForce(version_id=row.pk, standard_id=row.standard_id, person_id=by.pk if by else None))
    return row


def _writers(version: StandardVersion) -> frozenset[int]:
    edited = edits_of(version).exclude(edited_by=None).values_list("edited_by", flat=True)
    return frozenset([*edited, *([version.written_by_id] if version.written_by_id else [])])


def _retire_the_one_before(version: StandardVersion, by: Person | None) -> None:
    old = StandardVersion.objects.filter(standard=version.standard_id, status=State.IN_FORCE)
    for row in old.select_for_update():
        change_row(row, {"status": State.RETIRED.value, "retired_at": clock.now()}, by=by)


@transaction.atomic
def sign_reading(*, version: StandardVersion, person: Person) -> StandardReading:
    """The person has read this version. Signing again changes nothing. Raises Conflict unless it is in force."""
    row = StandardVersion.objects.select_for_update().get(pk=version.pk)
    if row.status != State.IN_FORCE:
        raise Conflict("Only the version in force is signed.")
    found, _ = StandardReading.objects.get_or_create(version=row, person=person, defaults={"signed_at": clock.now()})
    return found
