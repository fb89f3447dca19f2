"""Mould machining centre: an MTConnect agent with `probe`, `current` and the streaming `sample`."""

import asyncio
import time
from collections import deque
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape, quoteattr

from dure.demo import feed
from dure.demo.fleet import Machine
from dure.demo.floor import TICK_S, Floor, of
from dure.kernel import clock

BUFFER = 20_000
DEVICE = "CNC-01"
ITEMS = {"execution": ("EVENT", "EXECUTION", "Execution"), "program": ("EVENT", "PROGRAM", "Program"),
         "partcount": ("EVENT", "PART_COUNT", "PartCount")}  # fmt: skip
_MARK = "dure-demo-boundary"


class Entry(NamedTuple):
    sequence: int
    time_us: int
    item: str
    value: str


class Agent:
    """The buffer of an agent: numbered entries since its start."""

    def __init__(self, floor: Floor, machine: Machine) -> None:
        self._floor, self._machine = floor, machine
        self._instance = int(time.time())
        self._entries: deque[Entry] = deque(maxlen=BUFFER)
        self._current: dict[str, Entry] = {}
        self._next = 1
        self._last_us = floor.since_us
        self._is_asked = False
        shown = feed.readings(floor.plant, machine, floor.since_us)
        for item, value in (("execution", shown["state"]), ("program", "MOLD-07"), ("partcount", 0)):
            self._add(floor.since_us, item, str(value))

    def look(self) -> None:
        """Take in what happened since the last look. Its part counter was never wired: it stays at 0.

        Nothing moves before somebody has asked for the present values: who connects for the first
        time goes on from there, and pieces made before would be told to nobody.
        """
        if not self._is_asked:
            return
        now_us = clock.now_us()
        for at, item, value in feed.cycles(self._floor.plant, self._machine, self._last_us, now_us):
            if item != "partcount":
                self._add(at, item, value)
        self._last_us = now_us

    def _add(self, time_us: int, item: str, value: str) -> None:
        entry = Entry(self._next, time_us, item, value)
        self._entries.append(entry)
        self._current[item] = entry
        self._next += 1

    def probe(self) -> str:
        items = "".join(
            f'<DataItem id="{item}" category="{category}" type="{kind}" name="{item}"/>'
            for item, (category, kind, _) in ITEMS.items()
        )
        return (
            f'<MTConnectDevices xmlns="urn:mtconnect.org:MTConnectDevices:1.8">{self._header()}<Devices>'
            f'<Device id="d1" name="{DEVICE}" uuid="dure-demo-{DEVICE}"><Description>Demonstration</Description>'
            f"<DataItems>{items}</DataItems></Device></Devices></MTConnectDevices>"
        )

    def current(self) -> str:
        self._is_asked = True
        return self._streams(list(self._current.values()), self._next)

    def sample(self, start: int, count: int) -> tuple[str, int]:
        """A document with at most `count` entries from `start` on, and where to go on. ValueError out of range."""
        first = self._entries[0].sequence
        if not first <= start <= self._next:
            raise ValueError(f"'from' must be between {first} and {self._next}")
        found = [entry for entry in self._entries if entry.sequence >= start][:count]
        following = found[-1].sequence + 1 if found else start
        return self._streams(found, following), following

    def has(self, start: int) -> bool:
        return start < self._next

    def _streams(self, entries: list[Entry], following: int) -> str:
        told = "".join(
            f'<{ITEMS[e.item][2]} dataItemId="{e.item}" name="{e.item}" sequence="{e.sequence}" '
            f"timestamp={quoteattr(_iso(e.time_us))}>{escape(e.value)}</{ITEMS[e.item][2]}>"
            for e in entries
        )
        stream = (
            f'<DeviceStream name="{DEVICE}" uuid="dure-demo-{DEVICE}"><ComponentStream component="Device" '
            f'componentId="d1" name="{DEVICE}"><Events>{told}</Events></ComponentStream></DeviceStream>'
            if told
            else ""
        )
        return (
            f'<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.8">{self._header(following)}'
            f"<Streams>{stream}</Streams></MTConnectStreams>"
        )

    def _header(self, following: int = 0) -> str:
        numbers = (
            f' firstSequence="{self._entries[0].sequence}" lastSequence="{self._next - 1}" nextSequence="{following}"'
            if following
            else ""
        )
        return (
            f'<Header creationTime="{_iso(clock.now_us())}" instanceId="{self._instance}" sender="demo" '
            f'version="1.8.0" bufferSize="{BUFFER}"{numbers}/>'
        )


async def serve(floor: Floor) -> None:
    (machine,) = of("mtconnect")
    agent = Agent(floor, machine)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _answer(agent, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(client, "127.0.0.1", floor.ports.mtconnect)
    try:
        async for _ in floor.ticks():
            agent.look()
    finally:
        server.close()


async def _answer(agent: Agent, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    target = urlsplit(head.split(" ", 2)[1])
    asked = {key: values[0] for key, values in parse_qs(target.query).items()}
    kind = target.path.rstrip("/").rpartition("/")[2]
    if kind == "probe":
        _respond(writer, agent.probe())
    elif kind == "current":
        _respond(writer, agent.current())
    elif kind == "sample":
        await _sample(agent, asked, writer)
    else:
        _respond(writer, _error("UNSUPPORTED", "Only probe, current and sample"), "404 Not Found")
    await writer.drain()


async def _sample(agent: Agent, asked: dict[str, str], writer: asyncio.StreamWriter) -> None:
    start, count = int(asked.get("from", "1")), int(asked.get("count", "100"))
    try:
        document, following = agent.sample(start, count)
    except ValueError as error:
        _respond(writer, _error("OUT_OF_RANGE", str(error)), "404 Not Found")
        return
    if "interval" not in asked:
        _respond(writer, document)
        return
    writer.write(
        b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace;boundary="
        + _MARK.encode()
        + b"\r\nConnection: close\r\n\r\n"
    )
    heartbeat_s = int(asked.get("heartbeat", "10000")) / 1000
    while True:
        _part(writer, document)
        await writer.drain()
        waited = 0.0
        while not agent.has(following) and waited < heartbeat_s:
            await asyncio.sleep(min(TICK_S, heartbeat_s))
            waited += TICK_S
        document, following = agent.sample(following, count)


def _part(writer: asyncio.StreamWriter, document: str) -> None:
    body = document.encode()
    writer.write(
        f"--{_MARK}\r\nContent-type: text/xml\r\nContent-length: {len(body)}\r\n\r\n".encode() + body + b"\r\n"
    )


def _respond(writer: asyncio.StreamWriter, document: str, status: str = "200 OK") -> None:
    body = document.encode()
    writer.write(
        f"HTTP/1.1 {status}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n"
        "Connection: close\r\n\r\n".encode()
        + body
    )


def _error(code: str, text: str) -> str:
    return (
        '<MTConnectError xmlns="urn:mtconnect.org:MTConnectError:1.7"><Errors>'
        f'<Error errorCode="{code}">{escape(text)}</Error></Errors></MTConnectError>'
    )


def _iso(time_us: int) -> str:
    return clock.from_us(time_us).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
