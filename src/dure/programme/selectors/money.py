"""What is there of the money: of a cohort by pot, of a case from the commitment to what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum

from dure.mentoring.models.factories import CITY_CHOICES
from dure.programme.funding import FundingRule
from dure.programme.models import (
    BudgetEntry,
    Case,
    Cohort,
    Commitment,
    Disbursement,
    Evidence,
    MoneyRule,
    Refund,
    StateFile,
    TypeRule,
)
from dure.programme.reconciling import Comparison, Line, compare
from dure.programme.settlement import Account, Settlement, settle

ZERO = Decimal(0)
HELD = Q(status=Commitment.Status.APPROVED)
OUT = ~Q(status=Disbursement.Status.CANCELLED)


def rule_on(case: Case, day: date) -> TypeRule | None:
    """The rule of the case's type that holds on a day."""
    return TypeRule.objects.filter(type=case.type_id, decided_on__lte=day).order_by("-decided_on", "-version").first()


def money_rule_on(cohort: Cohort, day: date) -> MoneyRule | None:
    return cohort.money_rules.filter(decided_on__lte=day).order_by("-decided_on", "-pk").first()


def funding_of(rule: TypeRule) -> FundingRule:
    return FundingRule(rule.rate, rule.cap, {name: Decimal(str(w)) for name, w in rule.sources.items()}, rule.unit)


def commitment_of(case: Case) -> Commitment | None:
    """The one that holds."""
    return case.commitments.filter(HELD).select_related("rule").first()


@dataclass(frozen=True, slots=True)
class Part:
    """A tranche of the commitment that holds. paid: what was ordered or paid of it. is_due: its step was taken."""

    number: int
    name: str
    won: Decimal
    after: str
    is_due: bool
    paid: Decimal

    @property
    def left(self) -> Decimal:
        return self.won - self.paid


def parts_of(case: Case) -> list[Part]:
    held = commitment_of(case)
    if held is None:
        return []
    taken = set(case.steps.values_list("name", flat=True))
    paid = paid_by_tranche(case)
    return [
        Part(t.number, t.name, t.won, t.after, t.after in taken, paid.get(t.number, ZERO)) for t in held.tranches.all()
    ]


def paid_by_tranche(case: Case) -> dict[int, Decimal]:
    rows = case.payments.filter(OUT).values_list("tranche").annotate(won=Sum(F("province") + F("city")))
    return dict(rows.order_by("tranche"))


def paid_by_source(case: Case) -> tuple[Decimal, Decimal]:
    """(province, city) ordered or paid."""
    found = case.payments.filter(OUT).aggregate(province=Sum("province"), city=Sum("city"))
    return found["province"] or ZERO, found["city"] or ZERO


def settlement_of(case: Case) -> Settlement | None:
    """None without a commitment."""
    held = commitment_of(case)
    if held is None:
        return None
    accepted = case.evidence.filter(status=Evidence.Status.ACCEPTED)
    paid = case.payments.filter(status=Disbursement.Status.PAID).aggregate(won=Sum(F("province") + F("city")))["won"]
    back = case.refunds.filter(received_on__isnull=False).aggregate(won=Sum("won"))["won"]
    account = Account(
        held.cost, held.sponsor, {"province": held.province, "city": held.city}, _supply(accepted),
        _supply(accepted.filter(is_own=True)), paid or ZERO, back or ZERO,
    )  # fmt: skip
    return settle(account, funding_of(held.rule))


def _supply(rows: "QuerySet[Evidence]") -> Decimal:
    return rows.aggregate(won=Sum("supply"))["won"] or ZERO


@dataclass(frozen=True, slots=True)
class Pot:
    """Won of a source in a cohort. of: city, or code of a type; empty for what is for all. left: still to commit."""

    paid_by: str
    of: str
    given: Decimal
    committed: Decimal
    paid: Decimal
    left: Decimal

    @property
    def payer(self) -> str:
        return str(BudgetEntry.Source(self.paid_by).label)

    @property
    def name(self) -> str:
        """Of whom it is, as people say."""
        return str(dict(CITY_CHOICES).get(self.of, self.of))


def pots(cohort: Cohort) -> list[Pot]:
    """The province's by type, the cities' by city. What is for all serves whoever needs more than its own."""
    held = Commitment.objects.filter(HELD, case__round__cohort=cohort)
    out = Disbursement.objects.filter(OUT, case__round__cohort=cohort)
    given = BudgetEntry.objects.filter(cohort=cohort)
    source = BudgetEntry.Source
    return [
        *_pots(
            source.PROVINCE,
            _sums(given.filter(paid_by=source.PROVINCE), "type__code", "won"),
            _sums(held, "case__type__code", "province"),
            _sums(out, "case__type__code", "province"),
        ),
        *_pots(
            source.CITY,
            _sums(given.filter(paid_by=source.CITY), "city", "won"),
            _sums(held, "firm__city", "city"),
            _sums(out, "firm__city", "city"),
        ),
    ]


def _sums(
    rows: "QuerySet[BudgetEntry] | QuerySet[Commitment] | QuerySet[Disbursement]", by: str, won: str
) -> dict[str, Decimal]:
    # Named so that it is no field of the table: a city's office and a city's won have one name.
    return {key or "": total for key, total in rows.order_by().values_list(by).annotate(total=Sum(won))}


def _pots(
    paid_by: str, given: Mapping[str, Decimal], committed: Mapping[str, Decimal], paid: Mapping[str, Decimal]
) -> list[Pot]:
    names = sorted({*given, *committed, *paid})
    more = {name: committed.get(name, ZERO) - given.get(name, ZERO) for name in names if name}
    beyond = sum((won for won in more.values() if won > 0), ZERO)
    left = {name: max(-won, ZERO) for name, won in more.items()} | {"": given.get("", ZERO) - beyond}
    committed = {**committed, "": beyond}
    return [
        Pot(paid_by, name, given.get(name, ZERO), committed.get(name, ZERO), paid.get(name, ZERO), left[name])
        for name in names
    ]


def commitments(cohort: Cohort | None = None, *, status: str = "") -> QuerySet[Commitment]:
    """The newest first."""
    rows = Commitment.objects.select_related("case", "firm", "case__type").order_by("-proposed_at", "-pk")
    rows = rows.filter(case__round__cohort=cohort) if cohort else rows
    return rows.filter(status=status) if status else rows


def of_case(case: Case) -> tuple[QuerySet[Commitment], QuerySet[Disbursement], QuerySet[Evidence], QuerySet[Refund]]:
    """The newest version first, the others by day."""
    return (
        case.commitments.select_related("proposed_by", "decided_by", "rule__type").order_by("-version"),
        case.payments.select_related("ordered_by", "decided_by"),
        case.evidence.select_related("handed_by", "decided_by"),
        case.refunds.select_related("asked_by"),
    )


def cohorts() -> QuerySet[Cohort]:
    return Cohort.objects.select_related("programme")


def last_paid_on(case: Case) -> date | None:
    paid = case.payments.filter(status=Disbursement.Status.PAID).order_by("-paid_on").first()
    return paid.paid_on if paid else None


def payments_against(file: StateFile) -> Comparison:
    """What was paid in the file's cohort against the file's lines."""
    paid = Disbursement.objects.filter(status=Disbursement.Status.PAID, case__round__cohort=file.cohort_id)
    here = (
        Line(number, document, day, province + city)
        for number, document, day, province, city in paid.values_list(
            "case__number", "document", "paid_on", "province", "city"
        )
    )
    return compare(here, [Line(c, d, date.fromisoformat(on), Decimal(w), r) for c, d, on, w, r in file.lines])
