"""What the broker remembers of a client: its subscriptions and the messages on their way to it."""

from collections import deque
from collections.abc import Callable

from dure.gateway.broker import packets
from dure.gateway.broker.message import Receipt
from dure.gateway.broker.redelivery import Numbers

MAX_QUEUED = 1000
MAX_QUEUED_BYTES = 8_000_000
MAX_IN_FLIGHT = 50

Send = Callable[[bytes], None]


class Session:
    """One client id. Persistent ones live on in memory after the client has gone (3.1.2.4)."""

    def __init__(self, client_id: str, clean: bool) -> None:
        self.client_id = client_id
        self.clean = clean
        self.subscriptions: dict[str, int] = {}
        self.received: set[int] = set()
        """Packet ids of QoS 2 messages taken and not yet released by the client."""
        self.numbers: Numbers[Receipt] = Numbers()
        """What this client has sent with QoS 1 and 2 while the gateway runs."""
        self.dropped = 0
        self.send: Send | None = None
        self.is_slow: Callable[[], bool] = lambda: False
        self._queue: deque[tuple[str, bytes, bool]] = deque()
        self._queued_bytes = 0
        self._in_flight: dict[int, tuple[str, bytes, bool]] = {}
        self._last_id = 0

    def deliver(self, topic: str, payload: bytes, qos: int, retained: bool = False) -> bool:
        """Send a message to this client or keep it for later. False: it had to be dropped."""
        if qos == 0:
            if self.send is None:
                return True
            if self.is_slow():
                self.dropped += 1
                return False
            self.send(packets.publish(topic, payload, retain=retained))
            return True
        if len(self._queue) >= MAX_QUEUED or self._queued_bytes + len(payload) > MAX_QUEUED_BYTES:
            self.dropped += 1
            return False
        self._queue.append((topic, payload, retained))
        self._queued_bytes += len(payload)
        self.flush()
        return True

    def flush(self) -> None:
        """Send what is waiting, as far as the client keeps up."""
        while self.send is not None and self._queue and self._has_room():
            topic, payload, retained = message = self._queue.popleft()
            self._queued_bytes -= len(payload)
            packet_id = self._next_id()
            self._in_flight[packet_id] = message
            self.send(packets.publish(topic, payload, 1, packet_id, retain=retained))

    def _has_room(self) -> bool:
        return len(self._in_flight) < MAX_IN_FLIGHT and not self.is_slow()

    def _next_id(self) -> int:
        while True:
            self._last_id = self._last_id % 65_535 + 1
            if self._last_id not in self._in_flight:
                return self._last_id

    def acknowledged(self, packet_id: int) -> None:
        """The client has a QoS 1 message."""
        self._in_flight.pop(packet_id, None)
        self.flush()

    def attach(self, send: Send, is_slow: Callable[[], bool]) -> None:
        """The client is here: send again what it had not acknowledged (4.4), then the rest."""
        self.send, self.is_slow = send, is_slow
        for packet_id, (topic, payload, retained) in self._in_flight.items():
            send(packets.publish(topic, payload, 1, packet_id, retain=retained, dup=True))
        self.flush()

    def detach(self) -> None:
        """The client has gone."""
        self.send = None
