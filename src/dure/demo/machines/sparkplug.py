"""Steamer and filler: two devices of one Sparkplug B edge node with births, aliases and rebirth."""

import asyncio
import time

from dure.demo.feed import Moment
from dure.demo.fleet import Machine
from dure.demo.floor import Floor, of
from dure.demo.machines import tahu
from dure.demo.machines.mqtt import Link
from dure.demo.machines.tahu import BOOLEAN, DOUBLE, STRING, UINT64, Metric
from dure.demo.names import EDGE, GROUP

REBIRTH = "Node Control/Rebirth"
READINGS = ("total", "reject", "state", "temperature")
_KINDS = dict(zip(READINGS, (UINT64, UINT64, STRING, DOUBLE), strict=True))


async def serve(floor: Floor) -> None:
    node = _Node(floor)
    try:
        await node.run()
    finally:
        await node.link.close()


class _Node:
    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.link = Link(floor, "demo-edge-1")
        self._seq = 0
        self._birth = int(time.time())
        self._must_be_born = asyncio.Event()
        self._lock = asyncio.Lock()

    async def run(self) -> None:
        will = tahu.payload(self._now_ms(), None, [self._birth_number()])
        self.link.client.will_set(self._topic("NDEATH"), will, qos=1)
        self.link.on_message = self._command
        await self.link.open()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._births())
            for machine in of("sparkplug"):
                group.create_task(self._device(machine))

    async def _births(self) -> None:
        """Be born at the start, after every lost line, and when the host asks."""
        self._must_be_born.set()
        while True:
            await self._must_be_born.wait()
            await self.link.is_up.wait()
            self.link.client.subscribe(self._topic("NCMD"), 1)
            async with self._lock:
                self._must_be_born.clear()
                await self._be_born()
            await self._line_lost()

    async def _line_lost(self) -> None:
        while self.link.is_up.is_set() and not self._must_be_born.is_set():
            await asyncio.sleep(0.1)
        self._must_be_born.set()

    async def _be_born(self) -> None:
        now = self._now_ms()
        self._seq = 0
        rebirth = Metric(REBIRTH, 0, BOOLEAN, False, now)
        await self.link.send(self._topic("NBIRTH"), tahu.payload(now, 0, [self._birth_number(), rebirth]))
        for machine in of("sparkplug"):
            moment = self.floor.now(machine)
            await self.link.send(
                self._topic("DBIRTH", machine.code), tahu.payload(now, self._next(), _metrics(machine, moment, True))
            )

    async def _device(self, machine: Machine) -> None:
        async for moments in self.floor.moments(machine):
            for moment in moments:
                async with self._lock:
                    if self._must_be_born.is_set():
                        break
                    data = tahu.payload(moment.time_us // 1000, self._next(), _metrics(machine, moment, False))
                    await self.link.send(self._topic("DDATA", machine.code), data)

    def _command(self, topic: str, payload: bytes) -> None:
        if topic == self._topic("NCMD") and REBIRTH.encode() in payload:
            self._must_be_born.set()

    def _topic(self, kind: str, device: str = "") -> str:
        return "/".join(filter(None, ("spBv1.0", GROUP, kind, EDGE, device)))

    def _next(self) -> int:
        self._seq = (self._seq + 1) % 256
        return self._seq

    def _birth_number(self) -> Metric:
        return Metric("bdSeq", 0, UINT64, self._birth % 256, self._now_ms())

    def _now_ms(self) -> int:
        return self.floor.now(of("sparkplug")[0]).time_us // 1000


def _metrics(machine: Machine, moment: Moment, is_birth: bool) -> list[Metric]:
    first = 10 * (1 + of("sparkplug").index(machine))
    return [
        Metric(name if is_birth else "", first + READINGS.index(name), _KINDS[name], value, moment.time_us // 1000)
        for name, value in moment.readings.items()
    ]
