"""History: bytes a point, rows a second, and how fast a signal's past is read.

    python -m bench.history [--data FOLDER_OF_RECORDINGS]

Prints one JSON object. Ratios are against a gzipped CSV of the same readings in the same run.
"""

import argparse
import csv
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench._figures import Figure, skip, tell

SIGNALS, DAY_S = 20, 86_400
YEAR_SIGNALS = 200
YEAR_MS, BYTES = 300, 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("DURE_TEST_DATA", "../shared/data")))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with plant(folder):
            found = {"recorded": recorded(given.data, folder), **made_up(folder), **year(folder)}
    json.dump(found, sys.stdout, indent=1)
    print()
    return tell(*figures(found))


def figures(found: dict[str, Any]) -> list[Figure]:
    """The figures that have a limit. Without the recordings the size of realistic signals can't be told."""
    year_ms = found["year_of_one_signal_ms"]
    told = [Figure("a year of one signal", f"{year_ms:.0f} ms", f"less than {YEAR_MS} ms", year_ms < YEAR_MS)]
    if found["recorded"] is None:
        skip("bytes a reading on recorded days: the recordings are not here (DURE_TEST_DATA)")
    else:
        size = found["recorded"]["bytes_per_reading"]
        told.append(Figure("history on recorded days", f"{size} bytes a reading", f"at most {BYTES}", size <= BYTES))
    return told


@contextmanager
def plant(folder: Path) -> Iterator[None]:
    """A database for the table of files; nothing else of a plant."""
    from dure.config.engines.postgres import APP, OWNER, Postgres, new_passwords

    server = Postgres(folder / "postgres", new_passwords(), durable=False)
    with (folder / "postgres.log").open("wb") as log:
        server.start(log)
        server.prepare("dure")
        os.environ |= {
            "DURE_HOME": str(folder),
            "DURE_DATABASE_URL": server.url(OWNER, "dure"),
            "DJANGO_SETTINGS_MODULE": "dure.config.settings",
        }
        import django

        from dure.config import tables

        django.setup()
        tables.migrate(verbosity=0)
        assert APP
        try:
            yield
        finally:
            server.stop()


def recorded(data: Path, folder: Path) -> dict[str, object] | None:
    """Unmodified days of two machine tools, laid out and packed as day files: bytes a reading."""
    from dure.kernel import shdr
    from dure.kernel.observation import Observation
    from dure.telemetry.history.rows import lay_out

    days = sorted((data / "nist-smstestbed/dev/raw-days").glob("*/*.gz"))
    if not days:
        return None
    rows = size = 0
    for day in days:
        ids: dict[str, int] = {}
        laid = []
        with gzip.open(day, "rt", errors="replace") as lines:
            for line in lines:
                for entry in shdr.parse_line(line):
                    if entry.time_us is None:
                        continue
                    signal = ids.setdefault(entry.key, len(ids))
                    seen = Observation(entry.key, _value(entry.value), entry.time_us, sequence=len(laid))
                    laid.append(lay_out(signal, seen, 1))
        size += _packed(laid, folder / "nist.parquet")
        rows += len(laid)
    return {"days": len(days), "readings": rows, "bytes_per_reading": round(size / rows, 3)}


def _value(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _packed(laid: list, target: Path) -> int:
    from dure.telemetry.history import engine

    link = engine.connect()
    link.execute(f"CREATE TABLE t ({engine.STAGED})")
    with link.appender("t") as appender:
        appender.append_rows(laid)
    return engine.write(
        link, f"SELECT {engine.BASE} FROM t ORDER BY signal, time_ms, time_rest, stream, sequence", target, level=9
    )


def made_up(folder: Path) -> dict[str, object]:
    """A day of 20 signals at 1 Hz (temperatures, a pressure, counters, states) through writer, compaction, reader."""
    from dure.kernel.envelope import encode
    from dure.kernel.observation import Envelope
    from dure.telemetry.history import compaction, reader
    from dure.telemetry.history.writer import HistoryWriter
    from dure.telemetry.models import HistoryFile, Signal
    from dure.telemetry.services import Message

    start_us = 1_777_593_600_000_000
    rows = list(_day(start_us, DAY_S // 6))
    messages = [
        Message(n + 1, encode(Envelope("C", "e", start_us, tuple(rows[at : at + 1000]))))
        for n, at in enumerate(range(0, len(rows), 1000))
    ]
    writer = HistoryWriter(max_s=1e9)
    writer.position()
    begin = time.perf_counter()
    writer.take(messages)
    writer.flush()
    took = time.perf_counter() - begin
    begin = time.perf_counter()
    with compaction.worker() as link:
        day = compaction.compact(link, HistoryFile.objects.get(level="raw").day)
    compacting = time.perf_counter() - begin
    signal = Signal.objects.get(address="s3").id
    plain = folder / "plain.csv.gz"
    with gzip.open(plain, "wt", newline="") as stream:
        csv.writer(stream).writerows((o.address, o.time_us, o.value) for o in rows)
    from_files = best(lambda: sum(1 for _ in reader.observations([signal], start_us, start_us + DAY_S * 10**6)))
    from_csv = best(lambda: _scan(plain), times=2)
    return {
        "write_readings_per_s": round(len(rows) / took),
        "compact_readings_per_s": round(len(rows) / compacting),
        "bytes_per_reading_1hz": round(day.size_bytes / day.rows, 3),
        "csv_gz_bytes_per_reading": round(plain.stat().st_size / len(rows), 3),
        "one_signal_of_the_day_ms": round(from_files * 1000, 1),
        "times_faster_than_csv_gz": round(from_csv / from_files, 1),
    }


def _day(start_us: int, seconds: int) -> Iterator:
    import math
    import random

    from dure.kernel.observation import Observation

    dice = random.Random(1)
    for second in range(seconds):
        # One poll brings all signals with one time of receipt, some milliseconds off the second.
        at = start_us + second * 10**6 + dice.randrange(12_000)
        for n in range(SIGNALS):
            if n < 12:
                value: float | str = round(40 + n + 4 * math.sin(second / (900 + 70 * n)) + dice.gauss(0, 0.1), 1)
            elif n < 18:
                value = (second + n) // (3 + n % 5)
            else:
                value = ("RUN", "IDLE", "RUN", "FAULT")[(second // (600 + 50 * n)) % 4]
            yield Observation(f"s{n}", value, at, epoch="e", sequence=second * SIGNALS + n)


def _scan(plain: Path) -> int:
    with gzip.open(plain, "rt", newline="") as stream:
        return sum(row[0] == "s3" for row in csv.reader(stream))


def year(folder: Path) -> dict[str, object]:
    """A year of 200 signals as hour roll-ups and 60 days of them as minutes; one signal is read."""
    from dure.telemetry.history import engine, files
    from dure.telemetry.history.series import series

    link = engine.connect(threads=2)
    first = date(2025, 1, 1)
    months = [date(2025, month, 1) for month in range(1, 13)]
    for month in months:
        following = (month + timedelta(days=32)).replace(day=1)
        _rollup(link, files.Level.HOUR, month, (following - month).days * 24, 3_600_000)
    for n in range(60):
        _rollup(link, files.Level.MINUTE, date(2025, 11, 1) + timedelta(days=n), 1440, 60_000)
    start_us = files.day_start_us(first)
    end_us = files.day_start_us(date(2026, 1, 1))
    month_us = files.day_start_us(date(2025, 12, 1))
    return {
        "year_of_one_signal_ms": round(best(lambda: series(7, start_us, end_us)) * 1000, 1),
        "year_points": len(series(7, start_us, end_us).buckets),
        "month_of_one_signal_ms": round(best(lambda: series(7, month_us, end_us)) * 1000, 1),
        "readings_in_the_year": 365 * DAY_S,
    }


def _rollup(link: object, level: str, day: date, buckets: int, width_ms: int) -> None:
    from dure.telemetry.history import engine, files
    from dure.telemetry.models import HistoryFile

    path = files.place(level, day, 1, 2)
    start_ms = files.day_start_us(day) // 1000
    per = width_ms // 1000
    size = engine.write(
        link,
        f"SELECT s AS signal, {start_ms} + b * {width_ms} AS time_ms, {per} AS count, {per} AS numbers, 0 AS missing, "
        "v - 1 AS low, v + 1 AS high, v + 0.1 AS mean, v AS last, NULL::VARCHAR AS last_text, 0 AS texts, "
        "0::UTINYINT AS last_quality FROM (SELECT s, b, round(50 + s + 5 * sin(b / 9.0 + s), 2) AS v "
        f"FROM range({YEAR_SIGNALS}) a(s), range({buckets}) c(b)) ORDER BY s, b",
        files.folder() / path,
        group=engine.ROLLUP_GROUP,
    )
    HistoryFile.objects.create(
        level=level, day=day, path=path, first_sequence=1, last_sequence=2, rows=YEAR_SIGNALS * buckets,
        first_time=files.utc_midnight(day), last_time=files.moment((start_ms + buckets * width_ms) * 1000 - 1),
        size_bytes=size,
    )  # fmt: skip


def best(work: Callable[[], object], times: int = 7) -> float:
    """Median seconds."""
    took = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        took.append(time.perf_counter() - begin)
    return statistics.median(took)


if __name__ == "__main__":
    raise SystemExit(main())
