"""Taking back a change of a table's draft, of a diagnosis just begun, or of what two agreed on."""

from django.db.models import Model

from dure.kernel.errors import Conflict
from dure.mentoring.models import AgreedLevel, AssessmentTable, Diagnosis, TableItem, TableModule
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.taking_back import Act, take_back

_STEP = dict.fromkeys(("status", "published_at", "published_by"), "table-publish")
ACTS: dict[type[Model], Act] = {
    AgreedLevel: Act("diagnosis-agree"),
    AssessmentTable: Act("table-change", removed="table-remove", fields=_STEP),
    Diagnosis: Act("diagnosis-add"),
    TableItem: Act("table-item", added="table-item-add", removed="table-item-remove"),
    TableModule: Act("table-module", added="table-module-add", removed="table-module-remove"),
}


def undo_diagnosis(*, record_id: int, by: Person) -> tuple[ChangeRecord, Model]:
    """What two assessors agreed on either of them takes back.

    Raises as `take_back`, and Conflict for what is published, handed in or closed.
    """
    return take_back("mentoring", record_id=record_id, by=by, acts=ACTS, rule=_rule, shared=_assessors)


def _assessors(record: ChangeRecord) -> tuple[int, ...]:
    diagnosis = _diagnosis_of(record) if record.table == "AgreedLevel" else None
    return tuple(diagnosis.assessors) if diagnosis is not None else ()


def _rule(record: ChangeRecord) -> None:
    if record.table in ("AssessmentTable", "TableItem", "TableModule"):
        table = _table_of(record)
        if table is not None and table.status != AssessmentTable.Status.DRAFT:
            raise Conflict("This version is published and stays as it is. Copy it to a new version.")
        return
    diagnosis = _diagnosis_of(record)
    if diagnosis is None:
        return
    if diagnosis.closed_at is not None:
        raise Conflict("This diagnosis is closed.")
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
