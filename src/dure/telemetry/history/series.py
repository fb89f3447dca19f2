"""A signal over any range in few points: single readings, or buckets from readings, minutes or hours."""

# ruff: noqa: S608 - SQL for table functions takes no parameters; only numbers and quoted own paths go in

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from dure.kernel.errors import Invalid
from dure.kernel.observation import Quality
from dure.telemetry.history import engine, files, reader, rollups
from dure.telemetry.history.files import Level
from dure.telemetry.history.reader import Point
from dure.telemetry.models import HistoryFile

MAX_POINTS = 1500
_STEPS_MS = tuple(
    seconds * 1000
    for seconds in (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
)


class Bucket(NamedTuple):
    """What a signal did from time_ms on for the width of the series; numbers are None where there were none."""

    time_ms: int
    count: int
    numbers: int
    missing: int
    low: float | None
    high: float | None
    mean: float | None
    last: float | None
    last_text: str | None
    texts: int
    last_quality: int


@dataclass(frozen=True, slots=True)
class Series:
    """The answer: single `points` when width_ms is 0, else `buckets`. before: what held at the start."""

    signal: int
    start_us: int
    end_us: int
    width_ms: int
    points: tuple[Point, ...] = ()
    buckets: tuple[Bucket, ...] = ()
    before: Point | None = None


def series(signal: int, start_us: int, end_us: int, points: int = 1200) -> Series:
    """What a signal did in [start, end), in at most about `points` (10 to 1,500) points.

    Raises Invalid for an empty range. Ranges whose buckets are a minute or wider are answered
    from roll-ups, days that have none yet from their readings.
    """
    if end_us <= start_us:
        raise Invalid("The end must be after the start")
    points = min(max(points, 10), MAX_POINTS)
    width_ms = _width_ms(end_us - start_us, points)
    if width_ms < rollups.MINUTE_MS:
        return _near(signal, start_us, end_us, points, width_ms)
    level, narrow_ms = (
        (Level.HOUR, rollups.HOUR_MS) if width_ms >= rollups.HOUR_MS else (Level.MINUTE, rollups.MINUTE_MS)
    )
    query = _far_query(signal, start_us, end_us, level, narrow_ms)
    # Beyond some weeks what held before the range is less than a pixel and not worth reading files for.
    before = reader.last_before(signal, start_us) if level == Level.MINUTE else None
    return Series(signal, start_us, end_us, width_ms, buckets=tuple(_buckets(query, width_ms)), before=before)


def _width_ms(span_us: int, points: int) -> int:
    """The narrowest round bucket that gives no more than `points`; whole days beyond the largest."""
    least = -(-span_us // 1000 // points)
    round_ones = (step for step in _STEPS_MS if step >= least)
    return next(round_ones, -(-least // _STEPS_MS[-1]) * _STEPS_MS[-1])


def _near(signal: int, start_us: int, end_us: int, points: int, width_ms: int) -> Series:
    before = reader.last_before(signal, start_us)
    found = files.paths(files.live(files.BASE_LEVELS, start_us, end_us))
    if not found:
        return Series(signal, start_us, end_us, 0, before=before)
    base = reader.base(found, [signal], start_us, end_us)
    with engine.reading() as cursor:
        few = cursor.execute(
            f"SELECT {engine.BASE} FROM ({base}) ORDER BY time_ms, time_rest, file_index, file_row_number "
            f"LIMIT {points + 1}"
        ).fetchall()
    if len(few) <= points:
        return Series(signal, start_us, end_us, 0, tuple(reader.point(*row) for row in few), before=before)
    wide = tuple(_buckets(rollups.from_base(base, width_ms), width_ms))
    return Series(signal, start_us, end_us, width_ms, buckets=wide, before=before)


def _far_query(signal: int, start_us: int, end_us: int, level: Level, narrow_ms: int) -> str:
    """SQL of buckets of `narrow_ms`: from roll-ups where a day has them, else from its readings."""
    base = list(files.live(files.BASE_LEVELS, start_us, end_us))
    rolled = list(files.live([level], start_us, end_us))
    open_days = uncovered(base)
    parts = []
    if rolled:
        without = "".join(f" AND NOT ({_in_day(day)})" for day in sorted(open_days))
        parts.append(
            f"SELECT {rollups.COLUMNS} FROM {engine.scan(files.paths(rolled))} WHERE signal = {signal:d} "
            f"AND time_ms >= {start_us // 1000 - narrow_ms + 1:d} AND time_ms * 1000 < {end_us:d}{without}"
        )
    unrolled = files.paths(row for row in base if row.day in open_days)
    if unrolled:
        parts.append(rollups.from_base(reader.base(unrolled, [signal], start_us, end_us), narrow_ms))
    return " UNION ALL BY NAME ".join(parts)


def uncovered(base: Iterable[HistoryFile]) -> set[date]:
    """Days with readings that no roll-up knows: compaction turns all raw files of a day into one day file
    and its roll-ups in one transaction, so a raw file means that the day is open."""
    return {row.day for row in base if row.level == Level.RAW}


def _in_day(day: date) -> str:
    start_ms = files.day_start_us(day) // 1000
    return f"time_ms >= {start_ms:d} AND time_ms < {start_ms + 86_400_000:d}"


def _buckets(query: str, width_ms: int) -> Iterator[Bucket]:
    if not query:
        return
    with engine.reading() as cursor:
        rows: Sequence = cursor.execute(
            f"SELECT * EXCLUDE (signal) FROM ({rollups.from_buckets(query, width_ms)}) ORDER BY time_ms"
        ).fetchall()
    yield from (Bucket(*row) for row in rows)


def breaks_after(bucket: Bucket) -> bool:
    """Whether the line ends here: the last reading said that there is no value."""
    return bucket.last_quality == Quality.MISSING
