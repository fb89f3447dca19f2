"""One suite for every connector. Derive a class from `Conformance` and give it a `rig` fixture:

    class TestModbus(Conformance):
        @pytest.fixture
        def rig(self, tmp_path: Path) -> Rig:
            return ModbusRig(tmp_path)

The machine is the rig's; runner, intake and spool are the real ones.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from dure.gateway.config import ConnectionConfig
from dure.gateway.runner import UNREACHABLE
from dure.kernel import clock
from dure.kernel.observation import Quality
from tests.gateway.rig import Bench, Rig
from tests.gateway.waiting import until

CHECKS = frozenset(
    ["lost", "back", "zero", "bad_quality", "clock_jump", "reset", "rollover", "duplicate", "out_of_order", "garbage"],
)
SILENT_S = 0.5
MINUTE_US = 60_000_000
LOST = ("unreachable", "silent", "rejected")
Check = Callable[[Rig, Bench], Coroutine[Any, Any, None]]


class Conformance:
    """What every connector must do. The rig's `exempt` names checks that its protocol cannot have, and why."""

    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        raise NotImplementedError("Each connector's test class gives its own rig")

    def _run(self, rig: Rig, folder: Path, name: str, check: Check, on: bool = True) -> None:
        assert set(rig.exempt) <= CHECKS, "exempt names checks that do not exist"
        if name in rig.exempt:
            pytest.skip(f"{rig.protocol} is exempt: {rig.exempt[name]}")

        async def run() -> None:
            silent_s = 0 if rig.has_connection else SILENT_S
            config = ConnectionConfig("C1", rig.protocol, rig.settings, rig.addresses, silent_after_s=silent_s)
            async with getattr(rig, "house", nullcontext)() as broker:
                if on:
                    await rig.start()
                try:
                    async with asyncio.timeout(120), Bench(folder / "bench", config, broker=broker) as bench:
                        if on:
                            await bench.state("connected", "silent")
                        await check(rig, bench)
                finally:
                    await rig.stop()

        asyncio.run(run())

    def test_a_lost_machine_is_missing(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(5)
            await bench.stored(rig.counter, 5)
            since = len(bench.read())
            await rig.stop()
            await bench.state(*LOST)
            await until(lambda: bench.of(rig.counter, since), "a missing observation")
            gone = bench.of(rig.counter, since)
            assert [(one.value, one.quality) for one in gone] == [(None, Quality.MISSING)]
            assert bench.connection.health.message

        self._run(rig, tmp_path, "lost", check)

    def test_it_comes_back_by_itself(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(5)
            await bench.stored(rig.counter, 5)
            await rig.stop()
            await bench.state(*LOST)
            since = len(bench.read())
            await rig.start()
            if not rig.keeps_values:
                await rig.set(5)
            back = await bench.stored(rig.counter, 5, since)
            assert back.quality == Quality.GOOD
            await bench.state("connected")

        self._run(rig, tmp_path, "back", check)

    def test_it_is_found_when_it_was_off_at_first_and_for_long(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            if rig.has_connection:
                await until(lambda: bench.waits >= 12, "twelve attempts")
                assert bench.waited_s > 3 * UNREACHABLE.longest
            else:
                await bench.state("silent")
            await rig.start()
            await rig.set(6)
            await bench.stored(rig.counter, 6)
            await bench.state("connected")

        self._run(rig, tmp_path, "back", check, on=False)

    def test_zero_is_zero(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(3)
            await bench.stored(rig.counter, 3)
            await rig.set(0)
            zero = await bench.stored(rig.counter, 0)
            assert zero.quality == Quality.GOOD

        self._run(rig, tmp_path, "zero", check)

    def test_bad_quality_is_told_and_ends(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(4)
            await bench.stored(rig.counter, 4)
            since = len(bench.read())
            await rig.set_bad()
            await until(
                lambda: any(one.quality >= Quality.BAD for one in bench.of(rig.counter, since)),
                "a bad observation",
            )
            await rig.set(7)
            assert (await bench.stored(rig.counter, 7)).quality == Quality.GOOD

        self._run(rig, tmp_path, "bad_quality", check)

    def test_a_clock_that_jumps_is_not_believed(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(8)
            await bench.stored(rig.counter, 8)
            now_us = clock.now_us()
            await rig.set_at(9, now_us + 1_440 * MINUTE_US)
            jumped = await bench.stored(rig.counter, 9)
            assert abs(jumped.time_us - now_us) < MINUTE_US
            assert jumped.quality == Quality.UNCERTAIN
            assert any("clock" in one["text"] for one in bench.connection.health.problems)
            await rig.set(10)
            assert (await bench.stored(rig.counter, 10)).quality == Quality.GOOD

        self._run(rig, tmp_path, "clock_jump", check)

    def test_a_reset_passes_unaltered(self, rig: Rig, tmp_path: Path) -> None:
        self._run(rig, tmp_path, "reset", _counts(lambda rig: [100, 101, 0, 1]))

    def test_a_rollover_passes_unaltered(self, rig: Rig, tmp_path: Path) -> None:
        self._run(rig, tmp_path, "rollover", _counts(lambda rig: [rig.width - 1, rig.width, 0, 1]))

    def test_a_duplicate_can_be_told(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(11)
            first = await bench.stored(rig.counter, 11)
            since = len(bench.read())
            await rig.repeat()
            await rig.set(12)
            await bench.stored(rig.counter, 12)
            for again in bench.of(rig.counter, since):
                same = (again.epoch, again.sequence) == (first.epoch, first.sequence)
                assert same or again.value in (11, 12)
                assert not same or again.value == 11
            identities = {(one.epoch, one.sequence): one.value for one in bench.of(rig.counter)}
            assert all(identities[one.epoch, one.sequence] == one.value for one in bench.of(rig.counter))

        self._run(rig, tmp_path, "duplicate", check)

    def test_what_comes_out_of_order_keeps_its_time(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            now_us = clock.now_us() // 1_000_000 * 1_000_000
            await rig.set_at(21, now_us)
            await bench.stored(rig.counter, 21)
            await rig.set_at(20, now_us - MINUTE_US)
            late = await bench.stored(rig.counter, 20)
            assert late.time_us == now_us - MINUTE_US
            assert late.quality == Quality.GOOD

        self._run(rig, tmp_path, "out_of_order", check)

    def test_garbage_is_said_and_survived(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(30)
            await bench.stored(rig.counter, 30)
            since = len(bench.read())
            await rig.garbage()
            await rig.set(31)
            assert (await bench.stored(rig.counter, 31)).quality == Quality.GOOD
            health = bench.connection.health
            bad = any(one.quality >= Quality.BAD for one in bench.of(rig.counter, since))
            assert health.problems or bad, "nobody was told"
            assert health.state == "connected"

        self._run(rig, tmp_path, "garbage", check)

    def test_it_lets_go_when_it_is_told_to(self, rig: Rig, tmp_path: Path) -> None:
        async def check(rig: Rig, bench: Bench) -> None:
            await rig.set(1)
            await bench.stored(rig.counter, 1)
            since = len(bench.read())
            async with asyncio.timeout(5):
                await bench.leave()
            await until(lambda: bench.of(rig.counter, since), "a missing observation")
            assert bench.of(rig.counter, since)[-1].quality == Quality.MISSING

        self._run(rig, tmp_path, "lost", check)


def _counts(values: Callable[[Rig], list[int]]) -> Check:
    async def check(rig: Rig, bench: Bench) -> None:
        since = 0
        for value in values(rig):
            await rig.set(value)
            await bench.stored(rig.counter, value, since)
            since = len(bench.read())
        seen = [one.value for one in bench.of(rig.counter) if one.quality == Quality.GOOD]
        changes = [value for at, value in enumerate(seen) if at == 0 or value != seen[at - 1]]
        assert changes[-len(values(rig)) :] == values(rig)

    return check
