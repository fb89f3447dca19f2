"""Limits, dead bands, delays, rates and silence on series that one can follow by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.decisions.conditions import Condition, Edge, Kind, Memory, Sample, follow, rates

T = datetime(2026, 3, 2, tzinfo=UTC)
MIN = timedelta(minutes=1)


def at(minutes: float) -> datetime:
    return T + minutes * MIN


def told(
    condition: Condition, series: list[tuple[float, float | str | None]], until: float
) -> list[tuple[float, bool]]:
    samples = [Sample(at(minute), value) for minute, value in series]
    edges, _memory = follow(condition, samples, Memory(), start=T, until=at(until))
    return [((edge.at - T) / MIN, edge.is_on) for edge in edges]


def test_a_limit_and_its_dead_band():
    series = [(0, 79.0), (1, 80.0), (2, 80.5), (3, 79.5), (4, 80.2), (5, 78.0), (6, 81.0)]
    # 80 isn't above 80. Without a band every crossing counts; with one of 2 only 78 is far enough below.
    assert told(Condition(Kind.ABOVE, 80), series, 7) == [(2, True), (3, False), (4, True), (5, False), (6, True)]
    assert told(Condition(Kind.ABOVE, 80, dead_band=2), series, 7) == [(2, True), (5, False), (6, True)]


def test_a_lower_limit_is_the_mirror_image():
    series = [(0, 5.0), (1, 1.9), (2, 2.5), (3, 3.0), (4, 1.0)]
    assert told(Condition(Kind.BELOW, 2), series, 5) == [(1, True), (2, False), (4, True)]
    assert told(Condition(Kind.BELOW, 2, dead_band=1), series, 5) == [(1, True), (3, False), (4, True)]


def test_delays():
    series = [(0, 0.0), (1, 9.0), (2, 0.0), (3, 9.0), (8, 0.0), (9, 9.0), (10, 0.0), (14, 0.0)]
    # Above from 1 to 2 (too short), 3 to 8, 9 to 10. On after 3 minutes, off after 2.
    condition = Condition(Kind.ABOVE, 5, on_delay=3 * MIN, off_delay=2 * MIN)
    # Up at 3 → rings at 6. Down at 8, up again at 9 before two minutes are over; down at 10 → returns at 12.
    assert told(condition, series, 15) == [(6, True), (12, False)]


def test_what_lasts_until_the_end_is_seen_by_the_delay_not_by_a_reading():
    condition = Condition(Kind.ABOVE, 5, on_delay=3 * MIN)
    assert told(condition, [(1, 9.0)], 3.9) == []
    assert told(condition, [(1, 9.0)], 4) == [(4, True)]


def test_a_missing_value_changes_nothing_but_begins_a_delay_anew():
    condition = Condition(Kind.ABOVE, 5, on_delay=3 * MIN, off_delay=3 * MIN)
    assert told(condition, [(0, 9.0), (2, None), (4, 9.0)], 8) == [(7, True)]
    # It stands; while nobody knows it stays, and the return is timed from the first value that tells it.
    assert told(condition, [(0, 9.0), (4, 0.0), (5, None), (20, 0.0)], 30) == [(3, True), (23, False)]


def test_silence():
    condition = Condition(Kind.SILENT, 5)
    assert told(condition, [(1, 1.0), (3, 1.0), (12, 1.0)], 14) == [(8, True), (12, False)]
    assert told(condition, [], 4.9) == []
    assert told(condition, [], 5) == [(5, True)]
    # A reading that says it has no value is silence too.
    assert told(condition, [(1, 1.0), (4, None)], 7) == [(6, True)]


def test_states_for_a_time():
    condition = Condition(Kind.STATE, states=frozenset({"down", "idle"}), on_delay=10 * MIN)
    series: list[tuple[float, float | str | None]] = [
        (0, "producing"), (5, "idle"), (9, "down"), (20, "producing"), (21, "idle"), (25, "producing"),
    ]  # fmt: skip
    # Idle and then down are both among its states: together they last from 5 to 20.
    assert told(condition, series, 40) == [(15, True), (20, False)]


def test_a_rate_is_taken_over_its_window():
    samples = [Sample(at(0), 20.0), Sample(at(2), 30.0), Sample(at(3), 31.0)]
    found = [((one.at - T) / MIN, one.value) for one in rates(samples, 2 * MIN, T, at(6))]
    # At 2: (30 − 20) / 2. At 3: (31 − 20) / 2. At 4 what held at 2 was 30; at 5 it was 31.
    assert found == [(0, None), (2, 5.0), (3, 5.5), (4, 0.5), (5, 0.0)]
    series: list[tuple[float, float | str | None]] = [(0, 20.0), (2, 30.0), (3, 31.0)]
    assert told(Condition(Kind.RISES, 4, window=2 * MIN), series, 6) == [(2, True), (4, False)]
    falling: list[tuple[float, float | str | None]] = [(minute, -float(value or 0)) for minute, value in series]
    assert told(Condition(Kind.FALLS, 4, window=2 * MIN), falling, 6) == [(2, True), (4, False)]


VALUES = st.one_of(st.none(), st.integers(0, 10).map(float))
CONDITIONS = st.builds(
    Condition, st.sampled_from([Kind.ABOVE, Kind.BELOW, Kind.SILENT, Kind.RISES]), st.integers(1, 6).map(float),
    st.integers(0, 2).map(float), st.just(2 * MIN), st.integers(0, 4).map(lambda n: n * MIN),
    st.integers(0, 4).map(lambda n: n * MIN),
)  # fmt: skip


@given(CONDITIONS, st.lists(VALUES, max_size=25), st.sets(st.integers(1, 29)))
def test_following_in_pieces_is_following_at_once(condition: Condition, values: list[float | None], cuts: set[int]):
    samples = [Sample(at(minute), value) for minute, value in enumerate(values)]
    whole, _memory = follow(condition, samples, Memory(), start=T, until=at(30))
    pieces: list[Edge] = []
    memory, start = Memory(), T
    for cut in [*sorted(cuts), 30]:
        back = 3 * MIN if condition.kind is Kind.RISES else 0 * MIN
        window = [one for one in samples if start - back <= one.at < at(cut)]
        edges, memory = follow(condition, window, Memory.recalled(memory.kept()), start=start, until=at(cut))
        pieces += edges
        start = at(cut)
    assert [(one.at, one.is_on) for one in pieces] == [(one.at, one.is_on) for one in whole]


@pytest.mark.parametrize("minutes", [0, 3])
def test_memory_survives_its_table(minutes: int):
    memory = Memory(True, True, at(minutes), at(minutes), 4.5)
    assert Memory.recalled(memory.kept()) == memory
    assert Memory.recalled({}) == Memory()
