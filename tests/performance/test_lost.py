"""What elements don't tell of losses: waiting among failures, pieces of first hours, what hangs on a unit."""

from datetime import timedelta

import pytest

from dure.performance.periods import By, days
from dure.performance.scope import everything
from dure.performance.selectors import held_up, kpi_rows, told
from dure.plant.models import WorkCenter, WorkUnit
from dure.production.models import DowntimeReason
from tests.performance.plant import MONDAY, SEOUL, a_usual_day, add_result, add_states, add_stop, local, make_plant

pytestmark = pytest.mark.django_db
PERIOD = days(MONDAY, MONDAY, SEOUL)
NEXT = local("+1 09:00")


def test_failures_that_wait_for_others_are_told_apart():
    plant = make_plant()
    unit = plant.units[0]
    a_usual_day(plant)
    assert told(everything(), PERIOD, NEXT).waits_s == {}
    DowntimeReason.objects.filter(kind="unplanned").update(waits_for="material")
    assert told(everything(), PERIOD, NEXT).waits_s == {(unit.pk, MONDAY): 40 * 60}
    (row,) = kpi_rows(everything(), PERIOD, By.DAY, NEXT, ("oee",))
    assert row.elements.failure == 40 * 60, "never more than the failures of the elements"


def test_pieces_of_the_hours_in_which_a_set_up_ended():
    """Set up from 8:00 to 8:40 and, by a person's word, from 13:00 to 13:20: the pieces of 8 and 13 o'clock."""
    plant = make_plant()
    unit = plant.units[0]
    add_states(unit, ("08:00", "setup"), ("08:40", "producing"), ("13:00", "idle"), ("13:20", "producing"), end="17:00")
    add_stop(unit, "13:00", "13:20", "setup")
    for clock, good, bad in (("08:45", 20, 5), ("09:10", 100, 1), ("13:30", 50, 4), ("14:10", 100, 2)):
        add_result(unit, clock, good, bad, item=plant.noodles)
    found = told(everything(), PERIOD, NEXT)
    assert found.setups == {unit.pk: 2}
    first = found.first[unit.pk, MONDAY]
    assert (first.produced, first.good) == (79, 70)


def test_a_machine_alone_in_its_line_may_hold_it_up_or_not():
    plant = make_plant()
    a_usual_day(plant)
    (one,) = held_up(everything(), PERIOD, NEXT).values()
    assert (one.low, one.mid, one.high) == (0, 1, 1)


def test_in_a_line_the_machine_that_never_waits_holds_it_up():
    """The first works all day; the second waits for it each second half hour."""
    plant = make_plant(2)
    first, second = plant.units
    add_states(first, ("08:00", "producing"), end="17:00")
    rows = []
    for n in range(9):
        rows += [(f"{8 + n:02}:00", "producing"), (f"{8 + n:02}:30", "idle")]
    add_states(second, *rows, end="17:00")
    found = held_up(everything(), PERIOD, NEXT)
    assert found[first.pk].mid > 0.9
    assert found[second.pk].mid < 0.1
    assert found[first.pk].is_known
    assert sum(one.mid for one in found.values()) == pytest.approx(1, abs=0.01)


def test_machines_that_never_wait_do_not_hold_each_other_up():
    plant = make_plant(2)
    for unit in plant.units:
        add_states(unit, ("08:00", "producing"), end="17:00")
    other = WorkCenter.objects.create(code="L2", name="다른 라인", area=plant.units[0].work_center.area)
    WorkUnit.objects.create(code="X", name="혼자", work_center=other)
    found = held_up(everything(), days(MONDAY, MONDAY + timedelta(days=1), SEOUL), NEXT)
    assert [found[unit.pk].is_known for unit in plant.units] == [False, False]
    assert {(found[unit.pk].low, found[unit.pk].mid, found[unit.pk].high) for unit in plant.units} == {(0, 0, 1)}
