"""Stories from order to cash and from rice to recall, told by the services, with figures for the head."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from dure.commerce.models import Invoice, Partner, Price
from dure.commerce.selectors import open_amounts
from dure.commerce.selectors.costs import cost_tree, costs_on, proposed_standards
from dure.commerce.services import (
    Arrival,
    Billed,
    LineWish,
    Pick,
    confirm_purchase_order,
    confirm_sales_order,
    deliver,
    draft_purchase_order,
    draft_sales_order,
    invoice_deliveries,
    pay,
    receive,
    take_returns,
)
from dure.commerce.services.costs import set_rate, set_standards
from dure.inventory.models import Item, StockMove
from dure.inventory.selectors import recall
from dure.inventory.services import NewLot, add_lots, approve_stock_take, count, set_standard_costs, start_stock_take
from dure.kernel import clock
from dure.production.selectors.costs import order_cost
from dure.production.services.making.batch import Made, Spent
from dure.production.services.making.closing import close_orders
from dure.production.services.making.completing import complete, complete_many
from dure.production.services.making.month import book_overhead_of_month
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
from tests.production.making.bakery import (
    Bakery,
    D,
    books,
    bring,
    give_recipe,
    give_routing,
    item,
    make_bakery,
    order,
    place,
    stock_up,
    there,
)
from tests.scenarios.sums import wrong

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(clock.now())


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    return made


@pytest.fixture(autouse=True)
def books_and_stock_agree():
    """After every story the books balance, and agree with stock, work in process and debts; nothing is negative."""
    yield
    assert wrong() == []
    assert sum(books().values()) == 0


def customer(code: str) -> Partner:
    return Partner.objects.create(code=code, name=code, is_customer=True, payment_days=30)


def test_quotation_to_payment_with_a_part_delivery_and_a_return(shop: Bakery) -> None:
    cafe = customer("CAFE")
    quotation = draft_sales_order(partner=cafe, lines=[LineWish(shop.bread, D(100), price=D(2_000))], by=None)
    line = confirm_sales_order(order=quotation, by=None).lines.get()
    # Made for the order: 100 loaves at 515 won.
    (planned,) = plan_orders([OrderWish(shop.bread, D(100), sales_line=line)], by=None)
    released = release_orders([planned], by=None)
    assert released.missing == {}
    lot = complete(Made(released.orders[0], D(100)), by=None).moves.get(kind="product").lot
    assert books()["goods"] == 51_500

    first = deliver(picks=[Pick(line, D(60), lot)], by=None)
    second = deliver(picks=[Pick(line, D(40), lot)], by=None)
    back = take_returns(returned=[(first.lines.get(), D(10))], by=None, reason="눌림", is_replaced=False)
    assert (books()["goods"], books()["cost_of_sales"]) == (5_150, 46_350)

    bill = [Billed(row) for paper in (first, second, back) for row in paper.lines.all()]
    invoice = invoice_deliveries(billed=bill, by=None, on=TODAY)
    # 90 loaves at 2,000 won and 10 % VAT.
    assert (invoice.supply, invoice.vat) == (180_000, 18_000)
    pay(side=Invoice.Side.SALE, partner=cafe, amount=D(198_000), on=TODAY, by=None)
    assert open_amounts([invoice]) == {invoice.pk: 0}
    assert (books()["bank"], books().get("receivable")) == (198_000, None)
    assert books()["sales"] + books()["cost_of_sales"] == -180_000 + 46_350


def test_recall_from_a_suppliers_lot_to_the_customers(shop: Bakery) -> None:
    mill = Partner.objects.create(code="MILL", name="제분소", is_customer=False, is_supplier=True)
    wish = LineWish(shop.flour, D(20), price=D(1_000))
    bought = confirm_purchase_order(order=draft_purchase_order(partner=mill, lines=[wish], by=None), by=None)
    (bad,) = add_lots([NewLot(shop.flour, "BAD", expires_on=date(2026, 12, 24), supplier_number="M-77")])
    receive(arrivals=[Arrival(bought.lines.get(), D(20), bad)], by=None)
    # It expires first: 20 kg go into 40 loaves of the first order, which takes 30 kg for 60 loaves.
    first, other = order(shop, 60), order(shop, 10)
    done, safe = complete_many([Made(first, D(60)), Made(other, D(10))], by=None)
    lot, safe_lot = (one.moves.get(kind="product").lot for one in (done, safe))
    box = item("BOX-OF-6", kind="finished", unit_id="EA", tracking="lot")
    give_recipe(box, (shop.bread, "6"))
    (boxes,) = release_orders(plan_orders([OrderWish(box, D(5))], by=None), by=None).orders
    boxed = complete(Made(boxes, D(5)), by=None).moves.get(kind="product").lot
    cafe, school = customer("CAFE"), customer("SCHOOL")
    for partner, one, of, quantity in ((cafe, shop.bread, lot, 20), (school, box, boxed, 4)):
        sale = draft_sales_order(partner=partner, lines=[LineWish(one, D(quantity), price=D(2_000))], by=None)
        line = confirm_sales_order(order=sale, by=None).lines.get()
        deliver(picks=[Pick(line, D(quantity), of)], by=None)

    found = recall([bad])
    assert found.is_complete
    assert safe_lot.pk not in {one.lot.pk for one in found.accounts}
    by_lot = {one.lot.number: one for one in found.accounts}
    assert by_lot["BAD"].used == 20
    assert (by_lot[lot.number].shipped, by_lot[lot.number].used, by_lot[lot.number].in_stock) == (20, 30, 10)
    assert (by_lot[boxed.number].shipped, by_lot[boxed.number].in_stock) == (4, 1)
    papers = {StockMove.objects.filter(document=one.document).first().to_location.kind for one in found.shipments}
    assert (len(found.shipments), papers) == (2, {"customer"})


def test_a_revision_that_begins_in_the_middle_of_the_month(shop: Bakery) -> None:
    """From the 16th on a loaf takes 0.4 kg of flour: 415 won instead of 515."""
    month = TODAY.replace(day=1)
    change = month.replace(day=16)
    lines = [(shop.flour, "0.4"), (shop.salt, "0.01"), (shop.bag, "1")]
    give_recipe(shop.bread, *lines, since=change, revision="B")
    before = order(shop, 10, start_on=month.replace(day=15))
    after = order(shop, 10, start_on=change)
    assert (before.bom.revision, after.bom.revision) == ("R0101", "B")
    done = complete_many([Made(before, D(10)), Made(after, D(10))], by=None)
    assert [one.value for one in done] == [5_150, 4_150]
    assert costs_on(month.replace(day=15), [shop.bread.pk]).costs[shop.bread.pk].total == 515
    assert costs_on(change, [shop.bread.pk]).costs[shop.bread.pk].total == 415


def test_a_stock_take_books_what_it_finds(shop: Bakery) -> None:
    """2 kg of flour are missing, 50 bags too many: 2,000 won less and 500 won more."""
    take = start_stock_take(locations=[place("STOCK")], by=None, is_blind=False)
    for one, lot, found in ((shop.flour, "F1", 38), (shop.flour, "F2", 60), (shop.salt, "", 10), (shop.bag, "", 1050)):
        row = one.lots.get(number=lot) if lot else None
        count(stock_take=take, item=one, location=place("STOCK"), lot=row, quantity=D(found), by=None)
    approve_stock_take(stock_take=take, by=None, reason="연말 재고조사")
    assert (there(shop.flour), there(shop.bag)) == (98, 1050)
    assert (books()["material"], books()["stock_difference"]) == (115_000 - 2_000 + 500, 1_500)


def test_cost_is_rolled_up_from_what_is_in_force(shop: Bakery) -> None:
    give_routing(shop.bread, shop.oven, setup_s=600, run_s=30)
    set_rate(
        by=None,
        work_center=shop.oven,
        valid_from=date(2026, 1, 1),
        labour=D(18_000),
        machine=D(6_000),
        overhead=D(1_200),
    )
    Price.objects.create(side="purchase", item=shop.flour, unit_id="kg", price=1_100, valid_from=date(2026, 1, 1))
    Item.objects.filter(pk=shop.bread.pk).update(lot_minimum=100)
    cost = costs_on(TODAY, [shop.bread.pk]).costs[shop.bread.pk]
    # 0.5 kg at the price of 1,100, salt 5, bag 10; 6 s of set-up and 30 s at 5, 1.67 and 0.33 won a second.
    assert (cost.material, cost.labour, cost.machine, cost.overhead) == (565, 180, 60, 12)
    tree = cost_tree(shop.bread, costs_on(TODAY, [shop.bread.pk]))
    assert [(node.level, node.item.code, node.total) for node in tree] == [
        (0, "BREAD", 817), (1, "FLOUR", 550), (1, "SALT", 5), (1, "BAG", 10),
    ]  # fmt: skip


def test_a_new_standard_revalues_what_is_in_stock(shop: Bakery) -> None:
    shop.bread.costing = "standard"
    shop.bread.save()
    set_standard_costs({shop.bread: D(500)}, by=None, reason="last year")
    complete(Made(order(shop, 100), D(100)), by=None)
    (proposal,) = [one for one in proposed_standards(TODAY) if one.item == shop.bread]
    assert (proposal.now, proposal.cost.total, proposal.change) == (500, 515, 1_500)
    set_standards({shop.bread: proposal.cost}, worked_out_on=TODAY, reason="new year", by=None)
    assert (books()["goods"], books()["revaluation"]) == (51_500, -1_500)


def test_the_webb_company(shop: Bakery) -> None:
    """Horngren, Datar, Rajan: Cost Accounting, a Managerial Emphasis, chapters 7 and 8: 10,000 jackets.

    Standard: 2 yards of cloth at 30, 0.8 h of labour at 20, 0.4 machine-hours at 30 of variable and
    57.50 of fixed overhead. Actual: 22,200 yards at 28, 9,000 h at 22, 4,500 machine-hours, variable
    overhead 130,500, fixed overhead 285,000 of a budget of 276,000.
    """
    cloth = item("CLOTH", unit_id="m", supply="buy")
    jacket = item("JACKET", kind="finished", unit_id="EA", costing="standard")
    give_recipe(jacket, (cloth, "2"))
    give_routing(jacket, shop.oven, run_s=1440)
    jan, feb = date(2026, 1, 1), date(2026, 2, 1)
    rate = {"work_center": shop.oven, "people": D(2), "overhead": D(30), "fixed_overhead": D("57.5")}
    set_rate(by=None, valid_from=jan, labour=D(20), **rate)
    price = Price.objects.create(side="purchase", item=cloth, unit_id="m", price=30, valid_from=jan)
    standard = costs_on(jan, [jacket.pk]).costs
    assert (standard[jacket.pk].material, standard[jacket.pk].labour, standard[jacket.pk].overhead) == (60, 16, 35)
    set_standards({jacket: standard[jacket.pk], cloth: standard[cloth.pk]}, worked_out_on=jan, reason="plan", by=None)
    price.delete()
    set_rate(by=None, valid_from=feb, labour=D(22), **rate)

    bring(cloth, 22_200, 22_200 * 28)
    (row,) = release_orders(plan_orders([OrderWish(jacket, D(10_000))], by=None), by=None).orders
    spent = {10: Spent(machine_s=D(4_500 * 3600), labour_s=D(9_000 * 3600))}
    made_at = timezone.make_aware(datetime.combine(TODAY, datetime.min.time()))
    complete(Made(row, D(10_000), used={row.components.get().pk: D(22_200)}, spent=spent), by=None, made_at=made_at)
    row.refresh_from_db()
    causes = order_cost(row).causes
    assert (causes.price, causes.usage) == (-44_400, 66_000)
    assert (causes.rate, causes.efficiency) == (18_000, 20_000 + 15_000)
    (closing,) = close_orders([row], by=None)
    assert (closing.volume, closing.method) == (28_750, 0)
    month = book_overhead_of_month(
        month=TODAY, budgeted_fixed=D(276_000), actual_fixed=D(285_000), actual_variable=D(130_500), by=None
    )
    # Spending -4,500 + 9,000; production volume 46,000, of which the order's machine-hours carry 28,750.
    assert (month.spending, month.volume + closing.volume) == (4_500, 46_000)
    found = books()
    assert found["overhead_applied"] == -(130_500 + 285_000)
    assert found["volume_variance"] == 46_000
    assert found["goods"] == 10_000 * 111
