"""Changing over: statistics by hand, what people and machines told, the pages, and what plans get."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dure.inventory.models import Item as ItemRow
from dure.performance.changeovers import (
    Changeover,
    Item,
    Told,
    by_group,
    by_month,
    by_pair,
    dearest,
    measured,
)
from dure.performance.periods import days
from dure.performance.selectors import measured_setups
from dure.performance.setups import changeovers
from dure.plant.roles import Role
from dure.product.models import Operation, OperationUnit, Routing
from dure.production.models import OperationRun, WorkOrder
from tests.performance.plant import MONDAY, SEOUL, Plant, add_result, add_run, add_states, add_stop, local, make_plant
from tests.performance.test_pages import client_csv, person, text_of

DAY = {"span": "day", "day": "2026-03-09"}
LATER = "+1 08:00"
A, B = Item(1, "A", "빨강 200", "빨강"), Item(2, "B", "파랑 200", "파랑")
A5 = Item(3, "A5", "빨강 500", "빨강")


def changed(before: Item, after: Item, setup_min: float | None, **more: object) -> Changeover:
    base = Changeover(
        run_id=1, unit_id=1, at=local("08:00"), day=MONDAY, order="W", before=before, after=after, told=Told.PERSON,
        setup_s=None if setup_min is None else setup_min * 60, between_s=None, planned_s=600.0,
    )  # fmt: skip
    return replace(base, **more)


def test_pairs_are_ranked_by_the_time_they_took():
    """A→B: 10, 12, 20 min; B→A: 50 min, and one that nobody told. B→A costs more and is too few to propose."""
    found = by_pair([changed(A, B, 10), changed(A, B, 12), changed(A, B, 20.5), changed(B, A, 50), changed(B, A, None)])
    first, second = found
    assert (first.key, first.count, first.known, first.total_s, first.over_s) == ((1, B, A), 2, 1, 3000, 2400)
    assert first.proposed_s is None
    assert (second.key, second.median_s, second.p90_s) == ((1, A, B), 720, pytest.approx(720 + 0.8 * 510))
    assert (second.proposed_s, second.over_s) == (720, 750)


def test_a_proposal_is_the_median_in_whole_minutes_upwards():
    assert measured("", [changed(A, B, 10.2)] * 3).proposed_s == 660
    assert measured("", [changed(A, B, 10)] * 3).proposed_s == 600


def test_groups_months_and_the_dearest():
    """An item without a group stands for itself; March and April; the longest first."""
    lone = replace(B, group="")
    some = [changed(A, B, 10), changed(A5, lone, 30), changed(A5, A, 5, day=date(2026, 4, 1))]
    assert {one.key[1:]: one.count for one in by_group(some)} == {
        ("빨강", "파랑"): 1, ("빨강", "파랑 200"): 1, ("빨강", "빨강"): 1,
    }  # fmt: skip
    assert [(str(one.key), one.total_s) for one in by_month(some)] == [("2026-03-01", 2400), ("2026-04-01", 300)]
    assert [one.setup_s for one in dearest([*some, changed(A, B, None)], 2)] == [1800, 600]


@pytest.fixture
def plant() -> Plant:
    """Noodles, then sauce from 10:00 (Start at 10:20), then noodles from 13:30 (set up until 13:45 by the machine)."""
    made = make_plant()
    unit, sauce = made.units[0], ItemRow.objects.create(code="S1", name="소스", group="소스류")
    routing = Routing.objects.create(item=sauce, valid_from=MONDAY)
    step = Operation.objects.create(
        routing=routing, number=10, name="충전", work_center=unit.work_center, setup_seconds=Decimal(600)
    )
    OperationUnit.objects.create(operation=step, work_unit=unit)
    runs = [
        add_run(unit, made.noodles, "W-1", "08:00", "10:00"),
        add_run(unit, sauce, "W-2", "10:00", "13:30"),
        add_run(unit, made.noodles, "W-3", "13:30", "17:00"),
    ]
    OperationRun.objects.filter(pk=runs[1].pk).update(setup_until=local("10:20"))
    WorkOrder.objects.filter(number="W-2").update(routing=routing)
    add_states(unit, ("08:00", "producing"), ("10:00", "idle"), ("10:25", "producing"), ("13:30", "setup"),
               ("13:45", "producing"), end="17:00")  # fmt: skip
    for run, item, moments in zip(
        runs, (made.noodles, sauce, made.noodles), (("08:10", "09:50"), ("10:30", "11:50"), ("13:50", "16:50")),
        strict=True,
    ):  # fmt: skip
        for moment in moments:
            add_result(unit, moment, 100, item=item, run=run)
    return made


@pytest.mark.django_db
def test_what_people_and_machines_told(plant: Plant):
    """20 min told on the tablet against 10 planned, 40 min without a good piece; 15 min told by the machine, and
    2 h without a good piece of which one was the break."""
    first, second = changeovers(plant.units, days(MONDAY, MONDAY, SEOUL), local(LATER))
    assert (first.before.code, first.after.code, first.order) == ("N1", "S1", "W-2")
    assert (first.told, first.setup_s, first.planned_s, first.over_s) == (Told.PERSON, 1200, 600, 600)
    assert first.between_s == 40 * 60
    assert (second.told, second.setup_s, second.planned_s, second.over_s) == (Told.MACHINE, 900, None, None)
    assert second.between_s == 60 * 60


@pytest.mark.django_db
def test_a_stop_for_setting_up_counts_and_is_not_counted_twice(plant: Plant):
    """The stop 13:35-13:50 and the machine's 13:30-13:45 are 20 min together."""
    add_stop(plant.units[0], "13:35", "13:50", "setup")
    assert changeovers(plant.units, days(MONDAY, MONDAY, SEOUL), local(LATER))[1].setup_s == 1200


@pytest.mark.django_db
def test_the_same_item_again_is_no_changeover_unless_it_was_set_up(plant: Plant):
    unit = plant.units[0]
    OperationRun.objects.filter(work_order__number="W-3").update(ended_at=local("16:00"))
    again = add_run(unit, plant.noodles, "W-4", "16:00", "17:00")
    found = changeovers(plant.units, days(MONDAY, MONDAY, SEOUL), local(LATER))
    assert [one.order for one in found] == ["W-2", "W-3"]
    OperationRun.objects.filter(pk=again.pk).update(setup_until=local("16:05"))
    found = changeovers(plant.units, days(MONDAY, MONDAY, SEOUL), local(LATER))
    assert [(one.order, one.setup_s) for one in found] == [("W-2", 1200), ("W-3", 900), ("W-4", 300)]


@pytest.mark.django_db
def test_what_was_taken_back_is_no_run(plant: Plant):
    OperationRun.objects.filter(work_order__number="W-2").update(ended_at=local("10:00"), setup_until=None)
    assert changeovers(plant.units, days(MONDAY, MONDAY, SEOUL), local(LATER)) == []


@pytest.mark.django_db
def test_plans_get_what_was_measured(plant: Plant, django_assert_max_num_queries):
    unit, sauce = plant.units[0], ItemRow.objects.get(code="S1")
    start, end = local("00:00"), local(LATER)
    measured_setups(plant.units, start, end, end)
    with django_assert_max_num_queries(7):
        rows = measured_setups(plant.units, start, end, end)
    assert [
        (row.unit_id, row.from_item_id, row.to_item_id, row.count, row.median_s, row.planned_s) for row in rows
    ] == [
        (unit.pk, plant.noodles.pk, sauce.pk, 1, 1200, 600),
        (unit.pk, sauce.pk, plant.noodles.pk, 1, 900, None),
    ]
    assert {row.proposed_s for row in rows} == {None}


@pytest.mark.django_db
def test_the_page_says_what_changing_over_costs(plant: Plant, client: Client):
    html = text_of(person(client), "changeovers", **DAY)
    assert "2 changeovers, 35 min 00 s of setting up" in html
    assert "10 min 00 s more than the routings plan" in html
    assert "from 쌀국수 to 소스: 20 min 00 s in 1 changeovers" in html
    assert reverse("production:order-floor", args=["W-2"]) in html
    assert "style=" not in html
    grouped = text_of(client, "changeovers", by="group", **DAY)
    assert "소스류" in grouped


@pytest.mark.django_db
def test_the_export_holds_the_matrix(plant: Plant, client: Client):
    rows = client_csv(person(client), "changeovers", **DAY)
    at = next(n for n, row in enumerate(rows) if row[:1] == ["포장기 1: median set-up from row to column"])
    assert rows[at + 1] == ["Item before", "소스", "쌀국수"]
    assert [row[0] for row in rows[at + 2 : at + 4]] == ["소스", "쌀국수"]
    assert [float(rows[at + 2][2]), float(rows[at + 3][1])] == [900, 1200]


@pytest.mark.django_db
def test_months_before_are_the_trend(plant: Plant, client: Client):
    html = text_of(person(client), "changeovers", span="month", day=(MONDAY + timedelta(days=60)).isoformat())
    assert "No machine was changed over to another item" in html
    assert "2026-03" in html


@pytest.mark.django_db
def test_empty_and_closed_pages(client: Client):
    assert "No machine has been set up yet" in text_of(person(client), "changeovers")
    make_plant()
    assert "No machine was changed over" in text_of(client, "changeovers", **DAY)
    assert person(client, Role.OPERATOR).get(reverse("performance:changeovers")).status_code == 403
