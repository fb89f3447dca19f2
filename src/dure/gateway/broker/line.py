"""A connector's way to an MQTT broker: the built-in one here, an outside one in `outside`.

Nothing in Dure writes to a machine. A line therefore sends two kinds of message only, both of the
Sparkplug host's own protocol: its STATE, and a command to an edge node, which the Sparkplug
connector uses for a rebirth request alone. See docs/decisions/0003-own-mqtt-listener.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from dure.gateway.broker.broker import Broker
from dure.gateway.broker.collector import Collector
from dure.gateway.broker.message import Batch
from dure.gateway.broker.packets import Will
from dure.gateway.broker.seen import Seen
from dure.gateway.connector import Rejected, Unreachable

_MAY_SEND = re.compile(r"spBv1\.0/(STATE/[^/+#]+|[^/+#]+/NCMD/[^/+#]+)")


def check_outgoing(topic: str) -> None:
    """Rejected unless `topic` is one that a Sparkplug host must publish to."""
    if not _MAY_SEND.fullmatch(topic):
        raise Rejected("Dure only reads; it does not publish to %(topic)s", topic=topic)


class Line(Protocol):
    """An async context manager: entering connects and subscribes, leaving lets go."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def take(self) -> Batch:
        """What has come, as soon as something has or `wake` was called; Unreachable when the line is lost."""
        ...

    def wake(self) -> None: ...

    async def send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> None:
        """Publish one of the messages that a Sparkplug host must; returns when the broker has it."""
        ...

    def is_alive(self) -> bool:
        """Whether a client that has sent something for us is still connected (False if not known)."""
        ...

    def seen(self) -> list[Seen]:
        """Topics that have come, for the connect wizard."""
        ...


@dataclass(slots=True)
class HouseLine:
    """A line to the built-in broker.

    name: of the connection, under which messages are held while it is away; empty for a mere look,
    which holds nobody up. will: published when the broker starts again after it was killed, and not
    after an orderly leave.
    """

    broker: Broker | None
    name: str
    filters: Sequence[str]
    will: Will | None = None
    _collector: Collector | None = None

    async def __aenter__(self) -> Self:
        broker = self.broker
        if broker is None:
            raise Unreachable("The built-in MQTT listener is not running; set it up or name an outside broker")
        self._collector = broker.collect(self.name, self.filters) if self.name else broker.look(self.filters)
        if self.will is not None:
            broker.retained.set_will(self.name, self.will)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        broker = self.broker
        if broker is None or self._collector is None:
            return
        broker.leave(self._collector)
        if self.will is not None:
            broker.retained.set_will(self.name, None)

    async def take(self) -> Batch:
        if self._collector is None:
            raise Unreachable("The connection to the built-in MQTT listener is not open")
        return await self._collector.take()

    def wake(self) -> None:
        if self._collector is not None:
            self._collector.wake()

    async def send(self, topic: str, payload: bytes, *, qos: int, retain: bool) -> None:
        check_outgoing(topic)
        broker = self.broker
        if broker is None:
            raise Unreachable("The built-in MQTT listener has stopped")
        broker.publish(topic, payload, qos, retain)

    def is_alive(self) -> bool:
        return self._collector is not None and bool(self._collector.sources)

    def seen(self) -> list[Seen]:
        broker = self.broker
        return broker.seen.all() if broker is not None else []
