"""A broker with its listener in a test, and an independent client (paho-mqtt) to talk to it."""

import asyncio
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from paho.mqtt.client import Client, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from dure.gateway.broker import Broker, Collector, Listener, Options
from dure.kernel import clock
from tests.gateway.waiting import until


def free_port() -> int:
    """A port of this computer on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Place:
    """A broker that listens on a port of this computer; the port stays the same over `off` and `on`."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.problems: list[str] = []
        self.folder = folder
        self.options = options
        self.port = 0
        self.broker: Broker = Broker(folder, clock.now_us, self.problems.append)
        self._listener: Listener | None = None

    async def __aenter__(self) -> Self:
        await self.broker.start()
        await self.on()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.off()
        await self.broker.stop()

    async def on(self) -> None:
        options = Options(f"127.0.0.1:{self.port}", **self.options)
        self._listener = await Listener(self.broker, options).__aenter__()
        self.port = self._listener.port

    async def off(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.__aexit__(None, None, None)
            await until(lambda: not self.broker.clients, "all clients gone")

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"


class Device:
    """A paho client: what it received, and what was acknowledged to it."""

    def __init__(self, name: str, *, clean: bool = True, **settings: Any) -> None:
        self.received: list[MQTTMessage] = []
        self.acknowledged: set[int] = set()
        self.connected = threading.Event()
        self.code: Any = None
        self.session_present = False
        self.client = Client(CallbackAPIVersion.VERSION2, name, clean_session=clean, protocol=MQTTv311)
        self.client.on_connect = self._on_connect
        self.client.on_message = lambda _client, _data, message: self.received.append(message)
        self.client.on_publish = lambda _client, _data, mid, _code, _more: self.acknowledged.add(mid)
        self.client.on_disconnect = lambda *_: self.connected.clear()
        if "will" in settings:
            self.client.will_set(*settings["will"])
        if "user" in settings:
            self.client.username_pw_set(settings["user"], settings.get("password", ""))

    def _on_connect(self, _client: Client, _data: Any, flags: Any, code: Any, _more: Any) -> None:
        self.code, self.session_present = code, flags.session_present
        if not code.is_failure:
            self.connected.set()

    async def connect(self, port: int) -> Self:
        await asyncio.to_thread(self.client.connect, "127.0.0.1", port, 30)
        self.client.loop_start()
        await until(lambda: self.code is not None, "an answer to CONNECT")
        return self

    async def subscribe(self, topic_filter: str, qos: int = 1) -> int:
        """The granted QoS, or 128."""
        granted: list[int] = []
        self.client.on_subscribe = lambda _c, _d, _m, codes, _p: granted.extend(code.value for code in codes)
        self.client.subscribe(topic_filter, qos)
        await until(lambda: granted, "an answer to SUBSCRIBE")
        return granted[0]

    async def publish(self, topic: str, payload: bytes | str, qos: int = 1, *, retain: bool = False) -> None:
        """Returns when it was acknowledged (QoS 0: when it was sent)."""
        sent = self.client.publish(topic, payload, qos, retain)
        await until(sent.is_published, f"an acknowledgement of {topic}")

    async def leave(self) -> None:
        self.client.disconnect()
        await asyncio.to_thread(self.client.loop_stop)

    async def die(self) -> None:
        """The line is cut without a DISCONNECT."""
        line = self.client.socket()
        assert line is not None
        line.shutdown(socket.SHUT_RDWR)
        await asyncio.to_thread(self.client.loop_stop)


class Storing:
    """Takes from a collector and says that all is stored, or leaves it waiting."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self.messages: list[Any] = []
        self.waiting: list[Any] = []
        self.stores = True
        self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        while True:
            batch = await self.collector.take()
            self.messages += batch.messages
            self.waiting.append(batch.hand())
            if self.stores:
                self.store()

    def store(self) -> None:
        waiting, self.waiting = self.waiting, []
        for stored in waiting:
            stored()

    def stop(self) -> None:
        self._task.cancel()
