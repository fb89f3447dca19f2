"""Time studies. Keyword-only; each verb is one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.models import StudyElement, TimedReading, TimeStudy
from dure.mentoring.selectors.studies import draft_of, study_told
from dure.plant.models import Person
from dure.plant.services import add_row, add_rows, change_row, next_number
from dure.plant.today import today
from dure.product.models import Operation, Routing
from dure.product.names import next_revision
from dure.product.services import MeasuredTime, copy_routing, take_times

_PATTERN = "TS{yy}-{n:03}"
MOST_ELEMENTS, MOST_READINGS = 60, 3000


@dataclass(frozen=True, slots=True)
class Lap:
    """One reading. element: its place among the elements, None for what doesn't belong to the work."""

    cycle: int
    element: int | None
    seconds: Decimal
    note: str = ""


@transaction.atomic
def add_study(
    *,
    token: UUID,
    operation: Operation,
    elements: Sequence[tuple[str, str]],
    laps: Sequence[Lap],
    started_at: datetime,
    by: Person,
    **values: Any,
) -> TimeStudy:
    """What a tablet sends; sent again, it is the study that is there. elements: (name, worth). Raises Invalid."""
    there = TimeStudy.objects.filter(token=token).first()
    if there is not None:
        return there
    _check(elements, laps)
    study = TimeStudy(
        token=token, item=operation.routing.item, operation_number=operation.number, operation_name=operation.name,
        started_at=started_at, observed_by=by, **values,
    )  # fmt: skip
    study.number = next_number("time_study", timezone.localdate(started_at), pattern=_PATTERN)
    add_row(study, by=by)
    rows = [
        StudyElement(study=study, number=number, name=name, worth=worth)
        for number, (name, worth) in enumerate(elements, start=1)
    ]
    add_rows(rows, by=by)
    readings = [
        TimedReading(
            study=study, sequence=at, cycle=lap.cycle, seconds=lap.seconds, note=lap.note,
            element=None if lap.element is None else rows[lap.element],
        )
        for at, lap in enumerate(laps, start=1)
    ]  # fmt: skip
    add_rows(readings, by=by)
    return study


def _check(elements: Sequence[tuple[str, str]], laps: Sequence[Lap]) -> None:
    if not any(lap.element is not None for lap in laps):
        raise Invalid("Nothing was timed yet.")
    if len({name for name, _worth in elements}) < len(elements):
        raise Invalid("Give each element a name of its own.")
    if len(elements) > MOST_ELEMENTS or len(laps) > MOST_READINGS:
        raise Invalid("A study has at most %(elements)s elements and %(readings)s readings.",
                      elements=MOST_ELEMENTS, readings=MOST_READINGS)  # fmt: skip
    if any(lap.element is not None and not 0 <= lap.element < len(elements) for lap in laps):
        raise Invalid("A reading belongs to no element.")


@transaction.atomic
def change_study(*, study: TimeStudy, by: Person, **values: Any) -> TimeStudy:
    """Rating, allowances, precision, note. Raises Invalid."""
    row = TimeStudy.objects.select_for_update().get(pk=study.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def change_study_element(*, element: StudyElement, by: Person, **values: Any) -> StudyElement:
    """Raises Invalid, and Conflict for a name that another element of the study has."""
    row = StudyElement.objects.select_for_update().get(pk=element.pk)
    others = StudyElement.objects.filter(study=row.study_id, name=values.get("name", "")).exclude(pk=row.pk)
    if others.exists():
        raise Conflict("Give each element a name of its own.")
    change_row(row, values, by=by)
    return row


@transaction.atomic
def leave_out(*, reading: TimedReading, is_left_out: bool, by: Person) -> TimedReading:
    """A person says whether a reading counts."""
    row = TimedReading.objects.select_for_update().get(pk=reading.pk)
    change_row(row, {"is_left_out": is_left_out}, by=by)
    return row


@transaction.atomic
def take_into_draft(*, study: TimeStudy, by: Person) -> Routing:
    """The standard times become work elements of the operation in the item's newest draft; without one, the routing
    written last is copied as the next revision first. Raises Invalid without times or without such an operation.
    """
    told = study_told(study)
    if any(one.figures is None for one in told.elements):
        raise Invalid("An element has no reading that counts. Time it, or say which readings count.")
    draft = draft_of(study) or _next_draft(study, by)
    operation = draft.operations.filter(number=study.operation_number).first()
    if operation is None:
        raise Invalid("The draft %(draft)s has no operation %(number)s.", draft=draft, number=study.operation_number)
    times = [
        MeasuredTime(one.element.name, one.figures.standard, one.element.worth) for one in told.elements if one.figures
    ]
    take_times(operation=operation, times=times, by=by)
    return draft


def _next_draft(study: TimeStudy, by: Person) -> Routing:
    rows = list(Routing.objects.filter(item=study.item_id).order_by("-valid_from", "-pk"))
    if not rows:
        raise Invalid("The item has no routing any more.")
    taken, name = {row.revision for row in rows}, next_revision(rows[0].revision)
    while name in taken:
        name = next_revision(name)
    return copy_routing(routing=rows[0], revision=name, valid_from=today(), by=by)
