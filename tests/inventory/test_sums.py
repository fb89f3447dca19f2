"""Whatever happens in whatever order, by how many at once: stock, value and books add up after every step."""

import random
import threading
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.inventory.models import Balance, Lot, StockMove, Worth
from dure.inventory.selectors import item_ledger, recall, stock_at, values_at
from dure.kernel import clock
from tests.inventory.shelves import TODAY
from tests.inventory.workshop import Step, Workshop, wrong

STEPS = st.lists(
    st.tuples(st.integers(0, 13), st.integers(0, 3), st.integers(0, 200), st.integers(1, 12)), min_size=5, max_size=25
)


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence(steps: list[Step]) -> None:
    with transaction.atomic():
        workshop = Workshop()
        for step in steps:
            workshop.do(step)
            assert wrong() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_long_day() -> None:
    """So many steps that each act is done, and not only refused."""
    chance, workshop = random.Random(2026), Workshop()
    done = dict.fromkeys(range(len(workshop.acts)), 0)
    for _ in range(300):
        step = _step(chance)
        done[step[0]] += workshop.do(step)
        assert wrong() == []
    assert min(done.values()) > 0, done
    _answers_agree(workshop)


@pytest.mark.django_db(transaction=True)
def test_three_sessions_at_once() -> None:
    workshop = Workshop()
    start = threading.Barrier(3)
    found: list[object] = []

    def work(session: int) -> None:
        chance = random.Random(session)
        try:
            start.wait(timeout=30)
            for _ in range(150):
                workshop.do(_step(chance))
                found.extend(wrong())
        except Exception as error:  # noqa: BLE001 # a thread's failure is the test's
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(session,)) for session in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=300)
    assert found == []
    assert StockMove.objects.count() > 100


@pytest.mark.django_db
def test_the_check_itself_sees_what_is_wrong() -> None:
    workshop = Workshop()
    workshop.receive(workshop.goods[0], 1, Decimal(10))
    assert wrong() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inventory_worth SET quantity = quantity + 1, value = value + 1")
    assert {row[0] for row in wrong()} == {
        "worth differs from balances",
        "worth differs from moves",
        "books differ from stock",
    }


def _answers_agree(workshop: Workshop) -> None:
    """The past up to now, the ledgers and the recall say what the balances and the worths say."""
    now = clock.now()
    balances = Balance.objects.filter(quantity__gt=0)
    assert {(one.item, one.location, one.lot, one.quantity) for one in stock_at(now)} == set(
        balances.values_list("item_id", "location_id", "lot_id", "quantity")
    )
    kept = Worth.objects.filter(quantity__gt=0).values_list("item_id", "quantity", "value")
    assert [(one.item, one.quantity, one.value) for one in values_at(now)] == sorted(kept)
    for one in workshop.goods:
        ledger, worth = item_ledger(one, TODAY, TODAY), Worth.objects.get(item=one)
        assert (ledger.closing, ledger.closing_worth) == (worth.quantity, worth.value)
    found = recall(list(Lot.objects.all()))
    assert found.is_complete
    assert sum(one.in_stock for one in found.accounts) == sum(one.quantity for one in balances if one.lot_id)


def _step(chance: random.Random) -> Step:
    return chance.randrange(14), chance.randrange(4), chance.randrange(200), chance.randint(1, 12)
