"""Whatever a firm buys, makes, counts, sells and bills, by how many at once: stock, orders, debts and books agree."""

import random
import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.inventory.models import Lot, StockMove
from dure.inventory.selectors import recall
from tests.scenarios.factory import ACTS, Factory, Step
from tests.scenarios.sums import wrong

STEPS = st.lists(st.tuples(st.integers(0, ACTS - 1), st.integers(0, 200), st.integers(1, 12)), min_size=5, max_size=25)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_any_sequence(steps: list[Step]) -> None:
    with transaction.atomic():
        factory = Factory()
        for step in steps:
            factory.do(step)
            assert wrong() == []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_long_year() -> None:
    """So many steps that each act is done, and not only refused."""
    chance, factory = random.Random(2026), Factory()
    done = dict.fromkeys(range(len(factory.acts)), 0)
    for number in range(2_000):
        if number > 400 and all(done.values()):
            break
        step = _step(chance)
        done[step[0]] += factory.do(step)
        assert wrong() == [], step
    names = {factory.acts[act].__name__ for act, times in done.items() if not times}
    assert names == set()
    assert all(one.unaccounted == 0 for one in recall(list(Lot.objects.all())).accounts)


@pytest.mark.django_db(transaction=True)
def test_three_sessions_at_once() -> None:
    factory = Factory()
    start = threading.Barrier(3)
    found: list[object] = []

    def work(session: int) -> None:
        chance = random.Random(session)
        try:
            start.wait(timeout=60)
            for _ in range(100):
                factory.do(_step(chance))
                found.extend(wrong())
        except Exception as error:  # noqa: BLE001 # a thread's failure is the test's
            found.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(session,)) for session in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=600)
    assert found == []
    assert StockMove.objects.count() > 80


def _step(chance: random.Random) -> Step:
    return chance.randrange(ACTS), chance.randrange(200), chance.randint(1, 12)
