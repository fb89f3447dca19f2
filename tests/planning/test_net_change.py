"""Planning only what changed gives the plan that planning everything gives, whatever was changed."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from dure.commerce.models import PurchaseLine, SalesLine
from dure.inventory.models import Item
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, move
from dure.planning.models import Forecast, MrpRun, PlanningRules, Proposal
from dure.planning.services import run_mrp
from dure.product.models import Bom
from dure.production.models import OrderComponent, WorkOrder
from tests.planning import shop
from tests.planning.shop import bought, day, item, made, recipe, requested, sold, stock, whole_plan

pytestmark = pytest.mark.django_db


def small_firm(dice: random.Random) -> list[Item]:
    """Four levels of three items; each of the upper three levels takes one to three of those below it."""
    levels = [
        [
            item(
                f"I{level}{n}", buy=level == 3, lead=dice.randint(0, 3), safety_stock=dice.choice([0, 0, 5]),
                lot_minimum=dice.choice([0, 0, 10]), lot_multiple=dice.choice([0, 0, 4]),
                lot_days=dice.choice([0, 0, 4]),
            )
            for n in range(3)
        ]
        for level in range(4)
    ]  # fmt: skip
    for upper in range(3):
        for parent in levels[upper]:
            below = [one for level in levels[upper + 1 :] for one in level]
            recipe(parent, {part: dice.randint(1, 3) for part in dice.sample(below, dice.randint(1, 3))})
    return [one for level in levels for one in level]


def edit(dice: random.Random, items: list[Item]) -> None:
    """One thing that happens in a firm."""
    one = dice.choice(items)
    much, on = dice.randint(1, 40), dice.randint(-2, 25)
    match dice.randint(0, 11):
        case 0 | 1:
            sold(one, much, on)
        case 2:
            bought(one, much, on, status=dice.choice(["draft", "confirmed"]))
        case 3:
            requested(one, much, on)
        case 4:
            stock(one, much)
        case 5:
            order = made(one, much, on, start=on - 2, status=dice.choice(["planned", "released", "running"]))
            if order.status != "planned":
                OrderComponent.objects.create(order=order, position=1, item=dice.choice(items), planned=much)
        case 6:
            Item.objects.filter(pk=one.pk).update(lead_time_days=dice.randint(0, 4), safety_stock=dice.choice([0, 7]))
        case 7:
            SalesLine.objects.filter(item=one).update(promised_on=day(on))
            PurchaseLine.objects.filter(item=one).update(is_closed=True)
        case 8:
            WorkOrder.objects.filter(item=one).update(status="cancelled")
        case 9:
            first = day(max(on, 0)) + timedelta(days=60 * Forecast.objects.filter(item=one).count())
            Forecast.objects.create(item=one, first_day=first, last_day=first + timedelta(days=20), quantity=much)
        case 10:
            Proposal.objects.create(
                item=one, kind=one.supply, status="firm", quantity=much, release_on=day(on), due_on=day(on + 2),
                needed_on=day(on + 2),
            )  # fmt: skip
        case 11:
            Bom.objects.filter(item=one, status="approved").update(status="retired", valid_to=day(on))


@pytest.mark.parametrize("seed", range(12))
def test_net_change_equals_planning_everything(seed: int):
    dice = random.Random(seed)
    items = small_firm(dice)
    for _ in range(12):
        edit(dice, items)
    run_mrp()
    for _ in range(4):
        for _ in range(dice.randint(1, 3)):
            edit(dice, items)
        changed = run_mrp(kind="changes")
        assert changed.kind == "changes"
        after_change = whole_plan()
        run_mrp()
        assert after_change == whole_plan()


def test_only_what_changed_and_what_hangs_on_it_is_planned():
    dice = random.Random(1)
    items = small_firm(dice)
    for one in items[:3]:
        sold(one, 10, 9)
    run_mrp()
    assert run_mrp(kind="changes").items == 0
    lone = item("LONE", buy=True)
    sold(lone, 3, 3)
    assert run_mrp(kind="changes").items == 1


def test_a_change_that_makes_no_difference_below_ends_there():
    pie, flour = item("PIE"), item("FLOUR", buy=True)
    recipe(pie, {flour: 2})
    stock(pie, 100)
    line = sold(pie, 10, 5)
    run_mrp()
    SalesLine.objects.filter(pk=line.pk).update(item_quantity=20)
    assert run_mrp(kind="changes").items == 1


def test_another_day_other_rules_or_a_changed_phantom_plan_everything():
    kit, frame, screw = item("KIT"), item("FRAME", is_phantom=True), item("SCREW", buy=True)
    recipe(kit, {frame: 1})
    head = recipe(frame, {screw: 4})
    sold(kit, 1, 5)
    run_mrp()
    assert run_mrp(kind="changes").kind == "changes"
    Bom.objects.filter(pk=head.pk).update(valid_to=day(60))
    assert run_mrp(kind="changes").kind == "everything"
    PlanningRules.objects.create(pk=1, patience_days=9)
    assert run_mrp(kind="changes").kind == "everything"
    MrpRun.objects.update(today=day(-1))
    assert run_mrp(kind="changes").kind == "everything"


def test_goods_that_leave_are_seen():
    bolt = item("BOLT", buy=True)
    stock(bolt, 10)
    sold(bolt, 8, 4)
    run_mrp()
    assert not Proposal.objects.exists()
    places = [default_location(kind) for kind in ("stock", "scrap")]
    move([Movement(bolt, Decimal(5), *places)], by=None)
    run_mrp(kind="changes")
    assert shop.weeks([bolt]) == {"BOLT": [(4, 4, 3)]}
