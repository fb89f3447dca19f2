"""3정5S audits. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Area, Person
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, facts_of, record_change
from dure.product.events import AuditClosed
from dure.product.first_questions import FIRST_QUESTIONS, LIST_NAME
from dure.product.media import PICTURES
from dure.product.models import Audit, AuditFinding, AuditList, AuditPlan, AuditQuestion, AuditScore
from dure.product.services.files import take

_PATTERN = "5S{yy}{mm}-{n:03}"


@transaction.atomic
def add_first_list(*, by: Person | None) -> AuditList:
    """The check list that a plant begins with, in the language of the moment. Raises Invalid when it is there."""
    made = add_list(name=gettext(LIST_NAME), by=by)
    AuditQuestion.objects.bulk_create(
        AuditQuestion(audit_list=made, position=number * 10, pillar=pillar, text=gettext(text))
        for number, (pillar, text) in enumerate(FIRST_QUESTIONS, start=1)
    )
    return made


@transaction.atomic
def add_list(*, name: str, by: Person | None) -> AuditList:
    """Raises Invalid for a name that is taken."""
    made = AuditList(name=name)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_list(*, audit_list: AuditList, by: Person | None, **values: Any) -> AuditList:
    change_row(audit_list, values, by=by)
    return audit_list


@transaction.atomic
def add_question(*, audit_list: AuditList, pillar: str, text: str, by: Person | None, **values: Any) -> AuditQuestion:
    """Raises Invalid."""
    last = audit_list.questions.order_by("position").last()
    made = AuditQuestion(
        **({"position": (last.position if last else 0) + 10} | values), audit_list=audit_list, pillar=pillar, text=text
    )
    add_row(made, by=by)
    return made


@transaction.atomic
def change_question(*, question: AuditQuestion, by: Person | None, **values: Any) -> AuditQuestion:
    """Audits that were begun keep the question as it was. Raises Invalid."""
    change_row(question, values, by=by)
    return question


@transaction.atomic
def add_plan(*, by: Person | None, **values: Any) -> AuditPlan:
    """Values audit_list, area, auditor, every_days, starts_on. Raises Invalid for an area that has the plan already."""
    made = AuditPlan(**values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_plan(*, plan: AuditPlan, by: Person | None, **values: Any) -> AuditPlan:
    change_row(plan, values, by=by)
    return plan


@transaction.atomic
def start_audit(*, audit_list: AuditList, area: Area, audited_on: date, by: Person | None) -> Audit:
    """An audit with the list's questions as they are now. Raises Invalid for a list without questions."""
    questions = list(audit_list.questions.filter(is_active=True))
    if not questions:
        raise Invalid("The check list has no questions.")
    number = next_number("audit", audited_on, pattern=_PATTERN)
    audit = Audit(number=number, audit_list=audit_list, area=area, audited_on=audited_on, auditor=by)
    add_row(audit, by=by)
    AuditScore.objects.bulk_create(
        AuditScore(audit=audit, position=row.position, pillar=row.pillar, text=row.text, most=row.most)
        for row in questions
    )
    return audit


def _open(audit: Audit) -> Audit:
    row = Audit.objects.select_for_update().get(pk=audit.pk)
    if row.status != Audit.Status.OPEN:
        raise Conflict("The audit is done.")
    return row


@transaction.atomic
def give_points(
    *, score: AuditScore, points: int | None, by: Person | None, note: str = "", picture: bytes | None = None
) -> AuditScore:
    """Answer a question; None takes the answer back. Raises Conflict, Invalid, WrongFile."""
    audit = _open(score.audit)
    if picture is not None:
        _attach(score, "picture", picture, f"{audit.number}-{score.position}")
    change_row(score, {"points": points, "note": note}, by=by)
    return score


@transaction.atomic
def close_audit(*, audit: Audit, by: Person | None) -> Audit:
    """Raises Conflict, and Invalid while a question isn't answered."""
    row = _open(audit)
    missing = row.scores.filter(points=None).count()
    if missing:
        raise Invalid("%(count)s questions aren't answered yet.", count=missing)
    change_row(row, {"status": Audit.Status.CLOSED}, by=by)
    append(AuditClosed(audit_id=row.pk, area_id=row.area_id, person_id=by.pk if by else None))
    return row


@transaction.atomic
def add_finding(
    *, audit: Audit, text: str, by: Person | None, picture: bytes | None = None, **values: Any
) -> AuditFinding:
    """Something to put right: values score, owner, due_on. Raises Invalid, WrongFile."""
    made = AuditFinding(audit=audit, text=text, **values)
    if picture is not None:
        _attach(made, "picture", picture, f"{audit.number}-found")
    add_row(made, by=by)
    return made


@transaction.atomic
def change_finding(*, finding: AuditFinding, by: Person | None, **values: Any) -> AuditFinding:
    """Who puts it right and by when, or its words. Raises Conflict when it is put right already."""
    row = AuditFinding.objects.select_for_update().get(pk=finding.pk)
    if row.closed_at is not None:
        raise Conflict("This is put right already.")
    change_row(row, values, by=by)
    return row


@transaction.atomic
def close_finding(
    *, finding: AuditFinding, action: str, by: Person | None, picture: bytes | None = None
) -> AuditFinding:
    """It is put right. Raises Conflict when it is closed already, Invalid without what was done, WrongFile."""
    row = AuditFinding.objects.select_for_update(of=("self",)).select_related("audit").get(pk=finding.pk)
    if row.closed_at is not None:
        raise Conflict("This is put right already.")
    if not action.strip():
        raise Invalid("Say what was done.")
    before = facts_of(row)
    if picture is not None:
        _attach(row, "picture_after", picture, f"{row.audit.number}-after")
    row.action, row.closed_by, row.closed_at = action.strip(), by, clock.now()
    row.save()
    record_change(row, verb="changed", by=by, before=before)
    return row


def _attach(row: AuditScore | AuditFinding, field: str, data: bytes, name: str) -> None:
    taken = take(data, PICTURES)
    getattr(row, field).save(f"{name}.{taken.kind.suffix}", taken.content, save=False)
