"""What every machine on the wire shares: the plant's simulation, its clock, and how often it looks."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from dure.demo import feed
from dure.demo.fleet import FLEET, Machine
from dure.demo.simulation import Plant
from dure.kernel import clock

TICK_S = 0.5
"""Real seconds between two looks at the plant."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the machines listen on 127.0.0.1, and the folder that one of them writes its files to.

    mqtt: port of the broker that two of them log in to, and the login.
    """

    modbus: dict[str, int]
    opcua: int
    http_push: int
    mtconnect: int
    shdr: int
    mqtt: int
    csv_folder: Path
    mqtt_user: str = "demo"
    mqtt_password: str = "demo-machines"  # noqa: S105 - on loopback, of a plant to try
    push_token: str = "demo-token-of-the-capping-machine"  # noqa: S105


def ports_from(first: int, folder: Path) -> Ports:
    """Ports from `first` on, one for each server."""
    modbus = {machine.code: first + 10 + at for at, machine in enumerate(of("modbus"))}
    return Ports(modbus, first, first + 1, first + 2, first + 3, first + 4, folder / "label-files")


def of(protocol: str) -> list[Machine]:
    """The machines that speak a protocol."""
    return [machine for machine in FLEET if machine.speaks == protocol]


@dataclass(slots=True)
class Floor:
    """The shop floor: its plant, its ports, and since when the machines tell what they do (plant time)."""

    plant: Plant
    ports: Ports
    since_us: int = field(default_factory=clock.now_us)

    def now(self, machine: Machine) -> feed.Moment:
        """The readings of this moment."""
        time_us = clock.now_us()
        return feed.Moment(time_us, feed.readings(self.plant, machine, time_us))

    async def ticks(self) -> AsyncIterator[int]:
        """Plant time, again and again."""
        while True:
            yield clock.now_us()
            await asyncio.sleep(TICK_S)

    async def moments(self, machine: Machine) -> AsyncIterator[list[feed.Moment]]:
        """What happened since the last time, ending with this moment."""
        last = self.since_us - 1
        async for now_us in self.ticks():
            happened = list(feed.moments(self.plant, machine, last, now_us - 1))
            yield [*happened, feed.Moment(now_us, feed.readings(self.plant, machine, now_us))]
            last = now_us
