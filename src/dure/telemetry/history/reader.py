"""Questions about single observations of the history."""

# ruff: noqa: S608 - SQL for table functions takes no parameters; only numbers and quoted own paths go in

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dure.kernel.observation import Quality, Value
from dure.telemetry.history import engine, files
from dure.telemetry.history.rows import DAY_US

_LOOK_BACK_US = 2 * DAY_US
_ORDER = "ORDER BY signal, time_ms, time_rest, file_index, file_row_number"
_CHUNK = 20_000


class Point(NamedTuple):
    """One observation as the history holds it. time_us: microseconds since 1970-01-01 UTC."""

    signal: int
    time_us: int
    value: Value
    quality: Quality


def observations(signals: Sequence[int], start_us: int, end_us: int) -> Iterator[Point]:
    """Observations of some signals in [start, end), by signal and time, as they came where times are equal.

    Reads the files that are live now, a chunk at a time; the tail that isn't in files yet is
    `tail.observations`.
    """
    found = files.paths(files.live(files.BASE_LEVELS, start_us, end_us))
    if not found or not signals:
        return
    with engine.reading() as cursor:
        cursor.execute(f"SELECT {engine.BASE} FROM ({base(found, signals, start_us, end_us)}) {_ORDER}")
        while rows := cursor.fetchmany(_CHUNK):
            yield from (point(*row) for row in rows)


def last_before(signal: int, time_us: int) -> Point | None:
    """The last observation of a signal before a time, within two days: what still holds at that time."""
    rows = files.live(files.BASE_LEVELS, time_us - _LOOK_BACK_US, time_us - 1)
    found = files.paths(rows)
    if not found:
        return None
    query = base(found, [signal], time_us - _LOOK_BACK_US, time_us)
    with engine.reading() as cursor:
        row = cursor.execute(
            f"SELECT {engine.BASE} FROM ({query}) ORDER BY time_ms DESC, time_rest DESC, file_index DESC, "
            "file_row_number DESC LIMIT 1"
        ).fetchone()
    return point(*row) if row else None


def base(found: Sequence[Path], signals: Iterable[int] | None, start_us: int, end_us: int) -> str:
    """SQL of the common columns of raw and day files in [start, end), with what orders equal times."""
    wanted = "" if signals is None else f"signal IN ({', '.join(str(int(one)) for one in signals)}) AND "
    return (
        f"SELECT {engine.BASE}, file_index, file_row_number FROM "
        f"{engine.scan(found)} WHERE {wanted}{between(start_us, end_us)}"
    )


def between(start_us: int, end_us: int) -> str:
    """SQL condition for [start, end). The milliseconds alone let row groups be skipped."""
    first, last = start_us // 1000, -(-end_us // 1000)
    exact = f"time_ms * 1000 + time_rest >= {start_us:d} AND time_ms * 1000 + time_rest < {end_us:d}"
    return f"time_ms BETWEEN {first:d} AND {last:d} AND {exact}"


def point(  # noqa: PLR0917 - the columns in their order
    signal: int, time_ms: int, rest: int, whole: int | None, number: float | None, text: str | None, quality: int
) -> Point:
    """A row of `engine.BASE` as a point."""
    value: Value = whole if whole is not None else number if number is not None else text
    return Point(signal, time_ms * 1000 + rest, value, Quality(quality))
