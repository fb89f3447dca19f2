"""What the history loop promises: everything once, whatever breaks at whatever moment."""

import os
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from django.db import DatabaseError, transaction

from dure.kernel.errors import Conflict
from dure.kernel.observation import Observation, Quality
from dure.telemetry.history import reader
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import HistoryFile, LogPosition, Reader, SeenSource, Signal
from dure.telemetry.services import Message
from tests.telemetry.history.conftest import DAY_US, START_US

pytestmark = pytest.mark.django_db
Make = Callable[..., Message]


def count(first: int, n: int, *, start_us: int = START_US, step_us: int = 1_000_000) -> list[Observation]:
    return [Observation("count", first + i, start_us + i * step_us, Quality.GOOD, "e1", first + i) for i in range(n)]


def stored() -> list[tuple[int, object]]:
    ids = list(Signal.objects.values_list("id", flat=True))
    return [(p.time_us, p.value) for p in reader.observations(ids, 0, 2 * START_US)]


def files_on_disk(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_what_was_flushed_is_read_back(history_folder: Path, message: Make) -> None:
    writer = HistoryWriter()
    assert writer.position() == 0
    writer.take([message(5, count(0, 3)), message(6, count(3, 2, start_us=START_US + 3_000_000))])
    assert not stored()
    assert writer.flush() == 6
    assert stored() == [(START_US + i * 1_000_000, i) for i in range(5)]
    row = HistoryFile.objects.get()
    assert (row.first_sequence, row.last_sequence, row.rows) == (5, 6, 5)
    assert row.size_bytes == (history_folder / row.path).stat().st_size
    assert LogPosition.objects.get(reader=Reader.HISTORY).stream_sequence == 6


def test_a_flush_over_midnight_gives_a_file_for_each_day(history_folder: Path, message: Make) -> None:
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 4, start_us=START_US + DAY_US - 2_000_000))])
    writer.flush()
    assert [(str(f.day), f.rows) for f in HistoryFile.objects.order_by("day")] == [
        ("2026-05-01", 2),
        ("2026-05-02", 2),
    ]


def test_the_same_observations_again_change_nothing(history_folder: Path, message: Make) -> None:
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 3))])
    writer.flush()
    writer.take([message(1, count(0, 3)), message(2, count(1, 4, start_us=START_US + 1_000_000))])
    writer.flush()
    assert [value for _, value in stored()] == [0, 1, 2, 3, 4]
    place = LogPosition.objects.get(reader=Reader.HISTORY)
    assert (place.stored, place.duplicates) == (5, 2)


def test_a_failed_commit_leaves_all_waiting_and_works_later(
    history_folder: Path, message: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 3))])
    with monkeypatch.context() as broken, pytest.raises(DatabaseError), transaction.atomic():
        broken.setattr(HistoryFile.objects, "bulk_create", _fail)
        writer.flush()
    assert writer.waiting == 1
    assert not HistoryFile.objects.exists()
    assert not SeenSource.objects.filter(reader=Reader.HISTORY).exists()
    assert writer.flush() == 1
    assert [value for _, value in stored()] == [0, 1, 2]


def test_a_crash_before_the_commit_leaves_nothing_behind(history_folder: Path, message: Make) -> None:
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 3))])
    writer.flush()
    live = files_on_disk(history_folder)
    (history_folder / "raw/2026-05-01/0000000000000002-0000000000000009.parquet").write_bytes(b"whole but not entered")
    (history_folder / "raw/2026-05-01/0000000000000002-0000000000000010.parquet.tmp").write_bytes(b"half")
    again = HistoryWriter()
    assert again.position() == 1
    assert files_on_disk(history_folder) == live
    again.take([message(1, count(0, 3)), message(2, count(3, 1, start_us=START_US + 3_000_000))])
    again.flush()
    assert [value for _, value in stored()] == [0, 1, 2, 3]


def test_a_second_recorder_is_refused(history_folder: Path, message: Make) -> None:
    first, second = HistoryWriter(), HistoryWriter()
    first.position()
    second.position()
    first.take([message(1, count(0, 3))])
    second.take([message(1, count(0, 3))])
    first.flush()
    with pytest.raises(Conflict, match="second recorder"):
        second.flush()
    assert len(stored()) == 3


def test_unreadable_messages_move_the_position_too(history_folder: Path, message: Make) -> None:
    writer = HistoryWriter()
    writer.position()
    writer.take([Message(1, b"\x00not an envelope"), message(2, count(0, 1))])
    assert writer.flush() == 2
    assert LogPosition.objects.get(reader=Reader.HISTORY).rejected == 1
    assert len(stored()) == 1


def test_every_kind_of_value_comes_back_as_it_was(history_folder: Path, message: Make) -> None:
    values = [0, -5, 2**62, 2**53 + 1, 1.5, -0.25, 1e300, "한국어 상태", "", True, None, 10**30]
    seen = [Observation("v", value, START_US + i, Quality.GOOD, "e1", i) for i, value in enumerate(values)]
    seen.append(Observation("v", None, START_US + 100, Quality.MISSING, "e1", 100))
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, seen)])
    writer.flush()
    got = list(reader.observations([Signal.objects.get().id], START_US, START_US + DAY_US))
    assert [p.value for p in got] == [*values[:-3], 1, None, 1e30, None]
    assert isinstance(got[3].value, int)
    assert [p.quality for p in got][-1] is Quality.MISSING


def test_equal_times_keep_the_order_of_the_log(history_folder: Path, message: Make) -> None:
    seen = [Observation("s", text, START_US, Quality.GOOD, "e1", i) for i, text in enumerate("badc")]
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, seen)])
    writer.flush()
    assert [value for _, value in stored()] == ["b", "a", "d", "c"]


@pytest.mark.parametrize("wild_us", [-(10**15), 0, 253_402_300_799_000_000])
def test_a_wild_clock_is_kept_and_does_not_stop_the_loop(history_folder: Path, message: Make, wild_us: int) -> None:
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, [Observation("s", 1, wild_us, Quality.UNCERTAIN, "e1", 1)])])
    assert writer.flush() == 1
    signal = Signal.objects.get().id
    assert [p.time_us for p in reader.observations([signal], wild_us, wild_us + 1)] == [wild_us]


def test_files_are_synced_before_they_are_entered(
    history_folder: Path, message: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    sync, create = os.fsync, HistoryFile.objects.bulk_create
    monkeypatch.setattr(os, "fsync", lambda handle: (order.append("sync"), sync(handle))[1])
    monkeypatch.setattr(HistoryFile.objects, "bulk_create", lambda rows: (create(rows), order.append("enter"))[0])
    writer = HistoryWriter()
    writer.position()
    writer.take([message(1, count(0, 3))])
    writer.flush()
    # New folders, the file, its folder; only then the entry.
    assert order[-1] == "enter"
    assert order.count("sync") >= 3


def test_raw_files_name_every_observation_once(history_folder: Path, message: Make) -> None:
    writer = HistoryWriter()
    writer.position()
    for stream in range(1, 6):
        writer.take([message(stream, count((stream - 1) * 10, 15))])
        writer.flush()
    found = duckdb.sql(f"SELECT sequence, count(*) FROM read_parquet('{history_folder}/raw/*/*') GROUP BY 1 ORDER BY 1")
    assert found.fetchall() == [(n, 1) for n in range(55)]


def _fail(rows: object) -> None:
    list(rows)  # type: ignore[call-overload]
    raise DatabaseError("the disk of the database is full")
