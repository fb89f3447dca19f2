"""The page of the bottleneck: what it says of a small line, what it says when it can't, and what it costs."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from dure.performance.line_states import LONGEST, line, line_order
from dure.performance.periods import days
from dure.performance.scope import everything
from dure.performance.verdict import Doubt, Way
from dure.plant.models import WorkCenter, WorkUnit
from dure.plant.roles import Role
from dure.product import services
from dure.product.models import Operation, OperationUnit, Routing
from dure.production.models import DowntimeReason
from tests.performance.plant import MONDAY, SEOUL, Plant, add_result, add_states, add_stop, local, make_plant
from tests.performance.test_pages import client_csv, person, text_of

pytestmark = pytest.mark.django_db
DAY = {"span": "day", "day": "2026-03-09"}
NIGHT = "+1 08:00"


@pytest.fixture
def plant() -> Plant:
    """Three machines in a row from 08:00 to 17:00, a break at 12:00.

    The first fills up and is blocked from 09:00 to 11:00 and from 14:00 to 16:00; the second runs all day and is set
    up for half an hour; the third waits for material from 10:00 to 11:00 and from 15:00 to 16:30.
    """
    made = make_plant(3)
    one, two, three = made.units
    lunch = (("12:00", "idle"), ("13:00", "producing"))
    add_states(one, ("08:00", "producing"), ("09:00", "idle"), ("11:00", "producing"), *lunch, ("14:00", "idle"),
               ("16:00", "producing"), end="17:00")  # fmt: skip
    add_states(two, ("08:00", "setup"), ("08:30", "producing"), *lunch, end="17:00")
    add_states(three, ("08:00", "producing"), ("10:00", "idle"), ("11:00", "producing"), *lunch, ("15:00", "idle"),
               ("16:30", "producing"), end="17:00")  # fmt: skip
    add_stop(one, "09:00", "11:00", "unplanned", "ROOM")
    add_stop(one, "14:00", "16:00", "unplanned", "ROOM")
    add_stop(three, "10:00", "11:00", "unplanned", "MATERIAL")
    add_stop(three, "15:00", "16:30", "unplanned", "MATERIAL")
    DowntimeReason.objects.filter(code="ROOM-unplanned").update(waits_for="room")
    DowntimeReason.objects.filter(code="MATERIAL-unplanned").update(waits_for="material")
    for hour in (9, 10, 11, 13, 14, 15, 16):
        add_result(two, f"{hour:02}:10", 100, item=made.noodles)
    return made


def test_the_line_is_judged_by_states_and_reasons(plant: Plant):
    """The second is active for 480 min without waiting, so it is sole all day; each waited for it on the right side."""
    found = line(everything(), days(MONDAY, MONDAY, SEOUL), local(NIGHT))
    one, two, three = (found.sums[unit.pk] for unit in plant.units)
    assert found.base_s == 480 * 60
    assert (two.sole, two.shifting, two.active) == (480 * 60, 0, 480 * 60)
    assert (one.held_up, three.held_up) == (0, 0)
    assert (one.spent["blocked"], one.spent["starved"]) == (240 * 60, 0)
    assert (three.spent["blocked"], three.spent["starved"]) == (0, 150 * 60)
    assert {way.way: way.unit for way in found.verdict.found} == dict.fromkeys(Way, plant.units[1].pk)
    assert (found.verdict.doubts, found.is_by_hour, found.blocks) == ([], True, 8)
    assert found.mean_active_s[plant.units[0].pk] == (60 + 120 + 60) * 60 / 3


def test_the_page_says_where_to_look_first_and_what_it_is_worth(plant: Plant, client: Client):
    """700 good pieces in 450 min of production are 93 an hour; the line depended on it all the time."""
    html = text_of(person(client), "bottleneck", **DAY)
    assert "Look at 포장기 2 first" in html
    assert "In 100 % of the time" in html
    assert "worth 93 to 93 good pieces" in html
    assert "Slower than ideal, 1 h 40 min" in html  # 450 min, of which 700 × 30 s are ideal
    assert "scope=work_unit%3AM2" in html
    assert html.count('class="neck sole"') == 3  # 08-12 and 13-17, and in the key
    assert "style=" not in html


def test_the_export_holds_the_table(plant: Plant, client: Client):
    rows = client_csv(person(client), "bottleneck", **DAY)
    share = {row[0]: row[1:] for row in rows if len(row) == 11}
    assert [float(one) for one in share["포장기 1"][:7]] == pytest.approx([0, 0, 0.5, 0, 0.5, 0, 1])
    assert [float(one) for one in share["포장기 2"][:3]] == pytest.approx([1, 0, 1])
    assert any(row[:2] == ["Utilisation", "포장기 2"] for row in rows)


def test_the_last_shift_can_be_asked_for(plant: Plant, client: Client, monkeypatch: pytest.MonkeyPatch):
    person(client)
    monkeypatch.setattr("dure.performance.pages.question.clock.now", lambda: local(NIGHT))
    html = text_of(client, "bottleneck", shift="1")
    assert "03-09 08:00 – 03-09 17:00" in html
    assert "Look at 포장기 2 first" in html


def test_without_reasons_no_side_is_known_and_it_says_so(plant: Plant, client: Client):
    """Stopped for an unplanned reason that isn't waiting is repair: all three were active all day."""
    DowntimeReason.objects.update(waits_for="")
    found = line(everything(), days(MONDAY, MONDAY, SEOUL), local(NIGHT))
    assert [found.sums[unit.pk].spent["down"] for unit in plant.units] == [240 * 60, 0, 150 * 60]
    assert Doubt.NO_WAITING in found.verdict.doubts
    assert "No machine waited for another" in text_of(person(client), "bottleneck", **DAY)


def test_a_line_that_nobody_heard_of_has_an_empty_page(client: Client):
    assert "No machine has been set up yet" in text_of(person(client), "bottleneck")
    make_plant(2)
    assert "No machine told what it did" in text_of(client, "bottleneck", **DAY)


def test_a_machine_without_data_may_be_the_bottleneck(plant: Plant, client: Client):
    WorkUnit.objects.create(code="M4", name="포장기 4", work_center=WorkCenter.objects.get())
    html = text_of(person(client), "bottleneck", **DAY)
    assert "Little is known of 포장기 4" in html


def test_too_long_a_time_is_refused(plant: Plant, client: Client):
    query = {"span": "free", "from": "2026-01-01", "to": "2026-03-09"}
    answer = person(client).get(reverse("performance:bottleneck"), query)
    assert answer.status_code == 422
    assert str(LONGEST.days) in answer.content.decode()


def test_parts_go_through_units_as_the_routing_says(plant: Plant):
    """Operations in the order of their numbers; two units at one operation stand beside each other."""
    one, two, three = plant.units
    assert line_order(everything(), MONDAY) == (one.pk, two.pk, three.pk)
    routing = Routing.objects.create(item=plant.noodles, valid_from=MONDAY)
    for number, unit in ((10, three), (20, one), (30, two)):
        step = Operation.objects.create(routing=routing, number=number, name="x", work_center=unit.work_center)
        OperationUnit.objects.create(operation=step, work_unit=unit)
    beside = services.copy_routing(routing=routing, revision="B", valid_from=MONDAY + timedelta(days=1), by=None)
    OperationUnit.objects.create(operation=beside.operations.get(number=10), work_unit=one)
    Routing.objects.filter(pk=routing.pk).update(status="approved", valid_to=MONDAY)
    Routing.objects.filter(pk=beside.pk).update(status="approved")
    assert line_order(everything(), MONDAY) == (three.pk, one.pk, two.pk)
    assert line_order(everything(), MONDAY + timedelta(days=1)) == ()


def test_the_number_of_queries_does_not_grow(plant: Plant, client: Client, django_assert_max_num_queries):
    person(client)
    text_of(client, "bottleneck", **DAY)
    for number in range(5, 12):
        unit = WorkUnit.objects.create(code=f"M{number}", name=f"{number}", work_center=WorkCenter.objects.get())
        add_states(unit, ("08:00", "producing"), ("09:00", "idle"), ("10:00", "producing"), end="17:00")
    with django_assert_max_num_queries(40):
        text_of(client, "bottleneck", **DAY)


def test_operators_do_not_see_it(plant: Plant, client: Client):
    assert person(client, Role.OPERATOR).get(reverse("performance:bottleneck")).status_code == 403
