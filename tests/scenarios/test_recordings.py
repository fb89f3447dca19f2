"""Every recording of real machines goes through the whole path; totals come from code that knows nothing of it."""

import asyncio
import csv
import gzip
import io
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import nats
import pytest
from django.db import connections

from dure.cli.replay.feed import feed_into
from dure.cli.replay.formats import load
from dure.cli.replay.plan import Plan
from dure.config import eventlog
from dure.kernel.eventlog import STREAM
from dure.production.models import StateInterval
from dure.production.rebuild import compare
from dure.telemetry.models import Connection
from tests.recordings import folder

BOX = "nist-mtc-box-assembly"
BED = "nist-smstestbed"
OKUMA = "mtconnect-okuma-demo"
MISSING = {"UNAVAILABLE", ""}


@pytest.fixture
def plant(transactional_db: None, nats_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    eventlog.prepare_now(nats_url)
    asyncio.run(_empty_log(nats_url))
    monkeypatch.setenv("DURE_NATS_URL", nats_url)
    yield nats_url
    connections.close_all()


async def _empty_log(url: str) -> None:
    client = await nats.connect(url)
    await client.jetstream().purge_stream(STREAM)
    await client.close()


def fed(file: str, **options: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {"format": "shdr", "work_unit": "U", **options}
    plan = Plan(folder() / file, **fields)
    return feed_into(plan, load(plan), has_recorder=False)


def lines(file: str) -> list[list[str]]:
    """The recording's lines, split at bars, in the order of their times; read without any of Dure's code."""
    with gzip.open(folder() / file, "rt", encoding="utf-8", errors="replace") as stream:
        rows = [line.rstrip("\r\n").split("|") for line in stream if "|" in line]
    return sorted((row for row in rows if row[0][:2] == "20"), key=lambda row: moment(row[0]))


def moment(text: str) -> float:
    return datetime.fromisoformat(text.rstrip("Z")[:26] + "+00:00").timestamp()


def readings(file: str, key: str) -> list[tuple[float, str]]:
    found = []
    for row in lines(file):
        for name, value in zip(row[1::2], row[2::2], strict=False):
            if name == key:
                found.append((moment(row[0]), value.strip()))
    return found


def said(values: list[str]) -> int:
    """What a counter said: its rises, and after each fall what it shows."""
    numbers = [int(float(value)) for value in values if value.upper() not in MISSING]
    return sum(b - a if b >= a else b for a, b in pairwise(numbers))


def files(path: str) -> list[str]:
    """Recordings under a folder; one name that tells when there are none, so that the test says why it skips."""
    try:
        found = sorted(str(file.relative_to(folder())) for file in (folder() / path).rglob("*.txt.gz"))
    except pytest.skip.Exception:
        found = []
    return found or [f"{path}/missing"]


@pytest.mark.parametrize("part", ["Plate", "Cover"])
def test_counters_of_the_box_assembly(plant: str, part: str) -> None:
    for number, file in enumerate(files(f"{BOX}/dev/{part}")):
        told = fed(file, devices=folder() / BOX / "Devices.xml", work_unit=f"{part}{number}")
        values = [value for _, value in readings(file, "Part_Count")]
        assert (told["parts"] + told["held"], told["rejected"]) == (said(values), {}), file
        completed = [v for _, v in readings(file, "Program_Status") if v == "PROGRAM_COMPLETED"]
        assert told["observations"] == told["stored"] == len(lines(file)), file
        assert told["cycles"] <= len(completed) or not completed, file


PROGRAMS = {
    "Plate": {"*PLATE.NC": "1/2", "*PLATE-2.NC": "2/2"},
    "Cover": {"*COVER_REV-A.NC": "1/3", "*COVER-2_REV-A.NC": "2/3", "*COVER-3_REV-A.NC": "3/3"},
}


def test_operations_and_parts_of_plates_are_told_apart(plant: str) -> None:
    """Each file holds the making of one plate: two program cycles of its programs, one part."""
    for number, file in enumerate(files(f"{BOX}/dev/clean-day")):
        told = fed(
            file, devices=folder() / BOX / "Devices.xml", work_unit=f"D{number}",
            programs=PROGRAMS["Plate"], count_from="cycles",
        )  # fmt: skip
        second, finished = 0, 0
        program, was = "", ""
        for row in lines(file):
            if row[1] == "Program_Name_Running":
                program = row[2]
            elif row[1] == "Program_Status" and row[2] != was:
                finished += row[2] in ("PROGRAM_COMPLETED", "READY") and was == "ACTIVE"
                second += (
                    row[2] in ("PROGRAM_COMPLETED", "READY") and was == "ACTIVE" and program.endswith("PLATE-2.NC")
                )
                was = row[2]
        assert (told["parts"], told["cycles"]) == (second, finished), file


def test_whole_days_of_the_box_assembly(plant: str) -> None:
    for number, file in enumerate(files(f"{BOX}/dev/clean-day")):
        told = fed(file, devices=folder() / BOX / "Devices.xml", work_unit=f"D{number}")
        assert told["parts"] + told["held"] == said([v for _, v in readings(file, "Part_Count")])


@pytest.mark.parametrize("machine", ["Mazak01", "Hurco01"])
def test_raw_days_of_the_test_bed(plant: str, machine: str) -> None:
    key = {"Mazak01": "PartCountAct", "Hurco01": "Part_Count"}[machine]
    for number, file in enumerate(files(f"{BED}/dev/raw-days/{machine}")):
        told = fed(file, devices=folder() / BED / "Devices.xml", device=machine, work_unit=f"R{number}")
        assert told["parts"] + told["held"] == said([v for _, v in readings(file, key)]), file
        assert told["observations"] == told["stored"] + sum(told["rejected"].values()), file
        spent = sum(told["seconds"].values())
        first = min(t for t, _ in [*readings(file, "execution"), *readings(file, "Program_Status")])
        assert spent == pytest.approx(moment(told["last"]) - first, abs=0.01), file


def test_a_counter_with_resets_and_leaps(plant: str) -> None:
    """Hurco01 shows 2379 → 0 → 2388: parts and held counts together are what it said, and nothing is lost."""
    file = f"{BED}/dev/Hurco01-events-full-period.shdr.gz"
    told = fed(file, devices=folder() / BED / "Devices.xml", device="Hurco01")
    values = [v for _, v in readings(file, "Part_Count")]
    numbers = [int(v) for v in values if v not in MISSING]
    falls = sum(b < a for a, b in pairwise(numbers))
    assert (told["parts"] + told["held"], told["resets"]) == (said(values), falls)
    assert falls == 13
    assert told["held"] > 10 * told["parts"]


@pytest.fixture
def mazak(plant: str) -> dict[str, Any]:
    return fed(
        f"{BED}/dev/Mazak01-events-full-period.shdr.gz",
        devices=folder() / BED / "Devices.xml",
        device="Mazak01",
        count_from="cycles",
    )


@pytest.mark.slow
def test_years_of_a_machine_whose_counter_never_rises(plant: str, mazak: dict[str, Any]) -> None:
    file = f"{BED}/dev/Mazak01-events-full-period.shdr.gz"
    words = [value for _, value in readings(file, "execution")]
    changes = [b for a, b in zip(["", *words], words, strict=False) if a != b]
    cycles = sum(a == "ACTIVE" and b == "READY" for a, b in pairwise(changes))
    assert (mazak["parts"], mazak["cycles"], cycles) == (8657, 8657, 8657)
    assert mazak["observations"] == len(lines(file))
    assert mazak["counted_from"] == "cycles"
    _active_time_agrees_with_the_controllers_own(file)
    same = compare(plant)
    assert same.differences == {}


def _active_time_agrees_with_the_controllers_own(file: str) -> None:
    """auto_time runs while a program runs, also on hold: days without holds must agree within 2 %."""
    intervals = [
        (row.started_at.timestamp(), row.ended_at.timestamp(), row.word)
        for row in StateInterval.objects.filter(ended_at__isnull=False).order_by("started_at")
    ]
    spent: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    at = 0
    clock = readings(file, "auto_time")
    for (start, a), (end, b) in pairwise(clock):
        if a in MISSING or b in MISSING:
            continue
        while intervals[at][1] <= start:
            at += 1
        parts = list(_from(intervals, at, end))
        if any(word == "UNAVAILABLE" for _, _, word in parts):
            continue
        day = spent[datetime.fromtimestamp(start, UTC).strftime("%Y-%m-%d")]
        day["auto"] += float(b) - float(a)
        for low, high, word in parts:
            day[word] += min(high, end) - max(low, start)
    held = ("INTERRUPTED", "FEED_HOLD", "PROGRAM_STOPPED")
    days = [d for d in spent.values() if d["auto"] > 3600]
    free = [d for d in days if sum(d[word] for word in held) < 0.005 * d["auto"]]
    assert len(free) >= 25
    assert [d for d in free if abs(d["ACTIVE"] / d["auto"] - 1) > 0.02] == []
    in_program = sum(d["ACTIVE"] + sum(d[word] for word in held) for d in days)
    assert in_program == pytest.approx(sum(d["auto"] for d in days), rel=0.02)


def _from(intervals: list[tuple[float, float, str]], at: int, end: float) -> Iterator[tuple[float, float, str]]:
    while at < len(intervals) and intervals[at][0] < end:
        yield intervals[at]
        at += 1


def test_segments_that_are_not_in_the_order_of_time(plant: str) -> None:
    """Four cycles; the counter went 0→1, 0→1, 0→1, and 1→2 while nobody recorded, then 2→3."""
    file = f"{OKUMA}/okuma.txt.gz"
    told = fed(file, devices=folder() / OKUMA / "Devices.xml")
    words = [v for _, v in readings(file, "pexecution")]
    assert told["cycles"] == sum(a == "ACTIVE" and b == "PROGRAM_COMPLETED" for a, b in pairwise(words)) == 4
    assert told["parts"] == said([v for _, v in readings(file, "ppartcount")])


def test_a_spreadsheet_of_energy(plant: str) -> None:
    file = "uci-steel-industry-energy-kr/Steel_industry_data.csv.gz"
    told = fed(file, format="csv")
    with gzip.open(folder() / file, "rt", encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream))
    assert told["observations"] == (len(rows) - 1) * (len(rows[0]) - 1)
    assert told["stored"] + sum(told["rejected"].values()) == told["observations"]
    assert told["first"] == "2017-12-31T15:00:00+00:00"  # 2018-01-01 00:00 in Seoul


MILLING = (1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17)


@pytest.mark.parametrize("number", MILLING)
def test_milling_runs_without_times(plant: str, number: int) -> None:
    file = f"umich-cnc-mill-tool-wear/dev/experiment_{number:02}.csv.gz"
    told = fed(file, format="csv", step=Decimal("0.1"))
    with gzip.open(folder() / file, "rb") as stream:
        rows = list(csv.reader(io.TextIOWrapper(stream, "utf-8")))
    assert told["observations"] == told["stored"] == (len(rows) - 1) * len(rows[0])


def test_replaying_again_counts_nothing_again(plant: str) -> None:
    file = files(f"{BOX}/dev/Plate")[0]
    first = fed(file, devices=folder() / BOX / "Devices.xml")
    again = fed(file, devices=folder() / BOX / "Devices.xml")
    assert first["parts"] > 0
    assert (again["parts"], again["stored"], again["rejected"]) == (0, 0, {"seen before": first["stored"]})
    assert Connection.objects.filter(code="replay-U").count() == 1


def test_the_folder_of_recordings_is_complete() -> None:
    assert Path(folder() / BOX / "Devices.xml").exists()
    assert len(list((folder() / "umich-cnc-mill-tool-wear/dev").iterdir())) == len(MILLING)
