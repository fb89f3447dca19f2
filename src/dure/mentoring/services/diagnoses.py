"""Diagnoses: begun, answered by two people apart from each other, brought together, closed. Each is one transaction.

Answers and evidence write no change records before both have handed in: a record would tell one assessor, or anybody
who reads them, what the other answered. They keep who and when themselves.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.mentoring.access import LEADERS, WRITERS
from dure.mentoring.models import (
    AgreedLevel,
    AnswerEvidence,
    AssessmentTable,
    Diagnosis,
    DiagnosisAnswer,
    PeerFigure,
    TableItem,
)
from dure.mentoring.selectors.diagnoses import differences, missing, own_answers
from dure.mentoring.selectors.measured import Figure, figure
from dure.plant.models import Area, Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, checked, remove_rows
from dure.plant.today import today
from dure.safety.services.files import DOCUMENTS, attach

_PATTERN = "DG{yy}{mm}-{n:03}"


@transaction.atomic
def begin_diagnosis(
    *, table: AssessmentTable, first: Person, second: Person, assessed_on: date, by: Person,
    area: Area | None = None, sector: str = "",
) -> Diagnosis:  # fmt: skip
    """Raises Invalid for a table that isn't published, for the same person twice, or one who may not assess."""
    if table.status != AssessmentTable.Status.PUBLISHED:
        raise Invalid("Only a published table is used.")
    for person in (first, second):
        if WRITERS.isdisjoint(person.roles):
            raise Invalid("%(name)s has no role that assesses.", name=str(person))
    number = next_number("diagnosis", assessed_on, pattern=_PATTERN)
    made = Diagnosis(
        number=number, table=table, area=area, assessed_on=assessed_on, first=first, second=second,
        sector=sector.strip(),
    )  # fmt: skip
    add_row(made, by=by)
    return made


@transaction.atomic
def answer_item(
    *, diagnosis: Diagnosis, item: TableItem, by: Person, level: int | None = None, is_left_out: bool = False,
    note: str = "",
) -> DiagnosisAnswer:  # fmt: skip
    """An assessor's own level for a question, saved at once. Raises Denied, Conflict after handing in, Invalid."""
    row = _answering(diagnosis, by)
    held = DiagnosisAnswer.objects.filter(diagnosis=row, item=item, person=by).first()
    made = held or DiagnosisAnswer(diagnosis=row, item=item, person=by)
    made.level, made.is_left_out = (None, True) if is_left_out else (level, False)
    made.note, made.answered_at = note.strip(), clock.now()
    checked(made)
    made.save()
    return made


@transaction.atomic
def take_answer_back(*, diagnosis: Diagnosis, item: TableItem, by: Person) -> None:
    """As if it had not been answered. Raises Denied, Conflict after handing in."""
    row = _answering(diagnosis, by)
    DiagnosisAnswer.objects.filter(diagnosis=row, item=item, person=by).delete()


@transaction.atomic
def fill_in(*, diagnosis: Diagnosis, by: Person) -> int:
    """Answer what is still open and has a measured figure by that figure. Answers how many.

    A figure that isn't known leaves its question open. Raises Denied, Conflict after handing in.
    """
    row, filled = _answering(diagnosis, by), 0
    done = own_answers(row, by)
    items = TableItem.objects.filter(module__table=row.table_id).exclude(figure="").select_related("module__table")
    for item in items:
        if item.pk not in done:
            found = figure(item.figure, today())
            if found.value is not None:
                _lean_on(row, item, found, by)
                answer_item(diagnosis=row, item=item, by=by, level=found.level(item.steps))
                filled += 1
    return filled


@transaction.atomic
def add_figure(*, diagnosis: Diagnosis, item: TableItem, by: Person) -> AnswerEvidence:
    """Keep the measured figure of a question as it stands now. Raises Invalid where nothing can be counted yet."""
    row = _answering(diagnosis, by)
    if not item.figure or item.module.table_id != row.table_id:
        raise Invalid("This question has no measured figure.")
    found = figure(item.figure, today())
    if found.value is None:
        raise Invalid("There is nothing to count for this figure yet.")
    return _lean_on(row, item, found, by)


def _lean_on(row: Diagnosis, item: TableItem, found: Figure, by: Person) -> AnswerEvidence:
    AnswerEvidence.objects.filter(diagnosis=row, item=item, person=by, figure=item.figure).delete()
    made = AnswerEvidence(
        diagnosis=row, item=item, person=by, figure=item.figure, value=found.value, part=round(found.part, 2),
        whole=round(found.whole, 2), measured_on=found.until, address=reverse(found.of.page), added_at=clock.now(),
    )  # fmt: skip
    checked(made)
    made.save()
    return made


@transaction.atomic
def add_evidence(
    *, diagnosis: Diagnosis, item: TableItem, data: bytes | None, by: Person, note: str = ""
) -> AnswerEvidence:
    """A picture or document for a question. Raises Denied, Conflict after handing in, Invalid, WrongFile."""
    row = _answering(diagnosis, by)
    if item.module.table_id != row.table_id:
        raise Invalid("This question is not of the table of this diagnosis.")
    made = AnswerEvidence(diagnosis=row, item=item, person=by, note=note.strip(), added_at=clock.now())
    attach(made, "file", data, allowed=DOCUMENTS)
    checked(made)
    made.save()
    return made


@transaction.atomic
def remove_evidence(*, evidence: AnswerEvidence, by: Person) -> Diagnosis:
    """The file stays where it was put. Raises Denied for another's, Conflict after handing in."""
    row = _answering(evidence.diagnosis, by)
    if evidence.person_id != by.pk:
        raise Denied("Only the assessor who added it takes it away.")
    evidence.delete()
    return row


@transaction.atomic
def hand_in(*, diagnosis: Diagnosis, by: Person) -> Diagnosis:
    """An assessor is done; the answers stay as they are. Raises Denied, Conflict, Invalid while questions are open."""
    row = _answering(diagnosis, by)
    left = missing(row, by)
    if left:
        raise Invalid("%(count)s questions aren't answered yet.", count=left)
    change_row(row, {_side(row, by): clock.now()}, by=by)
    return row


@transaction.atomic
def take_back(*, diagnosis: Diagnosis, by: Person) -> Diagnosis:
    """Answer again after all, as long as the other hasn't handed in. Raises Denied, Conflict."""
    row = _open(diagnosis)
    side = _side(row, by)
    if getattr(row, side) is None:
        raise Conflict("You haven't handed in yet.")
    if row.is_handed_in:
        raise Conflict("Both have handed in and seen each other's answers. Agree on what differs.")
    change_row(row, {side: None}, by=by)
    return row


@transaction.atomic
def agree(
    *, diagnosis: Diagnosis, item: TableItem, by: Person, reason: str, level: int | None = None,
    is_left_out: bool = False,
) -> AgreedLevel:  # fmt: skip
    """What both came to where they differed, with its reason. Raises Conflict before both have handed in, Invalid."""
    row = _together(diagnosis, by)
    if item.pk not in differences(row):
        raise Invalid("Both gave this question the same level.")
    if not reason.strip():
        raise Invalid("Say why you agree on this level.")
    values = {
        "level": None if is_left_out else level, "is_left_out": is_left_out, "reason": reason.strip(),
        "agreed_by": by, "agreed_at": clock.now(),
    }  # fmt: skip
    held = AgreedLevel.objects.filter(diagnosis=row, item=item).first()
    if held is None:
        held = AgreedLevel(diagnosis=row, item=item, **values)
        add_row(held, by=by)
    else:
        change_row(held, values, by=by)
    return held


@transaction.atomic
def close_diagnosis(*, diagnosis: Diagnosis, by: Person, summary: str) -> Diagnosis:
    """All differences are settled; the diagnosis stays as it is. Raises Conflict, Invalid while some are open."""
    row = _together(diagnosis, by)
    left = len(differences(row)) - row.agreedlevels.count()
    if left:
        raise Invalid("%(count)s differences aren't settled yet.", count=left)
    change_row(row, {"summary": summary.strip(), "closed_by": by, "closed_at": clock.now()}, by=by)
    return row


@transaction.atomic
def reopen_diagnosis(*, diagnosis: Diagnosis, by: Person) -> Diagnosis:
    """Settle something again. Raises Conflict when it is open."""
    row = Diagnosis.objects.select_for_update().get(pk=diagnosis.pk)
    if row.closed_at is None:
        raise Conflict("This is open already.")
    change_row(row, {"closed_by": None, "closed_at": None}, by=by)
    return row


@transaction.atomic
def take_peers(*, rows: list[dict[str, Any]], by: Person) -> int:
    """Figures of peer groups out of a file of the region, in place of those of the same tables and sectors.

    Raises Invalid for a group of fewer than five plants or quartiles that don't rise; then nothing is taken.
    """
    for key, sector in sorted({(row["table_key"], row["sector"]) for row in rows}):
        remove_rows(list(PeerFigure.objects.filter(table_key=key, sector=sector)), by=by)
    for row in rows:
        add_row(PeerFigure(**row), by=by)
    return len(rows)


def _open(diagnosis: Diagnosis) -> Diagnosis:
    row = Diagnosis.objects.select_for_update().get(pk=diagnosis.pk)
    if row.closed_at is not None:
        raise Conflict("This diagnosis is closed.")
    return row


def _side(row: Diagnosis, by: Person) -> str:
    if by.pk not in row.assessors:
        raise Denied("Only the two assessors of this diagnosis answer.")
    return "first_handed_at" if by.pk == row.first_id else "second_handed_at"


def _answering(diagnosis: Diagnosis, by: Person) -> Diagnosis:
    row = _open(diagnosis)
    if getattr(row, _side(row, by)) is not None:
        raise Conflict("You have handed in. Take that back first.")
    return row


def _together(diagnosis: Diagnosis, by: Person) -> Diagnosis:
    row = _open(diagnosis)
    if by.pk not in row.assessors and LEADERS.isdisjoint(by.roles):
        raise Denied("Only the two assessors, or somebody who answers for the plant, do this.")
    if not row.is_handed_in:
        raise Conflict("Both assessors hand in first.")
    return row
