"""Issues by hand, taking back, closing: with figures for the head."""

from datetime import date

import pytest

from dure.inventory.errors import NotEnough
from dure.inventory.models import Balance
from dure.inventory.selectors import recall, upstream
from dure.inventory.services import Movement, move, set_standard_costs
from dure.kernel.errors import Invalid
from dure.production.errors import AlreadyChanged, BadQuantity, WorkOrderIsClosed
from dure.production.models import OrderMove
from dure.production.services.making.batch import Made, Spent
from dure.production.services.making.closing import close_orders, reopen_order
from dure.production.services.making.completing import complete
from dure.production.services.making.issuing import Issue, bring_back, issue, undo_issue
from dure.production.services.making.undoing import undo_completion
from tests.inventory.workshop import wrong
from tests.production.making.bakery import (
    Bakery,
    D,
    books,
    give_rate,
    give_recipe,
    give_routing,
    item,
    make_bakery,
    order,
    place,
    stock_up,
    there,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    return made


def test_what_was_scanned_counts_and_its_rest_comes_back(shop: Bakery) -> None:
    row = order(shop, 100)
    (part,) = issue(row, [Issue(shop.salt, D(3))], by=None)
    row.refresh_from_db()
    assert (row.wip, there(shop.salt)) == (1_500, 7)
    bring_back(part, D("1.5"), by=None)
    with pytest.raises(BadQuantity):
        bring_back(part, D(2), by=None)
    # 1.5 kg instead of 1 kg of salt: 250 won more than planned, and no more is taken off.
    done = complete(Made(row, D(100)), by=None)
    assert (done.value, there(shop.salt)) == (51_750, D("8.5"))
    row.refresh_from_db()
    assert (row.wip, wrong()) == (0, [])


def test_half_goes_with_the_half_when_all_was_issued_before(shop: Bakery) -> None:
    row = order(shop, 100)
    issue(row, [Issue(shop.flour, D(50)), Issue(shop.salt, D(1)), Issue(shop.bag, D(100))], by=None)
    first = complete(Made(row, D(50)), by=None)
    assert first.value == 25_750
    row.refresh_from_db()
    assert row.wip == 25_750
    assert {(s.number, s.quantity) for s in upstream([row.lot])} == {("F1", 20), ("F2", 5)}
    complete(Made(row, D(50)), by=None)
    assert sum(step.quantity for step in upstream([row.lot])) == 50


def test_something_else_needs_a_reason(shop: Bakery) -> None:
    row = order(shop, 10)
    butter = item("BUTTER")
    with pytest.raises(Invalid, match="Give a reason"):
        issue(row, [Issue(butter, D(1))], by=None)


def test_an_issue_is_taken_back(shop: Bakery) -> None:
    before, row = books(), order(shop, 100)
    (part,) = issue(row, [Issue(shop.salt, D(3))], by=None)
    undo_issue(part, by=None, reason="wrong bag")
    row.refresh_from_db()
    assert (row.wip, books(), row.components.get(item=shop.salt).issued) == (0, before, 0)
    with pytest.raises(AlreadyChanged):
        undo_issue(part, by=None, reason="again")


def test_a_completion_is_taken_back_as_if_it_had_not_been(shop: Bakery) -> None:
    give_routing(shop.bread, shop.oven, run_s=36)
    give_rate(labour=20_000)
    before, row = books(), order(shop, 100)
    issue(row, [Issue(shop.flour, D(10))], by=None)
    between = books()
    done = complete(Made(row, D(100)), by=None)
    with pytest.raises(NotEnough):
        lot = done.moves.get(kind="product").lot
        move([Movement(shop.bread, D(1), place("STOCK"), place("CUSTOMER"), lot)], by=None)
        undo_completion(done, by=None, reason="shipped")
    move([Movement(shop.bread, D(1), place("CUSTOMER"), place("STOCK"), lot, D(done.value / 100))], by=None)
    undo_completion(done, by=None, reason="wrong order")
    assert books() == between
    row.refresh_from_db()
    assert (row.status, row.received, row.wip, there(shop.bread)) == ("released", 0, 10_000, 0)
    assert upstream([lot]) == []
    assert OrderMove.objects.get(completion=None).linked == 0
    again = complete(Made(row, D(100)), by=None)
    assert (again.value, recall([lot]).is_complete, wrong()) == (done.value, True, [])
    assert before != between


def test_closing_books_each_cause(shop: Bakery) -> None:
    """Standard 51,500 of material and 1 h at 20,000 won for 100 loaves; it took 55 kg, 1.5 h, at 24,000 won an hour."""
    give_routing(shop.bread, shop.oven, run_s=36)
    give_rate(labour=20_000)
    shop.bread.costing = "standard"
    shop.bread.save()
    costs = {shop.flour: D(900), shop.salt: D(500), shop.bag: D(10), shop.bread: D("665")}
    set_standard_costs(costs, by=None, reason="year")
    from dure.commerce.models import StandardCost

    StandardCost.objects.create(
        item=shop.bread, set_at="2026-01-02T00:00Z", worked_out_on=date(2026, 1, 2), material=465, labour=200
    )
    give_rate(labour=24_000, since=date(2026, 2, 1))
    row = order(shop, 100)
    flour = row.components.get(item=shop.flour)
    spent = {10: Spent(D(5400))}
    done = complete(Made(row, D(100), used={flour.pk: D(55)}, spent=spent), by=None)
    assert done.value == 66_500
    (closing,) = close_orders([row], by=None)
    # Flour: 100 won x 55 kg dearer, 5 kg x 900 won more. Labour: 1.5 h x 4,000 won, 0.5 h x 20,000 won.
    assert (closing.price, closing.usage, closing.rate, closing.efficiency) == (5_500, 4_500, 6_000, 10_000)
    assert (closing.volume, closing.method) == (0, 0)
    found = books()
    assert "wip" not in found
    assert (found["price_variance"], found["usage_variance"], found["rate_variance"]) == (5_500, 4_500, 6_000)
    with pytest.raises(WorkOrderIsClosed):
        complete(Made(row, D(1)), by=None)
    reopened = reopen_order(row, by=None)
    assert reopened.wip == 26_000
    assert wrong() == []


def test_nothing_good_is_scrap(shop: Bakery) -> None:
    row = order(shop, 100)
    complete(Made(row, D(0), rejected=D(100), is_final=True), by=None)
    close_orders([row], by=None)
    assert (books()["scrap"], "wip" in books(), Balance.objects.filter(reserved__gt=0).exists()) == (
        51_500,
        False,
        False,
    )


def test_recipe_with_scanned_lines_takes_only_what_was_scanned(shop: Bakery) -> None:
    from dure.product.services import LineOf

    give_recipe(shop.bread, LineOf(shop.flour, D("0.5"), more={"use": "scan"}), since=date(2026, 2, 1))
    row = order(shop, 100)
    assert complete(Made(row, D(50)), by=None).value == 0
    issue(row, [Issue(shop.flour, D(52))], by=None)
    assert complete(Made(row, D(50)), by=None).value == 52_000
