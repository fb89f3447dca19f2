import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from dure.gateway.config import ConnectionConfig
from dure.gateway.connector import Parcel, Rejected, Unreachable
from dure.kernel import clock
from dure.kernel.observation import STILL, Observation, Quality
from tests.gateway.rig import Bench
from tests.gateway.scripted import MACHINES, Machine, manifest
from tests.gateway.waiting import until

WEEKEND_S = 62 * 3_600


def good(address: str, value: Any, ago_s: float = 0, **more: Any) -> Observation:
    return Observation(address, value, clock.now_us() - int(ago_s * 1_000_000), **more)


def with_machine(
    folder: Path,
    act: Callable[[Machine, Bench], Awaitable[None]],
    mode: str = "poll",
    needs: tuple[str, ...] = (),
    prepare: Callable[[Machine], None] = lambda machine: None,
    **more: Any,
) -> Bench:
    """Runs `act` beside a connection to a scripted machine."""

    async def run() -> Bench:
        machine = MACHINES["m"] = Machine()
        prepare(machine)
        settings = {"machine": "m", "password": "very secret"}
        config = ConnectionConfig("C1", "scripted", settings, **({"addresses": ("a", "b"), "silent_after_s": 0} | more))
        bench = Bench(folder, config, manifest(mode, needs=needs, extra="opcua"))
        async with asyncio.timeout(60), bench:
            await act(machine, bench)
        return bench

    return asyncio.run(run())


def unreachable(machine: Machine) -> None:
    machine.refusal = Unreachable("nobody answers")


@pytest.mark.parametrize("moment", ["entering", "collecting"])
def test_a_cancellation_that_a_library_loses_still_stops_it(moment: str, tmp_path: Path) -> None:
    def prepare(machine: Machine) -> None:
        machine.loses_cancellation_while = moment

    async def act(machine: Machine, bench: Bench) -> None:
        await until(lambda: machine.entered, "an attempt")
        if moment == "collecting":
            machine.put(good("a", 1))
            await bench.stored("a", 1)
        async with asyncio.timeout(5):
            await bench.leave()
        assert (machine.entered, machine.left) == (1, 1)

    with_machine(tmp_path, act, prepare=prepare)


def test_a_machine_off_for_a_weekend_comes_back_by_itself(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async def act(machine: Machine, bench: Bench) -> None:
        await until(lambda: bench.waited_s > WEEKEND_S, "a weekend")
        assert bench.waited_s / bench.waits > 40
        machine.refusal = None
        machine.put(good("a", 7))
        await bench.stored("a", 7)
        await bench.state("connected")

    bench = with_machine(tmp_path, act, prepare=_compressed)
    assert [one.quality for one in bench.of("a")[:2]] == [Quality.MISSING, Quality.GOOD]
    said = [one.message for one in caplog.records if one.message.startswith("C1: ")]
    assert sum("unreachable" in text for text in said) == 1
    assert sum(text == "C1: connected" for text in said) == 1


def _compressed(machine: Machine) -> None:
    unreachable(machine)
    Bench.compression = 1e9


@pytest.fixture(autouse=True)
def _usual_compression() -> Any:
    usual = Bench.compression
    yield
    Bench.compression = usual


@pytest.mark.parametrize(
    ("error", "state", "least_s"),
    [
        (Unreachable("gone"), "unreachable", 0.8),
        (OSError("no route"), "unreachable", 0.8),
        (Rejected("wrong password: very secret"), "rejected", 48),
        (KeyError("a mistake in the connector"), "failed", 0.8),
    ],
)
def test_each_failure_has_its_state_and_pace(
    tmp_path: Path, error: Exception, state: str, least_s: float, caplog: pytest.LogCaptureFixture
) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(good("a", 1), good("b", 2))
        await bench.stored("b", 2)
        machine.queue.put_nowait(error)
        await bench.state(state)
        await until(lambda: bench.waits, "a wait")
        assert bench.waited_s >= least_s
        assert "secret" not in bench.connection.health.message
        machine.put(good("a", 3))
        await bench.stored("a", 3)
        await bench.state("connected")
        assert machine.left == 1

    bench = with_machine(tmp_path, act)
    assert [(one.value, one.quality) for one in bench.of("b")][:2] == [(2, Quality.GOOD), (None, Quality.MISSING)]
    assert "very secret" not in caplog.text
    assert caplog.text.count("Traceback") == (1 if state == "failed" else 0)


def test_a_missing_package_says_what_to_install(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        await bench.state("missing_dependency")
        assert bench.connection.health.message == "Scripted needs no_such_module: pip install 'dure[opcua]'"

    with_machine(tmp_path, act, needs=("no_such_module",))


def test_silence_is_said_at_once_and_ended_by_a_sign_of_life(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(good("a", 5), good("b", 6))
        await bench.stored("b", 6)
        await bench.state("silent")
        await until(lambda: len(bench.of("b")) == 2, "missing")
        since = len(bench.read())
        machine.queue.put_nowait(Parcel(()))
        await bench.stored("a", 5, since)
        again = await bench.stored("b", 6, since)
        assert (again.quality, again.epoch) == (Quality.GOOD, bench.spool.epoch + STILL)
        await bench.state("connected")
        machine.put(good("b", 7))
        assert (await bench.stored("b", 7)).epoch == bench.spool.epoch

    with_machine(tmp_path, act, mode="push", silent_after_s=0.2)


def test_a_line_that_stays_silent_is_opened_anew_and_stays_called_silent(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(good("a", 5))
        await bench.stored("a", 5)
        await until(lambda: machine.entered >= 3, "opened anew")
        assert bench.connection.health.state == "silent"
        machine.put(good("a", 9))
        await bench.stored("a", 9)
        await bench.state("connected")

    bench = with_machine(tmp_path, act, silent_after_s=0.1)
    assert sum(one.quality == Quality.MISSING for one in bench.of("a")) <= 2


def test_for_everything_that_comes_the_addresses_seen_are_missing(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(good("x", 1), good("y", 2))
        await bench.stored("y", 2)
        machine.queue.put_nowait(Unreachable("gone"))
        await bench.state("unreachable")

    bench = with_machine(tmp_path, act, addresses=("*",))
    assert [one.address for one in bench.read() if one.quality == Quality.MISSING] == ["x", "y"]


def test_own_sequences_are_kept_and_others_are_numbered(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(good("a", 1), good("a", 2, epoch="i1", sequence=900), good("a", 3))
        await bench.stored("a", 3)
        machine.put(good("a", 4))
        await bench.stored("a", 4)

    bench = with_machine(tmp_path, act)
    numbers = {one.value: (one.epoch, one.sequence) for one in bench.of("a") if one.value}
    epoch = bench.spool.epoch
    assert numbers == {1: (epoch, 1), 2: ("i1", 900), 3: (epoch, 2), 4: (epoch, 3)}


def test_old_times_are_believed_only_where_the_connector_says_so(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        old = good("a", 1, ago_s=30 * 86_400)
        machine.put(old, old._replace(value=2, time_us=0))
        first = await bench.stored("a", 1)
        assert first.quality == Quality.UNCERTAIN
        assert clock.now_us() - first.time_us < 60_000_000
        await bench.stored("a", 2)
        problems = [one["text"] for one in bench.connection.health.problems]
        assert problems == ["The source gives times 30 days old; the time of receipt is used"]
        machine.put(good("a", 3))
        assert (await bench.stored("a", 3)).quality == Quality.GOOD

    with_machine(tmp_path, act)

    async def any_age(machine: Machine, bench: Bench) -> None:
        machine.put(good("a", 1, ago_s=30 * 86_400))
        assert (await bench.stored("a", 1)).quality == Quality.GOOD

    with_machine(tmp_path / "2", any_age, max_age_s=365 * 86_400)


def test_values_that_do_not_fit_are_cut_or_kept_as_text(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(
            good("a", "x" * 5_000),
            good("a", 1 << 70),
            good("a", "nul\0"),
            good("a", float("nan")),
            good("a", -(1 << 63)),
            good("a", 10**5_000),
            good("b", 1),
        )
        await bench.stored("b", 1)

    bench = with_machine(tmp_path, act)
    found = bench.of("a")[:6]
    assert [one.value for one in found] == ["x" * 4_096, str(1 << 70), "nul\ufffd", None, -(1 << 63), None]
    assert [one.quality for one in found][3:] == [Quality.BAD, Quality.GOOD, Quality.BAD]
    assert len(bench.connection.health.problems) == 2


def test_no_room_refuses_those_who_can_be_told_and_holds_the_rest(tmp_path: Path) -> None:
    told: list[str] = []

    async def act(machine: Machine, bench: Bench) -> None:
        bench.spool.limit_bytes, limit = 0, bench.spool.limit_bytes
        machine.put(good("a", 1))
        machine.queue.put_nowait(Parcel([good("b", 2)], lambda: told.append("stored"), told.append))
        await until(lambda: told, "refused")
        assert "limit" in told[0]
        assert "limit" in bench.intake.trouble
        assert bench.intake.crowded
        bench.spool.limit_bytes = limit
        await bench.stored("a", 1)
        await until(lambda: not bench.intake.crowded, "room")
        machine.queue.put_nowait(Parcel([good("b", 3)], lambda: told.append("stored"), told.append))
        await until(lambda: told[1:] == ["stored"], "stored")

    bench = with_machine(tmp_path, act)
    values = [one.value for one in bench.read() if one.quality == Quality.GOOD]
    assert values == [1, 3]
    numbers = [one.sequence for one in bench.read()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_large_parcels_become_envelopes_that_fit_a_message(tmp_path: Path) -> None:
    async def act(machine: Machine, bench: Bench) -> None:
        machine.put(*(good(f"{number}/{'가' * 1_000}", "나" * 4_000) for number in range(300)), good("b", 1))
        await bench.stored("b", 1)
        sizes = [len(record.data) for record in bench.spool.read(0, 100, 1 << 30)]
        assert len(sizes) > 3
        assert max(sizes) < 1_000_000

    bench = with_machine(tmp_path, act)
    assert len([one for one in bench.read() if one.quality == Quality.GOOD]) == 301


def test_what_cannot_be_written_spoils_only_its_own_connection(tmp_path: Path) -> None:
    told: list[str] = []

    async def act(machine: Machine, bench: Bench) -> None:
        other = bench.intake.lane("C2", "obs.TEST.C2")
        bench.intake.put(other, Parcel([good("z", object())], lambda: told.append("stored"), told.append))
        machine.put(good("a", 1))
        await bench.stored("a", 1)
        await until(lambda: told, "refused")
        assert told[0].startswith("It cannot be written")
        machine.put(good("a", 2))
        await bench.stored("a", 2)

    with_machine(tmp_path, act)


def test_a_sender_without_values_is_answered_too_when_there_is_room_again(tmp_path: Path) -> None:
    """A message in which nothing was to be read came together with one for which there was no room."""
    told: list[str] = []

    async def act(machine: Machine, bench: Bench) -> None:
        bench.spool.limit_bytes, limit = 0, bench.spool.limit_bytes
        machine.put(good("a", 1))
        machine.queue.put_nowait(Parcel([], lambda: told.append("empty")))
        await until(lambda: bench.intake.trouble, "no room")
        assert told == []
        bench.spool.limit_bytes = limit
        await until(lambda: told == ["empty"], "answered")

    with_machine(tmp_path, act)
