"""The opcua connector against asyncua's server."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asyncua import ua

from dure.gateway.connector import Rejected, Unreachable
from dure.gateway.connectors.opcua.connector import OpcUa
from dure.gateway.connectors.opcua.trust import fingerprint, own_certificate
from dure.kernel import clock
from dure.kernel.observation import Quality
from dure.kernel.shdr import time_us
from tests.gateway.harness import Collected, Problems, context, recorded_part_counts, until
from tests.gateway.opcua.server import Machine

COUNT = "ns=2;s=Press.Count"
STATE = "ns=2;s=프레스.상태"
SECURE = [ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt, ua.SecurityPolicyType.Basic256Sha256_Sign]


def _opcua(machine: Machine, folder: Path, *addresses: str, problems: Problems | None = None, **more: object) -> OpcUa:
    settings = {"url": machine.url, "publishing_ms": 20, "sampling_ms": 5, **more}
    return OpcUa(settings, addresses or (COUNT,), context(folder, problems))


def test_values_times_elements_and_korean_ids(tmp_path: Path) -> None:
    addresses = (COUNT, STATE, "ns=2;s=Press.Temperatures[1]", "ns=2;s=Press.Odd[3]", "ns=2;s=Press.Temperatures#/2")
    named = "nsu=http://dure.test/machine;s=Press.Running"
    then = datetime(2026, 3, 2, 1, 2, 3, 456789, UTC)

    async def scenario() -> None:
        async with Machine() as machine, Collected(_opcua(machine, tmp_path, *addresses, named)) as got:
            await until(lambda: {one.address for one in got.all} == {*addresses, named})
            first = {one.address: one.value for one in got.all}
            assert first == dict(zip((*addresses, named), (0, "가동", 21.5, 7, 22.5, True), strict=True))
            await machine.set("Press.Count", 41, when=then)
            await got.has(COUNT, 41)
            assert [one.time_us for one in got.all if one.value == 41] == [clock.to_us(then)]

    asyncio.run(scenario())


def test_structures_are_read_by_field(tmp_path: Path) -> None:
    addresses = ("ns=2;s=Press.Job#/pieces", "ns=2;s=Press.Job#/name", "ns=2;s=Press.Job", "ns=2;s=Press.Job#/none")

    async def scenario() -> Collected:
        async with Machine() as machine, Collected(_opcua(machine, tmp_path, *addresses)) as got:
            await until(lambda: {one.address for one in got.all} == set(addresses))
            return got

    got = asyncio.run(scenario())
    assert [got.values(one)[0] for one in addresses] == [12, "쌀국수", '{"name": "쌀국수", "pieces": 12}', None]


def test_no_change_is_lost_between_two_deliveries(tmp_path: Path) -> None:
    async def scenario() -> list[object]:
        async with Machine() as machine, Collected(_opcua(machine, tmp_path, publishing_ms=300)) as got:
            await got.has(COUNT, 0)
            for value in range(1, 51):
                await machine.set("Press.Count", value)
            await got.has(COUNT, 50)
            return got.changes(COUNT)

    assert asyncio.run(scenario()) == list(range(51))


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (ua.StatusCodes.UncertainLastUsableValue, Quality.UNCERTAIN),
        (ua.StatusCodes.BadSensorFailure, Quality.BAD),
        (ua.StatusCodes.BadNoCommunication, Quality.MISSING),
        (ua.StatusCodes.BadWaitingForInitialData, Quality.MISSING),
    ],
)
def test_status_codes_become_qualities(tmp_path: Path, status: int, expected: Quality) -> None:
    async def scenario() -> None:
        async with Machine() as machine, Collected(_opcua(machine, tmp_path)) as got:
            await got.has(COUNT, 0)
            await machine.set("Press.Count", 3, status)
            await until(lambda: got.all[-1].quality is expected)
            await machine.set("Press.Count", 4)
            await got.has(COUNT, 4)
            assert got.all[-1].quality is Quality.GOOD

    asyncio.run(scenario())


def test_a_node_that_disappears_is_bad_and_the_others_go_on(tmp_path: Path) -> None:
    problems = Problems()
    missing = "ns=2;s=Press.Nothing"

    async def scenario() -> None:
        async with Machine() as machine:
            connector = _opcua(machine, tmp_path, COUNT, STATE, missing, problems=problems, check_s=0.1)
            async with Collected(connector) as got:
                await until(lambda: len({one.address for one in got.all}) == 3)
                await machine.server.delete_nodes([machine.nodes["프레스.상태"]])
                await until(lambda: got.values(STATE)[-1] is None)
                await machine.set("Press.Count", 5)
                await got.has(COUNT, 5)
                bad = {one.address for one in got.all if one.quality is Quality.BAD}
                assert bad == {STATE, missing}

    asyncio.run(scenario())
    assert problems[:1] == [f"{missing}: the server has no such node"]
    assert f"{STATE}: the server has no such node" in problems


def test_a_restart_of_the_server_is_noticed_and_it_comes_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        machine = Machine()
        async with machine:
            first = Collected(_opcua(machine, tmp_path))
            await first.__aenter__()
            await machine.set("Press.Count", 8)
            await first.has(COUNT, 8)
        await until(lambda: isinstance(first.error, Unreachable))
        await first.__aexit__()
        with pytest.raises(Unreachable):
            await _opcua(machine, tmp_path).__aenter__()
        async with machine, Collected(_opcua(machine, tmp_path)) as again:
            await again.has(COUNT, 8)
            await machine.set("Press.Count", 9)
            await again.has(COUNT, 9)

    asyncio.run(scenario())


@pytest.mark.parametrize("mode", ["Sign", "SignAndEncrypt"])
def test_secured_with_a_pinned_certificate_and_a_password(tmp_path: Path, mode: str) -> None:
    problems = Problems()
    old, new, ours = tmp_path / "old", tmp_path / "new", tmp_path / "ours"
    for folder in (old, new, ours):
        folder.mkdir()
    certificates = {folder: own_certificate(folder)[0].read_bytes() for folder in (old, new)}
    login = {"policy": "Basic256Sha256", "mode": mode, "user": "dure", "password": "s3cret"}

    async def scenario() -> None:
        async with Machine(SECURE, old, users=True) as machine:
            for _ in range(2):
                async with Collected(_opcua(machine, ours, problems=problems, **login)) as got:
                    await got.has(COUNT, 0)
            with pytest.raises(Rejected, match="log-in"):
                await _opcua(machine, ours, **login | {"password": "wrong"}).__aenter__()
            with pytest.raises(Rejected, match="policy"):
                await _opcua(machine, ours, policy="Aes256Sha256RsaPss").__aenter__()
            with pytest.raises(Rejected):
                await _opcua(machine, ours).__aenter__()
        async with Machine(SECURE, new, users=True) as other:
            with pytest.raises(Rejected, match="has changed") as error:
                await _opcua(other, ours, **login).__aenter__()
            assert fingerprint(certificates[new]) in str(error.value)
            approved = login | {"fingerprint": fingerprint(certificates[new]).lower().replace(":", " ")}
            async with Collected(_opcua(other, ours, **approved)) as got:
                await got.has(COUNT, 0)

    asyncio.run(scenario())
    assert problems == [f"The server's certificate is trusted from now on: {fingerprint(certificates[old])}"]
    assert (ours / "own.pem").stat().st_mode & 0o077 == 0


def test_browse_shows_the_tree_with_values_units_and_types(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Machine() as machine:
            top = {one.name: one for one in await _opcua(machine, tmp_path).browse("")}
            assert top["프레스 1"].path == "ns=2;s=Press"
            found = {one.address: one for one in await _opcua(machine, tmp_path).browse("ns=2;s=Press")}
        temperature = found["ns=2;s=Press.Temperature"]
        assert (temperature.value, temperature.unit, temperature.type_name) == (36.5, "°C", "Double")
        assert found["ns=2;s=Press.Temperatures"].type_name == "Double[3]"
        assert (found[STATE].value, found[COUNT].type_name) == ("가동", "UInt32")

    asyncio.run(scenario())


def test_everything_can_be_collected_and_nothing_is_written(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Machine() as machine, Collected(_opcua(machine, tmp_path, "*")) as got:
            await until(lambda: {COUNT, STATE, "ns=2;s=Press.Running"} <= {one.address for one in got.all})
            assert not any(one.address.startswith("i=") for one in got.all)

    asyncio.run(scenario())


def test_wrong_addresses_are_said(tmp_path: Path) -> None:
    problems = Problems()

    async def scenario() -> None:
        for url in ("http://127.0.0.1", "opc.tcp://127.0.0.1:x", "opc.tcp://"):
            with pytest.raises(Rejected):
                await OpcUa({"url": url}, (COUNT,), context(tmp_path)).__aenter__()
        async with Machine() as machine:
            wrong = Collected(_opcua(machine, tmp_path, "nonsense"))
            async with wrong:
                await until(lambda: isinstance(wrong.error, Rejected))
            mixed = (COUNT, "nonsense", "nsu=http://nowhere;s=x", "ns=2;s=Press.Temperatures[9]")
            async with Collected(_opcua(machine, tmp_path, *mixed, problems=problems)) as got:
                await got.has(COUNT, 0)
                await until(lambda: len(problems) == 3)

    asyncio.run(scenario())
    assert problems[1] == "nsu=http://nowhere;s=x: the server has no namespace http://nowhere"
    assert problems[2] == "ns=2;s=Press.Temperatures[9]: there is no element 9; the array has 3"


def test_a_value_that_stands_for_long_is_valid_again_now(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Machine() as machine:
            await machine.set("Press.Count", 6, when=datetime.now(UTC) - timedelta(days=40))
            async with Collected(_opcua(machine, tmp_path)) as got:
                await until(lambda: len(got.all) == 2)
            assert got.values(COUNT) == [6, 6]
            assert got.all[1].time_us - got.all[0].time_us > 39 * 86_400 * 1_000_000

    asyncio.run(scenario())


@pytest.mark.parametrize("part", ["Plate", "Cover"])
def test_recorded_part_counts_come_through(tmp_path: Path, part: str) -> None:
    counts = recorded_part_counts(part)

    async def scenario() -> Collected:
        async with Machine() as machine, Collected(_opcua(machine, tmp_path, queue=500)) as got:
            await got.has(COUNT, 0)
            for when, count in counts:
                moment = clock.from_us(time_us(when) or 0)
                await machine.set("Press.Count", count, when=moment)
            await until(lambda: len(got.all) > len(counts))
            return got

    told = [(one.time_us, one.value) for one in asyncio.run(scenario()).all if one.value]
    assert told == [(time_us(when), count) for when, count in counts]
