"""Open time as spans, and what work within them makes of a beginning. Pure."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar

from dure.planning.scheduling.problem import Calendar, Problem

Spans = tuple[tuple[int, int], ...]
N = TypeVar("N", int, float)


def open_spans(calendars: Iterable[Calendar], horizon: int) -> Spans:
    """When all of them are open, until the horizon; () for always."""
    spans: list[tuple[int, int]] | None = None
    for calendar in calendars:
        if calendar:
            own = (*calendar[:-1], (calendar[-1][0], horizon + 1))
            both = ((max(a, c), min(b, d)) for a, b in spans or [(0, horizon + 1)] for c, d in own)
            spans = [(opens, closes) for opens, closes in both if opens < closes]
    return () if spans is None else tuple(joined(spans))


def opener(problem: Problem, horizon: int) -> Callable[[Iterable[int | None]], Spans]:
    """When all of some calendars of a problem are open, by their places; None: always. Each choice is made out once."""

    @cache
    def of(places: tuple[int, ...]) -> Spans:
        return open_spans([problem.calendars[one] for one in places], horizon)

    return lambda places: of(tuple(sorted({one for one in places if one is not None})))


def joined(spans: Iterable[tuple[N, N]]) -> list[tuple[N, N]]:
    """Spans of which none begins within another one or where it ends."""
    found: list[tuple[N, N]] = []
    for opens, closes in sorted(spans):
        if found and found[-1][1] >= opens:
            found[-1] = (found[-1][0], max(found[-1][1], closes))
        else:
            found.append((opens, closes))
    return found


def end_of(spans: Spans, begin: int, minutes: int) -> Iterator[int]:
    """When so many minutes are done that begin no earlier than a moment; nothing, when that is beyond the horizon."""
    for opens, closes in spans:
        open_min = closes - max(opens, begin)
        if open_min > 0:
            if open_min >= minutes:
                yield max(opens, begin) + minutes
                return
            minutes -= open_min


def pieces(spans: Spans, minutes: int, horizon: int) -> list[tuple[int, int, int | None]]:
    """(first, last moment of a beginning, minutes from there to the end of the work), all moments until the horizon;
    None: while it is closed, so that the end is the same for all of them."""
    found: list[tuple[int, int, int | None]] = []
    at = 0
    for opens, closes in spans:
        if opens > at:
            found.append((at, opens - 1, None))
        at = max(at, opens)
        while at < closes:
            end = next(end_of(spans, at, minutes), None)
            if end is None:
                return found
            # The offset stays until the end reaches the end of its span, or the beginning that of its own.
            last = next(edge for _, edge in spans if edge >= end)
            high = min(closes - 1, at + last - end)
            found.append((at, min(high, horizon), end - at))
            at = high + 1
    return found
