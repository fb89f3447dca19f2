"""An agent for tests: probe, current, sample (streamed or not), a bounded buffer, restarts.

Written from the published protocol, apart from the connector; its XML is made of plain text.
"""

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

BOUNDARY = "a8e12eced4fb871ac096a99bf9728425"


@dataclass
class Item:
    """A data item as the model describes it."""

    id: str
    type: str
    category: str = "EVENT"
    device: str = "Mill 1"
    extra: dict[str, str] = field(default_factory=dict)


class TestAgent:
    """Speaks version 1.3 by default. piece: bytes per write, so that documents arrive in pieces."""

    __test__ = False

    def __init__(self, items: list[Item], buffer: int = 1000, version: str = "1.3") -> None:
        self.items = {item.id: item for item in items}
        self.buffer, self.version = buffer, version
        self.instance, self.next = 1, 1
        self.log: list[tuple[int, str, str, str, dict[str, str]]] = []
        self.port = 0
        self.piece = 0
        self.streams, self.gives_length, self.mute = True, True, False
        self.babbles, self.repeats = False, False
        self.asked: list[str] = []
        self._changed = asyncio.Condition()
        self._clients: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        self.hang_up()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def hang_up(self) -> None:
        for client in list(self._clients):
            client.transport.abort()

    def restart(self, first: int = 1) -> None:
        """As an agent that was started anew: another instance, an empty buffer."""
        self.instance, self.next = self.instance + 1, first
        self.log.clear()
        self.hang_up()

    async def report(self, ident: str, value: str, when: str = "2026-03-02T00:00:00Z", **attributes: str) -> None:
        self.log.append((self.next, ident, value, when, attributes))
        self.next += 1
        async with self._changed:
            self._changed.notify_all()

    async def repeat(self) -> None:
        """Delivers the last observation once more."""
        self.repeats = True
        async with self._changed:
            self._changed.notify_all()

    @property
    def first(self) -> int:
        return max(self.next - self.buffer, self.log[0][0] if self.log else self.next)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._clients.add(writer)
        try:
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            target = request.split(" ")[1]
            assert request.startswith("GET ")
            self.asked.append(target)
            await self._answer(writer, target)
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            self._clients.discard(writer)

    async def _answer(self, writer: asyncio.StreamWriter, target: str) -> None:
        parts = urlsplit(target)
        if parts.path.endswith("/probe"):
            await self._send(writer, self.probe())
        elif parts.path.endswith("/current"):
            latest = {(entry[1], entry[4].get("nativeCode")): entry for entry in self.log}
            await self._send(writer, self.document(list(latest.values()), self.next))
        else:
            query = {key: value[0] for key, value in parse_qs(parts.query).items()}
            await self._sample(writer, int(query["from"]), int(query["heartbeat"]) / 1000, int(query["count"]))

    async def _sample(self, writer: asyncio.StreamWriter, start: int, heartbeat_s: float, count: int) -> None:
        if not self.first <= start <= self.next:
            text = f'<Error errorCode="OUT_OF_RANGE">from must be between {self.first} and {self.next}</Error>'
            await self._send(writer, f"<MTConnectError><Header/><Errors>{text}</Errors></MTConnectError>", 404)
            return
        if not self.streams:
            await self._send(writer, self._page(start, count)[0])
            return
        kind = f"multipart/x-mixed-replace;boundary={BOUNDARY}"
        await self._write(writer, f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            while (start >= self.next and not self.repeats) or self.mute:
                try:
                    async with asyncio.timeout(heartbeat_s), self._changed:
                        await self._changed.wait()
                except TimeoutError:
                    if not self.mute:
                        break
            if self.repeats:
                self.repeats, start = False, max(start - 1, self.first)
            page, start = self._page(start, count)
            if self.babbles:
                self.babbles, page = False, "<MTConnectStreams><Header"
            length = f"Content-length: {len(page.encode())}\r\n" if self.gives_length else ""
            part = f"\r\n--{BOUNDARY}\r\nContent-type: text/xml\r\n{length}\r\n{page}\r\n".encode()
            await self._write(writer, b"%x\r\n%s\r\n" % (len(part), part))

    def _page(self, start: int, count: int) -> tuple[str, int]:
        entries = [entry for entry in self.log if start <= entry[0]][:count]
        after = entries[-1][0] + 1 if entries else self.next
        return self.document(entries, after), after

    async def _send(self, writer: asyncio.StreamWriter, body: str, status: int = 200) -> None:
        data = body.encode()
        await self._write(
            writer, f"HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        await self._write(writer, data)

    async def _write(self, writer: asyncio.StreamWriter, data: bytes | str) -> None:
        raw = data.encode() if isinstance(data, str) else data
        step = self.piece or len(raw)
        for at in range(0, len(raw), step):
            writer.write(raw[at : at + step])
            await writer.drain()
            if self.piece:
                await asyncio.sleep(0)

    def probe(self) -> str:
        devices = ""
        for number, name in enumerate(dict.fromkeys(item.device for item in self.items.values())):
            items = "".join(
                f'<DataItem id={quoteattr(i.id)} type={quoteattr(i.type)} category="{i.category}"'
                + "".join(f" {key}={quoteattr(value)}" for key, value in i.extra.items())
                + "/>"
                for i in self.items.values()
                if i.device == name
            )
            devices += f'<Device id="d{number}" name={quoteattr(name)} uuid="u{number}">'
            devices += f"<DataItems>{items}</DataItems></Device>"
        return self._root("MTConnectDevices", f"<Header/><Devices>{devices}</Devices>")

    def document(self, entries: list[tuple[int, str, str, str, dict[str, str]]], after: int) -> str:
        head = (
            f'<Header instanceId="{self.instance}" firstSequence="{self.first}" lastSequence="{self.next - 1}" '
            f'nextSequence="{after}"/>'
        )
        streams = ""
        for name in dict.fromkeys(self.items[entry[1]].device for entry in entries):
            told = "".join(self._one(*entry) for entry in entries if self.items[entry[1]].device == name)
            inner = f"<ComponentStream><Events>{told}</Events></ComponentStream>"
            streams += f"<DeviceStream name={quoteattr(name)}>{inner}</DeviceStream>"
        return self._root("MTConnectStreams", f"{head}<Streams>{streams}</Streams>")

    def _one(self, sequence: int, ident: str, value: str, when: str, attributes: dict[str, str]) -> str:
        item = self.items[ident]
        is_condition = item.category == "CONDITION"
        tag = value if is_condition else "".join(word.capitalize() for word in item.type.split("_"))
        text = attributes.get("text", "") if is_condition else value
        more = "".join(f" {k}={quoteattr(v)}" for k, v in attributes.items() if k != "text")
        head = f'{tag} dataItemId={quoteattr(ident)} sequence="{sequence}" timestamp="{when}"{more}'
        return f"<{head}>{escape(text)}</{tag}>"

    def _root(self, name: str, inner: str) -> str:
        space = f"urn:mtconnect.org:{name}:{self.version}"
        return f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="{space}">{inner}</{name}>'
