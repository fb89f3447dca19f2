"""An act locks all goods that it may touch in its first lock of them, so that two acts can't wait for each other."""

from collections.abc import Callable

import pytest

from dure.inventory.services import moves
from dure.production.models import OrderMove
from dure.production.services.floor.splitting import split_order
from dure.production.services.making.batch import Made
from dure.production.services.making.closing import close_orders
from dure.production.services.making.completing import complete
from dure.production.services.making.issuing import Issue, bring_back, issue, undo_issue
from dure.production.services.making.planning import OrderWish, keep_stock, plan_orders, release_orders, undo_release
from dure.production.services.making.undoing import undo_completion
from tests.production.making.bakery import Bakery, D, bring, give_recipe, item, make_bakery, order, stock_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    return made


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[int]]:
    """Of an act: items that it locks after its first lock without having them locked."""
    asked = moves._locked_worths

    def of(act: Callable[[], object]) -> list[int]:
        locks: list[list[int]] = []

        def noted(items: list[int]) -> object:
            locks.append(items)
            return asked(items)

        with monkeypatch.context() as patched:
            patched.setattr(moves, "_locked_worths", noted)
            act()
        assert locks
        return sorted({one for row in locks[1:] for one in row} - set(locks[0]))

    return of


def test_acts_of_one_order(shop: Bakery, late: Callable[[Callable[[], object]], list[int]]) -> None:
    row = order(shop, 100)
    assert late(lambda: issue(row, [Issue(shop.salt, D(3)), Issue(shop.bag, D(5))], by=None)) == []
    bags = OrderMove.objects.get(move__item=shop.bag)
    assert late(lambda: bring_back(bags, D(1), by=None)) == []
    salt = OrderMove.objects.get(move__item=shop.salt)
    assert late(lambda: undo_issue(salt, by=None, reason="x")) == []
    # Flour is no part of what is taken back here, but is kept again for the rest.
    done = complete(Made(row, D(40), is_final=True), by=None)
    assert late(lambda: undo_completion(done, by=None, reason="x")) == []
    assert late(lambda: keep_stock(row)) == []


def test_acts_of_several_orders(shop: Bakery, late: Callable[[Callable[[], object]], list[int]]) -> None:
    """Of bread and of a cake whose sugar is no part of the bread."""
    sugar = item("SUGAR", supply="buy")
    cake = item("CAKE", kind="finished", unit_id="EA")
    give_recipe(cake, (sugar, "0.2"), (shop.salt, "0.01"))
    bring(sugar, 100, 100_000)
    wishes = [OrderWish(one, D(10)) for one in (shop.bread, cake)]
    rows = release_orders(plan_orders(wishes, by=None), by=None).orders
    for row in rows:
        complete(Made(row, D(10), is_final=True), by=None)
    assert late(lambda: close_orders(rows, by=None)) == []
    another = order(shop, 30)
    assert late(lambda: split_order(order=another, quantity=D(10), by=None)) == []
    assert late(lambda: undo_release(another, by=None)) == []
