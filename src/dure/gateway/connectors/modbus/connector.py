"""The `modbus` connector: reads registers and bits at a steady period and tells what changed."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from dure.gateway import sentence
from dure.gateway.connector import Context, Found, Parcel, Rejected
from dure.gateway.connectors.modbus.address import Point, parse
from dure.gateway.connectors.modbus.browse import browse
from dure.gateway.connectors.modbus.line import ModbusLine
from dure.gateway.connectors.modbus.poll import Poll, Taken
from dure.kernel import clock
from dure.kernel.observation import Observation, Quality, Value

_LEAST_S = 0.01


class Modbus:
    """Collects points. Settings: see manifest.toml. The time of a value is that of its answer."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._context = context
        self._unit = int(settings.get("unit") or 1)
        self._period_s = float(settings.get("period_s") or 1)
        self._repeat_us = int(float(settings.get("repeat_s") or 60) * 1_000_000)
        self._line = ModbusLine(settings)
        self._is_open = False
        self._max_gap = max(0, int(settings.get("max_gap", 8)))
        self._points = self._parsed(addresses)
        self._sent: dict[str, tuple[Value, Quality, int]] = {}

    def _parsed(self, addresses: Sequence[str]) -> list[Point]:
        points = []
        # "*" (everything that comes) is nothing to a protocol that has to be asked; the wizard only looks around.
        for address in dict.fromkeys(one for one in addresses if one != "*"):
            try:
                points.append(parse(address, self._unit))
            except Rejected as error:
                if len(addresses) == 1:
                    raise
                self._context.problem(sentence.of(error))
        return points

    async def __aenter__(self) -> Self:
        await self._line.open()
        self._is_open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        self._line.close()

    async def observations(self) -> AsyncIterator[Parcel]:
        """A parcel per round; empty when nothing changed, which still says that the machine answers."""
        if not self._points:
            raise Rejected("No address can be read: choose registers such as 1/holding/100/uint16")
        poll = Poll(self._line, self._points, self._max_gap, self._context.problem)
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            taken = await poll.round()
            now_us = self._context.now_us()
            yield Parcel([self._told(one, now_us) for one in taken if self._is_news(one, now_us)])
            due = max(due + max(self._period_s / clock.speed(), _LEAST_S), loop.time())
            await asyncio.sleep(due - loop.time())

    def _is_news(self, one: Taken, now_us: int) -> bool:
        last = self._sent.get(one.point.address)
        if last is None or last[:2] != (one.value, one.quality):
            return True
        return now_us - last[2] >= self._repeat_us

    def _told(self, one: Taken, now_us: int) -> Observation:
        self._sent[one.point.address] = (one.value, one.quality, now_us)
        return Observation(one.point.address, one.value, now_us, one.quality)

    async def browse(self, path: str) -> Sequence[Found]:
        """Tables at the top; below, the first registers read live as several types, or one given address."""
        if not path or self._is_open:
            return await browse(self._line, self._unit, path)
        await self._line.open()
        try:
            return await browse(self._line, self._unit, path)
        finally:
            self._line.close()
