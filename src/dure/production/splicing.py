"""What was computed again, put into what stands, within a span of time. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

INSTANT = timedelta(microseconds=1)


class Piece(NamedTuple):
    """A work unit's state from one moment to another (None: still)."""

    start: datetime
    end: datetime | None
    state: str
    word: str


class Stop(NamedTuple):
    """A stop that a person has named or cut: its row, and from when to when it is."""

    id: int
    start: datetime
    end: datetime | None


def spliced(
    stand: Sequence[Piece], again: Sequence[Piece], since: datetime | None, until: datetime | None
) -> list[Piece]:
    """`again` between the two moments, `stand` before and after; like neighbours are one. Both are unbroken chains."""
    before = [] if since is None else _cut(stand, None, since)
    after = [] if until is None else _cut(stand, until, None)
    joined: list[Piece] = []
    for piece in [*before, *_cut(again, since, until), *after]:
        last = joined[-1] if joined else None
        if last is not None and (last.state, last.word) == (piece.state, piece.word) and last.end == piece.start:
            joined[-1] = last._replace(end=piece.end)
        else:
            joined.append(piece)
    return joined


def _cut(pieces: Sequence[Piece], since: datetime | None, until: datetime | None) -> list[Piece]:
    found = []
    for piece in pieces:
        start = piece.start if since is None else max(piece.start, since)
        end = piece.end
        if until is not None:
            end = until if end is None else min(end, until)
        if end is None or start < end:
            found.append(piece._replace(start=start, end=end))
    return found


def fitted(touched: Sequence[Stop], again: Sequence[tuple[datetime, datetime | None]]) -> tuple[list[Stop], list[int]]:
    """Stops that people named, with the bounds that were computed again; and which of `again` none of them is.

    A computed stop gives the first and the last of the stops that it overlaps its own start and
    end; cuts between them stay. A stop that overlaps none did not take place: it ends where it began.
    """
    held = {stop.id: stop for stop in touched}
    free: list[int] = []
    used: set[int] = set()
    for number, (start, end) in enumerate(again):
        inside = [s for s in sorted(held.values(), key=lambda s: s.start) if s.id not in used and _meet(s, start, end)]
        if not inside:
            free.append(number)
            continue
        held[inside[0].id] = held[inside[0].id]._replace(start=start)
        held[inside[-1].id] = held[inside[-1].id]._replace(end=end)
        used.update(stop.id for stop in inside)
    for stop in touched:
        if stop.id not in used:
            held[stop.id] = stop._replace(end=stop.start + INSTANT)
    return list(held.values()), free


def _meet(stop: Stop, start: datetime, end: datetime | None) -> bool:
    return (end is None or stop.start < end) and (stop.end is None or start < stop.end)
