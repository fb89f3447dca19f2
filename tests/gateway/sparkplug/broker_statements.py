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


_UNAWARE = "does not hold: the built-in broker is a conforming one, not a Sparkplug-aware one; births are asked for"
_AWARE = ("basic", "store", "ndeath-timestamp", "nbirth-mqtt-topic", "nbirth-mqtt-retain")
for _one in (*_AWARE, "dbirth-mqtt-topic", "dbirth-mqtt-retain"):
    NOT[f"conformance-mqtt-aware-{_one}"] = _UNAWARE
