"""Pages of diagnoses."""

from datetime import date
from typing import Any

from dure.mentoring.models import AssessmentTable, Diagnosis
from dure.mentoring.selectors.diagnoses import items_of
from dure.mentoring.services import assessment_tables, diagnoses
from dure.plant.models import ChangeRecord, Person
from dure.plant.roles import Role
from tests.access.table import BAD, BUT_OPERATORS, CONFLICT, LEADERS, Row, deed, form, page
from tests.plant.plants import person
from tests.product.pictures import PIXEL

WRITERS = BUT_OPERATORS - {Role.OFFICE}
CHIEFS = LEADERS | {Role.OWNER}
DENIED = 403
_MODULE = {"area": "실행", "code": "c", "name": "다", "position": "30"}
_ITEM = {"module": "=table_module", "question": "또?", "points": "5"}

# Only the two assessors answer; the guard lets in all who assess, and the service refuses who isn't one of them.
ROWS: dict[str, Row] = {
    "diagnoses": page(BUT_OPERATORS),
    "diagnosis": page(BUT_OPERATORS, "diagnosis"),
    "diagnosis-print": page(BUT_OPERATORS, "diagnosis"),
    "diagnosis-add": form(
        WRITERS,
        data={"table": "=table", "assessed_on": "2026-05-04", "first": "=first_assessor", "second": "=second_assessor"},
    ),
    "diagnosis-undo": deed(WRITERS, "table_change", status_post=CONFLICT),
    "diagnosis-answers": page(WRITERS, "diagnosis", status_get=DENIED),
    "diagnosis-answer": deed(WRITERS, "diagnosis", "table_item", data={"level": "1"}, status_post=DENIED),
    "diagnosis-answer-back": deed(WRITERS, "diagnosis", "table_item", "none_word", status_post=DENIED),
    "diagnosis-figure": deed(WRITERS, "diagnosis", "table_item", status_post=DENIED),
    "diagnosis-fill": deed(WRITERS, "diagnosis", status_post=DENIED),
    "answer-evidence-add": deed(WRITERS, "diagnosis", "table_item", status_post=BAD),
    "answer-evidence-remove": deed(WRITERS, "answer_evidence", status_post=DENIED),
    "answer-evidence-file": page(BUT_OPERATORS, "answer_evidence", status_get=404),
    "diagnosis-hand-in": deed(WRITERS, "diagnosis", status_post=DENIED),
    "diagnosis-take-back": deed(WRITERS, "diagnosis", status_post=DENIED),
    "diagnosis-agree": deed(WRITERS, "diagnosis", "table_item", data={}, status_post=BAD),
    "diagnosis-close": deed(CHIEFS, "handed_diagnosis", data={"summary": "끝"}),
    "diagnosis-reopen": deed(CHIEFS, "diagnosis", status_post=CONFLICT),
    "peers": form(CHIEFS | {Role.MENTOR}, data={}, status_post=BAD),
    "tables": page(BUT_OPERATORS),
    "table": page(BUT_OPERATORS, "table"),
    "table-book": page(BUT_OPERATORS, "table"),
    "tables-first": deed(CHIEFS, status_post=CONFLICT),
    "table-take": form(CHIEFS, data={}, status_post=BAD),
    "table-copy": deed(CHIEFS, "other_table"),
    "table-change": form(CHIEFS, "draft_table", data={"name": "새 이름", "levels": "0\n1\n2\n3\n4\n5"}),
    "table-remove": deed(CHIEFS, "draft_table"),
    "table-publish": deed(CHIEFS, "draft_table"),
    "table-withdraw": deed(CHIEFS, "table"),
    "table-back": deed(CHIEFS, "table", status_post=CONFLICT),
    "table-module-add": form(CHIEFS, "draft_table", data=_MODULE),
    "table-module": form(CHIEFS, "table_module", data=_MODULE),
    "table-module-remove": deed(CHIEFS, "table_module", status_post=BAD),
    "table-item-add": form(CHIEFS, "table_module", data=_ITEM),
    "table-item": form(CHIEFS, "draft_item", data=_ITEM),
    "table-item-remove": deed(CHIEFS, "draft_item"),
}


def make(by: Person) -> dict[str, Any]:
    """A diagnosis that is being answered, one that both have handed in, a published table and a draft of it."""
    table, other = assessment_tables.add_first_tables(by=by)
    draft = assessment_tables.copy_table(table=table, by=by)
    first, second = (person(Role.QUALITY, name=name) for name in ("assessor-one", "assessor-two"))

    def begun(of: AssessmentTable) -> Diagnosis:
        return diagnoses.begin_diagnosis(table=of, first=first, second=second, assessed_on=date(2026, 5, 4), by=by)

    row, handed = begun(table), begun(other)
    items = items_of(table)
    proof = diagnoses.add_evidence(diagnosis=row, item=items[0], data=PIXEL, by=first)
    for one in items_of(other):
        for who in (first, second):
            diagnoses.answer_item(diagnosis=handed, item=one, by=who, level=2)
    for who in (first, second):
        diagnoses.hand_in(diagnosis=handed, by=who)
    draft_module = draft.modules.first()
    return {
        "diagnosis": row.pk, "handed_diagnosis": handed.pk, "table": table.pk, "other_table": other.pk,
        "draft_table": draft.pk, "table_module": draft_module.pk, "draft_item": draft_module.items.first().pk,
        "table_item": items[0].pk, "first_assessor": first.pk, "second_assessor": second.pk, "none_word": "none",
        "answer_evidence": proof.pk,
        "table_change": ChangeRecord.objects.get(table="AssessmentTable", verb="added", row_id=table.pk).pk,
    }  # fmt: skip
