"""An edge node with one device for the conformance suite, at a broker of another or the gateway's own."""

from collections.abc import Mapping
from typing import Any

from dure.kernel import clock
from tests.gateway.brokers import Meeting
from tests.gateway.sparkplug.edge import Edge
from tests.gateway.sparkplug.encoder import UINT32, metric
from tests.gateway.waiting import until

ALIAS = 12


class SparkplugRig:
    protocol = "sparkplug"
    counter = "Plant A/Line 1/press 1:Parts/Total"
    addresses = (counter,)
    width = 4_294_967_295
    keeps_values = True
    exempt: Mapping[str, str] = {}

    def __init__(self, broker: Meeting) -> None:
        self._broker = broker
        self.has_connection = broker.is_the_machines
        self._edge = Edge()
        self._edge.device_metrics = self._declared
        self._value: int | None = 0
        self._time_ms = 0

    @property
    def settings(self) -> dict[str, Any]:
        return {"url": self._broker.url, "host_id": "dure", "reorder_timeout_s": 0.2}

    def _declared(self) -> list[bytes]:
        return [metric("Parts/Total", UINT32, self._value, alias=ALIAS, time_ms=clock.now_us() // 1000)]

    async def start(self) -> None:
        await self._broker.on()
        self._edge.bd = (self._edge.bd + 1) % 256
        self._edge.states.clear()
        await self._edge.connect(self._broker.port)

    async def stop(self) -> None:
        if self._edge.client is not None:
            self._edge.client.disconnect()
            self._edge.client.loop_stop()
            self._edge.client = None
        await self._broker.off()

    async def _heard(self) -> None:
        """An edge node that has a primary host speaks when that is online."""
        states = self._edge.states
        await until(lambda: states and states[-1]["online"], "the host online")

    async def set(self, value: int) -> None:
        await self.set_at(value, clock.now_us())

    async def set_at(self, value: int, time_us: int) -> None:
        await self._heard()
        self._value = value
        self._edge.data(metric("", UINT32, value, alias=ALIAS, time_ms=time_us // 1000, declares=False))

    async def set_bad(self) -> None:
        self._edge.data(metric("", UINT32, 99, alias=ALIAS, quality=0, declares=False))

    async def repeat(self) -> None:
        assert self._edge.client is not None
        assert self._edge.last is not None
        self._edge.client.publish(*self._edge.last)

    async def garbage(self) -> None:
        self._edge.raw("DDATA", b"\xff\xff\xff\x00 nothing of the kind", self._edge.device)
