"""The unbroken chain of state intervals of one work unit, kept in the tables."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from dure.kernel import clock
from dure.production.models import StateInterval
from dure.production.unit import UnitState


@dataclass(slots=True)
class Open:
    """The interval that is still open."""

    start_us: int
    state: UnitState
    word: str


@dataclass(slots=True)
class StateChain:
    """Changes at the end are collected and written together; late ones are cut in at once."""

    unit: int
    open: Open | None = None
    _stored_start_us: int | None = None
    """Start of the row that is open in the table."""
    _stored: tuple[UnitState, str] | None = None
    """State and word in that row."""
    _closed: list[tuple[Open, int]] = field(default_factory=list)
    revised_us: int | None = None
    """The earliest moment at which a late change was cut in; the caller clears it."""

    @classmethod
    def load(cls, unit: int) -> "StateChain":
        row = StateInterval.objects.filter(work_unit=unit, ended_at=None).first()
        if row is None:
            return cls(unit)
        start = clock.to_us(row.started_at)
        state = UnitState(row.state)
        return cls(unit, Open(start, state, row.word), start, (state, row.word))

    def set(self, time_us: int, state: UnitState, word: str) -> None:
        """From `time_us` until the next change that is known the unit is in `state`."""
        if self.open is None:
            self.open = Open(time_us, state, word)
        elif time_us > self.open.start_us:
            self._closed.append((self.open, time_us))
            self.open = Open(time_us, state, word)
        elif time_us == self.open.start_us:
            self.open.state, self.open.word = state, word
            self._join_before()
        else:
            self.save()
            self.revised_us = time_us if self.revised_us is None else min(self.revised_us, time_us)
            _cut_in(self.unit, time_us, state, word)

    def _join_before(self) -> None:
        """When the open interval has become like the one before it, the two are one."""
        assert self.open is not None
        if self._closed:
            before, end_us = self._closed[-1]
            if end_us == self.open.start_us and (before.state, before.word) == (self.open.state, self.open.word):
                self._closed.pop()
                self.open = before
            return
        rows = StateInterval.objects.filter(work_unit=self.unit)
        row = rows.filter(
            ended_at=clock.from_us(self.open.start_us), state=self.open.state, word=self.open.word
        ).first()
        if row is not None:
            rows.filter(started_at=row.ended_at).delete()
            rows.filter(pk=row.pk).update(ended_at=None)
            start_us = clock.to_us(row.started_at)
            self.open, self._stored_start_us = Open(start_us, self.open.state, self.open.word), start_us
            self._stored = (self.open.state, self.open.word)

    def save(self) -> None:
        """Write what has changed since the last save."""
        if self.open is None:
            return
        intervals = [*self._closed, (self.open, None)]
        if self._stored_start_us is not None:
            first, end_us = intervals.pop(0)
            if end_us is not None or (first.state, first.word) != self._stored:
                self._change_stored(clock.from_us(self._stored_start_us), first, end_us)
        StateInterval.objects.bulk_create(
            StateInterval(
                work_unit_id=self.unit,
                started_at=clock.from_us(interval.start_us),
                ended_at=None if end_us is None else clock.from_us(end_us),
                state=interval.state,
                word=interval.word,
            )
            for interval, end_us in intervals
        )
        self._closed.clear()
        self._stored_start_us = self.open.start_us
        self._stored = (self.open.state, self.open.word)

    def _change_stored(self, start: datetime, became: Open, end_us: int | None) -> None:
        StateInterval.objects.filter(work_unit=self.unit, started_at=start).update(
            state=became.state, word=became.word, ended_at=None if end_us is None else clock.from_us(end_us)
        )


def _cut_in(unit: int, time_us: int, state: UnitState, word: str) -> None:
    """Put a late change into the intervals that are already written."""
    moment = clock.from_us(time_us)
    rows = StateInterval.objects.filter(work_unit=unit)
    row = rows.filter(Q(ended_at=None) | Q(ended_at__gt=moment), started_at__lte=moment).first()
    if row is None:
        first = rows.order_by("started_at").first()
        if first is not None:
            _insert(unit, moment, first.started_at, state, word)
        return
    if (row.state, row.word) == (state, word):
        return
    if row.started_at == moment:
        rows.filter(pk=row.pk).update(state=state, word=word)
        return
    end = row.ended_at
    rows.filter(pk=row.pk).update(ended_at=moment)
    _insert(unit, moment, end, state, word)


def _insert(unit: int, start: object, end: object, state: UnitState, word: str) -> None:
    StateInterval.objects.create(work_unit_id=unit, started_at=start, ended_at=end, state=state, word=word)
