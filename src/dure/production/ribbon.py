"""The state ribbon: intervals of one work unit laid out on a line. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dure.production.unit import UnitState

WIDTH = 1000
"""Units of the drawing from the first to the last moment."""


@dataclass(frozen=True, slots=True)
class Span:
    """A state from a moment to another, aware; word is the machine's own."""

    start: datetime
    end: datetime
    state: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of the ribbon: x and width in units of the drawing.

    is_merged: several intervals too narrow to be seen stand for each other; the state is the one
    that lasted longest among them.
    """

    x: float
    width: float
    span: Span
    is_merged: bool = False


def lay_out(spans: Iterable[Span], start: datetime, end: datetime) -> list[Piece]:
    """The pieces of a ribbon from `start` to `end`, in order, none narrower than about a unit."""
    total_s = (end - start).total_seconds()
    pieces: list[Piece] = []
    narrow: list[Span] = []

    def x_of(moment: datetime) -> float:
        return round((moment - start).total_seconds() / total_s * WIDTH, 2)

    for span in _clipped(spans, start, end):
        if narrow and (span.start != narrow[-1].end or x_of(narrow[-1].end) - x_of(narrow[0].start) >= 1):
            pieces.append(_merged(narrow, x_of))
            narrow = []
        if x_of(span.end) - x_of(span.start) < 1:
            narrow.append(span)
            continue
        if narrow:
            pieces.append(_merged(narrow, x_of))
            narrow = []
        pieces.append(Piece(x_of(span.start), round(x_of(span.end) - x_of(span.start), 2), span))
    if narrow:
        pieces.append(_merged(narrow, x_of))
    return pieces


def seconds_by_state(spans: Iterable[Span], start: datetime, end: datetime) -> dict[UnitState, float]:
    """Seconds of each state between two moments; what no interval covers is no data."""
    seconds = dict.fromkeys(UnitState, 0.0)
    for span in _clipped(spans, start, end):
        seconds[UnitState(span.state)] += (span.end - span.start).total_seconds()
    seconds[UnitState.UNKNOWN] += max((end - start).total_seconds() - sum(seconds.values()), 0.0)
    return seconds


def _clipped(spans: Iterable[Span], start: datetime, end: datetime) -> list[Span]:
    inside = (span for span in spans if span.end > start and span.start < end)
    return [Span(max(s.start, start), min(s.end, end), s.state, s.word) for s in inside]


def _merged(narrow: Sequence[Span], x_of: Callable[[datetime], float]) -> Piece:
    longest: dict[str, float] = {}
    for span in narrow:
        longest[span.state] = longest.get(span.state, 0.0) + (span.end - span.start).total_seconds()
    state = max(longest, key=lambda key: longest[key])
    whole = Span(narrow[0].start, narrow[-1].end, state, narrow[0].word if len(narrow) == 1 else "")
    x = x_of(whole.start)
    return Piece(x, max(round(x_of(whole.end) - x, 2), 0.5), whole, is_merged=len(narrow) > 1)
