"""When work is planned: weekly shifts with breaks, public holidays, overtime, closed days, planned maintenance.

Pure. All spans are half-open [start, end) in UTC, sorted, never overlapping; time in none of them
isn't planned. A wall-clock time that a change to summer time skips is taken as if it hadn't.

Order of precedence: closed, planned maintenance, overtime, breaks, shifts. Where two shifts overlap,
the one that began first keeps the time. Overtime that touches a shift of its code belongs to that
shift's date, else to the local date on which it begins.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WORK, BREAK, MAINTENANCE = "work", "break", "maintenance"
OVERTIME, CLOSED = "overtime", "closed"


class Span(NamedTuple):
    """Planned time. kind: work, break or maintenance (planned, within a shift)."""

    start: datetime
    end: datetime
    shift: str
    shift_date: date
    kind: str


class ShiftKey(NamedTuple):
    """Which shift of which day."""

    shift_date: date
    shift: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shift that comes back. ends ≤ starts: it ends on the next day. breaks in local time of day.

    is_own: it belongs to the work center itself; on a date for which such patterns are valid, the
    site's don't count. weekdays: 0 = Monday, by the day on which it starts; valid dates are included.
    """

    code: str
    starts: time
    ends: time
    weekdays: frozenset[int]
    valid_from: date
    valid_to: date | None = None
    works_on_holidays: bool = False
    breaks: tuple[tuple[time, time], ...] = ()
    is_own: bool = False

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Deviation:
    """Overtime, closed or maintenance from one moment to another (aware)."""

    kind: str
    start: datetime
    end: datetime
    shift: str = ""


@dataclass(frozen=True)
class Calendar:
    """The planned time of one work unit. is_holiday answers for a local date."""

    zone: ZoneInfo
    patterns: tuple[Pattern, ...]
    deviations: tuple[Deviation, ...] = ()
    is_holiday: Callable[[date], bool] = lambda _day: False
    _days: dict[date, list[Span]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def spans(self, start: datetime, end: datetime) -> list[Span]:
        """Planned time within [start, end), cut at both."""
        if end <= start:
            return []
        # A shift may begin on the day before, and overtime looks at the shifts that it touches.
        first = start.astimezone(self.zone).date() - 2 * DAY
        last = end.astimezone(self.zone).date() + DAY
        found = _without_overlap(span for day in _days(first, last) for span in self._pattern_spans(day))
        for deviation in self.deviations:
            if deviation.end > start - 3 * DAY and deviation.start < end + 3 * DAY:
                found = self._apply(found, deviation)
        return [
            span._replace(start=max(span.start, start.astimezone(UTC)), end=min(span.end, end.astimezone(UTC)))
            for span in found
            if span.end > start and span.start < end
        ]

    def shift_at(self, moment: datetime) -> ShiftKey | None:
        """The shift whose planned time, breaks included, covers `moment`."""
        spans = self._utc_day(moment.astimezone(UTC).date())
        at = bisect_right(spans, moment, key=lambda span: span.start) - 1
        if at < 0 or spans[at].end <= moment:
            return None
        return ShiftKey(spans[at].shift_date, spans[at].shift)

    def _utc_day(self, day: date) -> list[Span]:
        found = self._days.get(day)
        if found is None:
            if len(self._days) > 1000:
                self._days.clear()
            start = datetime.combine(day, time(), UTC)
            found = self._days[day] = self.spans(start, start + DAY)
        return found

    def _pattern_spans(self, day: date) -> list[Span]:
        valid = [pattern for pattern in self.patterns if pattern.is_valid_on(day)]
        own = [pattern for pattern in valid if pattern.is_own]
        today = [pattern for pattern in own or valid if day.weekday() in pattern.weekdays]
        if today and self.is_holiday(day):
            today = [pattern for pattern in today if pattern.works_on_holidays]
        return [span for pattern in today for span in self._shift(pattern, day)]

    def _shift(self, pattern: Pattern, day: date) -> list[Span]:
        start, end = self._interval(day, pattern.starts, pattern.ends)
        found = [Span(start, end, pattern.code, day, WORK)] if start < end else []
        for starts, ends in pattern.breaks:
            # A break earlier in the day than the shift's start lies after midnight.
            on = day + DAY if starts < pattern.starts else day
            found = _cut(found, *self._interval(on, starts, ends), kind=BREAK)
        return found

    def _interval(self, day: date, starts: time, ends: time) -> tuple[datetime, datetime]:
        last = day + DAY if ends <= starts else day
        return self._utc(day, starts), self._utc(last, ends)

    def _utc(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _apply(self, spans: list[Span], deviation: Deviation) -> list[Span]:
        start, end = deviation.start.astimezone(UTC), deviation.end.astimezone(UTC)
        if deviation.kind == CLOSED:
            return _cut(spans, start, end, kind=None)
        if deviation.kind == MAINTENANCE:
            return _cut(spans, start, end, kind=MAINTENANCE)
        return self._with_overtime(spans, start, end, deviation.shift)

    def _with_overtime(self, spans: list[Span], start: datetime, end: datetime, shift: str) -> list[Span]:
        worked = _cut([span for span in spans if span.kind == BREAK], start, end, kind=WORK)
        spans = sorted([span for span in spans if span.kind != BREAK] + worked)
        touching = (s for s in spans if s.end >= start and s.start <= end and shift in ("", s.shift))
        home = next(touching, None)
        code = shift or (home.shift if home else "OT")
        day = home.shift_date if home else start.astimezone(self.zone).date()
        free = [Span(start, end, code, day, WORK)]
        for span in spans:
            free = _cut(free, span.start, span.end, kind=None)
        return sorted(spans + free)


def ordered(deviations: Iterable[Deviation]) -> tuple[Deviation, ...]:
    """In the order in which they apply: overtime adds, then maintenance and closed time take away."""
    rank = {OVERTIME: 0, MAINTENANCE: 1, CLOSED: 2}
    return tuple(sorted(deviations, key=lambda found: (rank[found.kind], found.start)))


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        start = max(span.start, kept[-1].end) if kept else span.start
        if start < span.end:
            kept.append(span._replace(start=start))
    return kept


def _cut(spans: Iterable[Span], start: datetime, end: datetime, *, kind: str | None) -> list[Span]:
    """The part of each span within [start, end) becomes `kind`, or falls away for None."""
    found: list[Span] = []
    for span in spans:
        left, right = max(span.start, start), min(span.end, end)
        if left >= right:
            found.append(span)
            continue
        pieces = [span._replace(end=left), span._replace(start=right)]
        if kind is not None:
            pieces.append(Span(left, right, span.shift, span.shift_date, kind))
        found += [piece for piece in pieces if piece.start < piece.end]
    return sorted(found)
