"""A client of the gateway's broker that comes back by itself; for the dryer and the Sparkplug edge node."""

import asyncio
from collections.abc import Callable

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from dure.demo.floor import Floor

RETRY_S = 1


class Link:
    """One MQTT 3.1.1 session with QoS 1; `is_up` is set while it holds."""

    def __init__(self, floor: Floor, client_id: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._address = ("127.0.0.1", floor.ports.mqtt)
        self.is_up = asyncio.Event()
        self.on_message: Callable[[str, bytes], None] = lambda topic, payload: None
        self.client = paho.Client(CallbackAPIVersion.VERSION2, client_id, clean_session=True)
        self.client.username_pw_set(floor.ports.mqtt_user, floor.ports.mqtt_password)
        self.client.reconnect_delay_set(RETRY_S, 5)
        self.client.max_inflight_messages_set(500)
        self.client.on_connect = self._connected
        self.client.on_disconnect = lambda *_: self._loop.call_soon_threadsafe(self.is_up.clear)
        self.client.on_message = lambda _client, _data, got: self._loop.call_soon_threadsafe(
            self.on_message, got.topic, got.payload
        )

    async def open(self) -> None:
        self.client.connect_async(*self._address, keepalive=30)
        self.client.loop_start()
        await self.is_up.wait()

    async def send(self, topic: str, data: bytes) -> None:
        """Send and wait for the acknowledgement, so that nothing is told twice or lost."""
        sent = self.client.publish(topic, data, qos=1)
        while not sent.is_published():
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        self.client.disconnect()
        await asyncio.to_thread(self.client.loop_stop)

    def _connected(self, _client: object, _data: object, _flags: object, reason: ReasonCode, _more: object) -> None:
        if not reason.is_failure:
            self._loop.call_soon_threadsafe(self.is_up.set)
