"""Past days of the demonstration, put onto the event log as envelopes, so that the recorder counts them itself."""

import asyncio
from collections.abc import Iterator

import nats

from dure.demo import feed
from dure.demo.simulation import HOUR, Plant
from dure.demo.wiring import Wire
from dure.kernel import eventlog
from dure.kernel.envelope import encode
from dure.kernel.observation import Envelope, Observation, Quality, Value

EPOCH = "demo-past"
_BATCH = 200
_STEP_US = 60_000_000


def envelopes(plant: Plant, wires: list[Wire], start_us: int, end_us: int) -> Iterator[Envelope]:
    """What the machines would have told in (start, end], hour by hour, numbered so that a repeat is known."""
    numbers = dict.fromkeys((wire.machine.code for wire in wires), 0)
    for wire in wires:
        # Where the counters stood when the telling began: pieces are counted from here.
        first = [
            Observation(a, v, t, Quality.GOOD, EPOCH, n) for n, (t, a, v) in enumerate(_standing(plant, wire, start_us))
        ]
        numbers[wire.machine.code] = len(first)
        if first:
            yield Envelope(wire.machine.code, EPOCH, start_us, tuple(first))
    for at in range(start_us, end_us, HOUR):
        until = min(at + HOUR, end_us)
        for wire in wires:
            told = sorted(observations(plant, wire, at, until), key=lambda one: one[0])
            code = wire.machine.code
            for first in range(0, len(told), _BATCH):
                rows = told[first : first + _BATCH]
                seen = tuple(
                    Observation(address, value, time_us, Quality.GOOD, EPOCH, numbers[code] + n)
                    for n, (time_us, address, value) in enumerate(rows)
                )
                numbers[code] += len(rows)
                yield Envelope(code, EPOCH, until, seen)


def observations(plant: Plant, wire: Wire, start_us: int, end_us: int) -> Iterator[tuple[int, str, Value]]:
    """(time, address, value) of one machine in (start, end]."""
    machine = wire.machine
    if machine.speaks in ("mtconnect", "shdr"):
        for at, item, value in feed.cycles(plant, machine, start_us, end_us):
            if item in wire.addresses:
                yield at, wire.addresses[item], int(value) if item == "partcount" else value
    elif machine.speaks == "http":
        yield from _pushed(plant, wire, start_us, end_us)
    else:
        for moment in feed.moments(plant, machine, start_us, end_us):
            for reading, value in moment.readings.items():
                if reading in wire.addresses:
                    yield moment.time_us, wire.addresses[reading], value


def _standing(plant: Plant, wire: Wire, time_us: int) -> Iterator[tuple[int, str, Value]]:
    """What the machine shows at a moment; one that pushes pieces shows nothing."""
    shown = dict(feed.readings(plant, wire.machine, time_us))
    shown["partcount"], shown["execution"] = shown["total"], shown.get("state", "")
    if wire.machine.speaks != "http":
        yield from ((time_us, address, shown[name]) for name, address in wire.addresses.items() if name in shown)


def _pushed(plant: Plant, wire: Wire, start_us: int, end_us: int) -> Iterator[tuple[int, str, Value]]:
    before = plant.counts(wire.machine, start_us)
    for at in [*range(start_us + _STEP_US, end_us, _STEP_US), end_us]:
        now = plant.counts(wire.machine, at)
        if now.total > before.total:
            yield at, wire.addresses["made"], now.total - before.total
        if now.reject > before.reject:
            yield at, wire.addresses["reject"], now.reject - before.reject
        before = now


def publish(  # noqa: PLR0917
    url: str, site: str, plant: Plant, wires: list[Wire], start_us: int, end_us: int
) -> int:
    """Put the past onto the event log; returns the number of observations."""
    return asyncio.run(_publish(url, site, envelopes(plant, wires, start_us, end_us)))


async def _publish(url: str, site: str, told: Iterator[Envelope]) -> int:
    link = await nats.connect(url)
    count = 0
    try:
        stream = link.jetstream(timeout=30)
        waiting: list[asyncio.Future[object]] = []
        for envelope in told:
            count += len(envelope.observations)
            subject = eventlog.subject(site, envelope.connection)
            waiting.append(await stream.publish_async(subject, encode(envelope)))
            if len(waiting) >= 64:
                await asyncio.gather(*waiting)
                waiting.clear()
        await asyncio.gather(*waiting)
    finally:
        await link.close()
    return count
