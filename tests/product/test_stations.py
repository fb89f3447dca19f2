"""Sharing out work elements: published optima, an independent brute force, and saying when it isn't known."""

from itertools import product
from random import Random

import pytest

from dure.product.stations import (
    Answer,
    Impossible,
    Line,
    _Budget,
    fewest_stations,
    least_stations,
    pace,
    shortest_cycle,
)
from tests.product.lines import KNOWN, Known

ALL = pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name)


def loads(line: Line, answer: Answer) -> list[int]:
    """Checks that every element is done once and nothing before what it needs."""
    place = {at: number for number, station in enumerate(answer.stations) for at in station}
    assert sorted(at for station in answer.stations for at in station) == list(range(len(line.times)))
    assert all(place[first] <= place[then] for first, then in line.pairs)
    return [sum(line.times[at] for at in station) for station in answer.stations]


@ALL
def test_the_instance_is_the_one_that_its_collection_describes(known: Known):
    line = known.line()
    after = {at: {then for first, then in line.pairs if first == at} for at in range(len(line.times))}
    for _ in line.times:
        after = {at: found.union(*(after[one] for one in found)) for at, found in after.items()}
    share = 200 * sum(map(len, after.values())) / (len(line.times) * (len(line.times) - 1))
    assert (sum(line.times), round(share, 2)) == (known.total, known.order_percent)


@ALL
def test_the_fewest_stations_are_the_published_ones(known: Known):
    line = known.line()
    for cycle, stations in known.fewest.items():
        answer = fewest_stations(line, cycle)
        assert (answer.value, answer.is_best) == (stations, True), cycle
        assert len(answer.stations) == stations
        assert max(loads(line, answer)) <= cycle


@ALL
def test_the_shortest_cycles_are_the_published_ones(known: Known):
    line = known.line()
    for stations, cycle in known.shortest.items():
        answer = shortest_cycle(line, stations)
        assert (answer.value, answer.is_best) == (cycle, True), stations
        found = loads(line, answer)
        assert (max(found), len(found) <= stations) == (cycle, True)


def brute(line: Line, most: int) -> dict[int, int]:
    """Number of stations → shortest cycle, by trying every way to place every element."""
    best: dict[int, int] = {}
    for places in product(range(most), repeat=len(line.times)):
        if all(places[first] <= places[then] for first, then in line.pairs):
            cycle = max(sum(t for t, p in zip(line.times, places, strict=True) if p == at) for at in range(most))
            used = max(places) + 1
            best[used] = min(best.get(used, cycle), cycle)
    return {count: min(cycle for used, cycle in best.items() if used <= count) for count in range(1, most + 1)}


@pytest.mark.parametrize("seed", range(25))
def test_small_lines_agree_with_trying_everything(seed):
    dice = Random(seed)
    count = dice.randint(2, 7)
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if dice.random() < 0.3]
    line = Line([dice.randint(1, 12) for _ in range(count)], pairs)
    known = brute(line, 4)
    for stations, cycle in known.items():
        answer = shortest_cycle(line, stations)
        assert (answer.value, answer.bound) == (cycle, cycle)
        loads(line, answer)
    for cycle in range(max(line.times), sum(line.times) + 1):
        fitting = [count for count, shortest in known.items() if shortest <= cycle]
        if fitting:
            answer = fewest_stations(line, cycle)
            assert (answer.value, answer.bound) == (min(fitting), min(fitting))
            assert max(loads(line, answer)) <= cycle


def test_without_steps_the_answer_is_the_best_found_and_says_so():
    line = next(known for known in KNOWN if known.name == "Kilbridge").line()
    few, short = fewest_stations(line, 79, steps=0), shortest_cycle(line, 7, steps=0)
    assert (few.value, few.bound, few.is_best) == (8, 7, False)
    assert max(loads(line, few)) <= 79
    assert short.bound == 79
    assert short.value > 79
    assert not short.is_best
    assert shortest_cycle(line, 7, steps=0, known=shortest_cycle(line, 7).stations).value == 79


def test_what_no_line_can_do():
    with pytest.raises(Impossible):
        Line([1, 1], [(0, 1), (1, 0)])
    with pytest.raises(Impossible):
        fewest_stations(Line([5, 9], []), 8)
    with pytest.raises(Impossible):
        shortest_cycle(Line([5], []), 0)


@pytest.mark.parametrize(
    ("times", "cycle", "least"),
    [([5, 5], 10, 1), ([6, 6, 6], 10, 3), ([5, 5, 5], 10, 2), ([4, 4, 4], 9, 2), ([3, 3, 3, 3], 9, 2), ([], 5, 0)],
)
def test_bounds(times, cycle, least):
    """By hand: three times 6 never share 10; three times 4 of 9 go two by two."""
    assert least_stations(times, cycle) == least


@pytest.mark.parametrize("seed", range(5))
def test_times_of_four_decimals_are_searched_by_halving(seed, monkeypatch):
    """In units of a ten-thousandth the answer is the same line, and no more steps are taken than were given."""
    dice, steps = Random(seed), []
    times = [dice.randint(10, 400) for _ in range(12)]
    pairs = [(a, b) for a in range(12) for b in range(a + 1, 12) if dice.random() < 0.2]
    coarse = shortest_cycle(Line(times, pairs), 4)
    step = _Budget.step
    monkeypatch.setattr(_Budget, "step", lambda budget: (steps.append(1), step(budget)))
    fine = shortest_cycle(Line([time * 10_000 for time in times], pairs), 4, steps=40_000)
    assert coarse.is_best
    assert (fine.value, fine.bound) == (coarse.value * 10_000, coarse.value * 10_000)
    assert len(steps) <= 40_000


def brute_places(line: Line, cycle: int, most: int) -> int | None:
    """Fewest places for a cycle, by trying every way to place every element."""
    best = None
    for places in product(range(len(line.times)), repeat=len(line.times)):
        if all(places[first] <= places[then] for first, then in line.pairs):
            loads = [sum(t for t, p in zip(line.times, places, strict=True) if p == at) for at in set(places)]
            needed = [-(-load // cycle) for load in loads]
            if max(needed) <= most:
                best = sum(needed) if best is None else min(best, sum(needed))
    return best


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("most", [2, 3])
def test_places_side_by_side_agree_with_trying_everything(seed, most):
    dice = Random(seed)
    count = dice.randint(2, 5)
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count) if dice.random() < 0.3]
    line = Line([dice.randint(1, 20) for _ in range(count)], pairs)
    for cycle in range(-(-max(line.times) // most), sum(line.times) + 1, 3):
        answer = fewest_stations(line, cycle, most=most)
        assert (answer.value, answer.is_best) == (brute_places(line, cycle, most), True), cycle
        found = loads(line, answer)
        assert (sum(answer.places), max(answer.places) <= most) == (answer.value, True)
        assert all(load <= cycle * places for load, places in zip(found, answer.places, strict=True))
    for places in range(1, count + 1):
        answer = shortest_cycle(line, places, most=most)
        shorter = answer.value - 1
        assert answer.is_best
        assert sum(answer.places) <= places
        fits = None if shorter * most < max(line.times) else brute_places(line, shorter, most)
        assert fits is None or fits > places


def test_two_side_by_side_share_what_is_too_long_for_one():
    """10, 30, 10 one after the other in 20: the first two are 40 in two places, the last 10 in one. In three places
    nothing is shorter than 20; three side by side would do all 50 in 16.7."""
    line = Line([10, 30, 10], [(0, 1), (1, 2)])
    with pytest.raises(Impossible):
        fewest_stations(line, 20)
    answer = fewest_stations(line, 20, most=2)
    assert (answer.value, answer.is_best, sorted(answer.places)) == (3, True, [1, 2])
    assert shortest_cycle(line, 3, most=2).value == 20
    assert shortest_cycle(line, 3).value == 30
    assert shortest_cycle(Line([60, 180, 60], [(0, 1), (1, 2)]), 3, most=3).value == 100


def test_places_are_shared_out_to_stations_as_they_are():
    """40 and 10 in three places: two for the first, 20 each; in two, one each."""
    assert [pace([40, 10], places, 2) for places in (2, 3, 4)] == [40, 20, 20]
    assert pace([40, 10], 4, 1) == 40


@pytest.mark.parametrize(("cycle", "places"), [(55, 11), (79, 7)])
def test_a_real_line_with_two_side_by_side(cycle, places):
    """Kilbridge: 552 in all. 55 s is the longest element, so 11 places are the published fewest without doubling; at
    79 s seven are ⌈552 ÷ 79⌉, which nothing can be under."""
    line = next(known for known in KNOWN if known.name == "Kilbridge").line()
    answer = fewest_stations(line, cycle, most=2)
    assert answer.value <= places
    assert answer.bound >= -(-552 // cycle)
    assert all(load <= cycle * side for load, side in zip(loads(line, answer), answer.places, strict=True))
