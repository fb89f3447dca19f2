"""A wire tap between a client and a broker: every MQTT packet of the client, taken apart by hand."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

NAMES = {1: "CONNECT", 3: "PUBLISH", 4: "PUBACK", 8: "SUBSCRIBE", 12: "PINGREQ", 14: "DISCONNECT"}
ANSWERS = {2: "CONNACK", 3: "PUBLISH", 4: "PUBACK", 9: "SUBACK", 13: "PINGRESP"}


@dataclass
class Packet:
    kind: str
    fields: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return self.fields[name]


class Tap:
    """Listens on a port of its own and passes everything on to `port`."""

    def __init__(self, port: int) -> None:
        self.packets: list[Packet] = []
        self._target = port
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        self._server.close()

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """The cable is pulled."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers += [writer, their_writer]
        await asyncio.gather(
            self._pass(reader, their_writer, NAMES), self._pass(their_reader, writer, ANSWERS), return_exceptions=True
        )

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, names: dict[int, str]) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readexactly(1)
                size, shift, length = 0, 0, b""
                while not length or length[-1] & 0x80:
                    length += await reader.readexactly(1)
                    size |= (length[-1] & 0x7F) << shift
                    shift += 7
                body = await reader.readexactly(size)
                self.packets.append(_packet(head[0], body, names))
                writer.write(head + length + body)
        writer.close()

    def of(self, *kinds: str) -> list[Packet]:
        return [one for one in self.packets if one.kind in kinds]

    def published(self, topic: str) -> list[Packet]:
        """What the client published on a topic (it hears its own STATE too; that isn't counted)."""
        return [one for one in self.packets if one.kind == "PUBLISH" and one.sent and one.topic == topic]


def _packet(head: int, body: bytes, names: dict[int, str]) -> Packet:
    kind = names.get(head >> 4, f"type {head >> 4}")
    if kind == "CONNECT":
        return Packet(kind, _connect(body))
    if kind == "PUBLISH":
        qos = head >> 1 & 3
        topic, at = _text(body, 0)
        payload = body[at + (2 if qos else 0) :]
        sent = names is NAMES
        return Packet(kind, {"topic": topic, "qos": qos, "retain": bool(head & 1), "payload": payload, "sent": sent})
    if kind == "SUBSCRIBE":
        filters, at = [], 2
        while at < len(body):
            name, at = _text(body, at)
            filters.append(name)
            at += 1
        return Packet(kind, {"filters": filters})
    return Packet(kind)


def _connect(body: bytes) -> dict[str, Any]:
    protocol, at = _text(body, 0)
    level, flags = body[at], body[at + 1]
    client_id, at = _text(body, at + 4)
    told: dict[str, Any] = {"protocol": protocol, "level": level, "clean": bool(flags & 2), "client_id": client_id}
    told["has_will"] = bool(flags & 4)
    if flags & 4:
        told["will_topic"], at = _text(body, at)
        size = int.from_bytes(body[at : at + 2], "big")
        told["will_payload"] = body[at + 2 : at + 2 + size]
        told["will_qos"], told["will_retain"] = flags >> 3 & 3, bool(flags & 32)
    return told


def _text(body: bytes, at: int) -> tuple[str, int]:
    size = int.from_bytes(body[at : at + 2], "big")
    return body[at + 2 : at + 2 + size].decode(), at + 2 + size
