"""What two sessions do in the same moment: one of them is told so, and nothing is done twice."""

import threading
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from django.db import connection, transaction

from dure.inventory.models import LotLink, StockTake
from dure.inventory.selectors import downstream, upstream
from dure.inventory.services import Link, link_lots, start_stock_take, take_back
from dure.kernel.errors import Conflict
from tests.inventory.shelves import bring, item, lot_of, place, take, there

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each of the acts gives or raises, done by a session each that begin together."""
    start, ends = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=30)
            ends[number] = act()
        except Exception as error:  # noqa: BLE001 # looked at by the test
            ends[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def test_a_move_is_taken_back_once() -> None:
    rice = item()
    bring(rice, 10, 1000)
    made = take(rice, 4)
    ends = at_once([lambda: take_back(made, by=None, reason="wrong")] * 3)
    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "Conflict", "list"]
    assert there(rice) == 10


def test_places_are_counted_by_one_stock_take() -> None:
    bring(item(), 10, 1000)
    ends = at_once([lambda: start_stock_take(locations=[place("STOCK")], by=None)] * 3)
    assert sum(isinstance(end, Conflict) for end in ends) == 2
    assert [row.number[-4:] for row in StockTake.objects.all()] == ["0001"]


def test_a_loop_whose_halves_were_written_at_once_does_no_harm() -> None:
    milk = item("MILK", tracking="lot")
    a, b, c = (lot_of(milk, number) for number in "ABC")
    link_lots([Link(b, c, Decimal(1))])
    both_written = threading.Barrier(2)

    def half(source: object, product: object) -> None:
        with transaction.atomic():
            link_lots([Link(source, product, Decimal(1))])
            both_written.wait(timeout=30)  # neither sees the other's row yet

    assert at_once([lambda: half(a, b), lambda: half(b, a)]) == [None, None]
    assert LotLink.objects.count() == 3
    assert {(step.depth, step.number) for step in downstream([a])} == {(1, "B"), (2, "C"), (2, "A")}
    assert {(step.depth, step.number) for step in upstream([c])} == {(1, "B"), (2, "A"), (3, "B")}
    with pytest.raises(Conflict):
        link_lots([Link(c, a, Decimal(1))])
