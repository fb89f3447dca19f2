"""The bottleneck of a moment and of a period: cases drawn by hand, and lines whose bottleneck is known."""

from itertools import pairwise
from random import Random

import pytest

from dure.performance.bottleneck import (
    Course,
    Interval,
    Kind,
    Span,
    Sums,
    Waits,
    active_periods,
    arrows,
    blocks_of,
    course,
    total,
)
from dure.performance.verdict import Doubt, Verdict, Way, verdict
from tests.performance.tandem import line

LETTER = {
    "w": Kind.WORKING, "s": Kind.SETUP, "d": Kind.DOWN, "<": Kind.STARVED, ">": Kind.BLOCKED, "-": Kind.WAITING,
    "?": Kind.UNKNOWN, " ": Kind.PAUSE,
}  # fmt: skip


def rows(unit: int, drawn: str) -> list[Interval]:
    """One letter for each minute; equal letters in a row are one interval."""
    found: list[Interval] = []
    for at, letter in enumerate(drawn):
        kind = LETTER[letter]
        if found and found[-1].kind is kind:
            found[-1] = found[-1]._replace(end=at + 1.0)
        else:
            found.append(Interval(unit, kind, float(at), at + 1.0))
    return found


def of(*lines: str) -> Course:
    return course([period for unit, drawn in enumerate(lines) for period in active_periods(rows(unit, drawn))])


def drawn(spans: list[Span], length: int) -> str:
    """The unit of each minute, a dot for none."""
    return "".join(next((str(one.unit) for one in spans if one.start <= at < one.end), ".") for at in range(length))


def test_the_longest_active_period_is_the_bottleneck_and_shifts_while_two_overlap():
    """As the papers draw it: machine 0 is active for 6, then 1 for 8; they overlap from 4 to 6."""
    found = of("wwwwww---ww-", "-ww-wwwwwwww")
    assert drawn(found.reigns, 12) == "000011111111"
    assert drawn(found.sole, 12) == "0000..111111"
    assert [(one.first, one.then, one.start, one.end) for one in found.shifts] == [(0, 1, 4, 6)]


@pytest.mark.parametrize(
    ("lines", "reigns", "sole"),
    [
        # A longer period swallows a shorter one whole: nothing shifts.
        (("-ww-", "wwww"), "1111", "1111"),
        # One that ends as the other begins: nothing overlaps.
        (("ww--", "--ww"), "0011", "0011"),
        # Nobody is active in the middle.
        (("ww-w-", "ww---"), "00.0.", "00.0."),
        # Equally long: the one that began first, then the first unit.
        (("-www", "www-"), "1110", "1..0"),
        (("ww", "ww"), "00", "00"),
        # Set-up and repair are active: without them machine 0 would have periods of 2.
        (("wwsddww-", "-wwww---"), "0000000.", "0000000."),
        # One hands over to the next: 0 is active for 4, 1 for 5, 2 for 6.
        (("wwww-------", "--wwwww----", "-----wwwwww"), "00111222222", "00..1..2222"),
        # A break doesn't end a period and adds nothing to it: 0 is active for 2 + 2, 1 for 3.
        (("ww  ww", "-www--"), "001100", "0.1100"),
        # Silence ends it: 1 has the longest, 3.
        (("ww??ww", "-www--"), "011100", "0.1100"),
    ],
)
def test_the_bottleneck_of_each_minute(lines, reigns, sole):
    found = of(*lines)
    assert drawn(found.reigns, len(reigns)) == reigns
    assert drawn(found.sole, len(sole)) == sole


@pytest.mark.parametrize("seed", range(30))
def test_no_moment_has_a_longer_active_period(seed):
    """Random drawings, each minute looked at by itself."""
    dice = Random(seed)
    lines = ["".join(dice.choices("wwwsd<>-? ", k=40)) for _ in range(4)]
    periods = [one for unit, text in enumerate(lines) for one in active_periods(rows(unit, text))]
    reigns = drawn(course(periods).reigns, 40)
    for at in range(40):
        here = {
            str(one.unit): (one.seconds, -one.start)
            for one in periods
            if any(span.start <= at < span.end for span in one.stretches)
        }
        best = max(here, key=lambda unit: (*here[unit], -int(unit)), default=".")
        assert reigns[at] == best, at


def test_shares_are_those_of_the_drawing():
    """Of 12 minutes machine 0 is sole for 4 and 1 for 6; both shift for 2. Halves: 4 + 0 and 0 + 6 sole."""
    lines = ("wwwwww---ww-", "-ww-wwwwwwww")
    every = [row for unit, one in enumerate(lines) for row in rows(unit, one)]
    halves = blocks_of(every, of(*lines), [(0, 6), (6, 12)])
    assert [(one[0].sole, one[0].shifting, one[1].sole, one[1].shifting) for one in halves] == [
        (4, 2, 0, 2),
        (0, 0, 6, 0),
    ]
    whole = total(halves)
    assert (whole[0].active, whole[0].waiting, whole[1].active, whole[1].waiting) == (8, 4, 10, 2)
    assert whole[1].utilisation == pytest.approx(10 / 12)


@pytest.mark.parametrize(
    ("line", "places"),
    [
        # Blocked before, starved behind: all arrows point at the third.
        ([(0.3, 0), (0.2, 0.05), (0, 0.02), (0, 0.3)], [2]),
        ([(0, 0), (0, 0.4), (0, 0.5)], [0]),
        ([(0.4, 0), (0.3, 0.1), (0, 0)], [2]),
        # Two that no arrow leaves. Steps 0.2, 0.1, 0.4: severity 0.2 at the first, 0.4 at the last.
        ([(0, 0), (0.1, 0.2), (0.4, 0.2), (0, 0)], [3, 0]),
        ([(0, 0), (0, 0)], [0, 1]),
        ([(0, 0)], [0]),
    ],
)
def test_arrows_point_where_there_is_more_waiting(line, places):
    assert arrows([Waits(*one) for one in line]) == places


def judged(found: list[list[Interval]], blocks: int, **more: object) -> Verdict:
    end = min(one[-1].end for one in found)
    edges = [end * at / blocks for at in range(blocks + 1)]
    every = [row for one in found for row in one]
    way = course([period for one in found for period in active_periods(one)])
    units = list(range(len(found)))
    return verdict(blocks_of(every, way, list(pairwise(edges))), units, units, **more)


@pytest.mark.parametrize("slow", range(5))
@pytest.mark.parametrize("seed", [1, 2])
def test_the_slowest_machine_of_a_line_is_found_in_all_ways(slow, seed):
    """Exponential times, mean 10 s and of one machine 14 s: it is the bottleneck by construction."""
    found = judged(line([14 if at == slow else 10 for at in range(5)], room=3, parts=3000, seed=seed), 12)
    assert {one.way: one.unit for one in found.found} == dict.fromkeys(Way, slow)
    assert found.unit == slow
    assert all(one.sure >= 0.95 for one in found.found)
    assert found.doubts == []
    assert found.coverage == 1


def test_a_line_without_chance_waits_for_its_slowest_machine_all_the_time():
    """8, 12 and 9 s each: the second is never without work once the first part has come."""
    made = line([8, 12, 9], room=1, parts=400, evenly=True)
    end = made[1][-1].end
    whole = total(blocks_of([row for one in made for row in one], of_rows(made), [(0, end)]))
    assert whole[1].active == 400 * 12
    assert whole[1].held_up >= 0.99 * end
    assert whole[2].spent[Kind.BLOCKED] == 0


def of_rows(made: list[list[Interval]]) -> Course:
    return course([period for one in made for period in active_periods(one)])


def test_machines_as_fast_as_each_other_have_no_sure_bottleneck():
    found = judged(line([10] * 4, room=3, parts=800, seed=3), 8)
    assert Doubt.UNSURE in found.doubts or Doubt.DISAGREE in found.doubts


def test_what_spoils_an_answer():
    """One unit alone, silence for most of the time, or nobody waits: each is said, and no name is given."""
    alone = judged([rows(0, "ww--ww")], 1)
    assert (alone.unit, alone.doubts[0]) == (None, Doubt.ALONE)
    thin = judged([rows(0, "ww????????"), rows(1, "w-w-w-w-ww")], 5)
    assert (thin.unit, Doubt.THIN in thin.doubts) == (None, True)
    assert thin.coverage == pytest.approx(12 / 20)
    busy = judged([rows(0, "wwwwww"), rows(1, "wwwwww")], 1)
    assert {Doubt.SHORT, Doubt.NO_WAITING} <= set(busy.doubts)
    silent = judged([rows(0, "????"), rows(1, "????")], 1)
    assert (silent.unit, silent.doubts[0], silent.coverage) == (None, Doubt.NO_DATA, 0)
    assert verdict([], [], []).unit is None


def test_arrows_say_nothing_where_nobody_knows_for_what_was_waited():
    found = judged([rows(0, "ww--ww--"), rows(1, "wwwwwwww"), rows(2, "ww<-ww--")], 1)
    assert found.of(Way.ARROWS).unit is None
    assert found.of(Way.UTILISATION).unit == 1
    told = judged([rows(0, "ww>>ww>>"), rows(1, "wwwwwwww"), rows(2, "ww<<ww<-")], 1)
    assert told.of(Way.ARROWS).unit == 1


def test_waiting_that_nobody_explained_is_said():
    """8 of 24 known minutes stood without a reason: a third."""
    found = judged([rows(0, "ww--ww--ww--"), rows(1, "wwwwwwwwwwww")], 4, unexplained_s=8.0)
    assert Doubt.UNEXPLAINED in found.doubts


def test_sums_of_two_blocks_weigh_as_often_as_they_are_drawn():
    one = Sums(sole=2.0, shifting=1.0, spent={Kind.WORKING: 3.0})
    both = Sums()
    both.add(one, 3)
    assert (both.sole, both.shifting, both.spent[Kind.WORKING]) == (6.0, 3.0, 9.0)
