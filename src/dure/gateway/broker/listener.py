"""The listening socket of the built-in MQTT broker."""

import asyncio
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dure.gateway import tls
from dure.gateway.broker.broker import Broker
from dure.gateway.broker.client import Client
from dure.gateway.broker.door import Door
from dure.gateway.broker.users import Users
from dure.kernel.errors import Invalid

MAX_PACKET_BYTES = 8_000_000
_REPORTS_A_MINUTE = 20


@dataclass(frozen=True, slots=True)
class Options:
    """How the listener is to listen; the `mqtt` part of a gateway's configuration.

    listen: host:port (port 0: any free one). users: password hashes by user name. anonymous: whether a
    client may come without a password; None means only from this computer and only while no user is
    set up. certificate, key: PEM files, for TLS.
    """

    listen: str = "127.0.0.1:1883"
    users: Mapping[str, str] = field(default_factory=dict)
    anonymous: bool | None = None
    max_packet_bytes: int = MAX_PACKET_BYTES
    certificate: str = ""
    key: str = ""

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> "Options":
        """The options in a configuration; Invalid when it has a field of another name."""
        unknown = sorted(set(config) - set(cls.__slots__))
        if unknown:
            raise Invalid("Unknown setting of the MQTT listener: %(names)s", names=", ".join(unknown))
        return cls(**config)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; Invalid when `listen` is not host:port."""
        host, _, port = self.listen.rpartition(":")
        if not host or not port.isdecimal() or int(port) > 65_535:
            raise Invalid("Not an address to listen on: %(listen)s", listen=self.listen)
        return host.strip("[]"), int(port)


class Listener:
    """Listens for MQTT clients and gives what they say to the broker.

    Use as an async context manager. Start the broker, let the connections attach, then listen:
    what comes for a connection that is not attached yet is held, not lost.
    """

    def __init__(self, broker: Broker, options: Options) -> None:
        self.broker = broker
        self.users = Users(options.users)
        self.max_packet_bytes = options.max_packet_bytes
        self.message: str = ""
        self._options = options
        self._server: asyncio.Server | None = None
        self._watch: asyncio.Task[None] | None = None
        self._said: deque[tuple[float, str]] = deque(maxlen=_REPORTS_A_MINUTE)

    async def __aenter__(self) -> "Listener":
        host, port = self._options.address
        loop = asyncio.get_running_loop()
        context = self._tls()
        make: Callable[[], asyncio.Protocol] = lambda: Client(self) if context is None else Door(self, context)  # noqa: E731
        self._server = await loop.create_server(make, host, port, backlog=1000)
        self._watch = asyncio.create_task(self._expire())
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._watch is not None:
            self._watch.cancel()
        if self._server is not None:
            self._server.close()
        for client in list(self.broker.clients.values()):
            client.abort()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def _tls(self) -> ssl.SSLContext | None:
        if not self._options.certificate:
            return None
        return tls.server(self._options.certificate, self._options.key)

    def allows_anonymous(self, loopback: bool) -> bool:
        """Whether a client without a password may come in."""
        if self._options.anonymous is None:
            return loopback and not self.users
        return self._options.anonymous

    def report(self, text: str) -> None:
        """Say what a client did wrong, but not the same again, nor too much, within a minute."""
        now = time.monotonic()
        while self._said and now - self._said[0][0] > 60:
            self._said.popleft()
        if len(self._said) < _REPORTS_A_MINUTE and text not in (said for _, said in self._said):
            self._said.append((now, text))
            self.message = text
            self.broker.problem(text)

    def status(self) -> dict[str, object]:
        """For the gateway's status: how many clients are connected, and what was last reported."""
        return {"clients": len(self.broker.clients), "message": self.message}

    async def _expire(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            for client in list(self.broker.clients.values()):
                client.expire(now)
