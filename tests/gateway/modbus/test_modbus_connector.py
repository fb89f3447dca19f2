"""The modbus connector against pymodbus's server: TCP, RTU over TCP, and RTU on a pair of serial ports."""

import asyncio
import struct
from pathlib import Path

import pytest
from pymodbus import FramerType
from pymodbus.constants import ExcCodes

from dure.gateway.connector import Rejected, Unreachable
from dure.gateway.connectors.modbus.connector import Modbus
from dure.kernel.observation import Quality
from tests.gateway.harness import Collected, Problems, context, recorded_part_counts, until
from tests.gateway.modbus.cable import Cable
from tests.gateway.modbus.plc import Plc


def _modbus(plc: Plc, folder: Path, *addresses: str, problems: Problems | None = None, **more: object) -> Modbus:
    settings = {"host": "127.0.0.1", "port": plc.port, "period_s": 0.02, "timeout_s": 1, **more}
    return Modbus(settings, addresses, context(folder, problems))


def test_values_of_all_tables_and_nothing_twice(tmp_path: Path) -> None:
    addresses = ("1/holding/10/float32/CDAB", "1/input/12/int16*0.1", "1/coil/0", "1/discrete/1", "2/holding/10")

    async def scenario() -> None:
        async with Plc() as plc:
            high, low = struct.unpack(">2H", struct.pack(">f", 20.25))
            plc.hold(10, low, high)
            plc.hold(12, 0xFFFF)
            plc.hold(10, 77, unit=2)
            async with Collected(_modbus(plc, tmp_path, *addresses)) as got:
                await until(lambda: got.parcels > 5)
                values = {one.address: one.value for one in got.all}
                assert values == dict(zip(addresses, (20.25, -0.1, True, False, 77), strict=True))
                assert len(got.all) == 5
                plc.hold(10, 78, unit=2)
                await got.has("2/holding/10", 78)
                assert got.all[-1].address == "2/holding/10"
            assert len(got.all) == 6
            assert {function for _, function, _, _ in plc.requests} == {1, 2, 3, 4}
            assert plc.written == 0

    asyncio.run(scenario())


def test_an_unchanged_value_is_sent_again_after_a_while(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Plc() as plc, Collected(_modbus(plc, tmp_path, "1/holding/0", repeat_s=0.05)) as got:
            await until(lambda: len(got.values("1/holding/0")) >= 3)

    asyncio.run(scenario())


def test_one_bad_address_hides_no_other_and_is_named(tmp_path: Path) -> None:
    addresses = tuple(f"1/holding/{n}" for n in range(10))
    problems = Problems()

    async def scenario() -> None:
        async with Plc() as plc:
            plc.refused = {4}
            plc.hold(0, *range(100, 110))
            async with Collected(_modbus(plc, tmp_path, *addresses, problems=problems)) as got:
                await until(lambda: got.parcels > 3)
                bad = [one for one in got.all if one.quality is Quality.BAD]
                assert [one.address for one in bad] == ["1/holding/4"]
                assert [one.value for one in got.all if one.quality is Quality.GOOD] == [
                    *range(100, 104),
                    *range(105, 110),
                ]
                plc.refused.clear()
                await got.has("1/holding/4", 104)

    asyncio.run(scenario())
    assert problems == ["1/holding/4: the unit has no such address (illegal data address)"]


def test_a_silent_unit_is_missing_while_the_others_go_on(tmp_path: Path) -> None:
    problems = Problems()

    async def scenario() -> None:
        async with Plc() as plc:
            plc.hold(0, 5)
            plc.hold(0, 6, unit=2)
            async with Collected(_modbus(plc, tmp_path, "1/holding/0", "2/holding/0", problems=problems)) as got:
                await got.has("2/holding/0", 6)
                plc.silent_units = {2}
                await got.has("2/holding/0", None)
                plc.silent_units = set()
                await until(lambda: got.values("2/holding/0") == [6, None, 6])
                assert got.values("1/holding/0") == [5]
                plc.silent_units = {1, 2}
                await until(lambda: isinstance(got.error, Unreachable))

    asyncio.run(scenario())
    assert len(problems) >= 1
    assert problems[0].startswith("Unit 2 doesn't answer")


def test_a_busy_unit_is_bad_for_as_long_as_it_is_busy(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Plc() as plc, Collected(_modbus(plc, tmp_path, "1/holding/0", "1/holding/1")) as got:
            await got.has("1/holding/0", 0)
            plc.failure = ExcCodes.DEVICE_BUSY
            await until(lambda: any(one.quality is Quality.BAD for one in got.all))
            plc.failure = None
            await until(lambda: got.values("1/holding/1") == [0, None, 0])

    asyncio.run(scenario())


def test_loss_is_noticed_and_it_comes_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        plc = Plc()
        async with plc:
            got = Collected(_modbus(plc, tmp_path, "1/holding/0"))
            await got.__aenter__()
            await got.has("1/holding/0", 0)
        await until(lambda: isinstance(got.error, Unreachable))
        await got.__aexit__()
        with pytest.raises(Unreachable):
            await _modbus(plc, tmp_path, "1/holding/0").__aenter__()
        plc.hold(0, 9)
        async with plc, Collected(_modbus(plc, tmp_path, "1/holding/0")) as again:
            await again.has("1/holding/0", 9)

    asyncio.run(scenario())


def test_wrong_settings_are_rejected(tmp_path: Path) -> None:
    async def scenario() -> None:
        with pytest.raises(Rejected, match="address of the machine"):
            Modbus({}, ("1/holding/0",), context(tmp_path))
        with pytest.raises(Rejected, match="serial port"):
            Modbus({"transport": "rtu"}, ("1/holding/0",), context(tmp_path))
        with pytest.raises(Rejected, match="no number"):
            Modbus({"host": "h"}, ("1/holding/0*x",), context(tmp_path))
        problems = Problems()
        Modbus({"host": "h"}, ("1/holding/0*x", "1/holding/1"), context(tmp_path, problems))
        assert problems == ["1/holding/0*x: x is no number"]

    asyncio.run(scenario())


def test_browse_reads_live_and_understands_classic_numbers(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Plc() as plc:
            plc.hold(100, 0x3FC0, 0, 0xFFFF)
            plc.refused = {110}
            connector = _modbus(plc, tmp_path)
            assert [one.path for one in await connector.browse("")] == ["holding", "input", "discrete", "coil"]
            found = {one.address: one.value for one in await connector.browse("40101")}
            assert found["1/holding/100/float32/ABCD"] == 1.5
            assert found["1/holding/102/int16/AB"] == -1
            assert found["1/holding/102/uint16/AB"] == 65_535
            assert "1/holding/110/uint16/AB" not in found
            assert "1/holding/111/uint16/AB" in found
            bits = await connector.browse("coil")
            assert [(one.name, one.value) for one in bits[:3]] == [("00001", True), ("00002", False), ("00003", True)]
            assert bits[-1].path == "coil/32"

    asyncio.run(scenario())


COUNTER = "1/holding/40/uint32/CDAB"


async def _play(plc: Plc, modbus: Modbus, counts: list[int]) -> list[object]:
    async with Collected(modbus) as got:
        for count in counts:
            plc.hold(40, count & 0xFFFF, count >> 16)
            await until(lambda count=count: got.values(COUNTER)[-1:] == [count])
    return got.values(COUNTER)


@pytest.mark.parametrize("transport", ["tcp", "rtu_over_tcp", "rtu"])
@pytest.mark.parametrize("part", ["Plate", "Cover"])
def test_recorded_part_counts_come_through(tmp_path: Path, part: str, transport: str) -> None:
    counts = [count for _, count in recorded_part_counts(part)]
    counts = [count for at, count in enumerate(counts) if at == 0 or count != counts[at - 1]]

    async def over_tcp(framer: FramerType) -> list[object]:
        async with Plc(framer) as plc:
            return await _play(plc, _modbus(plc, tmp_path, COUNTER, period_s=0.001, transport=transport), counts)

    async def over_serial() -> list[object]:
        async with Cable() as cable, Plc(FramerType.RTU, cable.ends[0]) as plc:
            line = {"transport": "rtu", "serial_port": cable.ends[1], "baud_rate": 115_200, "period_s": 0.001}
            return await _play(plc, _modbus(plc, tmp_path, COUNTER, **line), counts)

    if transport == "rtu":
        got = asyncio.run(over_serial())
    else:
        got = asyncio.run(over_tcp(FramerType.SOCKET if transport == "tcp" else FramerType.RTU))
    assert got == counts
