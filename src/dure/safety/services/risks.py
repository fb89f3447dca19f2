"""Risk assessments. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Area, Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, remove_row
from dure.safety import risk
from dure.safety.models import RiskAssessment, RiskLine, RiskMatrix, RiskParticipant
from dure.safety.selectors import gaps_of, matrix_in_force

_PATTERN = "RA{yy}{mm}-{n:03}"
_LACKS = {
    risk.Gap.NO_LINES: "There is no hazard in it yet.",
    risk.Gap.NO_WORKER: "Somebody who does this work must have taken part.",
    risk.Gap.NO_MEASURE: "A risk that isn't acceptable needs a measure and what it makes of the risk.",
    risk.Gap.NO_ACTION: "A measure needs somebody who carries it out by a day.",
    risk.Gap.STILL_HIGH: "A risk would still not be acceptable after its measure.",
}
_COPIED = ("position", "step", "group", "kind", "hazard", "basis")


class Incomplete(Invalid):
    """It can't be approved yet; the message says the first thing that is missing."""


@transaction.atomic
def add_assessment(
    *, area: Area, operation: str, assessed_on: date, review_on: date, by: Person, **values: Any
) -> RiskAssessment:
    """Begin one with the matrix in force: values work_unit, kind, leader, reason. Raises Invalid."""
    made = RiskAssessment(
        area=area, operation=operation, assessed_on=assessed_on, review_on=review_on, matrix=_matrix(), **values
    )
    made.number = next_number("risk_assessment", assessed_on, pattern=_PATTERN)
    add_row(made, by=by)
    return made


@transaction.atomic
def assess_again(*, assessment: RiskAssessment, assessed_on: date, review_on: date, by: Person) -> RiskAssessment:
    """The next one of the same work: what was there and was added since is what is in place now.

    Risks are scored anew: they start as they were expected to be afterwards. Raises Conflict for one that isn't
    approved or has a next one.
    """
    row = RiskAssessment.objects.select_for_update().get(pk=assessment.pk)
    if row.status != RiskAssessment.Status.APPROVED:
        raise Conflict("Approve this one first.")
    if RiskAssessment.objects.filter(previous=row).exists():
        raise Conflict("There is a later one already.")
    matrix = _matrix()
    made = RiskAssessment(
        area=row.area, work_unit=row.work_unit, operation=row.operation, kind=RiskAssessment.Kind.REGULAR,
        assessed_on=assessed_on, review_on=review_on, leader=row.leader, previous=row, matrix=matrix,
    )  # fmt: skip
    made.number = next_number("risk_assessment", assessed_on, pattern=_PATTERN)
    add_row(made, by=by)
    for line in row.lines.all():
        add_row(_carried(line, made, matrix), by=by)
    return made


def _carried(line: RiskLine, made: RiskAssessment, matrix: RiskMatrix) -> RiskLine:
    there = "; ".join(filter(None, [line.in_place, line.measure]))
    return RiskLine(
        assessment=made, in_place=there[:300], **{name: getattr(line, name) for name in _COPIED},
        frequency=min(line.frequency_after or line.frequency, len(matrix.frequencies)),
        severity=min(line.severity_after or line.severity, len(matrix.severities)),
    )  # fmt: skip


@transaction.atomic
def change_assessment(*, assessment: RiskAssessment, by: Person, **values: Any) -> RiskAssessment:
    row = _open(assessment)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_participant(*, assessment: RiskAssessment, by: Person, **values: Any) -> RiskParticipant:
    """Values person or name, part, is_worker. Raises Invalid."""
    made = RiskParticipant(assessment=_open(assessment), **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_participant(*, participant: RiskParticipant, by: Person) -> RiskAssessment:
    row = _open(participant.assessment)
    remove_row(participant, by=by)
    return row


@transaction.atomic
def set_line(*, assessment: RiskAssessment, line: RiskLine | None, by: Person, **values: Any) -> RiskLine:
    """Add a hazard, or change one. Raises Invalid for a step that the matrix doesn't have, Conflict when approved."""
    row = _open(assessment)
    _refuse_unknown_steps(row.matrix, values)
    if line is None:
        last = row.lines.order_by("position").last()
        line = RiskLine(assessment=row, **({"position": (last.position if last else 0) + 10} | values))
        add_row(line, by=by)
    else:
        change_row(line, values, by=by)
    return line


@transaction.atomic
def remove_line(*, line: RiskLine, by: Person) -> RiskAssessment:
    """Raises Conflict when an action was begun for it, or it is approved."""
    row = _open(line.assessment)
    if line.actions.exists():
        raise Conflict("An action was begun for it. Keep the line.")
    remove_row(line, by=by)
    return row


@transaction.atomic
def approve_assessment(*, assessment: RiskAssessment, by: Person) -> RiskAssessment:
    """Raises Incomplete with what is missing, Conflict when it is approved."""
    row = _open(assessment)
    missing = gaps_of(row)
    if missing:
        raise Incomplete(_LACKS[missing[0]])
    change_row(
        row, {"status": RiskAssessment.Status.APPROVED, "approved_by": by, "approved_at": clock.now()}, by=by
    )  # fmt: skip
    return row


def _refuse_unknown_steps(matrix: RiskMatrix, values: dict[str, Any]) -> None:
    most = {"frequency": len(matrix.frequencies), "severity": len(matrix.severities)}
    for name, highest in most.items():
        for step in (values.get(name), values.get(f"{name}_after")):
            if step is not None and not 1 <= step <= highest:
                raise Invalid("The matrix has no step %(step)s.", step=step)


def _matrix() -> RiskMatrix:
    found = matrix_in_force()
    if found is None:
        raise Invalid("There is no risk matrix in force yet.")
    return found


def _open(assessment: RiskAssessment) -> RiskAssessment:
    row = RiskAssessment.objects.select_for_update(of=("self",)).select_related("matrix").get(pk=assessment.pk)
    if row.status != RiskAssessment.Status.OPEN:
        raise Conflict("It is approved and stays as it is. Assess the work again.")
    return row
