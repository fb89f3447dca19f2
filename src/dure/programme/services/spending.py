"""Papers for what was bought, and what comes back. Keyword-only; each verb is one transaction."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from dure.kernel import clock
from dure.kernel.business_number import digits, is_valid
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today
from dure.product.media import MB, PDF, PICTURES, kind_of
from dure.programme.models import Case, Cohort, Evidence, Refund, StateFile
from dure.programme.services.money import sums_hold
from dure.programme.state_sheet import read

KINDS = PICTURES | {PDF}


@transaction.atomic
def hand_in(
    *, case: Case, file: bytes, supplier_number: str, document: str, by: Person, **values: Any
) -> Evidence:  # fmt: skip
    """values: item, kind, issued_on, supply, vat, is_own. Raises Invalid for a file that is no picture or PDF, a
    number of no business, or a day after today; Conflict for a document that was handed in already, by whomever."""
    kind = kind_of(file)
    if kind not in KINDS or len(file) > kind.most_bytes:
        raise Invalid("Give a picture or a PDF of at most %(mb)s MB.", mb=PDF.most_bytes // MB)
    if not is_valid(supplier_number):
        raise Invalid("%(number)s is no business number: ten digits, of which the last fits the others.",
                      number=supplier_number)  # fmt: skip
    if values["issued_on"] > today():
        raise Invalid("The paper is from a day that is yet to come.")
    made = Evidence(
        case=case, firm_id=case.firm_id, supplier_number=digits(supplier_number), document=_number(document),
        handed_at=clock.now(), handed_by=by, **values,
    )  # fmt: skip
    made.file.save(f"evidence.{kind.suffix}", ContentFile(file), save=False)
    with sums_hold():
        add_row(made, by=by)
    return made


def _number(document: str) -> str:
    """Dashes and blanks of an approval number say nothing; without them the same paper is known again."""
    return "".join(c for c in document if c.isalnum()).upper()


@transaction.atomic
def accept(*, evidence: Evidence, by: Person) -> Evidence:
    """Raises Denied for whoever handed it in, Conflict when it was decided already."""
    row = _open(evidence)
    if row.handed_by_id == by.pk:
        raise Denied("Another person has to check a paper than the one who handed it in.")
    change_row(row, {"status": Evidence.Status.ACCEPTED, "decided_at": clock.now(), "decided_by": by}, by=by)
    return row


@transaction.atomic
def refuse(*, evidence: Evidence, reason: str, by: Person) -> Evidence:
    """What was accepted can be refused later, too. Raises Invalid without a reason."""
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.status == Evidence.Status.REFUSED:
        raise Conflict("This paper was decided already.")
    if not reason.strip():
        raise Invalid("Say why it is refused.")
    values = {
        "status": Evidence.Status.REFUSED, "reason": reason.strip(), "decided_at": clock.now(), "decided_by": by
    }  # fmt: skip
    change_row(row, values, by=by)
    return row


def _open(evidence: Evidence) -> Evidence:
    row = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if row.status != Evidence.Status.HANDED_IN:
        raise Conflict("This paper was decided already.")
    return row


@transaction.atomic
def ask_refund(*, case: Case, won: Decimal, interest: Decimal, reason: str, due_on: date, by: Person) -> Refund:
    """Raises Invalid for amounts that are no whole won, or without a reason."""
    if min(won, interest) < 0 or not won + interest or won % 1 or interest % 1:
        raise Invalid("Amounts are whole won above zero.")
    if not reason.strip():
        raise Invalid("Say what is asked back for.")
    made = Refund(
        case=case, firm_id=case.firm_id, won=won, interest=interest, reason=reason.strip(), due_on=due_on,
        asked_at=clock.now(), asked_by=by,
    )  # fmt: skip
    add_row(made, by=by)
    return made


@transaction.atomic
def receive(*, refund: Refund, received_on: date, by: Person) -> Refund:
    """Both won and interest have come. Raises Conflict when they had already."""
    row = Refund.objects.select_for_update().get(pk=refund.pk)
    if row.received_on is not None:
        raise Conflict("This refund has come already.")
    change_row(row, {"received_on": received_on}, by=by)
    return row


@transaction.atomic
def take_state_file(*, cohort: Cohort, name: str, data: bytes, by: Person) -> StateFile:
    """Keep the lines of the state's subsidy system, to be held against the payments. Raises as `state_sheet.read`."""
    lines = [[line.case, line.document, line.day.isoformat(), str(line.won), line.row] for line in read(data)]
    made = StateFile(cohort=cohort, name=name[:200], lines=lines, taken_at=clock.now(), taken_by=by)
    add_row(made, by=by)
    return made
