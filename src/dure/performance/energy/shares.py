"""Energy shared over what went on meanwhile, by time. Pure."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Used(NamedTuple):
    """kWh between two moments (seconds since 1970)."""

    start: float
    end: float
    kwh: float


class During(NamedTuple):
    """Something that went on: a state, a run of an order. They may overlap."""

    start: float
    end: float
    key: Hashable


class Share(NamedTuple):
    """key None: nothing went on. is_whole: all of the use had this key, so nothing was shared by time."""

    start: float
    key: Hashable | None
    kwh: float
    is_whole: bool


def shares(used: Sequence[Used], spans: Iterable[During]) -> Iterator[Share]:
    """Each use by time over the spans that it overlaps; where several do at once, equally. The parts sum to the use.

    used: by time, without overlap.
    """
    waiting = sorted(spans, key=lambda one: one.start)
    active: list[During] = []
    at = 0
    for use in used:
        while at < len(waiting) and waiting[at].start < use.end:
            active.append(waiting[at])
            at += 1
        active = [span for span in active if span.end > use.start]
        seconds = _seconds(use, [span for span in active if span.start < use.end])
        length = use.end - use.start
        for key, part in seconds.items():
            if part > 0:
                yield Share(use.start, key, use.kwh * part / length, len(seconds) == 1)


def _seconds(use: Used, spans: Sequence[During]) -> dict[Hashable | None, float]:
    """Seconds of the use for each key; they sum to its length."""
    if len(spans) == 1 and spans[0].start <= use.start and spans[0].end >= use.end:
        return {spans[0].key: use.end - use.start}
    cuts = {use.start, use.end}
    for span in spans:
        cuts |= {edge for edge in (span.start, span.end) if use.start < edge < use.end}
    found: dict[Hashable | None, float] = {}
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        here = [span.key for span in spans if span.start <= start and span.end >= end]
        for key in here or [None]:
            found[key] = found.get(key, 0.0) + (end - start) / max(len(here), 1)
    return found
