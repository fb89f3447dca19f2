"""The planning through the database: the textbook's tables, dates, phantoms, lots, what is on order."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dure.commerce.models import ApprovalLimit, OrderStatus, Partner
from dure.commerce.services import (
    add_blanket_order,
    change_sales_line,
    release_call_offs,
    set_blanket_line,
    set_sales_status,
    take_call_offs,
)
from dure.planning.errors import LoopFound
from dure.planning.models import Advice, Forecast, MrpRun, Proposal
from dure.planning.services import run_mrp
from dure.production.models import OrderComponent
from tests.planning import shop
from tests.planning.shop import bought, day, item, made, recipe, requested, sold, stock, weeks

pytestmark = pytest.mark.django_db


def kits() -> dict[str, object]:
    """Heizer, Render, Munson: the speaker kits; see test_mrp."""
    a, b, c, f = (item(code, lead=lead) for code, lead in (("A", 1), ("B", 2), ("C", 1), ("F", 3)))
    d, e, g = (item(code, lead=lead, buy=True) for code, lead in (("D", 1), ("E", 2), ("G", 2)))
    recipe(a, {b: 2, c: 3})
    recipe(b, {d: 2, e: 2})
    recipe(c, {e: 2, f: 2})
    recipe(f, {d: 2, g: 1})
    sold(a, 50, 8)
    return {one.code: one for one in (a, b, c, d, e, f, g)}


def test_gross_requirements_of_the_textbook():
    found = kits()
    run = run_mrp()
    assert (run.status, run.items, run.proposals, run.progress) == ("done", 7, 9, 100)
    assert weeks(found.values()) == {
        "A": [(7, 8, 50)],
        "B": [(5, 7, 100)],
        "C": [(6, 7, 150)],
        "D": [(2, 3, 600), (4, 5, 200)],
        "E": [(3, 5, 200), (4, 6, 300)],
        "F": [(3, 6, 300)],
        "G": [(1, 3, 300)],
    }


def test_net_requirements_of_the_textbook():
    found = kits()
    for code, pieces in {"A": 10, "B": 15, "C": 20, "D": 10, "E": 10, "F": 5}.items():
        stock(found[code], pieces)
    run_mrp()
    assert weeks(found.values()) == {
        "A": [(7, 8, 40)],
        "B": [(5, 7, 65)],
        "C": [(6, 7, 100)],
        "D": [(2, 3, 380), (4, 5, 130)],
        "E": [(3, 5, 120), (4, 6, 200)],
        "F": [(3, 6, 195)],
        "G": [(1, 3, 195)],
    }


def test_lot_sizes_safety_stock_and_days_covered():
    pack = item("PACK", buy=True, lead=1, safety_stock=20, lot_minimum=10, lot_multiple=8)
    rice = item("RICE", buy=True, lead=1, lot_days=3)
    stock(pack, 25)
    stock(rice, 35)
    sold(pack, 12, 4)
    for on, pieces in [(1, 35), (2, 30), (3, 40), (5, 10), (6, 40), (7, 30), (9, 30), (10, 55)]:
        sold(rice, pieces, on)
    run_mrp()
    # 25 − 20 kept = 5; 12 − 5 = 7 missing, at least 10, in eights: 16.
    assert weeks([pack]) == {"PACK": [(3, 4, 16)]}
    assert Proposal.objects.get(item=pack).wanted == 7
    assert weeks([rice]) == {"RICE": [(1, 2, 70), (4, 5, 80), (8, 9, 85)]}


def test_a_change_of_the_recipe_in_the_middle_of_a_month():
    """Noodles take 2 kg of rice until day 14, 3 kg from day 15; the day on which an order starts decides."""
    noodles, rice = item("NOODLES", lead=2), item("RICE", buy=True, unit="kg")
    recipe(noodles, {rice: 2}, first=-30, last=14)
    recipe(noodles, {rice: 3}, first=15)
    sold(noodles, 10, 16)  # starts on day 14
    sold(noodles, 10, 17)  # starts on day 15
    run_mrp()
    assert weeks([rice]) == {"RICE": [(14, 14, 20), (15, 15, 30)]}


def test_yield_scrap_and_whole_pieces():
    dough, flour, sack = item("DOUGH", unit="kg"), item("FLOUR", buy=True, unit="kg"), item("SACK", buy=True)
    recipe(
        dough,
        {flour: ("9", {"scrap_percent": 10}), sack: ("0.4", {"is_whole": True})},
        base_quantity=10, yield_percent=80,
    )  # fmt: skip
    sold(dough, 16, 3)
    run_mrp()
    # 16 good = 20 started = 2 batches: 18 kg of flour are 90 % of 20 kg; 0.8 of a sack is a sack.
    assert weeks([flour, sack]) == {"FLOUR": [(3, 3, 20)], "SACK": [(3, 3, 1)]}


def test_a_phantom_is_never_planned_and_its_parts_take_its_place():
    kit, frame, screw = item("KIT", lead=1), item("FRAME", is_phantom=True, lead=9), item("SCREW", buy=True)
    recipe(frame, {screw: 4}, last=5)
    recipe(frame, {screw: 6}, first=6)
    recipe(kit, {frame: 2})
    sold(kit, 10, 5)
    sold(kit, 10, 9)
    run_mrp()
    assert weeks([screw]) == {"SCREW": [(4, 4, 80), (8, 8, 120)]}
    assert not Proposal.objects.filter(item=frame).exists()


def test_stock_that_expires_serves_needs_up_to_its_last_day():
    milk = item("MILK", buy=True, unit="L", tracking="lot")
    stock(milk, 10, expires=3)
    stock(milk, 10, expires=20)
    sold(milk, 4, 2)
    sold(milk, 9, 5)
    sold(milk, 5, 6)
    run_mrp()
    # 6 of the first ten are lost on day 3; of the second ten 9 go on day 5, so 4 are missing on day 6.
    assert weeks([milk]) == {"MILK": [(6, 6, 4)]}
    (lost,) = Advice.objects.filter(act="expires")
    assert (shop.number(lost.day), lost.quantity) == (3, 6)


def test_what_lies_in_quarantine_is_expected_and_what_is_on_hold_is_not():
    bolt = item("BOLT", buy=True, tracking="lot")
    stock(bolt, 30, status="quarantine")
    stock(bolt, 50, status="hold")
    sold(bolt, 40, 2)
    run_mrp()
    assert weeks([bolt]) == {"BOLT": [(2, 2, 10)]}


def test_what_is_on_order_counts_and_exceptions_tell_what_to_do():
    bolt = item("BOLT", buy=True)
    early, late, useless = bought(bolt, 10, 2), bought(bolt, 10, 9), bought(bolt, 10, 12)
    asked, overdue = requested(bolt, 5, 6), bought(bolt, 3, -4)
    sold(bolt, 13, 6)
    sold(bolt, 10, 7)
    run_mrp()
    assert not Proposal.objects.exists()
    found = {(a.source, a.act, a.to_day and shop.number(a.to_day), int(a.quantity)) for a in Advice.objects.all()}
    assert found == {
        (f"po:{overdue.pk}", "overdue", 6, 3),
        (f"po:{early.pk}", "delay", 6, 10),
        (f"po:{late.pk}", "hurry", 7, 5),
        (f"po:{late.pk}", "reduce", None, 5),
        (f"po:{useless.pk}", "cancel", None, 10),
    }
    assert not Advice.objects.filter(source=f"pr:{asked.pk}").exists()


def test_orders_of_production_need_their_components_planned_or_frozen():
    pie, flour = item("PIE", lead=2), item("FLOUR", buy=True, unit="kg")
    recipe(pie, {flour: 2})
    planned, released = made(pie, 10, 6, start=4), made(pie, 10, 5, start=3, status="released", received=4)
    OrderComponent.objects.create(order=released, position=1, item=flour, planned=25, issued=5)
    sold(pie, 16, 6)
    run_mrp()
    assert weeks([pie]) == {"PIE": []}
    # The planned order by the recipe, the released one what was frozen for it.
    assert weeks([flour]) == {"FLOUR": [(3, 3, 20), (4, 4, 20)]}
    assert planned.status == "planned"


def test_a_firm_proposal_stays_and_draws_its_components():
    pie, flour = item("PIE", lead=2), item("FLOUR", buy=True, unit="kg")
    recipe(pie, {flour: 2})
    Proposal.objects.create(
        item=pie, kind="make", status="firm", quantity=30, release_on=day(2), due_on=day(4), needed_on=day(4)
    )
    sold(pie, 10, 9)
    run_mrp()
    assert Proposal.objects.get(item=pie).status == "firm"
    assert weeks([flour]) == {"FLOUR": [(2, 2, 60)]}


def test_orders_take_from_forecasts_and_the_rest_is_planned():
    pie = item("PIE", buy=True)
    Forecast.objects.create(item=pie, first_day=day(40), last_day=day(40), quantity=100)
    sold(pie, 30, 40)
    sold(pie, 20, 40, moved=20, status="closed")
    run_mrp()
    assert weeks([pie]) == {"PIE": [(40, 40, 80)]}  # 30 ordered and 50 that nobody has ordered yet


def test_too_late_to_start_is_said_with_the_day_on_which_it_can_be_there():
    pie = item("PIE", buy=True, lead=5)
    sold(pie, 7, 2)
    run_mrp()
    (one,) = Proposal.objects.all()
    assert [shop.number(d) for d in (one.release_on, one.due_on, one.needed_on)] == [0, 5, 2]
    assert one.is_late
    (advice,) = Advice.objects.all()
    assert (advice.act, shop.number(advice.day), shop.number(advice.to_day)) == ("late", 2, 5)


def test_what_has_nothing_to_be_made_of_is_said():
    pie = item("PIE")
    sold(pie, 7, 2)
    run_mrp()
    assert list(Advice.objects.values_list("act", flat=True)) == ["no_recipe"]


def test_items_that_contain_themselves_end_the_run_with_their_codes():
    one, two = item("ONE"), item("TWO")
    recipe(one, {two: 1}, last=5)
    recipe(two, {one: 1}, first=6)
    sold(one, 1, 1)
    with pytest.raises(LoopFound, match="ONE"):
        run_mrp()
    run = MrpRun.objects.get()
    assert (run.status, "ONE" in run.problem) == ("failed", True)


def test_the_number_of_queries_does_not_grow_with_the_items():
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            run_mrp()
        return len(seen)

    kits()
    first = queries()
    for n in range(60):
        top, part = item(f"T{n}", lead=1), item(f"P{n}", buy=True, lead=2, safety_stock=Decimal(3))
        recipe(top, {part: 2})
        stock(part, 5)
        sold(top, 10, 5)
        bought(part, 3, 1)
        made(top, 1, 3, start=1)
        Forecast.objects.create(item=top, first_day=day(3), last_day=day(9), quantity=5)
    assert queries() == first


def test_an_order_of_call_offs_that_waits_for_a_second_person_keeps_its_demand():
    noodles = item("N", lead=1)
    frame = add_blanket_order(partner=shop.customer(), valid_from=day(-9), valid_to=day(99), by=None)
    set_blanket_line(blanket=frame, item=noodles, unit=noodles.unit, quantity=Decimal(999), price=Decimal(10), by=None)
    take_call_offs(blanket=frame, rows=[(noodles, day(8), Decimal(40))], by=None)
    run_mrp()
    assert weeks([noodles]) == {"N": [(7, 8, 40)]}
    Partner.objects.update(credit_limit=1)
    ApprovalLimit.objects.create(kind="credit", above=0)
    order = release_call_offs(blanket=frame, upto=day(8), by=None)
    assert order.status == OrderStatus.DRAFT
    run_mrp(kind=MrpRun.Kind.CHANGES)
    assert weeks([noodles]) == {"N": [(7, 8, 40)]}
    change_sales_line(line=order.lines.get(), by=None, quantity=Decimal(30))
    run_mrp(kind=MrpRun.Kind.CHANGES)
    assert weeks([noodles]) == {"N": [(7, 8, 30)]}
    set_sales_status(order=order, status=OrderStatus.CANCELLED, by=None)
    run_mrp()
    assert weeks([noodles]) == {"N": [(7, 8, 30)]}  # called off again
