"""When what an operation of a draft needs is open, and when its work is done then. Compiled."""

from dure.planning.scheduling.compiling import compiled, inlined
from dure.planning.scheduling.problem import MOST_MINUTES


@compiled
def _span(data, resource, at):  # type: ignore[no-untyped-def]
    """The first span of a resource that ends after a moment."""
    low, high = data.resource[resource].span, data.resource[resource].span_end - 1
    while low < high:
        middle = (low + high) // 2
        if data.span[middle, 1] > at:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def _open_for(data, draft, v, at):  # type: ignore[no-untyped-def]
    """(the first moment from then on at which all that an operation needs is open, when the first of it closes)."""
    while True:
        closes, is_open = MOST_MINUTES, True
        for slot in range(data.slots):
            resource = draft.slot[v, slot].resource
            if resource < 0 or data.resource[resource].span < 0:
                continue
            span = _span(data, resource, at)
            if data.span[span, 0] > at:
                at, is_open = data.span[span, 0], False
            closes = min(closes, data.span[span, 1])
        if is_open:
            return at, closes


@inlined
def work(data, draft, v, at, minutes, may_pause):  # type: ignore[no-untyped-def]
    """(begin, end) of so many minutes of an operation's work that begins no earlier than a moment."""
    if not data.has_calendars or minutes == 0:
        return at, at + minutes
    return _work_in_spans(data, draft, v, at, minutes, may_pause)


@compiled
def _work_in_spans(data, draft, v, at, minutes, may_pause):  # type: ignore[no-untyped-def]
    """The same where there are calendars."""
    begin, left = -1, minutes
    while True:
        at, closes = _open_for(data, draft, v, at)
        if at + left >= MOST_MINUTES:
            return at, MOST_MINUTES
        if begin < 0 or not may_pause:
            begin = at
        if closes - at >= left:
            return begin, at + left
        if may_pause:
            left -= closes - at
        at = closes


@compiled
def worked_on(data, unit, at, minutes):  # type: ignore[no-untyped-def]
    """When a unit with a calendar has worked for so many minutes from a moment on."""
    while True:
        span = _span(data, unit, at)
        at = max(at, data.span[span, 0])
        if data.span[span, 1] - at >= minutes:
            return at + minutes
        minutes -= data.span[span, 1] - at
        at = data.span[span, 1]
