"""What happens between a host and an edge node, played once, for many statements to look at."""

import asyncio
import json
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from dure.gateway.connectors.sparkplug.connector import Sparkplug
from dure.kernel.observation import Observation, Quality
from tests.gateway.broker.place import Device, Place
from tests.gateway.harness import Collected, Problems, context
from tests.gateway.sparkplug.edge import Edge, now_ms
from tests.gateway.sparkplug.encoder import DOUBLE, INT32, UINT32, metric
from tests.gateway.sparkplug.tap import Packet, Tap
from tests.gateway.waiting import until

T = TypeVar("T")
HOST = "두레 host"
STATE = f"spBv1.0/STATE/{HOST}"


def host(folder: Path, url: str, problems: Problems | None = None, **settings: Any) -> Collected:
    """A host application at an outside broker, collecting everything."""
    told = {"url": url, "host_id": HOST, "reorder_timeout_s": 0.3} | settings
    return Collected(Sparkplug(told, ["*"], context(folder, problems)))


def metrics(edge: Edge) -> None:
    """What the edge nodes of these scenes declare."""
    edge.node_metrics = lambda: [metric("Load", DOUBLE, 0.5, alias=1, time_ms=now_ms())]
    edge.device_metrics = lambda: [
        metric("Count", UINT32, 10, alias=2, time_ms=now_ms()),
        metric("Speed", INT32, -3, alias=3, time_ms=now_ms()),
    ]


@dataclass
class Session:
    """A host's session with a broker, packet by packet."""

    packets: list[Packet]
    edge_states: list[dict[str, Any]]
    began_ms: int
    left_ms: int
    left_at: int = 0
    """How many packets there were when the host was told to go."""
    kept: dict[str, Any] = field(default_factory=dict)
    """The STATE that the broker kept at the end."""

    @property
    def connect(self) -> Packet:
        return self.packets[0]

    @property
    def sent(self) -> list[Packet]:
        return [one for one in self.packets if one.kind == "PUBLISH" and one.sent]

    @property
    def states(self) -> list[Packet]:
        return [one for one in self.sent if one.topic == STATE]

    @property
    def births(self) -> list[dict[str, Any]]:
        return [told for told in map(state, self.states) if told["online"]]

    @property
    def death(self) -> Packet:
        return self.states[-1]

    def index(self, kind: str) -> int:
        return [one.kind for one in self.packets].index(kind)


def state(packet: Packet) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(packet.payload.decode("utf-8"))
    return told


def _scene(play: Callable[[Path], Coroutine[Any, Any, T]]) -> T:
    with tempfile.TemporaryDirectory(prefix="dure-scene-") as folder:
        return asyncio.run(play(Path(folder)))


async def _kept_state(place: Place) -> dict[str, Any]:
    [(_, payload, _)] = list(place.broker.retained.matching(STATE))
    return dict(json.loads(payload))


@cache
def orderly() -> Session:
    """The host comes, is called offline by somebody else, corrects that, and goes in order."""

    async def play(folder: Path) -> Session:
        async with Place(folder / "broker") as place, Tap(place.port) as tap:
            edge = Edge()
            metrics(edge)
            await edge.connect(place.port, born=False)
            session = Session(tap.packets, edge.states, now_ms(), 0)
            async with host(folder / "host", tap.url):
                await until(lambda: tap.published(STATE), "a birth of the host")
                liar = await Device("liar").connect(place.port)
                await liar.publish(STATE, '{"online": false, "timestamp": 1}', retain=True)
                await until(lambda: len(tap.published(STATE)) > 1, "a correction")
                await liar.leave()
                session.left_ms, session.left_at = now_ms(), len(tap.packets)
            await until(lambda: tap.of("DISCONNECT"), "a good-bye")
            session.kept = await _kept_state(place)
            await edge.leave()
            return session

    return _scene(play)


@cache
def cut_off() -> Session:
    """The host comes, and its cable is pulled."""

    async def play(folder: Path) -> Session:
        async with Place(folder / "broker") as place, Tap(place.port) as tap:
            session = Session(tap.packets, [], now_ms(), 0)
            async with host(folder / "host", tap.url) as collected:
                await until(lambda: tap.published(STATE), "a birth of the host")
                session.left_at = len(tap.packets)
                tap.cut()
                await until(lambda: collected.error is not None, "the loss told")
                session.left_ms = now_ms()
            session.kept = await _kept_state(place)
            return session

    return _scene(play)


@cache
def two_servers() -> tuple[Session, Session]:
    """One host application with a connection to each of two brokers, the second later than the first."""

    async def play(folder: Path) -> tuple[Session, Session]:
        async with Place(folder / "one") as one, Place(folder / "two") as two:  # noqa: SIM117
            async with Tap(one.port) as first, Tap(two.port) as second:
                began = now_ms()
                async with host(folder / "h1", first.url):
                    await until(lambda: now_ms() > began + 5, "a later millisecond")
                    async with host(folder / "h2", second.url):
                        await until(lambda: first.published(STATE) and second.published(STATE), "two births")
                        return (
                            Session(list(first.packets), [], began, now_ms()),
                            Session(list(second.packets), [], began, now_ms()),
                        )

    return _scene(play)


@dataclass
class Deaths:
    """What was observed of an edge node's death and of a device's."""

    before: list[Observation]
    after: list[Observation]
    alive: list[Observation]
    died_ms: int
    began_ms: int
    ended_ms: int
    announced_ms: int = 0

    def gone(self, prefix: str) -> dict[str, Observation]:
        found = [one for one in self.after if one.address.startswith(prefix)]
        assert all(one.value is None for one in found)
        return {one.address: one for one in found if one.quality == Quality.MISSING}


def _last(collected: Collected) -> dict[str, Observation]:
    return {one.address: one for one in collected.all}


@cache
def node_death() -> Deaths:
    """An edge node with a device is cut off; before that an old death of an earlier session came."""

    async def play(folder: Path) -> Deaths:
        async with Place(folder / "broker") as place, host(folder / "host", place.url) as collected:
            edge = Edge()
            edge.bd = 5
            metrics(edge)
            announced = now_ms()
            await edge.connect(place.port)
            await collected.has(f"{edge.at}Count", 10)
            edge.bd = 4
            edge.raw("NDEATH", edge.death())
            edge.bd = 5
            edge.data(metric("", UINT32, 11, alias=2, declares=False))
            await collected.has(f"{edge.at}Count", 11)
            alive = list(collected.all)
            before, began = list(_last(collected).values()), now_ms()
            edge.cut()
            await until(lambda: len(collected.all) > len(alive), "the death")
            return Deaths(before, collected.all[len(alive) :], alive, began, began, now_ms(), announced)

    return _scene(play)


@cache
def device_death() -> Deaths:
    """A device of an edge node dies, told with a time of its own; the edge node lives on."""

    async def play(folder: Path) -> Deaths:
        async with Place(folder / "broker") as place, host(folder / "host", place.url) as collected:
            edge = Edge()
            metrics(edge)
            await edge.connect(place.port)
            await collected.has(f"{edge.at}Count", 10)
            alive = list(collected.all)
            before, began, died = list(_last(collected).values()), now_ms(), now_ms() - 4000
            edge.say("DDEATH", device=edge.device, time_ms=died)
            edge.say("NDATA", metric("", DOUBLE, 0.75, alias=1, declares=False))
            await collected.has(f"{edge.node_at}Load", 0.75)
            await edge.leave()
            found = [one for one in collected.all[len(alive) :] if one.address.startswith(edge.at)]
            return Deaths(before, found, alive, died, began, now_ms())

    return _scene(play)


@dataclass
class Asked:
    """The commands that an edge node was sent, and what was observed."""

    commands: list[Any]
    packets: list[Packet]
    births: int
    values: list[object]
    waited_s: float = 0
    began_ms: int = 0
    topics: list[str] = field(default_factory=list)


@cache
def gap_filled() -> Asked:
    """Two messages change places; the second comes within the reorder timeout."""

    async def play(folder: Path) -> Asked:
        async with Place(folder / "broker") as place, host(folder / "h", place.url, reorder_timeout_s=5) as found:
            edge = Edge()
            metrics(edge)
            await edge.connect(place.port)
            await found.has(f"{edge.at}Count", 10)
            start = len(found.all)
            edge.data(metric("Count", UINT32, 12), seq=3)
            edge.data(metric("Count", UINT32, 11), seq=2)
            edge.data(metric("Count", UINT32, 13), seq=4)
            await found.has(f"{edge.at}Count", 13)
            values = [one.value for one in found.all[start:]]
            asked = Asked(list(edge.commands), [], edge.births, values)
            await edge.leave()
            return asked

    return _scene(play)


async def _gap(folder: Path, reorder_s: float) -> Asked:
    async with Place(folder / "broker") as place, Tap(place.port) as tap:  # noqa: SIM117
        async with host(folder / "h", tap.url, reorder_timeout_s=reorder_s) as found:
            edge = Edge()
            metrics(edge)
            await edge.connect(place.port)
            await found.has(f"{edge.at}Count", 10)
            start, began_ms = len(found.all), now_ms()
            loop = asyncio.get_running_loop()
            began = loop.time()
            edge.data(metric("Count", UINT32, 12), seq=3)
            await until(lambda: edge.commands, "a rebirth request")
            waited = loop.time() - began
            await until(lambda: len(found.values(f"{edge.at}Count")) > 2, "the birth")
            values = [one.value for one in found.all[start:] if one.address == f"{edge.at}Count"]
            asked = Asked(list(edge.commands), list(tap.packets), edge.births, values, waited, began_ms)
            asked.topics = [one.topic for one in tap.packets if one.kind == "PUBLISH" and one.sent]
            await edge.leave()
            return asked


@cache
def gap_left(reorder_s: float) -> Asked:
    """A message is lost and never comes."""
    return _scene(lambda folder: _gap(folder, reorder_s))
