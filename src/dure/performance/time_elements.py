"""From states, plan and stops to time elements (ISO 22400-2:2014 clause 6, "time model"). Pure.

Every moment of a work unit lands in exactly one field of `Elements`, by one table: what was
planned × what the machine did → element, as OPC 40001-1 annex C maps machine states to
ISO 22400-2. In planned work a person's reason for a stop comes before the machine's word.

Rules, each checked by a test:
- producing is APT wherever it happens; outside planned work it is also kept apart (ISO 22400-2
  doesn't limit APT to the plan; a machine that runs through the break made its pieces somewhere).
- idle and down in planned work are ADET (malfunctions, minor stoppages and other unplanned
  waiting), off is ADOT. A reason of kind planned makes a stop ADOT, set-up AUST, unplanned ADET.
- a stop no longer than the work unit's limit is a micro-stop: part of ADET and kept apart.
- unknown is neither work nor stop. Time before the first interval is unknown.
- a failure is ADET longer than a micro-stop whose reason is unplanned or, without a reason, in
  which the machine itself said that it was down. It is counted (FE) where it began.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar

from dure.performance.elements import Elements
from dure.production.unit import UnitState


class Planned(StrEnum):
    WORK = "work"
    BREAK = "break"
    MAINTENANCE = "maintenance"
    NOTHING = "nothing"


class ReasonKind(StrEnum):
    UNPLANNED = "unplanned"
    PLANNED = "planned"
    SETUP = "setup"


class Span(Protocol):
    """Anything with a start and an end; lists of it are sorted and don't overlap."""

    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...


AnySpan = TypeVar("AnySpan", bound=Span)
A = TypeVar("A")
B = TypeVar("B")


class PlannedSpan(NamedTuple):
    """What was planned from `start` to `end`; day and shift say to which cell of a report it counts."""

    start: datetime
    end: datetime
    kind: Planned
    day: date
    shift: str = ""


class StateSpan(NamedTuple):
    """A state interval. is_micro: it belongs to a stop no longer than the limit. id: its row, 0 for none."""

    start: datetime
    end: datetime
    state: UnitState
    is_micro: bool = False
    id: int = 0
    word: str = ""


class Stop(NamedTuple):
    """A stop with its reason's kind, None while nobody has given one."""

    start: datetime
    end: datetime
    kind: ReasonKind | None = None
    id: int = 0


class Piece(NamedTuple):
    """A stretch of time in which plan, state and stop don't change, and the element it counts to."""

    start: datetime
    end: datetime
    element: str
    planned: PlannedSpan
    state: StateSpan | None
    stop: Stop | None
    is_failure: bool = False
    begins_failure: bool = False
    begins_micro: bool = False

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()


ELEMENT: dict[Planned, dict[UnitState, str]] = {
    Planned.WORK: {
        UnitState.PRODUCING: "apt_planned",
        UnitState.SETUP: "aust_planned",
        UnitState.IDLE: "adet",
        UnitState.DOWN: "adet",
        UnitState.OFF: "adot",
        UnitState.UNKNOWN: "no_data",
    },
    **{
        planned: {
            UnitState.PRODUCING: "apt_outside",
            UnitState.SETUP: "aust_outside",
            UnitState.IDLE: element,
            UnitState.DOWN: element,
            UnitState.OFF: element,
            UnitState.UNKNOWN: element,
        }
        for planned, element in (
            (Planned.BREAK, "rest"),
            (Planned.MAINTENANCE, "maintenance"),
            (Planned.NOTHING, "unplanned"),
        )
    },
}
BY_REASON = {ReasonKind.UNPLANNED: "adet", ReasonKind.PLANNED: "adot", ReasonKind.SETUP: "aust_planned"}
STOPPED = frozenset({UnitState.IDLE, UnitState.SETUP, UnitState.DOWN, UnitState.OFF})


def element_of(planned: Planned, state: UnitState, reason: ReasonKind | None) -> str:
    """The field of `Elements` that a moment counts to."""
    if planned is Planned.WORK and state in STOPPED and reason is not None:
        return BY_REASON[reason]
    return ELEMENT[planned][state]


def tiling(
    spans: Iterable[AnySpan], start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime, AnySpan | None]]:
    """The window cut at the spans' edges, without a gap: (from, to, span or None)."""
    at = start
    for span in spans:
        if span.end <= at:
            continue
        if span.start >= end:
            break
        if span.start > at:
            yield at, span.start, None
            at = span.start
        upto = min(span.end, end)
        yield at, upto, span
        at = upto
    if at < end:
        yield at, end, None


def overlay(
    first: Iterator[tuple[datetime, datetime, A]], second: Iterator[tuple[datetime, datetime, B]]
) -> Iterator[tuple[datetime, datetime, A, B]]:
    """Two tilings of the same window as one, in linear time."""
    a, b = next(first, None), next(second, None)
    while a is not None and b is not None:
        upto = min(a[1], b[1])
        yield max(a[0], b[0]), upto, a[2], b[2]
        if a[1] == upto:
            a = next(first, None)
        if b[1] == upto:
            b = next(second, None)


def mark_micro(states: Sequence[StateSpan], limit: timedelta) -> list[StateSpan]:
    """The intervals with is_micro set on each maximal run of stopped ones no longer than `limit`."""
    marked: list[StateSpan] = []
    run: list[StateSpan] = []
    for span in [*states, None]:
        if span is not None and span.state in STOPPED and (not run or run[-1].end == span.start):
            run.append(span)
            continue
        is_micro = bool(run) and run[-1].end - run[0].start <= limit
        marked += [one._replace(is_micro=is_micro) for one in run]
        run = [span] if span is not None and span.state in STOPPED else []
        if span is not None and not run:
            marked.append(span)
    return marked


def pieces(
    planned: Sequence[PlannedSpan], states: Sequence[StateSpan], stops: Sequence[Stop], start: datetime, end: datetime
) -> Iterator[Piece]:
    """The window as pieces without a gap. `planned` covers the whole window (see `cover_plan`)."""
    plan_and_state = overlay(tiling(planned, start, end), tiling(states, start, end))
    nested = ((a, b, (plan, state)) for a, b, plan, state in plan_and_state)
    was_failure, run_of_micro = False, None
    for since, upto, (plan, state), stop in overlay(nested, tiling(stops, start, end)):
        if plan is None:
            raise ValueError("the plan must cover the window")
        kind = state.state if state else UnitState.UNKNOWN
        element = element_of(plan.kind, kind, stop.kind if stop else None)
        is_micro = state is not None and state.is_micro and element == "adet"
        is_failure = _is_failure(kind, stop, state)
        yield Piece(
            since,
            upto,
            element,
            plan,
            state,
            stop,
            is_failure,
            is_failure and not was_failure and plan.kind is Planned.WORK and _began(since, state, stop),
            is_micro and run_of_micro != since and state is not None and state.start >= since,
        )
        was_failure = is_failure
        run_of_micro = upto if is_micro else None


def _began(since: datetime, state: StateSpan | None, stop: Stop | None) -> bool:
    """What makes this a failure isn't older than the piece; matters where a window begins in one."""
    cause = stop if stop is not None and stop.kind is not None else state
    return cause is not None and cause.start >= since


def _is_failure(kind: UnitState, stop: Stop | None, state: StateSpan | None) -> bool:
    if state is None or state.is_micro or kind not in STOPPED:
        return False
    if stop is not None and stop.kind is not None:
        return stop.kind is ReasonKind.UNPLANNED
    return kind is UnitState.DOWN


def cover_plan(
    spans: Iterable[PlannedSpan], start: datetime, end: datetime, midnights: Sequence[datetime], day_of: Sequence[date]
) -> list[PlannedSpan]:
    """The planned spans with the gaps between them as "nothing planned", cut at local midnights.

    midnights: the local midnights from the one at or before `start` to the one before `end`, as
    moments; day_of: the local date that begins at each.
    """
    days = [
        PlannedSpan(since, upto, Planned.NOTHING, day)
        for since, upto, day in zip(midnights, [*midnights[1:], end], day_of, strict=True)
    ]
    covered: list[PlannedSpan] = []
    for since, upto, span, day in overlay(tiling(sorted(spans), start, end), tiling(days, start, end)):
        if span is None:
            if day is None:
                raise ValueError("the midnights must cover the window")
            covered.append(day._replace(start=since, end=upto))
        elif covered and covered[-1].end == since and covered[-1][2:] == span[2:]:
            covered[-1] = covered[-1]._replace(end=upto)
        else:
            covered.append(span._replace(start=since, end=upto))
    return covered


class Sums:
    """Adds pieces up; `elements()` gives the frozen value."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: dict[str, float] = {}

    def add(self, piece: Piece, start: datetime, end: datetime) -> None:
        """Count the part of the piece in the window; an event counts in the window in which it began."""
        since, upto = max(piece.start, start), min(piece.end, end)
        if since >= upto:
            return
        seconds = (upto - since).total_seconds()
        self._more(piece.element, seconds)
        began_here = piece.start >= start
        if piece.element == "adet":
            if piece.state is not None and piece.state.is_micro:
                self._more("micro", seconds)
                self._more("micro_count", int(began_here and piece.begins_micro))
            elif piece.is_failure:
                self._more("failure", seconds)
        if piece.begins_failure and began_here:
            self._more("failures", 1)

    def _more(self, name: str, by: float) -> None:
        self.values[name] = self.values.get(name, 0) + by

    def elements(self) -> Elements:
        return Elements(**self.values)  # type: ignore[arg-type]


def time_elements(
    planned: Sequence[PlannedSpan], states: Sequence[StateSpan], stops: Sequence[Stop], start: datetime, end: datetime
) -> Elements:
    """Elements of one work unit in one window. Wider inputs are clipped; events keep their true beginning."""
    sums = Sums()
    since = min([start, *(span.start for span in planned[:1])])
    for piece in pieces(planned, states, stops, since, end):
        sums.add(piece, start, end)
    return sums.elements()
