"""The ribbon covers its time without gaps or overlaps, however short the intervals are."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dure.production.ribbon import WIDTH, Span, lay_out, seconds_by_state
from dure.production.unit import UnitState

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
STATES = [state.value for state in UnitState]


def chain(*parts: tuple[str, float]) -> list[Span]:
    at, spans = START, []
    for state, seconds in parts:
        spans.append(Span(at, at + timedelta(seconds=seconds), state))
        at = spans[-1].end
    return spans


def test_three_states_of_an_hour():
    pieces = lay_out(chain(("producing", 1800), ("down", 900), ("producing", 900)), START, START + HOUR)
    assert [(piece.x, piece.width, piece.span.state) for piece in pieces] == [
        (0, 500, "producing"),
        (500, 250, "down"),
        (750, 250, "producing"),
    ]


def test_many_short_states_become_one_piece_of_the_longest():
    day = chain(*[("producing", 30), ("idle", 10)] * 2160)
    pieces = lay_out(day, START, START + timedelta(days=1))
    assert len(pieces) <= WIDTH + 1
    assert {piece.span.state for piece in pieces} == {"producing"}
    assert all(piece.is_merged for piece in pieces)


def test_seconds_without_an_interval_are_no_data():
    seconds = seconds_by_state(chain(("producing", 600)), START, START + HOUR)
    assert seconds[UnitState.PRODUCING] == 600
    assert seconds[UnitState.UNKNOWN] == 3000


@given(st.lists(st.tuples(st.sampled_from(STATES), st.floats(0.01, 4000)), min_size=1, max_size=60))
def test_pieces_touch_and_keep_their_order(parts: list[tuple[str, float]]):
    spans = chain(*parts)
    pieces = lay_out(spans, spans[0].start, spans[-1].end)
    assert pieces[0].span.start == spans[0].start
    assert pieces[-1].span.end == spans[-1].end
    assert all(a.span.end == b.span.start for a, b in pairwise(pieces))
