"""Many sessions that commit, pay, cancel and cut the budget at the same moment: the sums hold."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dure.kernel.errors import DureError
from dure.plant.roles import Role
from dure.programme.models import Case, Commitment, Disbursement
from dure.programme.scope import EVERYTHING, within
from dure.programme.services import money
from dure.programme.services.money import Plan
from tests.inventory.test_at_once import at_once
from tests.plant.plants import person
from tests.programme.cohort import Small, small_cohort

pytestmark = pytest.mark.django_db(transaction=True)
PLANS = [Plan("선금", Decimal(3), "agree"), Plan("잔금", Decimal(2), "agree")]
ACTS = 25


def session(small: Small, people: list, seed: int) -> int:
    """A session that does whatever comes to its mind; how much of it went through."""
    dice, done = random.Random(seed), 0
    with within(EVERYTHING):
        for at in range(ACTS):
            case, by = Case.objects.get(pk=dice.choice(small.cases).pk), dice.choice(people)
            try:
                one_act(small, case, by, dice, f"{seed}-{at}")
                done += 1
            except DureError:
                continue
            except IntegrityError as error:
                # Only the budget is cut past the services here.
                if "have given" not in str(error) and "has given" not in str(error):
                    raise
    return done


def one_act(small: Small, case: Case, by, dice: random.Random, document: str) -> None:
    kind = dice.randrange(6)
    if kind == 0:
        cost = Decimal(dice.randrange(1_000, 60_000))
        money.propose(case=case, cost=cost, plans=PLANS, by=by, reason="again")
    elif kind == 1:
        for row in Commitment.objects.filter(status="proposed").order_by("?")[:1]:
            money.approve(commitment=row, by=by)
    elif kind == 2:
        won = Decimal(dice.randrange(1, 20_000))
        money.order_payment(
            case=case, tranche=dice.choice((1, 2)), won=won, paid_on=date(2026, 6, 1), document=document, by=by
        )
    elif kind == 3:
        for row in Disbursement.objects.filter(status="ordered"):
            money.release(payment=row, by=by)
    elif kind == 4:
        for row in Disbursement.objects.filter(status="ordered")[:1]:
            money.cancel(payment=row, by=by)
    else:
        with transaction.atomic():
            small.gives("city", dice.choice((-9_000, 3_000, 5_000)), city=case.firm.city)


@pytest.mark.parametrize("seed", range(3))
def test_sums_hold_whoever_acts_at_once(seed: int) -> None:
    first, second = (person(Role.ADMINISTRATOR, name=name) for name in ("first", "second"))
    with within(EVERYTHING):
        small = small_cohort(first, four_eyes_above=8_000)
        small.gives("province", 50_000)
        for city in ("jeongeup", "iksan"):
            small.gives("city", 25_000, city=city)
        for case in small.cases:
            small.took(case, "agree")
    ends = at_once([lambda n=n: session(small, [first, second], seed * 10 + n) for n in range(4)])
    assert all(isinstance(end, int) and end > 2 for end in ends), ends
    with within(EVERYTHING):
        assert Commitment.objects.filter(status="approved").exists()
        assert broken() == []


def broken() -> list[tuple[str, object]]:
    """Sums that don't hold, each found by its own statement."""
    asked = {
        "parts add up": "SELECT id FROM programme_commitment WHERE province + city + own + sponsor <> cost",
        "within the rate": "SELECT id FROM programme_commitment WHERE (province + city) * 10 > cost * 8",
        "one holds": """
            SELECT case_id FROM programme_commitment WHERE status = 'approved' GROUP BY 1 HAVING count(*) > 1""",
        "the province's budget": """
            SELECT 1 WHERE (SELECT coalesce(sum(province), 0) FROM programme_commitment WHERE status = 'approved')
            > (SELECT sum(won) FROM programme_budgetentry WHERE paid_by = 'province')""",
        "the cities' budgets": """
            SELECT f.city FROM programme_commitment m JOIN programme_firm f ON f.id = m.firm_id
            WHERE m.status = 'approved' GROUP BY f.city HAVING sum(m.city) >
            (SELECT sum(won) FROM programme_budgetentry b WHERE b.paid_by = 'city' AND b.city = f.city)""",
        "paid within the commitment": """
            SELECT p.case_id FROM programme_disbursement p WHERE p.status <> 'cancelled' GROUP BY p.case_id
            HAVING sum(p.province + p.city) > coalesce((SELECT m.province + m.city FROM programme_commitment m
              WHERE m.case_id = p.case_id AND m.status = 'approved'), 0)""",
        "tranches are the public part": """
            SELECT m.id FROM programme_commitment m WHERE m.province + m.city <>
            (SELECT coalesce(sum(t.won), 0) FROM programme_tranche t WHERE t.commitment_id = m.id)""",
        "four eyes": """
            SELECT id FROM programme_disbursement WHERE status = 'paid' AND province + city > 8000
            AND ordered_by_id = decided_by_id""",
    }
    found = []
    with connection.cursor() as cursor:
        for name, statement in asked.items():
            cursor.execute(statement)
            found += [(name, row) for row in cursor.fetchall()]
    return found
