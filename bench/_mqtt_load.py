"""Publishes prepared MQTT packets from many clients as fast as they are acknowledged, each client with a window.

    python -m bench._mqtt_load PORT < plan.json        (one JSON object out)

Everything is encoded before the clock starts and acknowledgements are counted by their length, so that this
process costs little beside what it measures.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from dure.gateway.broker.packets import publish

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
        return {"began": began, "ended": ended, "acked": acked, "cpu_s": time.process_time()}


def connect(name: str, user: str = "", password: str = "") -> bytes:
    """A CONNECT packet of MQTT 3.1.1 with a clean session and no keep-alive."""
    texts = [name, *([user, password] if user else [])]
    body = b"\0\4MQTT\4" + bytes((0xC2 if user else 2,)) + b"\0\0"
    body += b"".join(len(one.encode()).to_bytes(2, "big") + one.encode() for one in texts)
    return bytes((0x10, len(body))) + body


def counting(topics: list[str], messages: int) -> list[bytes]:
    """QoS 1 packets, round the topics, each with the next value of a counter of its own."""
    return [
        publish(topics[at % len(topics)], b'{"count": %d}' % (at // len(topics)), 1, at % 65_535 + 1)
        for at in range(messages)
    ]


def main() -> None:
    plan = json.load(sys.stdin)
    load = Load(int(sys.argv[1]))
    topics, clients = plan["topics"], plan["clients"]
    for number in range(clients):
        mine = topics[number::clients]
        load.add(
            f"load-{number}",
            counting(mine, plan["messages"] // clients),
            plan["window"],
            plan.get("user", ""),
            plan.get("password", ""),
        )
    json.dump(load.run(plan.get("rate")), sys.stdout)


if __name__ == "__main__":
    main()
