"""Whoever starts the demonstration at night or in a break still sees machines at work."""

from datetime import date

import pytest

from dure.demo.fleet import BY_CODE
from dure.demo.opening import ENOUGH, at_work, opening_us
from dure.demo.people import cause_between
from dure.demo.simulation import DAY, HOUR, Doing, Plant, S, day_start_us

MONDAY = date(2026, 11, 16)
PLANT = Plant(1, date(2026, 10, 1))


@pytest.mark.parametrize("hour", [*range(24), 11.75, 17.8])
def test_it_begins_now_or_when_machines_worked_last(hour):
    now = day_start_us(MONDAY) + int(hour * HOUR)
    begin = opening_us(PLANT, now)
    assert now - DAY < begin <= now
    assert at_work(PLANT, begin) >= ENOUGH
    assert at_work(PLANT, begin + 360 * S) >= ENOUGH


def test_in_the_middle_of_a_shift_it_is_now():
    moments = [day_start_us(MONDAY) + int(9 * HOUR) + minute * 60 * S for minute in range(60)]
    assert sum(opening_us(PLANT, now) == now for now in moments) > 30


@pytest.mark.parametrize(("hour", "count"), [(12, 0), (3, 5)])
def test_at_noon_all_stand_and_at_night_only_one_line_works(hour, count):
    assert at_work(PLANT, day_start_us(MONDAY) + hour * HOUR) <= count


def test_the_crew_knows_the_cause_that_the_simulation_has():
    machine = BY_CODE["EXT-01"]
    start = day_start_us(MONDAY)
    segments = PLANT.segments(machine, start, start + DAY)
    down = next(s for s in segments if s.doing is Doing.DOWN)
    setup = next(s for s in segments if s.doing is Doing.SETUP)
    # As the recorder saw it: it begins a little late and takes some of the next segment along.
    assert cause_between(PLANT, machine, down.start_us + 2 * S, down.end_us + 20 * S) == down.cause
    assert cause_between(PLANT, machine, setup.start_us, setup.end_us) == "changeover"
    work = next(s for s in segments if s.doing is Doing.PRODUCING)
    assert cause_between(PLANT, machine, work.start_us, work.start_us + S) == ""
