"""Committing public money to a case and paying it. Keyword-only; each verb is one transaction.

Sums are kept by the database as well (`programme_within_budget` and others): whatever is forgotten here, it refuses.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import Max

from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.ledger.money import shares
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.plant.today import today
from dure.programme.funding import split
from dure.programme.models import Case, Cohort, Commitment, Disbursement, MoneyRule, Tranche
from dure.programme.selectors import money as selectors

_REFUSED = {
    "programme_within_budget": "This is more than the budget of the cohort has left.",
    "programme_within_commitment": "More would be paid than is committed to the case.",
    "programme_tranches_add_up": "The tranches must add up to the public part.",
    "programme_payment_document": "There is a payment with this document already.",
    "programme_evidence_once": "This document was handed in already. It counts once in the whole region.",
}


@contextmanager
def sums_hold() -> Iterator[None]:
    """What the database checks at the end of a transaction is checked at the end of this. Raises Conflict."""
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in _REFUSED:
            raise
        raise Conflict(_REFUSED[name]) from error


@dataclass(frozen=True, slots=True)
class Plan:
    """A tranche to be. weight: of the public part, against the other tranches'. after: step of the case."""

    name: str
    weight: Decimal
    after: str


@transaction.atomic
def decide_money_rule(
    *, cohort: Cohort, four_eyes_above: Decimal, interest: Decimal, decided_on: date, source: str, by: Person
) -> MoneyRule:
    """How money of a cohort is handled from a day on."""
    made = MoneyRule(
        cohort=cohort, four_eyes_above=four_eyes_above, interest=interest, decided_on=decided_on, source=source.strip(),
        recorded_at=clock.now(), recorded_by=by,
    )  # fmt: skip
    add_row(made, by=by)
    return made


@transaction.atomic
def propose(
    *, case: Case, cost: Decimal, plans: Sequence[Plan], by: Person, sponsor: Decimal = Decimal(0), reason: str = ""
) -> Commitment:
    """Who pays which part, by the rule of the case's type that holds today; it counts once it is approved.

    Raises Conflict without a rule, beside another proposal, or when a tranche would become smaller than what was paid
    of it; Invalid without tranches, without a reason for a change, and as `funding.split`.
    """
    row = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    rule = selectors.rule_on(row, today())
    if rule is None:
        raise Conflict("There is no rule yet for the type %(type)s.", type=row.type.code)
    if row.commitments.filter(status=Commitment.Status.PROPOSED).exists():
        raise Conflict("Another proposal for this case waits for approval.")
    before = row.commitments.aggregate(last=Max("version"))["last"] or 0
    if before and not reason.strip():
        raise Invalid("Say why the commitment changes.")
    parts = split(cost, selectors.funding_of(rule), sponsor)
    made = Commitment(
        case=row, firm_id=row.firm_id, version=before + 1, rule=rule, rate=rule.rate, cap=rule.cap, cost=cost,
        province=parts.public.get("province", Decimal(0)), city=parts.public.get("city", Decimal(0)), own=parts.firm,
        sponsor=sponsor, reason=reason.strip(), proposed_at=clock.now(), proposed_by=by,
    )  # fmt: skip
    with sums_hold():
        add_row(made, by=by)
        for tranche in _tranches(made, plans, selectors.paid_by_tranche(row)):
            add_row(tranche, by=by)
    return made


def _tranches(commitment: Commitment, plans: Sequence[Plan], paid: dict[int, Decimal]) -> list[Tranche]:
    if not plans or min(plan.weight for plan in plans) < 0 or not commitment.public:
        raise Invalid("Public money is paid in one tranche or more, each with its part.")
    rows = [
        Tranche(commitment=commitment, firm_id=commitment.firm_id, number=at, name=plan.name, won=won, after=plan.after)
        for at, (plan, won) in enumerate(
            zip(plans, shares(commitment.public, [plan.weight for plan in plans]), strict=True), 1
        )
    ]
    for number, won in paid.items():
        there = next((row.won for row in rows if row.number == number), Decimal(0))
        if won > there:
            raise Conflict(
                "%(won)s won were paid of tranche %(number)s already; it can't become smaller.", won=won, number=number
            )
    return [row for row in rows if row.won]


@transaction.atomic
def approve(*, commitment: Commitment, by: Person) -> Commitment:
    """The proposal holds from now on, and the version before is replaced.

    Raises Denied for whoever proposed it where a second person is asked for, Conflict when it was decided already,
    when the budget has less left, or when the cohort has no rule for money.
    """
    cohort = _locked_cohort(commitment.case)
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if row.status != Commitment.Status.PROPOSED:
        raise Conflict("This proposal was decided already.")
    _check_second(cohort, row.public, row.proposed_by_id, by)
    with sums_hold():
        held = selectors.commitment_of(row.case)
        if held is not None:
            change_row(held, {"status": Commitment.Status.REPLACED}, by=by)
        _decide(row, Commitment.Status.APPROVED, by)
    return row


@transaction.atomic
def decline(*, commitment: Commitment, reason: str, by: Person) -> Commitment:
    """Raises Invalid without a reason, Conflict when it was decided already."""
    row = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if row.status != Commitment.Status.PROPOSED:
        raise Conflict("This proposal was decided already.")
    if not reason.strip():
        raise Invalid("Say why it is declined.")
    _decide(row, Commitment.Status.DECLINED, by, reason=reason.strip())
    return row


@transaction.atomic
def order_payment(
    *, case: Case, tranche: int, won: Decimal, paid_on: date, document: str, by: Person
) -> Disbursement:  # fmt: skip
    """Pay a tranche or a part of it, from the sources as they have money left in the commitment.

    Above the cohort's limit it waits for a second person. Raises Conflict when there is no such tranche, its step
    wasn't taken yet, or less is left of it; Invalid for no whole won above zero.
    """
    if won <= 0 or won != won.to_integral_value():
        raise Invalid("Amounts are whole won above zero.")
    cohort = _locked_cohort(case)
    row = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    held = selectors.commitment_of(row)
    part = next((one for one in selectors.parts_of(row) if one.number == tranche), None)
    if held is None or part is None:
        raise Conflict("The commitment that holds has no such tranche.")
    if not part.is_due:
        raise Conflict("This tranche is paid after a step that the case has not taken yet.")
    if won > part.left:
        raise Conflict("Only %(left)s won are left of this tranche.", left=part.left)
    province, city = selectors.paid_by_source(row)
    from_province, from_city = shares(won, [held.province - province, held.city - city])
    made = Disbursement(
        case=row, firm_id=row.firm_id, tranche=tranche, province=from_province, city=from_city, paid_on=paid_on,
        document=document.strip(), ordered_at=clock.now(), ordered_by=by,
    )  # fmt: skip
    if won <= _rule(cohort).four_eyes_above:
        made.status, made.decided_at, made.decided_by = Disbursement.Status.PAID, made.ordered_at, by
    with sums_hold():
        add_row(made, by=by)
    return made


@transaction.atomic
def release(*, payment: Disbursement, by: Person) -> Disbursement:
    """The second person lets it go. Raises Denied for whoever ordered it, Conflict when it was decided already."""
    cohort = _locked_cohort(payment.case)
    row = _ordered(payment)
    _check_second(cohort, row.won, row.ordered_by_id, by)
    with sums_hold():
        _decide(row, Disbursement.Status.PAID, by)
    return row


@transaction.atomic
def cancel(*, payment: Disbursement, by: Person) -> Disbursement:
    """What waits for approval is taken back. Raises Conflict when it was decided already."""
    row = _ordered(payment)
    _decide(row, Disbursement.Status.CANCELLED, by)
    return row


def _ordered(payment: Disbursement) -> Disbursement:
    row = Disbursement.objects.select_for_update().get(pk=payment.pk)
    if row.status != Disbursement.Status.ORDERED:
        raise Conflict("This payment was decided already.")
    return row


def _decide(row: Commitment | Disbursement, status: str, by: Person, **more: str) -> None:
    change_row(row, {"status": status, "decided_at": clock.now(), "decided_by": by, **more}, by=by)


def _locked_cohort(case: Case) -> Cohort:
    """Who moves money of a cohort waits here for each other."""
    return Cohort.objects.select_for_update(of=("self",), no_key=True).get(rounds__cases=case.pk)


def _rule(cohort: Cohort) -> MoneyRule:
    rule = selectors.money_rule_on(cohort, today())
    if rule is None:
        raise Conflict("Decide first how the money of %(cohort)s is handled.", cohort=str(cohort))
    return rule


def _check_second(cohort: Cohort, won: Decimal, first_id: int, by: Person) -> None:
    if won > _rule(cohort).four_eyes_above and first_id == by.pk:
        raise Denied("Another person has to approve this amount than the one who asked for it.")
