"""The shdr connector against a played adapter."""

import asyncio
from pathlib import Path

import pytest

from dure.gateway.connector import Rejected, Unreachable
from dure.gateway.connectors.shdr.connector import Shdr
from dure.kernel.observation import Quality
from dure.kernel.shdr import time_us
from tests.gateway.harness import Collected, Problems, context, recorded_part_counts, until
from tests.gateway.shdr.adapter import Adapter

FRAMES = Path(__file__).parent / "frames" / "lathe.shdr"


def _shdr(port: int, folder: Path, *addresses: str, **settings: object) -> Shdr:
    return Shdr({"host": "127.0.0.1", "port": port, **settings}, addresses or ("*",), context(folder))


def test_a_session_is_read_as_it_was_said(tmp_path: Path) -> None:
    async def scenario() -> Collected:
        async with Adapter(FRAMES.read_bytes()) as adapter, Collected(_shdr(adapter.port, tmp_path)) as got:
            await until(lambda: any(o.address == "avail" and o.quality is Quality.MISSING for o in got.all))
            return got

    got = asyncio.run(scenario())
    assert got.changes("count") == [0, 1, 2]
    assert got.values("L2:count")[0] == 0
    assert got.changes("system")[:3] == ["NORMAL", "FAULT 4711 유압 압력 낮음", "NORMAL"]
    own = [o for o in got.all if o.address == "count" and o.time_us < time_us("2026-03-03T00:00:00Z")]
    assert [o.time_us for o in own] == [
        time_us("2026-03-02T00:00:02.123456Z"),
        time_us("2026-03-02T00:00:05Z"),
        time_us("2026-03-02T00:00:06Z"),
    ]
    assert [o.quality for o in got.all if o.address == "load"][:2] == [Quality.GOOD, Quality.MISSING]


def test_bytes_may_be_cut_anywhere(tmp_path: Path) -> None:
    async def scenario() -> list[object]:
        async with Adapter() as adapter, Collected(_shdr(adapter.port, tmp_path, "system")) as got:
            await until(lambda: bool(adapter.clients))
            for at in range(len(data := FRAMES.read_bytes())):
                adapter.say(data[at : at + 1])
                await asyncio.sleep(0)
            await until(lambda: len(got.all) >= 3)
            assert {one.address for one in got.all} == {"system"}
            return got.changes("system")

    assert asyncio.run(scenario())[:2] == ["NORMAL", "FAULT 4711 유압 압력 낮음"]


def test_values_that_changed_long_ago_are_valid_again_now(tmp_path: Path) -> None:
    async def scenario() -> Collected:
        greeting = b"2020-01-01T00:00:00Z|execution|ACTIVE\n"
        async with Adapter(greeting) as adapter, Collected(_shdr(adapter.port, tmp_path)) as got:
            await until(lambda: len(got.all) == 2)
            return got

    then, now = asyncio.run(scenario()).all
    assert (then.value, now.value) == ("ACTIVE", "ACTIVE")
    assert then.time_us == time_us("2020-01-01T00:00:00Z")
    assert now.time_us - then.time_us > 5 * 365 * 86_400 * 1_000_000


def test_a_silent_adapter_is_noticed_by_its_heartbeat(tmp_path: Path) -> None:
    async def scenario() -> BaseException | None:
        async with Adapter(heartbeat_ms=100) as adapter, Collected(_shdr(adapter.port, tmp_path)) as got:
            await until(lambda: len(adapter.heard) > 4 and got.parcels > 2)
            assert set(adapter.heard) == {b"* PING\n"}
            adapter.heartbeat_ms = 0
            await until(lambda: got.error is not None)
            return got.error

    error = asyncio.run(scenario())
    assert isinstance(error, Unreachable)
    assert "heartbeat" in str(error)


def test_a_closed_line_and_a_dead_port_are_unreachable(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Adapter() as adapter, Collected(_shdr(adapter.port, tmp_path)) as got:
            await until(lambda: bool(adapter.clients))
            adapter.hang_up()
            await until(lambda: isinstance(got.error, Unreachable))
        with pytest.raises(Unreachable):
            await _shdr(adapter.port, tmp_path).__aenter__()

    asyncio.run(scenario())


def test_a_model_gives_units_kinds_and_meanings(tmp_path: Path) -> None:
    model = tmp_path / "Devices.xml"
    model.write_text(
        '<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:1.3"><Devices><Device id="d" name="d"><DataItems>'
        '<DataItem id="c" name="count" type="PART_COUNT" category="EVENT"/>'
        '<DataItem id="p" name="prog" type="PROGRAM" category="EVENT"/>'
        '<DataItem id="l" name="load" type="LOAD" category="SAMPLE" units="PERCENT"/>'
        "</DataItems></Device></Devices></MTConnectDevices>",
        encoding="utf-8",
    )
    problems = Problems()

    async def scenario() -> None:
        said = b"|count|many|prog|12|load|1.5\n"
        async with Adapter(said) as adapter:
            settings = {"host": "127.0.0.1", "port": adapter.port, "devices": str(model)}
            async with Collected(Shdr(settings, ("*",), context(tmp_path, problems))) as got:
                await until(lambda: len(got.all) == 3)
                assert [(o.value, o.quality) for o in got.all] == [
                    ("many", Quality.BAD),
                    ("12", Quality.GOOD),
                    (1.5, Quality.GOOD),
                ]
            found = {one.name: one for one in await Shdr(settings, ("*",), context(tmp_path)).browse("")}
        assert (found["load"].unit, found["load"].suggestion, found["load"].value) == ("PERCENT", "measurement", 1.5)
        assert (found["count"].suggestion, found["count"].quality) == ("total", Quality.BAD)

    asyncio.run(scenario())
    assert problems == ["count: 'many' is not a number"]
    with pytest.raises(Rejected):
        _shdr(1, tmp_path, devices=str(tmp_path / "missing.xml"))


@pytest.mark.parametrize("part", ["Plate", "Cover"])
def test_recorded_part_counts_come_through(tmp_path: Path, part: str) -> None:
    counts = recorded_part_counts(part)
    lines = b"".join(f"{when}|Part_Count|{count}\n".encode() for when, count in counts)

    async def scenario() -> Collected:
        async with Adapter() as adapter, Collected(_shdr(adapter.port, tmp_path)) as got:
            await until(lambda: bool(adapter.clients))
            adapter.say(lines)
            await until(lambda: len(got.all) > len(counts))
            return got

    own = asyncio.run(scenario()).all
    assert [(o.time_us, o.value) for o in own if o.time_us < time_us("2018-01-01T00:00:00Z")] == [
        (time_us(when), count) for when, count in counts
    ]
