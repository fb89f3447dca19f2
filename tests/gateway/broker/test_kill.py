"""kill -9 of the gateway while QoS 1 and 2 publishers have messages on their way: none lost, none doubled.

The publishers are paho-mqtt; a cable between them and the gateway can swallow what the gateway answers.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from nats.aio.client import Client as NatsClient
from paho.mqtt.client import Client, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from dure.config.engines.nats import Nats
from dure.gateway.broker import packets
from dure.kernel.observation import Observation, Quality
from tests.gateway import eventlog
from tests.gateway.broker.place import free_port
from tests.gateway.mosquitto import Mosquitto
from tests.gateway.process import GatewayProcess, configured, drained, in_state
from tests.gateway.waiting import listens, until

KILLS = 5
HELLO = b"\x10\x10\x00\x04MQTT\x04\x00\x00\x3c\x00\x04fuse"


@pytest.fixture
def nats_server() -> Iterator[Nats]:
    with eventlog.server() as started:
        yield started


@pytest.fixture
def gateway(tmp_path: Path, nats_server: Nats) -> Iterator[GatewayProcess]:
    started = GatewayProcess(tmp_path, nats_server.url())
    yield started
    started.kill()


def configuration(port: int, url: str = "") -> bytes:
    settings = {"url": url, "client_id": "gateway-1"} if url else {}
    connection = {"code": "C1", "protocol": "mqtt", "settings": settings, "addresses": ["*"], "silent_after_s": 0}
    mqtt = {"listen": f"127.0.0.1:{port}"}
    return json.dumps({"version": 1, "site": "S1", "mqtt": mqtt, "connections": [connection]}).encode()


class Cable:
    """Between publishers and the gateway, whose start it waits for. While `swallows`, nothing that the
    gateway says arrives.

    paho sends a QoS 2 message whose PUBREC it has as a new one after an attempt to connect that failed,
    against 4.3.3; over this cable its first attempt succeeds.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self.port = 0
        self.swallows = False
        self.swallowed = 0

    async def __aenter__(self) -> "Cable":
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await until(lambda: listens(self._to), "the gateway", 180)
        other, out = await asyncio.open_connection("127.0.0.1", self._to)
        await asyncio.gather(self._carry(reader, out, False), self._carry(other, writer, True))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answers: bool) -> None:
        try:
            while data := await reader.read(65_536):
                if answers and self.swallows:
                    self.swallowed += len(data)
                    continue
                writer.write(data)
                await writer.drain()
        except OSError:
            writer.transport.abort()
        finally:
            writer.close()


class Publisher:
    """A machine with a session of its own that comes back by itself and knows what was acknowledged to it."""

    def __init__(self, name: str, port: int, qos: int = 1) -> None:
        self.name, self._qos = name, qos
        self.sent: list[int] = []
        self.acknowledged: set[int] = set()
        self.client = Client(CallbackAPIVersion.VERSION2, name, clean_session=False, protocol=MQTTv311)
        self.client.on_publish = lambda _client, _data, mid, _code, _more: self.acknowledged.add(mid)
        self.client.reconnect_delay_set(0.05, 0.2)
        self.client.max_inflight_messages_set(20)
        self.client.connect_async("127.0.0.1", port, 30)
        self.client.loop_start()

    @property
    def open(self) -> int:
        return len(self.sent) - len(self.acknowledged)

    def publish(self, topic: str, payload: str) -> None:
        """Sends, or keeps to send while the gateway is away."""
        self.sent.append(self.client.publish(topic, payload, self._qos).mid)

    async def pulse(self, times: int) -> None:
        for _ in range(times):
            self.publish("press/pulse", "1")

    async def settled(self) -> None:
        await until(lambda: not self.open, f"all of {self.name} acknowledged", 180)

    async def leave(self) -> None:
        self.client.disconnect()
        await asyncio.to_thread(self.client.loop_stop)


def pulses(found: list[Observation]) -> list[Observation]:
    return [one for one in found if one.address == "press/pulse" and one.quality == Quality.GOOD]


def test_equal_events_whose_acknowledgement_was_lost_count_once(gateway: GatewayProcess, nats_server: Nats) -> None:
    """Twice in a row, so that what was known by its number once is known again after the next kill."""

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(port := free_port()))
        await in_state(client, "connected")
        async with Cable(port) as cable:
            press = Publisher("press", cable.port)
            await press.pulse(3)
            await press.settled()
            cable.swallows = True
            await press.pulse(20)
            await until(lambda: cable.swallowed == 20 * 4, "twenty acknowledgements that get lost")
            await again(press, gateway, cable)
            await until(press.client.is_connected, "the publisher again", 180)
            cable.swallows = True
            await press.pulse(5)
            await until(lambda: cable.swallowed or not press.open, "answers", 180)
            await again(press, gateway, cable)
            await press.settled()
            await drained(client)
            found = pulses(await eventlog.logged(client))
            assert len({(one.epoch, one.sequence) for one in found}) == len(found) == len(press.sent) == 28
            await press.leave()
        await client.close()

    asyncio.run(run())


async def again(press: Publisher, gateway: GatewayProcess, cable: Cable) -> None:
    """The gateway is killed and started."""
    gateway.kill()
    await until(lambda: not press.client.is_connected(), "the publisher's loss")
    cable.swallows, cable.swallowed = False, 0
    gateway.start()


def test_a_device_with_one_packet_id_loses_no_event(gateway: GatewayProcess, nats_server: Nats) -> None:
    """What it sends after the kill with DUP may be new: nothing can tell, and losing is worse."""

    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(port := free_port()))
        await in_state(client, "connected")
        for dup in (False, True):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HELLO)
            await reader.readexactly(4)
            for _ in range(1 if dup else 3):
                writer.write(packets.publish("press/pulse", b"1", 1, 1, dup=dup))
                assert await asyncio.wait_for(reader.readexactly(4), 10) == packets.answer(packets.PUBACK, 1)
            writer.close()
            if not dup:
                gateway.kill()
                gateway.start()
                await until(lambda: listens(port), "the listener", 180)
        await drained(client)
        assert len(pulses(await eventlog.logged(client))) == 4
        await client.close()

    asyncio.run(run())


@pytest.mark.faults
def test_kills_under_load_lose_and_double_nothing(gateway: GatewayProcess, nats_server: Nats) -> None:
    async def run() -> None:
        client = await eventlog.connected(nats_server)
        await configured(client, configuration(port := free_port()))
        await in_state(client, "connected")
        async with Cable(port) as cable:
            await killed_under_load(client, gateway, cable.port)
        await client.close()

    asyncio.run(run())


async def killed_under_load(client: NatsClient, gateway: GatewayProcess, port: int) -> None:
    """Four machines publish to `port` while the gateway is killed again and again; each message counts once."""
    machines = [Publisher(f"m{number}", port, 1 + number % 2) for number in range(4)]
    stop = asyncio.Event()
    tasks = [asyncio.create_task(keep_on(machine, stop)) for machine in machines]
    chance = random.Random(11)
    for _ in range(KILLS):
        before, more = told(machines), chance.randrange(50, 600)
        await until(lambda goal=before + more: told(machines) >= goal, gateway.log()[-2_000:], 180)  # type: ignore[misc]
        await collects(client, chance.randrange(1, 12))
        gateway.kill()
        gateway.start()
    stop.set()
    await asyncio.gather(*tasks)
    for machine in machines:
        await machine.settled()
    async with asyncio.timeout(180):
        while True:
            await drained(client)
            found = [one for one in await eventlog.logged(client) if one.quality == Quality.GOOD]
            if len(found) >= sum(len(machine.sent) for machine in machines):
                break
    for machine in machines:
        counts = Counter(one.value for one in found if one.address == machine.name)
        assert counts == Counter(range(len(machine.sent))), machine.name
        await machine.leave()


@pytest.mark.faults
def test_what_an_outside_broker_sends_again_counts_once(
    gateway: GatewayProcess, nats_server: Nats, tmp_path: Path
) -> None:
    """mosquitto keeps the gateway's session and repeats what the killed gateway had not acknowledged to it."""

    async def run() -> None:
        mosquitto = Mosquitto(tmp_path / "mosquitto", "max_queued_messages 0")
        await mosquitto.start()
        client = await eventlog.connected(nats_server)
        try:
            await configured(client, configuration(free_port(), f"mqtt://127.0.0.1:{mosquitto.port}"))
            await in_state(client, "connected")
            await killed_under_load(client, gateway, mosquitto.port)
        finally:
            await client.close()
            mosquitto.stop()

    asyncio.run(run())


async def collects(client: NatsClient, count: int) -> None:
    """The gateway has published so many more messages to the event log."""
    goal = await eventlog.messages(client) + count
    async with asyncio.timeout(180):
        while await eventlog.messages(client) < goal:
            await asyncio.sleep(0.005)


def told(machines: list[Publisher]) -> int:
    return sum(len(machine.acknowledged) for machine in machines)


async def keep_on(machine: Publisher, stop: asyncio.Event) -> None:
    """Publishes numbers from 0 on, at most thirty ahead of what is acknowledged."""
    while not stop.is_set():
        if machine.open > 30:
            await asyncio.sleep(0.002)
            continue
        machine.publish(machine.name, str(len(machine.sent)))
        await asyncio.sleep(0)
