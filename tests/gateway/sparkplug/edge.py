"""An edge node for tests: paho-mqtt and the hand-written encoder, neither of them ours to test."""

import json
import socket
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion

from dure.kernel import clock
from tests.gateway.sparkplug import encoder
from tests.gateway.sparkplug.encoder import BOOLEAN, bd_seq, metric, payload
from tests.gateway.waiting import until

REBIRTH_ALIAS = 7


class Edge:
    """One edge node with one device. Births are made anew from `node_metrics` and `device_metrics`."""

    def __init__(self, group: str = "Plant A", edge: str = "Line 1", device: str = "press 1") -> None:
        self.group, self.edge, self.device = group, edge, device
        self.bd = 0
        self.seq = 0
        self.births = 0
        self.answers = True
        self.node_metrics: Callable[[], list[bytes]] = list
        self.device_metrics: Callable[[], list[bytes]] = list
        self.commands: list[MQTTMessage] = []
        self.states: list[dict[str, Any]] = []
        self.last: tuple[str, bytes] | None = None
        self.client: Client | None = None

    def topic(self, kind: str, device: str = "") -> str:
        return f"spBv1.0/{self.group}/{kind}/{self.edge}" + (f"/{device}" if device else "")

    @property
    def at(self) -> str:
        """What addresses of the device begin with."""
        return f"{self.group}/{self.edge}/{self.device}:"

    @property
    def node_at(self) -> str:
        return f"{self.group}/{self.edge}:"

    async def connect(self, port: int, *, born: bool = True) -> None:
        self.client = client = Client(CallbackAPIVersion.VERSION2, f"edge {self.edge}", protocol=MQTTv311)
        client.will_set(self.topic("NDEATH"), self.death(), 1, retain=False)
        client.on_message = self._on_message
        heard: list[int] = []
        client.on_subscribe = lambda *_: heard.append(1)
        client.on_connect = lambda *_: client.subscribe([(self.topic("NCMD"), 1), ("spBv1.0/STATE/#", 1)])
        client.connect("127.0.0.1", port, 30)
        client.loop_start()
        await until(lambda: heard, "the edge node's subscription")
        if born:
            self.give_birth()

    def death(self) -> bytes:
        return payload(bd_seq(self.bd), time_ms=now_ms())

    def _on_message(self, _client: Client, _data: Any, message: MQTTMessage) -> None:
        if message.topic.startswith("spBv1.0/STATE/"):
            self.states.append(json.loads(message.payload))
            return
        self.commands.append(message)
        if self.answers:
            self.give_birth()

    def give_birth(self) -> None:
        self.births += 1
        self.seq = -1
        self.node_birth()
        self.device_birth()

    def node_birth(self) -> None:
        control = metric("Node Control/Rebirth", BOOLEAN, False, alias=REBIRTH_ALIAS)
        self.seq = -1
        self.say("NBIRTH", bd_seq(self.bd), control, *self.node_metrics())

    def device_birth(self) -> None:
        self.say("DBIRTH", *self.device_metrics(), device=self.device)

    def say(self, kind: str, *metrics: bytes, device: str = "", seq: int | None = None, time_ms: int = 0) -> None:
        """Publish with the next sequence number, or with the one given (which then counts on)."""
        self.seq = (self.seq + 1) % 256 if seq is None else seq
        self.raw(kind, payload(*metrics, time_ms=time_ms or now_ms(), seq=self.seq), device)

    def raw(self, kind: str, data: bytes, device: str = "", qos: int = 0) -> None:
        assert self.client is not None
        self.last = (self.topic(kind, device), data)
        self.client.publish(self.topic(kind, device), data, qos)

    def data(self, *metrics: bytes, **more: Any) -> None:
        self.say("DDATA", *metrics, device=self.device, **more)

    async def leave(self) -> None:
        """Orderly: a death of its own, then a DISCONNECT."""
        assert self.client is not None
        sent = self.client.publish(self.topic("NDEATH"), self.death(), 1)
        await until(sent.is_published, "the death at the broker")
        self.client.disconnect()
        self.client.loop_stop()
        self.client = None

    def cut(self) -> None:
        """The line breaks; the broker gives the will."""
        assert self.client is not None
        self.client.loop_stop()
        line = self.client.socket()
        assert line is not None
        line.shutdown(socket.SHUT_RDWR)
        self.client = None


def now_ms() -> int:
    return clock.now_us() // 1000


__all__ = ["Edge", "encoder", "now_ms"]
