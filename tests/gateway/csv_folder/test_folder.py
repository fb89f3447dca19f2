"""Files as machines leave them: encodings, half-written rows, restarts, files written anew, finished files."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from dure.gateway.config import ConnectionConfig
from dure.kernel.observation import Observation
from tests.gateway.rig import Bench
from tests.gateway.waiting import until


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "export"
    made.mkdir()
    return made


def collecting(
    folder: Path, act: Callable[[Bench], Awaitable[None]], addresses: tuple[str, ...] = ("*",), **more: object
) -> list[Observation]:
    """What is stored in the end, without what is said missing at the stop."""

    async def run() -> list[Observation]:
        settings = {"folder": str(folder), "time_column": "time", "every_s": 0.05} | more
        config = ConnectionConfig("C1", "csv_folder", settings, addresses, silent_after_s=0)
        async with Bench(folder.parent / "bench", config) as bench:
            await act(bench)
            return rows(bench)

    return asyncio.run(run())


def rows(bench: Bench) -> list[Observation]:
    """What came from files: the gateway's own numbering has no generation."""
    return [one for one in bench.read() if one.epoch.endswith((".0", ".1"))]


def seen(count: int) -> Callable[[Bench], Awaitable[None]]:
    async def act(bench: Bench) -> None:
        await until(lambda: len(rows(bench)) >= count, f"{count} observations")

    return act


ROWS = "time,온도,count\n2026-06-01 09:00:00,21.5,1\n2026-06-01 09:00:01,,2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_encodings(folder: Path, encoding: str) -> None:
    (folder / "a.csv").write_bytes(ROWS.encode(encoding))
    found = collecting(folder, seen(4))
    assert [(one.address, one.value) for one in found] == [("온도", 21.5), ("count", 1), ("온도", None), ("count", 2)]
    assert [one.sequence for one in found] == [0, 1, 2, 3]
    assert found[0].time_us == 1_780_272_000_000_000


def test_a_restart_reads_on_and_a_lost_position_reads_the_same_numbers(folder: Path) -> None:
    file = folder / "a.csv"
    file.write_text(ROWS, "utf-8")

    async def seen_and_noted(bench: Bench) -> None:
        await seen(4)(bench)
        await until(lambda: any((folder.parent / "bench" / "state").rglob("progress.json")), "the position")

    first = collecting(folder, seen_and_noted)
    with file.open("a", encoding="utf-8") as more:
        more.write("2026-06-01 09:00:02,22,3\n")
    second = collecting(folder, seen(6))[len(first) :]
    assert [one.value for one in second] == [22, 3]
    for kept in (folder.parent / "bench" / "state").rglob("progress.json"):
        kept.unlink()
    again = collecting(folder, seen(12))
    assert {(one.epoch, one.sequence): one.value for one in again} == {
        (one.epoch, one.sequence): one.value for one in [*first, *second]
    }


def test_a_half_written_row_waits(folder: Path) -> None:
    file = folder / "a.csv"

    async def act(bench: Bench) -> None:
        file.write_text(ROWS + "2026-06-01 09:00:02,22,1", "utf-8")
        await seen(2)(bench)
        with file.open("a", encoding="utf-8") as more:
            more.write("23\n2026-06-01 09:00:03,23,124\n")
        await seen(4)(bench)

    found = collecting(folder, act, ("count",))
    assert [one.value for one in found] == [1, 2, 123, 124]


def test_a_last_row_without_an_end_is_taken_when_the_file_rests_and_the_file_is_moved(folder: Path) -> None:
    file = folder / "a.csv"
    file.write_text(ROWS.rstrip("\n"), "utf-8")
    os.utime(file, (time.time() - 100, time.time() - 100))

    async def act(bench: Bench) -> None:
        await seen(4)(bench)
        await until((folder / "done" / "a.csv").exists, "moved")

    assert len(collecting(folder, act, finished="move")) == 4
    assert not file.exists()


def test_broken_rows_are_kept_beside_and_named(folder: Path) -> None:
    broken = b"2026-06-01 09:00:02,1\nyesterday,1,2\n\xff\x01\xfd,1,2\n2026-06-01 09:00:03,22,9\n"
    (folder / "a.csv").write_bytes(ROWS.encode() + broken)
    problems: list[str] = []

    async def act(bench: Bench) -> None:
        await seen(6)(bench)
        await until((folder / "a.csv.rejected").exists, "rejected rows")
        problems.extend(one["text"] for one in bench.connection.health.problems)

    found = collecting(folder, act)
    assert [one.value for one in found][-2:] == [22, 9]
    assert problems[0] == "a.csv, row 4: only 2 cells under 3 headings"
    assert problems[1] == "a.csv, row 5: column time: 'yesterday' is not a time"
    assert problems[2].startswith("a.csv, row 6: Not a text")
    kept = (folder / "a.csv.rejected").read_bytes().split(b"\n")
    assert [line for line in kept if line and not line.startswith(b"# ")] == broken.split(b"\n")[:3]


def test_a_file_written_anew_is_read_anew(folder: Path) -> None:
    file = folder / "a.csv"
    file.write_text(ROWS, "utf-8")

    async def act(bench: Bench) -> None:
        await seen(4)(bench)
        file.write_text("time,온도,count\n2026-06-02 09:00:00,20,7\n", "utf-8")
        await seen(6)(bench)

    found = collecting(folder, act)
    assert [one.value for one in found][-2:] == [20, 7]
    assert found[-1].epoch != found[0].epoch


def test_a_column_that_disappears_and_a_file_that_is_no_table(folder: Path) -> None:
    (folder / "a.csv").write_text("time,other\n2026-06-01 09:00:00,1\n", "utf-8")
    (folder / "b.csv").write_bytes("time,count\n2026-06-01 09:00:00,1\n".encode("utf-16"))
    (folder / "c.csv").write_text(ROWS, "utf-8")

    async def act(bench: Bench) -> None:
        await seen(2)(bench)
        problems = [one["text"] for one in bench.connection.health.problems]
        assert any(text == "Columns that are not there: count" for text in problems)
        assert any("UTF-16" in text for text in problems)

    found = collecting(folder, act, ("count",))
    assert [one.value for one in found] == [1, 2]


def test_settings_that_make_no_sense_are_rejected(folder: Path) -> None:
    async def act(bench: Bench) -> None:
        await bench.state("rejected")
        assert "time zone" in bench.connection.health.message

    collecting(folder, act, time_zone="Mars/Olympus")

    async def leads_out(bench: Bench) -> None:
        await bench.state("rejected")
        assert "out of the folder" in bench.connection.health.message

    collecting(folder, leads_out, pattern="../*.csv")
