"""The brokers that MQTT machines and the gateway meet at in the conformance suite."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

from dure.gateway.broker import Broker
from tests.gateway.broker.place import Place, free_port
from tests.gateway.mosquitto import Mosquitto
from tests.gateway.waiting import until


class Meeting(Protocol):
    """A broker between a machine and the gateway. url: for the connection, empty for the gateway's own.

    is_the_machines: it goes off with the machine; the gateway's own stays on.
    """

    url: str
    port: int
    is_the_machines: bool

    async def on(self) -> None: ...

    async def off(self) -> None: ...

    async def joined(self) -> None:
        """Returns when the gateway listens there."""


class AnotherDure(Place):
    """The broker of another gateway."""

    is_the_machines = True

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()
        self._is_started = False

    async def on(self) -> None:
        if not self._is_started:
            self._is_started = True
            await self.broker.start()
        await super().on()

    async def joined(self) -> None:
        await until(lambda: len(self.broker.clients) > 1, "the gateway at the broker")


class Foreign:
    """mosquitto."""

    is_the_machines = True

    def __init__(self, folder: Path) -> None:
        self._server = Mosquitto(folder, "log_type all")
        self.port, self.url = self._server.port, f"mqtt://127.0.0.1:{self._server.port}"
        self._seen = 0

    async def on(self) -> None:
        self._seen = self._server.log.stat().st_size if self._server.log.exists() else 0
        await self._server.start()

    async def off(self) -> None:
        self._server.stop()

    async def joined(self) -> None:
        def has() -> bool:
            with self._server.log.open("rb") as log:
                log.seek(self._seen)
                return b"Sending SUBACK to dure-" in log.read()

        await until(has, "the gateway at mosquitto")


class House(Place):
    """The gateway's own broker: it is there before its connections and after them."""

    url = ""  # type: ignore[assignment]
    is_the_machines = False

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Broker]:
        async with self:
            yield self.broker

    async def on(self) -> None:
        if self._listener is None:
            await super().on()

    async def off(self) -> None:
        """Only with the gateway."""

    async def __aexit__(self, *_: Any) -> None:
        await Place.off(self)
        await self.broker.stop()

    async def joined(self) -> None:
        await until(lambda: self.broker._collectors, "the connection at the broker")
