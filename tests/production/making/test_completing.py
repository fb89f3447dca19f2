"""From release to receipt, with figures for the head."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dure.inventory.models import Balance, Lot
from dure.inventory.selectors import upstream
from dure.inventory.services import set_standard_costs
from dure.kernel import clock
from dure.plant.services import add_part
from dure.product import services as product
from dure.product.models import StandardStep, StandardVersion
from dure.product.services import LineOf
from dure.production.errors import AlreadyChanged, ComponentsMissing, NotReleased, WorkOrderIsClosed
from dure.production.models import LotRule, OperationRun, OrderMove, ProductionResult, WorkOrder
from dure.production.selectors.making import standard_for
from dure.production.services import start_run
from dure.production.services.making.batch import Made
from dure.production.services.making.closing import close_orders
from dure.production.services.making.completing import complete, complete_counted, complete_many
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders, undo_release
from dure.production.services.making.undoing import undo_completion
from tests.inventory.workshop import wrong
from tests.product.test_standards import in_force
from tests.production.making.bakery import (
    Bakery,
    D,
    books,
    bring,
    give_rate,
    give_recipe,
    give_routing,
    item,
    make_bakery,
    order,
    stock_up,
    there,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Bakery:
    made = make_bakery()
    stock_up(made)
    return made


def test_release_freezes_what_is_needed_and_keeps_what_expires_first(shop: Bakery) -> None:
    row = order(shop, 100)
    assert [(one.item.code, one.planned) for one in row.components.all()] == [("FLOUR", 50), ("SALT", 1), ("BAG", 100)]
    kept = Balance.objects.filter(item=shop.flour).order_by("lot__number").values_list("lot__number", "reserved")
    assert list(kept) == [("F1", 40), ("F2", 10)]
    assert (row.status, row.bom.revision, row.started) == ("released", "R0101", 100)
    undo_release(row, by=None)
    assert not Balance.objects.filter(reserved__gt=0).exists()


def test_goods_come_in_at_what_they_cost(shop: Bakery) -> None:
    give_routing(shop.bread, shop.oven, setup_s=3600, run_s=36)
    give_rate(shop.oven, labour=20_000, machine=10_000, overhead=5_000)
    row = order(shop, 100)
    done = complete(Made(row, D(100)), by=None)
    # 50 kg flour 50,000, 1 kg salt 500, 100 bags 1,000; an hour of set-up and 100 x 36 s are 2 h at 35,000 won.
    assert done.value == 51_500 + 70_000
    row.refresh_from_db()
    assert (row.status, row.received, row.wip, row.lot.number) == (
        "done",
        100,
        0,
        done.moves.get(kind="product").lot.number,
    )
    assert (there(shop.bread), there(shop.flour, "F1"), there(shop.flour, "F2")) == (100, 0, 50)
    found = books()
    assert (found["goods"], found["material"], found.get("wip")) == (121_500, 115_000 - 51_500, None)
    assert (found["labour_applied"], found["machine_applied"], found["overhead_applied"]) == (-40_000, -20_000, -10_000)
    assert {(step.number, step.quantity) for step in upstream([row.lot])} == {("F1", 40), ("F2", 10)}
    assert wrong() == []


def test_a_part_carries_its_part(shop: Bakery) -> None:
    row = order(shop, 100)
    first = complete(Made(row, D(60)), by=None)
    assert (first.value, row.number) == (30_900, row.number)  # 60 x 515 won
    last = complete(Made(row, D(40)), by=None)
    assert last.value == 20_600
    row.refresh_from_db()
    assert (row.wip, there(shop.flour), Lot.objects.filter(item=shop.bread).count()) == (0, 50, 1)


def test_rejects_take_material_too_and_make_the_good_ones_dearer(shop: Bakery) -> None:
    row = order(shop, 100)
    done = complete(Made(row, D(90), rejected=D(10)), by=None)
    assert (done.value, done.is_final, there(shop.flour)) == (46_350 + 5_150, False, 50)
    complete(Made(row, D(0), is_final=True), by=None)
    row.refresh_from_db()
    assert (row.status, row.wip, row.rejected) == ("done", 0, 10)


def test_a_planned_loss_is_taken_when_nobody_counted(shop: Bakery) -> None:
    give_recipe(shop.bread, (shop.flour, "0.5"), since=date(2026, 2, 1), yield_percent=D(80))
    row = order(shop, 80)
    assert row.started == 100
    complete(Made(row, D(80)), by=None)
    assert there(shop.flour) == 50


def test_alternatives_step_in_and_what_is_missing_is_named(shop: Bakery) -> None:
    rye = item("RYE")
    bring(rye, 30, 30_000)
    give_recipe(shop.bread, LineOf(shop.flour, D(1), alternatives=[(rye, D(2))]), since=date(2026, 2, 1))
    with pytest.raises(ComponentsMissing, match="lacks 85 kg of flour"):
        large = order(shop, 200)
        complete(Made(large, D(200)), by=None)
    undo_release(large, by=None)
    assert OrderMove.objects.count() == 0
    # 110 kg are wanted, 100 are there: 20 kg of rye stand for the ten that lack.
    row = order(shop, 110)
    complete(Made(row, D(110)), by=None)
    assert (there(shop.flour), there(rye)) == (0, 10)
    assert row.components.get().issued == 110


def test_what_came_first_of_two_orders_is_kept_for_the_first(shop: Bakery) -> None:
    first, second = order(shop, 120), order(shop, 80)
    complete_many([Made(second, D(80)), Made(first, D(120))], by=None)
    assert there(shop.flour) == 0
    assert {(step.number, step.quantity) for step in upstream([WorkOrder.objects.get(pk=first.pk).lot])} == {
        ("F1", 40),
        ("F2", 20),
    }


def test_lots_by_rule(shop: Bakery) -> None:
    LotRule.objects.create(item=None, lots="day")
    rows = [order(shop, 10) for _ in range(3)]
    complete_many([Made(row, D(10)) for row in rows], by=None)
    assert Lot.objects.filter(item=shop.bread).count() == 1
    LotRule.objects.update(lots="completion")
    row = order(shop, 10)
    complete(Made(row, D(5)), by=None)
    complete(Made(row, D(5)), by=None)
    assert Lot.objects.filter(item=shop.bread).count() == 3


def test_a_plan_gives_nothing(shop: Bakery) -> None:
    (row,) = plan_orders([OrderWish(shop.bread, D(10))], by=None)
    with pytest.raises(NotReleased):
        complete(Made(row, D(10)), by=None)


def test_by_products_take_off_and_co_products_share(shop: Bakery) -> None:
    crumbs, rolls = item("CRUMB", kind="semi"), item("ROLL", kind="finished", unit_id="EA")
    bring(crumbs, 1, 100)
    give_recipe(
        shop.bread,
        LineOf(shop.flour, D("0.5")),
        LineOf(crumbs, D("0.1"), more={"kind": "by_product"}),
        LineOf(rolls, D(1), more={"kind": "co_product", "cost_share": D(20)}),
        since=date(2026, 2, 1),
    )
    row = order(shop, 100)
    complete(Made(row, D(100)), by=None)
    # 50 kg flour are 50,000 won; 10 kg crumbs at 100 won take 1,000 off; the rest is shared 80 to 20.
    values = dict(OrderMove.objects.filter(kind__in=["product", "output"]).values_list("move__item__code", "value"))
    assert values == {"CRUMB": 1_000, "ROLL": 9_800, "BREAD": 39_200}
    row.refresh_from_db()
    assert (row.wip, wrong()) == (0, [])


def test_an_order_keeps_the_work_standard_of_its_release(shop: Bakery) -> None:
    first = in_force(
        standard_with_a_step(product.add_standard(title="굽기", item=shop.bread, operation_number=10, by=None))
    )
    row = order(shop, 10)
    second = in_force(standard_with_a_step(product.new_version(standard=first.standard, change_note="온도", by=None)))
    assert standard_for(row, operation_number=10) == first
    assert standard_for(order(shop, 10), operation_number=10) == second
    assert standard_for(row, operation_number=20) is None


def standard_with_a_step(version: StandardVersion) -> StandardVersion:
    product.add_part(version=version, part=StandardStep, text="오븐을 예열한다", by=None)
    return version


def test_what_machines_and_people_counted_is_completed(shop: Bakery) -> None:
    row = order(shop, 100)
    unit = add_part(level="work-unit", by=None, code="OVEN-1", name="오븐 1", work_center=shop.oven)
    start_run(work_order=row, work_unit=unit, person=None)
    with pytest.raises(AlreadyChanged):
        undo_release(row, by=None)
    run, now = OperationRun.objects.get(), clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    ProductionResult.objects.create(
        work_unit=unit, hour=hour, run=run, item=shop.bread, source="counter", produced=64, good=60, reject=4,
        first_at=hour, last_at=now,
    )  # fmt: skip
    (done,) = complete_counted([row], by=None)
    # 64 loaves were begun: 32 kg of flour.
    assert (done.good, done.rejected, there(shop.flour)) == (60, 4, 68)
    assert complete_counted([row], by=None) == []
    row.refresh_from_db()
    assert row.status == "running"


def test_hundreds_of_orders_take_as_many_statements_as_one(shop: Bakery) -> None:
    complete(Made(order(shop, 1), D(1)), by=None)

    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            planned = plan_orders([OrderWish(shop.bread, D(1)) for _ in range(count)], by=None)
            released = release_orders(planned, by=None).orders
            complete_many([Made(one, D(1)) for one in released], by=None)
        return len(seen)

    one = statements(1)
    assert one <= 60
    assert statements(40) == one
    assert there(shop.bread) == 42


def test_a_finished_order_gives_more_only_when_a_person_says_so(shop: Bakery) -> None:
    row = order(shop, 10)
    complete(Made(row, D(10)), by=None)
    with pytest.raises(WorkOrderIsClosed, match="Say so"):
        complete(Made(row, D(10)), by=None)
    complete(Made(row, D(2), is_more=True), by=None)
    row.refresh_from_db()
    assert (row.status, row.received, there(shop.bread)) == ("done", 12, 12)


def test_pieces_at_a_standard_cost_with_a_fraction_leave_nothing_in_process() -> None:
    """10.4 won a piece: three pieces are worth 31 won together, and 10 won each."""
    shop = make_bakery(tracking="serial", costing="standard")
    stock_up(shop)
    set_standard_costs({shop.bread: D("10.4")}, by=None, reason="year")
    row = order(shop, 3)
    done = complete(Made(row, D(3)), by=None)
    row.refresh_from_db()
    assert row.wip == books()["wip"] == 3 * 515 - 31
    undo_completion(done, by=None, reason="x")
    row.refresh_from_db()
    assert (row.wip, books().get("wip", 0)) == (0, 0)
    complete(Made(row, D(3)), by=None)
    close_orders([row], by=None)
    assert "wip" not in books()
    assert wrong() == []
