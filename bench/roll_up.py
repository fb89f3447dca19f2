"""Does tidying the history disturb what is live? 30 days of 200 signals are compacted and rolled up meanwhile.

    python -m bench.roll_up

The same plant, load and screen as in bench.signal_to_screen, first without and then with the compaction of 30
finished days (a reading of each signal every ten seconds), by the very code that the worker runs, in a process of
its own. Compared: signal to screen, and observations that came through a second.
"""

import os
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from bench import _plant, signal_to_screen
from bench._figures import QUICK, Figure, tell
from bench._loading import Load
from bench.signal_to_screen import LIMIT_S, RATE, Watched

DAYS, SIGNALS, EVERY_MS = (6 if QUICK else 30), 200, 10_000
READINGS = 86_400_000 // EVERY_MS * SIGNALS
"""A day's."""
FILES = 6
"""Raw files of a day."""
BEFORE_S = 15 if QUICK else 30
_TIDY = (
    "import time\n"
    "from dure.telemetry.history import compaction\n"
    "deadline = time.monotonic() + 120\n"
    "while not (done := compaction.run(at_most_days=31)).days and time.monotonic() < deadline: time.sleep(1)\n"
    "print(len(done.days))\n"
)


def make_days() -> None:
    """Raw files as the recorder leaves them, for days that are over."""
    from dure.telemetry.history import engine, files
    from dure.telemetry.models import HistoryFile

    link = engine.connect(threads=2, memory="512MB")
    today, per = files.today(), 86_400_000 // EVERY_MS // FILES
    for back in range(2, DAYS + 2):
        day = today - timedelta(days=back)
        for part in range(FILES):
            start_ms = files.day_start_us(day) // 1000 + part * per * EVERY_MS
            HistoryFile.objects.create(**_raw(link, day, back * 1000 + part, start_ms, per))


def _raw(link: object, day: date, number: int, start_ms: int, per: int) -> dict[str, object]:
    from dure.telemetry.history import engine, files

    path = files.place("raw", day, number, number)
    # A seventh of the signals are counters, the others measurements with two decimals.
    counter = "CASE WHEN s % 7 = 0 THEN b // (1 + s % 5) END"
    measured = "CASE WHEN s % 7 <> 0 THEN round(50 + s + 5 * sin(b / 90.0 + s) + random(), 2) END"
    query = (
        f"SELECT 1000000 + s AS signal, {start_ms} + b * {EVERY_MS} AS time_ms, (s * 7)::SMALLINT AS time_rest, "
        f"{counter}::BIGINT AS whole, {measured} AS number, NULL::VARCHAR AS text, 0::UTINYINT AS quality, "
        f"{number}::BIGINT AS stream, b * {SIGNALS} + s AS sequence "
        f"FROM range({SIGNALS}) a(s), range({per}) c(b) ORDER BY s, b"
    )
    size = engine.write(link, query, files.folder() / path)
    first, last = (files.moment(ms * 1000) for ms in (start_ms, start_ms + per * EVERY_MS - 1))
    return {
        "level": "raw", "day": day, "path": path, "first_sequence": number, "last_sequence": number,
        "rows": per * SIGNALS, "first_time": first, "last_time": last, "size_bytes": size,
    }  # fmt: skip


def tidy(home: Path) -> subprocess.Popen[str]:
    """The worker's compaction in a process of its own; it prints how many days it did."""
    command = [sys.executable, "-m", "dure", "manage", "shell", "-v", "0", "-c", _TIDY]
    return subprocess.Popen(command, env=os.environ | {"DURE_HOME": str(home)}, stdout=subprocess.PIPE, text=True)


def main() -> int:
    with _plant.running() as plant, signal_to_screen.ready(plant) as (port, unit, probe):
        make_days()
        with signal_to_screen.screen(False, f"http://localhost:{plant.plant.port}", unit) as looking:
            load = Load(port, signal_to_screen.load_plan(600))
            time.sleep(signal_to_screen.WARM_S)
            without = signal_to_screen.watch(plant, probe, looking, BEFORE_S)
            began, job = time.time(), tidy(plant.plant.home)
            beside = []
            while job.poll() is None:
                beside.append(signal_to_screen.watch(plant, probe, looking, 3))
            took = time.time() - began
            done = int((job.stdout.read() if job.stdout else "") or 0)
            load.stop()
    return told(without, together(beside), done, took)


def together(parts: list[Watched]) -> Watched:
    return Watched(
        [one for part in parts for one in part.latencies],
        sum(part.made for part in parts),
        sum(part.stored for part in parts),
        sum(part.seconds for part in parts),
        {},
    )


def told(without: Watched, beside: Watched, done: int, took: float) -> int:
    before, meanwhile = without.stored / without.seconds, beside.stored / beside.seconds
    return tell(
        Figure("days compacted and rolled up", f"{done} of {DAYS}", "all", done == DAYS),
        Figure("readings rolled up", f"{done * READINGS:,} in {took:.0f} s"),
        Figure("observations/s without and beside it", f"{before:,.0f} and {meanwhile:,.0f}, of {RATE:,} sent"),
        Figure(
            "share that comes through beside it",
            f"{meanwhile / before:.3f}",
            "at least 0.95",
            meanwhile / before >= 0.95,
        ),
        Figure("signal to screen p95 without", f"{without.p95:.2f} s"),
        Figure(
            "signal to screen p95 beside it", f"{beside.p95:.2f} s", f"less than {LIMIT_S:.0f} s", beside.p95 < LIMIT_S
        ),
        Figure("p95 beside it, times that without", f"{beside.p95 / without.p95:.2f}"),
    )


if __name__ == "__main__":
    raise SystemExit(main())
