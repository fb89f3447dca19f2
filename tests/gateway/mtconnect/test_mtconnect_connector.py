"""The mtconnect connector against an agent that streams, restarts and forgets."""

import asyncio
from pathlib import Path

import pytest

from dure.gateway.connector import Rejected, Unreachable
from dure.gateway.connectors.mtconnect.connector import MtConnect
from dure.kernel.observation import Quality
from dure.kernel.shdr import time_us
from tests.gateway.harness import Collected, Problems, context, recorded_part_counts, until
from tests.gateway.mtconnect.agent import Item, TestAgent

ITEMS = [
    Item("count", "PART_COUNT", extra={"subType": "GOOD"}),
    Item("exec", "EXECUTION"),
    Item("load", "LOAD", "SAMPLE", extra={"units": "PERCENT"}),
    Item("sys", "SYSTEM", "CONDITION"),
    Item("exec2", "EXECUTION", device="밀링 2"),
]


def _connector(
    agent: TestAgent, folder: Path, *addresses: str, problems: Problems | None = None, heartbeat_s: float = 0.3
) -> MtConnect:
    settings = {"url": agent.url, "interval_ms": 1, "heartbeat_s": heartbeat_s}
    return MtConnect(settings, addresses or ("*",), context(folder, problems))


def _numbers(got: Collected) -> list[tuple[str, int]]:
    return [(one.epoch, one.sequence) for one in got.all if one.sequence is not None]


async def _report_all(agent: TestAgent, *values: int) -> None:
    for value in values:
        await agent.report("count", str(value))


@pytest.mark.parametrize("piece", [0, 1, 7])
@pytest.mark.parametrize("gives_length", [True, False])
@pytest.mark.parametrize("version", ["1.0", "2.7"])
def test_present_values_then_changes(tmp_path: Path, piece: int, gives_length: bool, version: str) -> None:
    async def scenario() -> None:
        async with TestAgent(ITEMS, version=version) as agent:
            agent.piece, agent.gives_length = piece, gives_length
            await agent.report("exec", "ACTIVE", "2025-01-01T00:00:00.5Z")
            await agent.report("exec2", "Unavailable")
            await agent.report("sys", "Fault", nativeCode="12", text="유압 & <hot>")
            async with Collected(_connector(agent, tmp_path)) as got:
                await got.has("Mill 1/exec", "ACTIVE")
                await agent.report("load", "12.50")
                await _report_all(agent, 1, 2)
                await agent.report("sys", "Normal")
                await got.has("Mill 1/sys", "NORMAL")
            assert got.changes("Mill 1/count") == [1, 2]
            assert got.changes("Mill 1/load") == [12.5]
            assert got.changes("Mill 1/sys") == ["FAULT 12 유압 & <hot>", "NORMAL"]
            assert {one.quality for one in got.all if one.address == "밀링 2/exec2"} == {Quality.MISSING}
            assert _numbers(got) == [("1", n) for n in range(1, 8)]
            then, now = [one for one in got.all if one.address == "Mill 1/exec"]
            assert then.time_us == time_us("2025-01-01T00:00:00.5Z")
            assert (now.sequence, now.time_us > then.time_us) == (None, True)

    asyncio.run(scenario())


def test_after_a_loss_it_goes_on_where_it_stopped(tmp_path: Path) -> None:
    problems = Problems()

    async def scenario() -> None:
        async with TestAgent(ITEMS) as agent:
            await agent.report("exec", "READY")
            async with Collected(_connector(agent, tmp_path)) as first:
                await _report_all(agent, 1, 2)
                await first.has("Mill 1/count", 2)
                agent.hang_up()
                await until(lambda: isinstance(first.error, Unreachable))
            await _report_all(agent, 3, 4, 5)
            async with Collected(_connector(agent, tmp_path, problems=problems)) as second:
                await second.has("Mill 1/exec", "READY")
                await _report_all(agent, 6)
                await second.has("Mill 1/count", 6)
            own = [one for one in second.all if one.sequence is not None]
            assert [one.value for one in own if one.address == "Mill 1/count"] == [3, 4, 5, 6]
            assert sorted(set(_numbers(first) + _numbers(second))) == [("1", n) for n in range(1, 8)]

    asyncio.run(scenario())
    assert not problems


def test_what_the_agent_forgot_is_told_and_the_rest_comes(tmp_path: Path) -> None:
    problems = Problems()

    async def scenario() -> None:
        async with TestAgent(ITEMS, buffer=5) as agent:
            async with Collected(_connector(agent, tmp_path)) as first:
                await _report_all(agent, 1)
                await first.has("Mill 1/count", 1)
            await agent.report("exec", "ACTIVE")
            await _report_all(agent, *range(2, 21))
            async with Collected(_connector(agent, tmp_path, problems=problems)) as second:
                await second.has("Mill 1/count", 20)
                await second.has("Mill 1/exec", "ACTIVE")
            own = [one.value for one in second.all if one.sequence is not None and one.address == "Mill 1/count"]
            assert own == [16, 17, 18, 19, 20]

    asyncio.run(scenario())
    assert problems == ["The agent no longer has sequences 2 to 16; some changes are lost"]


def test_a_restarted_agent_has_a_new_numbering(tmp_path: Path) -> None:
    problems = Problems()

    async def scenario() -> None:
        async with TestAgent(ITEMS) as agent:
            async with Collected(_connector(agent, tmp_path)) as first:
                await _report_all(agent, 1, 2)
                await first.has("Mill 1/count", 2)
                agent.restart()
                await _report_all(agent, 3)
                await until(lambda: isinstance(first.error, Unreachable))
            async with Collected(_connector(agent, tmp_path, problems=problems)) as second:
                await second.has("Mill 1/count", 3)
                agent.instance += 1
                agent.log.clear()
                agent.next = 1
                await _report_all(agent, 7)
                await second.has("Mill 1/count", 7)
            assert _numbers(first) == [("1", 1), ("1", 2)]
            assert _numbers(second) == [("2", 1), ("3", 1)]

    asyncio.run(scenario())
    assert problems == ["The agent was restarted; its present values are read anew"]


def test_an_agent_that_falls_silent_is_unreachable(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with TestAgent(ITEMS) as agent, Collected(_connector(agent, tmp_path, heartbeat_s=0.1)) as got:
            await until(lambda: got.parcels > 4, "heartbeats are empty parcels")
            assert got.all == []
            agent.mute = True
            await until(lambda: isinstance(got.error, Unreachable))
            assert "nothing" in str(got.error)

    asyncio.run(scenario())


def test_an_agent_that_cannot_stream_is_asked_again_and_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with TestAgent(ITEMS) as agent:
            agent.streams = False
            async with Collected(_connector(agent, tmp_path)) as got:
                await until(lambda: got.parcels > 2)
                await _report_all(agent, *range(1, 40))
                await got.has("Mill 1/count", 39)
            assert got.changes("Mill 1/count") == list(range(1, 40))

    asyncio.run(scenario())


def test_only_what_is_wanted_and_what_is_missing_is_told(tmp_path: Path) -> None:
    problems = Problems()

    async def scenario() -> None:
        async with TestAgent(ITEMS) as agent:
            await agent.report("exec", "READY")
            await agent.report("count", "many")
            wanted = ("Mill 1/count", "Mill 1/gone")
            async with Collected(_connector(agent, tmp_path, *wanted, problems=problems)) as got:
                await until(lambda: bool(got.all))
            assert {one.address for one in got.all} == {"Mill 1/count"}
            assert got.all[0].quality is Quality.BAD

    asyncio.run(scenario())
    assert problems == ["Mill 1/gone: the agent has no such data item", "Mill 1/count: 'many' is not a number"]


def test_wrong_addresses_are_told_apart(tmp_path: Path) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n<html></html>")

    async def scenario() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Rejected, match="No MTConnect agent"):
            await MtConnect({"url": f"127.0.0.1:{port}"}, ("*",), context(tmp_path)).__aenter__()
        server.close()
        with pytest.raises(Unreachable):
            await MtConnect({"url": f"http://127.0.0.1:{port}"}, ("*",), context(tmp_path)).__aenter__()
        for wrong in ("ftp://127.0.0.1", "http://127.0.0.1:x", "http://", "http://a b"):
            with pytest.raises(Rejected):
                await MtConnect({"url": wrong}, ("*",), context(tmp_path)).__aenter__()

    asyncio.run(scenario())


def test_browse_shows_values_units_and_meanings(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with TestAgent(ITEMS) as agent:
            await agent.report("count", "7")
            await agent.report("sys", "Warning", nativeCode="3", text="x")
            connector = _connector(agent, tmp_path)
            assert [one.path for one in await connector.browse("")] == ["Mill 1", "밀링 2"]
            found = {one.address: one for one in await connector.browse("Mill 1")}
        count = found["Mill 1/count"]
        assert (count.value, count.suggestion, count.type_name) == (7, "good", "PART_COUNT/GOOD")
        assert found["Mill 1/sys"].value == "WARNING 3 x"
        assert (found["Mill 1/load"].unit, found["Mill 1/load"].quality) == ("PERCENT", Quality.MISSING)

    asyncio.run(scenario())


@pytest.mark.parametrize("part", ["Plate", "Cover"])
def test_recorded_part_counts_come_through(tmp_path: Path, part: str) -> None:
    counts = recorded_part_counts(part)

    async def scenario() -> Collected:
        async with TestAgent(ITEMS) as agent, Collected(_connector(agent, tmp_path)) as got:
            for when, count in counts:
                await agent.report("count", str(count), when)
            await until(lambda: len(_numbers(got)) == len(counts))
            return got

    got = asyncio.run(scenario())
    own = [one for one in got.all if one.sequence is not None]
    assert [(one.time_us, one.value) for one in own] == [(time_us(when), count) for when, count in counts]
