"""A machine that publishes JSON over MQTT to a broker that is not the gateway's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dure.kernel import clock
from tests.gateway.broker.place import Device, Place, free_port
from tests.gateway.waiting import until

TOPIC = "plant/press 1/status"


class MqttRig:
    protocol = "mqtt"
    addresses = (f"{TOPIC}#/count",)
    counter = f"{TOPIC}#/count"
    width = 4_294_967_295
    has_connection = True
    keeps_values = False
    exempt: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        self._place = Place(folder / "broker")
        self._place.port = free_port()
        self._device: Device | None = None
        self._started = False
        self._last = b""
        self._number = 0
        self._boots = 0

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "url": self._place.url,
            "time_pointer": "/ts",
            "time_format": "epoch_us",
            "sequence_pointer": "/n",
            "epoch_pointer": "/boot",
        }

    async def start(self) -> None:
        if not self._started:
            self._started = True
            await self._place.broker.start()
        await self._place.on()
        self._boots += 1
        self._number = 0
        self._device = await Device("press").connect(self._place.port)

    async def stop(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            await device.leave()
        await self._place.off()

    async def _send(self, payload: bytes) -> None:
        assert self._device is not None
        # A machine sends on and on; what counts is what it sends once somebody has subscribed.
        await until(lambda: len(self._place.broker.clients) > 1, "the gateway at the broker")
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
