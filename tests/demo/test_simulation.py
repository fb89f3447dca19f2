"""The simulation keeps its own promises: pieces come from work alone, and any moment agrees with any other."""

from datetime import date
from itertools import pairwise

import pytest

from dure.demo import feed, truth
from dure.demo.fleet import BY_CODE, FLEET, Machine
from dure.demo.orders import order_of
from dure.demo.simulation import DAY, HOUR, SHIFTS, Doing, Plant, S, cycle_us, day_start_us

MONDAY = date(2026, 11, 16)
START = day_start_us(MONDAY)
PLANT = Plant(7, date(2026, 11, 1))
each_machine = pytest.mark.parametrize("machine", FLEET, ids=lambda m: m.code)


@each_machine
def test_the_same_seed_gives_the_same_plant_and_another_another(machine: Machine) -> None:
    again, other = Plant(7, date(2026, 11, 1)), Plant(8, date(2026, 11, 1))
    end = START + DAY
    assert again.segments(machine, START, end) == PLANT.segments(machine, START, end)
    assert other.segments(machine, START, end) != PLANT.segments(machine, START, end)


@each_machine
def test_segments_tile_time(machine: Machine) -> None:
    segments = PLANT.segments(machine, START, START + 2 * DAY)
    assert all(a.end_us == b.start_us for a, b in pairwise(segments))
    assert segments[0].start_us <= START
    assert segments[-1].end_us >= START + 2 * DAY


@each_machine
def test_pieces_are_what_the_work_time_holds(machine: Machine) -> None:
    segments = [s for s in PLANT.segments(machine, START, START + DAY) if s.doing is Doing.PRODUCING]
    whole = [s for s in segments if s.start_us >= START and s.end_us <= START + DAY]
    for segment in whole:
        made = truth.made(PLANT, machine, segment.start_us, segment.end_us)
        assert made.total == (segment.end_us - segment.start_us) // cycle_us(machine)
        assert made.good + made.reject == made.total


@each_machine
def test_counts_never_fall_and_stand_still_when_nobody_works(machine: Machine) -> None:
    before = PLANT.counts(machine, START)
    for at in range(START, START + DAY, 7 * 60 * S):
        now = PLANT.counts(machine, at)
        assert now.total >= before.total
        assert now.reject >= before.reject
        before = now
    lunch = [START + int(hour * HOUR) for hour in SHIFTS[0].pause]
    assert truth.made(PLANT, machine, *lunch).total == 0


@each_machine
def test_parts_add_up_to_the_whole(machine: Machine) -> None:
    found = truth.of_machine(PLANT, machine, START, START + 3 * DAY)
    shifts = found["shifts"]
    assert isinstance(shifts, list)
    assert sum(part["total"] for part in shifts) == found["total"]
    assert {part["shift"] for part in shifts} == set(machine.shifts)


def test_the_counter_of_the_filler_starts_again_while_it_stands() -> None:
    filler = BY_CODE["FIL-01"]
    reset = PLANT.last_reset_us(START + 13 * HOUR)
    assert PLANT.doing(filler, reset).doing is Doing.IDLE
    assert PLANT.counter(filler, reset - 1).total > 1000
    assert PLANT.counter(filler, reset).total == 0
    assert any(m.readings["total"] == 0 for m in feed.moments(PLANT, filler, reset - HOUR, reset + HOUR))


def test_the_packer_counts_beyond_sixteen_bits() -> None:
    packer = BY_CODE["PKG-01"]
    values = [PLANT.counter(packer, START + hour * HOUR).total for hour in range(14 * 24)]
    assert max(values) < 65_536
    assert sum(b < a for a, b in pairwise(values)) == (
        PLANT.counts(packer, START + (14 * 24 - 1) * HOUR).total // 65_536 - PLANT.counts(packer, START).total // 65_536
    )


def test_a_machine_tool_tells_one_end_of_program_for_each_piece() -> None:
    mill = BY_CODE["CNC-01"]
    told = list(feed.cycles(PLANT, mill, START, START + DAY))
    ends = [at for at, item, value in told if (item, value) == ("execution", "PROGRAM_COMPLETED")]
    assert len(ends) == truth.made(PLANT, mill, START, START + DAY).total
    assert [at for at, _, _ in told] == sorted(at for at, _, _ in told)
    halves = [
        *feed.cycles(PLANT, mill, START, START + 9 * HOUR),
        *feed.cycles(PLANT, mill, START + 9 * HOUR, START + DAY),
    ]
    assert halves == told


def test_the_extruder_runs_hotter_through_the_week_and_is_set_right_on_monday() -> None:
    def mean(day: int) -> float:
        at = [PLANT.temperature(BY_CODE["EXT-01"], START + day * DAY + n * 60 * S) for n in range(1440)]
        return sum(t for t in at if t is not None) / len(at)

    assert mean(6) - mean(0) == pytest.approx(6 * 0.45, abs=0.2)
    assert mean(7) == pytest.approx(mean(0), abs=0.2)


def test_orders_belong_to_a_line_and_a_shift() -> None:
    order = order_of(PLANT, "noodle", MONDAY, "A")
    assert order.number == "N261116-A"
    assert order == order_of(PLANT, "noodle", MONDAY, "A")


def test_truth_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        truth.main(["--from", "2026-11-16T00:00", "--to", "2026-11-17T00:00", "--origin", "2026-11-01", "--json"]) == 0
    )
    assert '"PKG-01"' in capsys.readouterr().out
