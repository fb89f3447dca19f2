"""Time elements: a shift whose figures one can add up in the head, the table, and what must hold for any input."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.performance.elements import TIMES, Elements, total
from dure.performance.time_elements import (
    Planned,
    PlannedSpan,
    ReasonKind,
    StateSpan,
    Stop,
    cover_plan,
    element_of,
    mark_micro,
    time_elements,
)
from dure.production.unit import UnitState as S

DAY = date(2026, 3, 2)
ZERO = datetime(2026, 3, 2, tzinfo=UTC)


def at(minute: float) -> datetime:
    return ZERO + timedelta(minutes=minute)


def plan(*rows: tuple[float, float, str]) -> list[PlannedSpan]:
    return [PlannedSpan(at(a), at(b), Planned(kind), DAY, "D") for a, b, kind in rows]


def states(*rows: tuple[float, float, S]) -> list[StateSpan]:
    return mark_micro([StateSpan(at(a), at(b), state) for a, b, state in rows], timedelta(minutes=5))


def minutes(e: Elements, *names: str) -> list[float]:
    return [getattr(e, name) / 60 for name in names]


def test_a_shift_of_480_minutes() -> None:
    """08:00-17:00 with an hour's break: 40 set-up, 330 producing, 57 + 3 delay, 50 idle with a planned reason."""
    planned = plan((0, 240, "work"), (240, 300, "break"), (300, 540, "work"))
    seen = states(
        (0, 40, S.SETUP),
        (40, 200, S.PRODUCING),
        (200, 240, S.DOWN),
        (240, 300, S.IDLE),
        (300, 303, S.IDLE),
        (303, 473, S.PRODUCING),
        (473, 490, S.IDLE),
        (490, 540, S.IDLE),
    )
    # 200-303 and 473-540 are stops longer than five minutes; a person said why for parts of them.
    stops = [Stop(at(200), at(240), ReasonKind.UNPLANNED), Stop(at(490), at(540), ReasonKind.PLANNED)]
    e = time_elements(planned, seen, stops, at(0), at(540))
    assert minutes(e, "pbt", "aubt", "aust", "adet", "apt", "aupt", "adot") == [480, 430, 40, 60, 330, 370, 50]
    assert minutes(e, "rest", "pot", "failure") == [60, 540, 40]
    assert e.failures == 1


def test_micro_stops_are_delay_and_kept_apart() -> None:
    seen = states((0, 10, S.PRODUCING), (10, 12, S.IDLE), (12, 14, S.DOWN), (14, 30, S.PRODUCING), (30, 36, S.IDLE))
    e = time_elements(plan((0, 36, "work")), seen, [], at(0), at(36))
    assert minutes(e, "adet", "micro") == [10, 4]
    assert (e.micro_count, e.failures) == (1, 0)


def test_time_without_data_is_neither_work_nor_stop() -> None:
    seen = states((30, 60, S.PRODUCING), (60, 80, S.UNKNOWN), (80, 120, S.PRODUCING))
    e = time_elements(plan((0, 120, "work")), seen, [], at(0), at(120))
    assert minutes(e, "pbt_total", "no_data", "pbt", "apt") == [120, 50, 70, 70]
    assert e.coverage == pytest.approx(70 / 120)


def test_work_in_the_break_is_production_outside_the_plan() -> None:
    e = time_elements(
        plan((0, 60, "work"), (60, 90, "break"), (90, 120, "maintenance")),
        states((0, 100, S.PRODUCING), (100, 120, S.DOWN)),
        [],
        at(0),
        at(120),
    )
    assert minutes(e, "apt", "apt_planned", "apt_outside", "maintenance", "adet") == [100, 60, 40, 20, 0]


def test_a_failure_counts_once_where_it_began() -> None:
    """A failure over the break and over the end of a window is one failure."""
    planned = plan((0, 60, "work"), (60, 90, "break"), (90, 200, "work"))
    seen = states((0, 50, S.PRODUCING), (50, 150, S.DOWN), (150, 200, S.PRODUCING))
    whole = time_elements(planned, seen, [], at(0), at(200))
    first, second = (time_elements(planned, seen, [], at(a), at(b)) for a, b in ((0, 100), (100, 200)))
    assert (whole.failures, first.failures, second.failures) == (1, 1, 0)
    assert minutes(whole, "failure") == [70]
    cut = time_elements(plan((100, 200, "work")), seen, [], at(100), at(200))
    assert cut.failures == 0


@pytest.mark.parametrize(
    ("planned", "state", "reason", "element"),
    [
        (Planned.WORK, S.PRODUCING, ReasonKind.PLANNED, "apt_planned"),
        (Planned.WORK, S.UNKNOWN, ReasonKind.UNPLANNED, "no_data"),
        (Planned.WORK, S.IDLE, None, "adet"),
        (Planned.WORK, S.IDLE, ReasonKind.PLANNED, "adot"),
        (Planned.WORK, S.DOWN, ReasonKind.SETUP, "aust_planned"),
        (Planned.WORK, S.SETUP, ReasonKind.UNPLANNED, "adet"),
        (Planned.WORK, S.OFF, None, "adot"),
        (Planned.WORK, S.OFF, ReasonKind.UNPLANNED, "adet"),
        (Planned.BREAK, S.DOWN, ReasonKind.UNPLANNED, "rest"),
        (Planned.MAINTENANCE, S.OFF, None, "maintenance"),
        (Planned.NOTHING, S.SETUP, None, "aust_outside"),
        (Planned.NOTHING, S.UNKNOWN, None, "unplanned"),
    ],
)
def test_table(planned: Planned, state: S, reason: ReasonKind | None, element: str) -> None:
    assert element_of(planned, state, reason) == element


def test_plan_is_covered_and_cut_at_midnight() -> None:
    """The gap after an evening shift belongs to two dates."""
    tomorrow = DAY + timedelta(days=1)
    covered = cover_plan(plan((60, 120, "work")), at(0), at(240), [at(0), at(180)], [DAY, tomorrow])
    assert [(s.kind.value, s.day, (s.end - s.start).total_seconds() / 60) for s in covered] == [
        ("nothing", DAY, 60),
        ("work", DAY, 60),
        ("nothing", DAY, 60),
        ("nothing", tomorrow, 60),
    ]


LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=12)
STATES = st.sampled_from(list(S))


@st.composite
def facts(draw: st.DrawFn) -> tuple[list[PlannedSpan], list[StateSpan], list[Stop], int]:
    """A plan without gaps, a chain of states inside it, and stops with and without reasons."""
    spans, now = [], 0
    for length in draw(LENGTHS):
        spans.append(PlannedSpan(at(now), at(now + length), draw(st.sampled_from(list(Planned))), DAY))
        now += length
    rows, moment = [], draw(st.integers(0, 30))
    for length in draw(LENGTHS):
        rows.append(StateSpan(at(moment), at(moment + length), draw(STATES)))
        moment += length
    kinds = st.one_of(st.none(), st.sampled_from(list(ReasonKind)))
    stops = [Stop(s.start, s.end, draw(kinds)) for s in rows if s.state in (S.DOWN, S.IDLE) and draw(st.booleans())]
    return spans, mark_micro(rows, timedelta(minutes=5)), stops, now


@given(facts())
def test_elements_partition_the_time(given_facts: tuple[list[PlannedSpan], list[StateSpan], list[Stop], int]) -> None:
    planned, seen, stops, end = given_facts
    e = time_elements(planned, seen, stops, at(0), at(end))
    assert sum(getattr(e, name) for name in TIMES) == pytest.approx(end * 60)
    assert e.calendar == pytest.approx(end * 60)
    assert e.micro + e.failure <= e.adet + 1e-6
    assert e.aubt + e.adot == pytest.approx(e.pbt + e.apt_outside + e.aust_outside)


@given(facts(), st.data())
def test_elements_of_windows_add_up(
    given_facts: tuple[list[PlannedSpan], list[StateSpan], list[Stop], int], data: st.DataObject
) -> None:
    planned, seen, stops, end = given_facts
    cut = data.draw(st.integers(0, end))
    parts = [time_elements(planned, seen, stops, at(a), at(b)) for a, b in ((0, cut), (cut, end)) if a < b]
    whole = time_elements(planned, seen, stops, at(0), at(end))
    assert total(parts).as_dict() == pytest.approx(whole.as_dict())
