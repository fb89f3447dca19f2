"""Commitments and payments: who may, in what order, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.roles import Role
from dure.programme.models import Commitment, Disbursement
from dure.programme.scope import EVERYTHING, Scope, within
from dure.programme.selectors import money as selectors
from dure.programme.services import money
from dure.programme.services.money import Plan
from tests.plant.plants import person
from tests.programme.cohort import small_cohort

pytestmark = pytest.mark.django_db
HALVES = [Plan("선금", Decimal(50), "agree"), Plan("잔금", Decimal(50), "pass")]


@pytest.fixture(autouse=True)
def everything():
    with within(EVERYTHING):
        yield


@pytest.fixture
def first():
    return person(Role.ADMINISTRATOR, name="first")


@pytest.fixture
def second():
    return person(Role.ADMINISTRATOR, name="second")


@pytest.fixture
def small(first):
    made = small_cohort(first)
    made.gives("province", 60_000_000)
    made.gives("city", 50_000_000, city="jeongeup")
    return made


def committed(small, second, case, cost=50_000_000, **more):
    made = money.propose(case=case, cost=Decimal(cost), plans=HALVES, by=small.by, **more)
    return money.approve(commitment=made, by=second)


def test_parts_follow_the_rule_and_wait_for_a_second_person(small, first, second):
    made = money.propose(case=small.cases[0], cost=Decimal(50_000_000), plans=HALVES, by=first)
    assert (made.province, made.city, made.own, made.sponsor) == (15_000_000, 25_000_000, 10_000_000, 0)
    assert [tranche.won for tranche in made.tranches.all()] == [20_000_000, 20_000_000]
    with pytest.raises(Denied, match="Another person"):
        money.approve(commitment=made, by=first)
    assert selectors.commitment_of(small.cases[0]) is None
    assert money.approve(commitment=made, by=second).status == Commitment.Status.APPROVED
    with pytest.raises(Conflict, match="decided already"):
        money.approve(commitment=made, by=second)


def test_a_small_amount_needs_one_person(small, first):
    made = money.propose(case=small.cases[0], cost=Decimal(12_500_000), plans=HALVES, by=first)
    assert made.public == 10_000_000
    assert money.approve(commitment=made, by=first).decided_by == first


def test_the_budget_is_the_end_of_it(small, second):
    committed(small, second, small.cases[0])
    made = money.propose(case=small.cases[1], cost=Decimal(50_000_000), plans=HALVES, by=small.by)
    with pytest.raises(Conflict, match="more than the budget"), transaction.atomic():
        small.gives("city", -1, city="jeongeup")
        money.approve(commitment=made, by=second)
    money.approve(commitment=made, by=second)
    assert [(pot.paid_by, pot.of, pot.left) for pot in selectors.pots(small.cohort)] == [
        ("province", "", 30_000_000),
        ("province", "JS1", 0),
        ("province", "JS2", 0),
        ("city", "jeongeup", 0),
    ]
    with pytest.raises(Conflict, match="more than the budget"), transaction.atomic():
        money.approve(
            commitment=money.propose(case=small.cases[2], cost=Decimal(10), plans=HALVES, by=small.by), by=second
        )
    small.gives("city", 5, city="")
    committed(small, second, small.cases[2], 10)


def test_a_type_has_its_own_pot(small, second):
    small.gives("province", -60_000_000)
    small.gives("province", 14_999_999, code="JS1")
    small.gives("province", 90_000_000, code="JS2")
    made = money.propose(case=small.cases[0], cost=Decimal(50_000_000), plans=HALVES, by=small.by)
    with pytest.raises(Conflict, match="more than the budget"), transaction.atomic():
        money.approve(commitment=made, by=second)
    small.gives("province", 1)
    money.approve(commitment=made, by=second)


def test_a_change_is_another_version(small, second):
    case = small.cases[0]
    committed(small, second, case)
    small.took(case, "agree")
    money.order_payment(
        case=case, tranche=1, won=Decimal(9_000_000), paid_on=date(2026, 6, 1), document="D1", by=small.by
    )
    with pytest.raises(Invalid, match="why the commitment changes"):
        money.propose(case=case, cost=Decimal(40_000_000), plans=HALVES, by=small.by)
    # 20 % of 32 million is less than what was paid of the first tranche.
    small_first = [Plan("선금", Decimal(20), "agree"), Plan("잔금", Decimal(80), "pass")]
    with pytest.raises(Conflict, match="can't become smaller"), transaction.atomic():
        money.propose(case=case, cost=Decimal(40_000_000), plans=small_first, by=small.by, reason="설비 변경")
    changed = committed(small, second, case, 40_000_000, reason="설비 변경")
    assert (changed.version, changed.public) == (2, 32_000_000)
    assert [row.status for row in case.commitments.order_by("version")] == ["replaced", "approved"]
    assert selectors.parts_of(case)[0].left == 7_000_000


def test_a_tranche_waits_for_its_step_and_a_large_one_for_a_second_person(small, first, second):
    case = small.cases[0]
    committed(small, second, case)
    pay = {"case": case, "tranche": 1, "won": Decimal(20_000_000), "paid_on": date(2026, 6, 1), "by": first}
    with pytest.raises(Conflict, match="after a step"):
        money.order_payment(document="D1", **pay)
    small.took(case, "agree")
    ordered = money.order_payment(document="D1", **pay)
    assert (ordered.status, ordered.province, ordered.city) == ("ordered", 7_500_000, 12_500_000)
    with pytest.raises(Conflict, match="Only 0 won"):
        money.order_payment(document="D2", **{**pay, "won": Decimal(1)})
    with pytest.raises(Denied):
        money.release(payment=ordered, by=first)
    money.cancel(payment=ordered, by=first)
    again = money.order_payment(document="D1", **pay)
    assert money.release(payment=again, by=second).status == Disbursement.Status.PAID
    with pytest.raises(Conflict, match="decided already"):
        money.cancel(payment=again, by=second)


def test_a_document_pays_once(small, second):
    case = small.cases[0]
    committed(small, second, case)
    small.took(case, "agree")
    pay = {"case": case, "tranche": 1, "won": Decimal(1_000_000), "paid_on": date(2026, 6, 1), "by": second}
    money.order_payment(document="D1", **pay)
    with pytest.raises((Conflict, Invalid)), transaction.atomic():
        money.order_payment(document="D1", **pay)


@pytest.mark.parametrize("won", [0, -1, Decimal("0.5")])
def test_amounts_are_whole_won(small, second, won):
    committed(small, second, small.cases[0])
    small.took(small.cases[0], "agree")
    with pytest.raises(Invalid, match="whole won"):
        money.order_payment(
            case=small.cases[0], tranche=1, won=Decimal(won), paid_on=date(2026, 6, 1), document="D", by=second
        )


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"own": 9_999_999}, "programme_commitment_sum"),
        ({"province": 15_000_001, "own": 9_999_999}, "programme_commitment_cap"),
        ({"province": -1, "own": 25_000_001}, "programme_commitment_parts"),
        ({"cost": 49_000_000, "own": 9_000_000}, "programme_commitment_rate"),
        ({"rate": Decimal("0.801"), "cost": 60_000_000, "own": 20_000_000}, "programme_commitment_rate"),
        ({"status": "approved", "decided_by": None, "decided_at": None}, "programme_commitment_decided"),
    ],
)
def test_the_database_refuses_what_was_forgotten(small, change, broken):
    made = money.propose(case=small.cases[0], cost=Decimal(50_000_000), plans=HALVES, by=small.by)
    with pytest.raises(IntegrityError, match=broken), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(**change)


@pytest.mark.parametrize("scope", [Scope(cities=frozenset({"iksan"})), EVERYTHING])
def test_sums_are_of_all_firms_whoever_asks(small, second, scope):
    """A connection that sees few firms can't commit what others have taken."""
    committed(small, second, small.cases[0])
    committed(small, second, small.cases[1])
    made = money.propose(case=small.cases[2], cost=Decimal(50), plans=HALVES, by=small.by)
    with within(scope), pytest.raises(IntegrityError, match="cities have given"), transaction.atomic():
        Commitment.objects.filter(pk=made.pk).update(
            status="approved", decided_at="2026-11-01T00:00Z", decided_by=second
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_what_was_paid_stays(small, second):
    case = small.cases[0]
    committed(small, second, case)
    small.took(case, "agree")
    made = money.order_payment(
        case=case, tranche=1, won=Decimal(1_000_000), paid_on=date(2026, 6, 1), document="D1", by=second
    )
    for act in (
        lambda: Disbursement.objects.filter(pk=made.pk).update(city=1),
        lambda: Disbursement.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="stays as it was made"), transaction.atomic():
            act()


def test_without_a_rule_nothing_is_promised(small, second):
    small.cohort.money_rules.all().delete()
    made = money.propose(case=small.cases[0], cost=Decimal(50), plans=HALVES, by=small.by)
    with pytest.raises(Conflict, match="Decide first"):
        money.approve(commitment=made, by=second)
