"""Turning many small files into few sorted ones, without standing in the way of what is live.

Within the day small files are merged by size; a finished day becomes one day file with its
roll-ups. Entries are swapped in one transaction; the old files go when no reader can hold them.
"""

# ruff: noqa: S608 - SQL for table functions takes no parameters; only numbers and quoted own paths go in

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
from django.db import connection, transaction
from django.utils import timezone

from dure.kernel import clock
from dure.telemetry.history import engine, files, reader, rollups
from dure.telemetry.history.files import Level
from dure.telemetry.history.rows import DAY_US
from dure.telemetry.models import HistoryFile

log = logging.getLogger(__name__)

MERGE_AT = 16
"""So many raw files of one size class are merged; a day then never has more than some dozens."""
GRACE = timedelta(hours=1)
"""A replaced file stays this long for readers that began before the swap."""
KINDS = ("merged", "day", "minute", "hour")
_LOCK = 0x44_55_52_45_01


@dataclass(frozen=True, slots=True)
class Compacted:
    """What one pass did."""

    merged: int = 0
    days: tuple[date, ...] = ()
    deleted: int = 0


@contextmanager
def alone() -> Iterator[bool]:
    """Whether this process may rewrite files now; another one may be doing it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        mine = cursor.fetchone()[0]
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def run(*, at_most_days: int = 31) -> Compacted:
    """One pass: merge small files, compact finished days (oldest first), delete what was replaced."""
    with alone() as mine:
        if not mine:
            return Compacted()
        files.forget(files.unlisted(KINDS))
        with worker() as link:
            merged = sum(merge(link, day) for day in _days_with_raw())
            days = tuple(finished_days())[:at_most_days]
            for day in days:
                compact(link, day)
        return Compacted(merged, days, delete_replaced())


def finished_days() -> list[date]:
    """Days before today (UTC) that have raw files, once an hour has passed for stragglers."""
    border = (clock.now() - timedelta(hours=1)).date()
    return [day for day in _days_with_raw() if day < border]


def merge(link: duckdb.DuckDBPyConnection, day: date) -> int:
    """Merge raw files of a day where a size class has enough of them; returns how many were merged."""
    count = 0
    classes: dict[int, list[HistoryFile]] = {}
    for row in files.live([Level.RAW]).filter(day=day):
        classes.setdefault((row.rows // 1000).bit_length() // 4, []).append(row)
    for rows in classes.values():
        if len(rows) >= MERGE_AT:
            made = _base_file(link, rows, "merged", Level.RAW, level=3)
            _swap([made], rows)
            count += len(rows)
    return count


def compact(link: duckdb.DuckDBPyConnection, day: date) -> HistoryFile:
    """One sorted file for all observations of a day, and its roll-ups, in one swap."""
    rows = list(files.live(files.BASE_LEVELS).filter(day=day))
    made = _base_file(link, rows, "day", Level.DAY, level=9)
    old_minutes = list(files.live([Level.MINUTE]).filter(day=day))
    has_readings = any(row.level == Level.DAY for row in rows)
    minute = _minutes(link, made, [] if has_readings else old_minutes)
    hours, old_hours = _month(link, files.folder() / minute.path, made)
    _swap([made, minute, hours], [*rows, *old_minutes, *old_hours])
    log.info("History of %s: %d readings in %d bytes, from %d files", day, made.rows, made.size_bytes, len(rows))
    return made


def delete_replaced() -> int:
    """Delete files that were replaced longer ago than any reader reads."""
    old = HistoryFile.objects.filter(replaced_at__lt=timezone.now() - GRACE)
    for row in old:
        (files.folder() / row.path).unlink(missing_ok=True)
    return old.delete()[0]


@contextmanager
def worker() -> Iterator[duckdb.DuckDBPyConnection]:
    """One thread and little memory, the rest on disk: the live path comes first."""
    link = engine.connect(threads=1, memory="384MB", spill=files.folder() / "spill")
    try:
        yield link
    finally:
        link.close()


def _days_with_raw() -> list[date]:
    return sorted(set(files.live([Level.RAW]).values_list("day", flat=True)))


def _base_file(
    link: duckdb.DuckDBPyConnection, rows: list[HistoryFile], kind: str, to: Level, *, level: int
) -> HistoryFile:
    path = _name(kind, rows[0].day, min(r.first_sequence for r in rows), max(r.last_sequence for r in rows))
    columns = f"{engine.BASE}, stream, sequence" if to is Level.RAW else engine.BASE
    query = (
        f"SELECT {columns} FROM {engine.scan(files.paths(rows))} "
        "ORDER BY signal, time_ms, time_rest, file_index, file_row_number"
    )
    size = engine.write(link, query, files.folder() / path, level=level)
    return _entry(to, path, rows, sum(row.rows for row in rows), size)


def _minutes(link: duckdb.DuckDBPyConnection, like: HistoryFile, kept: list[HistoryFile]) -> HistoryFile:
    """The minutes of a day. kept: minutes whose readings are no longer there, to which late ones are added."""
    base = reader.base([files.folder() / like.path], None, *_span(like.day))
    query = rollups.from_base(base, rollups.MINUTE_MS)
    if kept:
        before = f"SELECT {rollups.COLUMNS} FROM {engine.scan(files.paths(kept))}"
        query = rollups.from_buckets(f"{before} UNION ALL BY NAME {query}", rollups.MINUTE_MS)
    path = _name("minute", like.day, like.first_sequence, like.last_sequence)
    target = files.folder() / path
    query = f"SELECT {rollups.COLUMNS} FROM ({query}) ORDER BY signal, time_ms"
    size = engine.write(link, query, target, level=9, group=engine.ROLLUP_GROUP)
    return _entry(Level.MINUTE, path, [like], _count(link, target), size)


def _month(link: duckdb.DuckDBPyConnection, minutes: Path, like: HistoryFile) -> tuple[HistoryFile, list[HistoryFile]]:
    """The hours of a month with those of this day made anew: one file, because a year then opens twelve."""
    month = like.day.replace(day=1)
    old = list(files.live([Level.HOUR]).filter(day=month))
    start_us, end_us = _span(like.day)
    parts = [rollups.from_buckets(f"SELECT {rollups.COLUMNS} FROM {engine.scan([minutes])}", rollups.HOUR_MS)]
    if old:
        others = f"time_ms < {start_us // 1000:d} OR time_ms >= {end_us // 1000:d}"
        parts.append(f"SELECT {rollups.COLUMNS} FROM {engine.scan(files.paths(old))} WHERE {others}")
    last = max([like.last_sequence, *(row.last_sequence for row in old)])
    first = min([like.first_sequence, *(row.first_sequence for row in old)])
    path = _name("hour", month, first, last)
    target = files.folder() / path
    query = f"SELECT * FROM ({' UNION ALL BY NAME '.join(parts)}) ORDER BY signal, time_ms"
    size = engine.write(link, query, target, level=9, group=engine.ROLLUP_GROUP)
    made = _entry(Level.HOUR, path, [like, *old], _count(link, target), size)
    made.day = month
    return made, old


def _name(kind: str, day: date, first: int, last: int) -> str:
    """A name that no file ever had: a live file is never written over."""
    plain = files.place(kind, day, first, last)
    return plain.replace(".parquet", f"-{uuid4().hex[:8]}.parquet")


def _entry(to: Level, path: str, rows: Iterable[HistoryFile], count: int, size: int) -> HistoryFile:
    sources = list(rows)
    return HistoryFile(
        level=to,
        day=sources[0].day,
        path=path,
        first_sequence=min(row.first_sequence for row in sources),
        last_sequence=max(row.last_sequence for row in sources),
        first_time=min(row.first_time for row in sources),
        last_time=max(row.last_time for row in sources),
        rows=count,
        size_bytes=size,
    )


def _swap(made: Iterable[HistoryFile], replaced: Iterable[HistoryFile]) -> None:
    with transaction.atomic():
        HistoryFile.objects.filter(id__in=[row.id for row in replaced]).update(replaced_at=timezone.now())
        HistoryFile.objects.bulk_create(made)


def _span(day: date) -> tuple[int, int]:
    start_us = files.day_start_us(day)
    return start_us, start_us + DAY_US


def _count(link: duckdb.DuckDBPyConnection, file: Path) -> int:
    return link.execute(f"SELECT count(*) FROM {engine.scan([file])}").fetchone()[0]
