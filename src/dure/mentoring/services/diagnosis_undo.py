"""Taking back a change of a table's draft, of a diagnosis just begun, or of what two agreed on."""

from django.db import transaction
from django.db.models import Model

from dure.kernel.errors import Conflict, Denied
from dure.mentoring.access import LEADERS
from dure.mentoring.models import AgreedLevel, AssessmentTable, Diagnosis, TableItem, TableModule
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_change

TABLES: dict[str, type[Model]] = {
    model.__name__: model for model in (AgreedLevel, AssessmentTable, Diagnosis, TableItem, TableModule)
}


@transaction.atomic
def undo_diagnosis(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """Raises as `undo_change`; Conflict for what is published, handed in or closed; Denied for strangers."""
    record = ChangeRecord.objects.filter(pk=record_id, table__in=TABLES).first()
    if record is not None:
        _refuse(record, by)
    return undo_change(record_id=record_id, by=by, tables=TABLES)


def _refuse(record: ChangeRecord, by: Person) -> None:
    if record.table in ("AssessmentTable", "TableItem", "TableModule"):
        table = _table_of(record)
        if table is not None and table.status != AssessmentTable.Status.DRAFT:
            raise Conflict("This version is published and stays as it is. Copy it to a new version.")
        if LEADERS.isdisjoint(by.roles):
            raise Denied("Only somebody who answers for the plant changes assessment tables.")
        return
    diagnosis = _diagnosis_of(record)
    if diagnosis is None:
        return
    if diagnosis.closed_at is not None:
        raise Conflict("This diagnosis is closed.")
    if by.pk not in (*diagnosis.assessors, record.by_id) and LEADERS.isdisjoint(by.roles):
        raise Denied("Only the two assessors, or somebody who answers for the plant, do this.")
    if record.table == "Diagnosis" and (record.verb != "added" or diagnosis.diagnosisanswers.exists()):
        raise Conflict("Somebody has answered already.")


def _table_of(record: ChangeRecord) -> AssessmentTable | None:
    rows, facts = AssessmentTable.objects, record.after or record.before
    if record.table == "AssessmentTable":
        return rows.filter(pk=record.row_id).first()
    if record.table == "TableModule":
        found = rows.filter(modules=record.row_id).first()
        return found or rows.filter(pk=facts.get("table")).first()
    found = rows.filter(modules__items=record.row_id).first()
    return found or rows.filter(modules=facts.get("module")).first()


def _diagnosis_of(record: ChangeRecord) -> Diagnosis | None:
    if record.table == "Diagnosis":
        return Diagnosis.objects.filter(pk=record.row_id).first()
    return Diagnosis.objects.filter(agreedlevels=record.row_id).first()
