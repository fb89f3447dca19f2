"""Compute everything again from the event log and compare it with the tables.

The second computation writes into temporary tables of the same names, which hide the real ones
in its session: the very code of the recorder runs, and nothing of the plant is touched. What a
person decided (corrections, confirmed counts, reasons, splits) is no result of the log and is
left out of the comparison.
"""

import asyncio
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection as database
from django.db import transaction
from django.db.models import Q

from dure.kernel.errors import NotFound
from dure.kernel.eventlog import token
from dure.production.recorder import BATCH, WAIT_S, ResultsReader, StreamReader, connect
from dure.telemetry.models import Connection, Reader
from dure.telemetry.services import Message, check_log, log_of, position_of, time_passed

SHADOWED = (
    "production_productionresult",
    "production_stateinterval",
    "production_heldcount",
    "production_unitrecord",
    "production_downtime",
    "telemetry_currentvalue",
    "telemetry_logposition",
    "telemetry_rejectedenvelope",
    "telemetry_seensource",
)

# Each row begins with its work unit and the moment by which it lies within a window or not.
QUERIES = {
    "results": """
        SELECT work_unit_id, hour, shift_date, shift, run_id, item_id, operation, source,
               produced, good, reject, rework, cycles, unseen, first_at, last_at
        FROM production_productionresult WHERE source IN ('counter', 'cycles')
        AND (produced, good, reject, rework, cycles) <> (0, 0, 0, 0, 0)""",
    "intervals": "SELECT work_unit_id, started_at, ended_at, state, word FROM production_stateinterval",
    "held": """
        SELECT work_unit_id, time, signal_id, before, after, quantity, proposal, reason
        FROM production_heldcount""",
    "stops": "SELECT work_unit_id, started_at FROM production_downtime",
}
# What people have decided or named stays, whether it follows from the log or not.
KEPT = {
    "held": """
        SELECT work_unit_id, time, signal_id, before, after, quantity, proposal, reason
        FROM production_heldcount WHERE decision <> 'open'""",
    "stops": """
        SELECT work_unit_id, started_at FROM production_downtime AS stop
        WHERE reason_id IS NOT NULL OR origin_id IS NOT NULL OR replaced_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM production_downtimerevision AS r WHERE r.downtime_id = stop.id)""",
}
Rows = dict[str, set[tuple[Any, ...]]]
Progress = Callable[[int, int], None]
"""Called with the message of the event log that was read, and the last one to read."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which rows: of which work units (None: all), from when and until when (None: no bound)."""

    units: Collection[int] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, row: tuple[Any, ...]) -> bool:
        unit, moment = row[0], row[1]
        return (
            (self.units is None or unit in self.units)
            and (self.since is None or moment >= self.since)
            and (self.until is None or moment < self.until)
        )


@dataclass(slots=True)
class Difference:
    """Rows that stand in the tables and don't follow from the log, and the other way round."""

    only_in_tables: list[tuple[Any, ...]] = field(default_factory=list)
    only_in_log: list[tuple[Any, ...]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.only_in_tables or self.only_in_log)


@dataclass(slots=True)
class Comparison:
    """Up to which message of the log was compared, how many rows, and what differs by kind of row."""

    position: int
    rows: dict[str, int]
    differences: dict[str, Difference]


def compare(url: str, window: Window | None = None, progress: Progress | None = None) -> Comparison:
    """Read the event log again, up to where the recorder is, and compare."""
    chosen = window or Window()
    with transaction.atomic():
        with database.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        position, passed_us = position_of(Reader.RESULTS), time_passed(Reader.RESULTS)
        stand, kept = _rows(QUERIES, chosen), _rows(KEPT, chosen)
    with shadow(url, chosen.units, progress) as again:
        again.read_to(position)
        again.let_pass(passed_us)
        made = _rows(QUERIES, chosen)
    differences = {name: _difference(stand[name], made[name], kept.get(name, set())) for name in QUERIES}
    return Comparison(
        position, {name: len(rows) for name, rows in stand.items()}, {n: d for n, d in differences.items() if d}
    )


class Again:
    """A recorder that reads the event log from its beginning into temporary tables."""

    def __init__(self, runner: asyncio.Runner, stream: StreamReader, progress: Progress | None, is_all: bool) -> None:
        self._runner = runner
        self._stream = stream
        self._progress = progress
        self._is_all = is_all
        self._reader = ResultsReader(is_silent=True)
        self._ahead: list[Message] = []
        """Fetched already, but beyond what was asked for."""
        self._done = 0

    def read_to(self, position: int) -> None:
        """Take all messages up to a position. Raises NotFound when the event log ends before."""
        while self._done < position:
            batch = self._ahead or self._fetch(position)
            ready = [message for message in batch if message.sequence <= position]
            self._ahead = batch[len(ready) :]
            if ready:
                self._reader.take(ready)
                self._done = ready[-1].sequence
            if self._ahead or not batch:
                self._done = position
            if self._progress is not None:
                self._progress(self._done, position)

    def let_pass(self, passed_us: int) -> None:
        """Let time pass as far as the recorder did."""
        if passed_us:
            self._reader.let_pass(passed_us)

    def _fetch(self, position: int) -> list[Message]:
        """The next messages; none only at the end of the event log."""
        while not (batch := self._runner.run(self._stream.fetch(BATCH, WAIT_S))):
            if self._runner.run(self._stream.waiting()) == 0:
                if self._is_all:
                    raise NotFound(
                        "The event log ends at %(done)s, the tables are at %(position)s",
                        done=self._done,
                        position=position,
                    )
                return []
        return batch


@contextmanager
def shadow(url: str, units: Collection[int] | None = None, progress: Progress | None = None) -> Iterator[Again]:
    """In this thread and session the tables of results are temporary ones, empty at first.

    units: only the connections of these are read; rows of others then mean nothing.
    """
    subjects = () if units is None else _subjects(units)
    known = log_of(Reader.RESULTS)
    try:
        with database.cursor() as cursor:
            for table in SHADOWED:
                cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        # In this thread, for the temporary tables belong to its session; the loop runs only to fetch.
        with asyncio.Runner() as runner:
            client = runner.run(connect(url))
            try:
                stream = StreamReader(client, 0, subjects)
                check_log(known, runner.run(stream.open()))
                yield Again(runner, stream, progress, is_all=units is None)
            finally:
                runner.run(client.close())
    finally:
        database.close()


def unveil() -> None:
    """Let the real tables be seen again in this session."""
    with database.cursor() as cursor:
        for table in SHADOWED:
            cursor.execute(f"DROP TABLE pg_temp.{table}")


def _subjects(units: Collection[int]) -> Sequence[str]:
    """Subjects of all connections that these work units have, or had, signals of."""
    mine = Q(signals__work_unit__in=units) | Q(signals__meanings_before__work_unit__in=units)
    codes = Connection.objects.filter(mine).order_by().distinct().values_list("code", flat=True)
    return [f"obs.*.{token(code)}" for code in codes] or ["obs.none.none"]


def _rows(queries: dict[str, str], window: Window) -> Rows:
    found = {}
    with database.cursor() as cursor:
        for name, query in queries.items():
            cursor.execute(query)
            found[name] = {row for row in cursor.fetchall() if window.holds(row)}
    return found


def _difference(stand: set[tuple[Any, ...]], again: set[tuple[Any, ...]], kept: set[tuple[Any, ...]]) -> Difference:
    return Difference(sorted(stand - again - kept, key=str), sorted(again - stand, key=str))
