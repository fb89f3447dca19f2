"""What the built-in broker must do when edge nodes use it."""

import asyncio
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.gateway.broker.place import Device, Place
from tests.gateway.sparkplug.register import NOT, check
from tests.gateway.waiting import until


def _with_place(play: Callable[[Place], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="dure-broker-") as folder:
            async with Place(Path(folder)) as place:
                await play(place)

    asyncio.run(run())


def _passes(qos: int) -> None:
    async def play(place: Place) -> None:
        reader = await Device("reader").connect(place.port)
        assert await reader.subscribe("spBv1.0/#", qos) == qos
        sender = await Device("sender").connect(place.port)
        await sender.publish("spBv1.0/G 1/NDATA/E", b"\x00\xff", qos)
        await until(lambda: reader.received, "the message")
        assert (reader.received[0].payload, reader.received[0].qos) == (b"\x00\xff", qos)
        await reader.leave()
        await sender.leave()

    _with_place(play)


@check("The built-in broker delivers QoS 0", "conformance-mqtt-qos0")
def qos0() -> None:
    _passes(0)


@check("The built-in broker delivers QoS 1", "conformance-mqtt-qos1")
def qos1() -> None:
    _passes(1)


@check("The built-in broker gives wills with their QoS and retain", "conformance-mqtt-will-messages")
def wills() -> None:
    async def play(place: Place) -> None:
        reader = await Device("reader").connect(place.port)
        await reader.subscribe("spBv1.0/#")
        edge = await Device("edge", will=("spBv1.0/G/NDEATH/E", b"\x01", 1, True)).connect(place.port)
        await edge.die()
        await until(lambda: reader.received, "the will")
        assert reader.received[0].qos == 1
        late = await Device("late").connect(place.port)
        await late.subscribe("spBv1.0/#")
        await until(lambda: late.received, "the kept will")
        assert late.received[0].retain
        await reader.leave()
        await late.leave()

    _with_place(play)


@check("The built-in broker keeps retained messages", "conformance-mqtt-retained")
def retained() -> None:
    async def play(place: Place) -> None:
        sender = await Device("sender").connect(place.port)
        await sender.publish("spBv1.0/STATE/h", "1", retain=True)
        await sender.publish("spBv1.0/STATE/h", "2", retain=True)
        reader = await Device("reader").connect(place.port)
        await reader.subscribe("spBv1.0/STATE/h")
        await until(lambda: reader.received, "the kept message")
        assert [(one.payload, one.retain) for one in reader.received] == [(b"2", True)]
        await reader.leave()
        await sender.leave()

    _with_place(play)


_KEPT = "$sparkplug/certificates/"
_BIRTHS = {"spBv1.0/G 1/NBIRTH/E": b"\x08\x01", "spBv1.0/G 1/DBIRTH/E/D": b"\x08\x02"}


async def _born(place: Place) -> None:
    edge = await Device("edge").connect(place.port)
    for topic, payload in _BIRTHS.items():
        await edge.publish(topic, b"an older one", 0)
        await edge.publish(topic, payload, 0)
    await edge.publish("spBv1.0/G 1/NDATA/E", b"\x08\x03", 1)
    await edge.leave()


async def _kept(place: Place) -> dict[str, tuple[bytes, bool]]:
    """What a host that comes later is given: payload and retain flag by topic."""
    host = await Device("host").connect(place.port)
    await host.subscribe(f"{_KEPT}#")
    await until(lambda: len(host.received) >= len(_BIRTHS), "the kept births")
    await host.leave()
    return {one.topic: (one.payload, one.retain) for one in host.received}


def _aware() -> dict[str, tuple[bytes, bool]]:
    found: dict[str, tuple[bytes, bool]] = {}

    async def play(place: Place) -> None:
        await _born(place)
        found.update(await _kept(place))

    _with_place(play)
    return found


@check(
    "The built-in broker keeps births for hosts that come later, over a restart of the gateway too",
    "conformance-mqtt-aware-basic",
    "conformance-mqtt-aware-store",
)
def births_are_kept() -> None:
    async def run() -> None:
        with tempfile.TemporaryDirectory(prefix="dure-broker-") as folder:
            async with Place(Path(folder)) as place:
                await _born(place)
            async with Place(Path(folder)) as place:
                kept = await _kept(place)
                assert {topic: payload for topic, (payload, _) in kept.items()} == {
                    f"{_KEPT}{topic}": payload for topic, payload in _BIRTHS.items()
                }

    asyncio.run(run())


@check(
    "A node's birth is kept under $sparkplug/certificates, retained",
    "conformance-mqtt-aware-nbirth-mqtt-topic",
    "conformance-mqtt-aware-nbirth-mqtt-retain",
)
def node_births_are_kept() -> None:
    assert _aware()[f"{_KEPT}spBv1.0/G 1/NBIRTH/E"] == (b"\x08\x01", True)


@check(
    "A device's birth is kept under $sparkplug/certificates, retained",
    "conformance-mqtt-aware-dbirth-mqtt-topic",
    "conformance-mqtt-aware-dbirth-mqtt-retain",
)
def device_births_are_kept() -> None:
    assert _aware()[f"{_KEPT}spBv1.0/G 1/DBIRTH/E/D"] == (b"\x08\x02", True)


NOT["conformance-mqtt-aware-ndeath-timestamp"] = (
    "optional (MAY): the broker passes on a will as it was given; the host takes its own time for a node's death"
)
