"""The gateway as a process with a real nats-server: configured, killed, stopped; ids are compared, not counts."""

import asyncio
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client

from dure.config.engines.nats import Nats
from dure.kernel.eventlog import rpc_subject
from dure.kernel.observation import Quality
from tests.gateway import eventlog
from tests.gateway.http_push.rig import HttpPushRig, post
from tests.gateway.process import GatewayProcess, configured, drained, in_state, restart, status
from tests.gateway.waiting import until

ROUNDS = 5


@pytest.fixture
def nats_server() -> Iterator[Nats]:
    with eventlog.server() as started:
        yield started


@pytest.fixture
def gateway(tmp_path: Path, nats_server: Nats) -> Iterator[GatewayProcess]:
    started = GatewayProcess(tmp_path, nats_server.url())
    yield started
    started.kill()


def configuration(rig: HttpPushRig, version: int = 1, **more: Any) -> bytes:
    connection = {"code": "C1", "protocol": "http_push", "settings": rig.settings, "addresses": ["*"]} | more
    return json.dumps({"version": version, "site": "S1", "mqtt": None, "connections": [connection]}).encode()


def test_what_was_acknowledged_is_in_the_event_log_after_kills(gateway: GatewayProcess, nats_server: Nats) -> None:
    """Ids pushed by HTTP while the gateway is killed again and again; NATS is killed once too."""
    rig = HttpPushRig()
    acknowledged: set[int] = set()
    sent = 0

    async def push() -> None:
        nonlocal sent
        while True:
            sent += 1
            number = sent
            body = json.dumps({"name": f"n{number % 7}", "value": number, "sequence": number}).encode()
            try:
                answer, _, _ = await asyncio.to_thread(post, rig.port, body)
            except OSError:
                await asyncio.sleep(0.01)
                continue
            except ValueError:
                continue
            if answer == 200:
                acknowledged.add(number)

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(rig))
        await in_state(client, "connected")
        pushers = [asyncio.create_task(push()) for _ in range(6)]
        chance = random.Random(7)
        for number in range(ROUNDS):
            goal = len(acknowledged) + chance.randrange(20, 400)
            await until(lambda goal=goal: len(acknowledged) >= goal, gateway.log()[-2_000:])  # type: ignore[misc]
            if number == 2:
                await client.close()
                assert nats_server.process is not None
                nats_server.process.kill()
                nats_server.process.wait()
            gateway.kill()
            gateway.start()
            if number == 3:
                await asyncio.to_thread(restart, nats_server)
        for pusher in pushers:
            pusher.cancel()
        await asyncio.gather(*pushers, return_exceptions=True)
        client = await eventlog.connected(nats_server)
        await drained(client)
        found = [one for one in await eventlog.logged(client) if one.quality == Quality.GOOD]
        await client.close()
        by_number = {(one.epoch, one.sequence): one.value for one in found}
        assert all(by_number[one.epoch, one.sequence] == one.value == one.sequence for one in found)
        lost = acknowledged - set(by_number.values())
        assert not lost, f"{len(lost)} of {len(acknowledged)} lost: {sorted(lost)[:10]}"
        assert len(acknowledged) > 100

    asyncio.run(run())


def test_it_collects_without_nats_with_the_configuration_it_knows(gateway: GatewayProcess, nats_server: Nats) -> None:
    rig = HttpPushRig()

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(rig))
        await in_state(client, "connected")
        await client.close()
        gateway.kill()
        nats_server.stop()
        gateway.start()
        await until(lambda: accepted(rig.port), gateway.log()[-2_000:])
        await asyncio.to_thread(restart, nats_server)
        client = await eventlog.connected(nats_server)
        await drained(client)
        assert 42 in [one.value for one in await eventlog.logged(client)]
        await client.close()

    asyncio.run(run())


def accepted(port: int) -> bool:
    try:
        return post(port, b'{"name": "n", "value": 42}')[0] == 200
    except OSError:
        return False


def test_only_what_changed_is_restarted_and_a_bad_entry_spoils_only_itself(
    gateway: GatewayProcess, nats_server: Nats
) -> None:
    rig, other = HttpPushRig(), HttpPushRig()
    kept = {"code": "C1", "protocol": "http_push", "settings": rig.settings}

    def document(*connections: object) -> bytes:
        return json.dumps({"version": 1, "site": "S1", "connections": connections}).encode()

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, document(kept, {"code": "C2", "protocol": "http_push", "settings": {}}, 17))
        first = await in_state(client, "connected")
        assert first["connections"]["C2"]["state"] == "rejected"
        assert first["connections"]["C2"]["message"] == "Token is missing"
        assert first["connections"]["#3"]["message"] == "Connection 3 has no code"
        await configured(client, b"not JSON")
        async with asyncio.timeout(20):
            while "not JSON" not in (await status(client))["message"]:
                await asyncio.sleep(0.02)
        await configured(client, document(kept, {"code": "C2", "protocol": "http_push", "settings": other.settings}))
        second = await in_state(client, "connected", "C2")
        assert second["connections"]["C1"]["since_us"] == first["connections"]["C1"]["since_us"]
        assert set(second["connections"]) == {"C1", "C2"}
        await configured(client, document({**kept, "enabled": False}))
        third = await in_state(client, "disabled")
        assert set(third["connections"]) == {"C1"}
        assert rig.settings["token"] not in gateway.log()
        await client.close()

    asyncio.run(run())


def test_the_wizard_asks(gateway: GatewayProcess, nats_server: Nats) -> None:
    rig = HttpPushRig()

    async def asked(client: Client, **question: object) -> dict[str, Any]:
        answer = await client.request(rpc_subject("main"), json.dumps(question).encode(), timeout=30)
        return dict(json.loads(answer.data))

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(rig))
        await in_state(client, "connected")
        protocols = (await asked(client, do="protocols"))["protocols"]
        assert "http_push" in [one["name"] for one in protocols]
        taken = await asked(client, do="preview", protocol="http_push", settings=rig.settings, seconds=1)
        assert taken["error"]["kind"] == "unreachable"
        free = HttpPushRig()
        preview = asyncio.create_task(
            asked(client, do="preview", protocol="http_push", settings=free.settings, addresses=["n"], seconds=20)
        )
        await until(lambda: refused(free.port), "the preview listens")
        assert (await preview)["values"][0]["value"] == 3
        assert (await asked(client, do="browse", protocol="nonsense"))["error"]["kind"] == "invalid"
        assert (await asked(client, do="write"))["error"] == {
            "kind": "invalid",
            "message": "Unknown question write",
            "id": "Unknown question %(question)s",
            "params": {"question": "write"},
        }
        assert all(one.quality == Quality.MISSING for one in await eventlog.logged(client))
        await client.close()

    asyncio.run(run())


def refused(port: int) -> bool:
    """A preview shows what was pushed and says truly that it was not stored."""
    try:
        return post(port, b'{"name": "n", "value": 3}')[0] == 503
    except OSError:
        return False


def test_sigterm_publishes_what_waits_and_a_second_one_is_refused(
    gateway: GatewayProcess, nats_server: Nats, tmp_path: Path
) -> None:
    rig = HttpPushRig()

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(rig))
        await in_state(client, "connected")
        second = subprocess.run(
            [sys.executable, "-m", "dure.gateway", "--home", tmp_path, "--nats", nats_server.url()],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert second.returncode == 1
        assert "already running" in second.stderr
        await rig.start()
        for value in range(20):
            await rig.set(value)
        assert await asyncio.to_thread(gateway.stop) == 0
        found = [one for one in await eventlog.logged(client) if one.address == "count"]
        assert [one.value for one in found] == [*range(20), None]
        assert found[-1].quality == Quality.MISSING
        await client.close()

    asyncio.run(run())
