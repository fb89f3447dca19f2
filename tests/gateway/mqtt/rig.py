"""A machine that publishes JSON over MQTT to a broker: another one's, or the gateway's own."""

import json
from collections.abc import Mapping
from typing import Any

from dure.kernel import clock
from tests.gateway.broker.place import Device
from tests.gateway.brokers import Meeting

TOPIC = "plant/press 1/status"


class MqttRig:
    protocol = "mqtt"
    addresses = (f"{TOPIC}#/count",)
    counter = f"{TOPIC}#/count"
    width = 4_294_967_295
    keeps_values = False
    exempt: Mapping[str, str] = {}

    def __init__(self, broker: Meeting) -> None:
        self._broker = broker
        self.has_connection = broker.is_the_machines
        self._device: Device | None = None
        self._last = b""
        self._number = 0
        self._boots = 0

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "url": self._broker.url,
            "time_pointer": "/ts",
            "time_format": "epoch_us",
            "sequence_pointer": "/n",
            "epoch_pointer": "/boot",
        }

    async def start(self) -> None:
        await self._broker.on()
        self._boots += 1
        self._number = 0
        self._device = await Device("press").connect(self._broker.port)

    async def stop(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            await device.leave()
        await self._broker.off()

    async def _send(self, payload: bytes) -> None:
        assert self._device is not None
        # A machine sends on and on; what counts is what it sends once somebody has subscribed.
        await self._broker.joined()
        await self._device.publish(TOPIC, payload)

    async def set(self, value: int) -> None:
        await self.set_at(value, clock.now_us())

    async def set_at(self, value: int, time_us: int) -> None:
        self._number += 1
        told = {"count": value, "ts": time_us, "n": self._number, "boot": f"b{self._boots}"}
        self._last = json.dumps(told).encode()
        await self._send(self._last)

    async def set_bad(self) -> None:
        await self._send(b'{"count": 12')

    async def repeat(self) -> None:
        await self._send(self._last)

    async def garbage(self) -> None:
        await self._send(bytes(range(128, 256)))
