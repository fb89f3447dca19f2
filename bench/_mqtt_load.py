"""Publishes prepared MQTT packets from many clients as fast as they are acknowledged, each client with a window.

    python -m bench._mqtt_load PORT < plan.json        (one JSON object out)

Everything is encoded before the clock starts and acknowledgements are counted by their length, so that this
process costs little beside what it measures.
"""

import json
import math
import selectors
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dure.gateway.broker.packets import publish
from dure.gateway.connectors.sparkplug.schema import Payload

PUBACK_BYTES = 4


@dataclass(slots=True)
class Client:
    """One publisher: its packets, how many are sent and acknowledged."""

    link: socket.socket
    packets: list[bytes]
    window: int
    sent: int = 0
    acked: int = 0
    unsent: bytes = b""
    odd: int = 0
    """Bytes of an acknowledgement that has come in part."""

    def send(self, upto: int) -> None:
        """Send what the window and `upto` (of all its packets) allow."""
        until = min(self.acked + self.window, upto)
        if until > self.sent:
            self.unsent += b"".join(self.packets[self.sent : until])
            self.sent = until
        if self.unsent:
            try:
                self.unsent = self.unsent[self.link.send(self.unsent) :]
            except BlockingIOError:
                return

    def receive(self) -> int:
        """Take acknowledgements; how many came."""
        data = self.link.recv(65_536)
        if not data:
            raise ConnectionError("the broker closed a publisher's connection")
        count, self.odd = divmod(self.odd + len(data), PUBACK_BYTES)
        self.acked += count
        return count


@dataclass(slots=True)
class Load:
    """Clients and the topics that each of them publishes to in turn."""

    port: int
    clients: list[Client] = field(default_factory=list)

    def add(self, name: str, packets: list[bytes], window: int, user: str = "", password: str = "") -> None:
        link = socket.create_connection(("127.0.0.1", self.port))
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link.settimeout(30)
        link.sendall(connect(name, user, password))
        answer = link.recv(4)
        if answer[:1] != b"\x20" or answer[3:4] != b"\0":
            raise ConnectionError(f"the broker refused a publisher: {answer!r}")
        link.setblocking(False)
        self.clients.append(Client(link, packets, window))

    def run(self, rate: float | None = None, tell: Callable[[int, float], None] | None = None) -> dict[str, float]:
        """Send everything, at most `rate` messages a second; when it began and ended, how many were acknowledged."""
        chooser = selectors.DefaultSelector()
        for client in self.clients:
            chooser.register(client.link, selectors.EVENT_READ, client)
        total = sum(len(client.packets) for client in self.clients)
        acked, began, at = 0, time.time(), time.perf_counter()
        while acked < total:
            share = 1.0 if rate is None else min(1.0, (time.perf_counter() - at) * rate / total)
            for client in self.clients:
                client.send(int(share * len(client.packets)))
            for key, _ in chooser.select(0.005 if rate else 0.05):
                acked += key.data.receive()
            if tell is not None:
                tell(acked, time.time())
        ended = time.time()
        for client in self.clients:
            client.link.close()
        return {"began": began, "ended": ended, "acked": acked}


def connect(name: str, user: str = "", password: str = "") -> bytes:
    """A CONNECT packet of MQTT 3.1.1 with a clean session and no keep-alive."""
    texts = [name, *([user, password] if user else [])]
    body = b"\0\4MQTT\4" + bytes((0xC2 if user else 2,)) + b"\0\0"
    body += b"".join(len(one.encode()).to_bytes(2, "big") + one.encode() for one in texts)
    return bytes((0x10, len(body))) + body


def counting(topics: list[str], messages: int, first: int) -> list[bytes]:
    """QoS 1 packets, round the topics, each with the next value of a counter that begins at `first`."""
    return [
        publish(topics[at % len(topics)], b'{"count": %d}' % (first + at // len(topics)), 1, at % 65_535 + 1)
        for at in range(messages)
    ]


def sparkplug(node: int, messages: int, metrics: int, now_ms: int, every_ms: int) -> list[bytes]:
    """An edge node's birth and then its data: `metrics` values a message by their aliases, one of them a counter.

    QoS 1, where the specification asks for 0, so that there is an acknowledgement whose cost is measured too.
    """
    begin = f"spBv1.0/plant/{{}}/edge-{node}"
    birth = Payload(timestamp=now_ms, seq=0)
    birth.metrics.add(name="bdSeq", datatype=8, long_value=0)
    for at in range(metrics):
        birth.metrics.add(name=f"m{at}", alias=at + 1, datatype=4 if at == 0 else 10, **_value(at, 0, node))
    packets = [publish(begin.format("NBIRTH"), birth.SerializeToString(), 1, 1)]
    for number in range(1, messages + 1):
        data = Payload(timestamp=now_ms + number * every_ms, seq=number % 256)
        for at in range(metrics):
            data.metrics.add(alias=at + 1, **_value(at, number, node))
        packets.append(publish(begin.format("NDATA"), data.SerializeToString(), 1, number % 65_535 + 1))
    return packets


def _value(at: int, number: int, node: int) -> dict[str, float]:
    """A counter, then temperatures and pressures with two decimals that move slowly."""
    if at == 0:
        return {"long_value": number}
    return {"double_value": round(20 + at % 60 + 5 * math.sin(number / (50 + at) + node) + (number * at % 7) / 50, 2)}


def packets_of(plan: dict[str, Any], number: int) -> list[bytes]:
    """What the publisher with this number is to send."""
    messages = plan["messages"] // plan["clients"]
    if metrics := plan.get("metrics"):
        return sparkplug(number, messages, metrics, plan["now_ms"], plan["every_ms"])
    return counting(plan["topics"][number :: plan["clients"]], messages, plan["first"])


def main() -> None:
    plan = json.load(sys.stdin)
    load = Load(int(sys.argv[1]))
    for number in range(plan["clients"]):
        packets = packets_of(plan, number)
        load.add(f"load-{number}", packets, plan["window"], plan.get("user", ""), plan.get("password", ""))
    prepared = time.process_time()
    told = load.run(plan.get("rate"))
    json.dump(told | {"cpu_s": time.process_time() - prepared}, sys.stdout)


if __name__ == "__main__":
    main()
