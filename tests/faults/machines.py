"""Three machines that make parts and remember how many: by HTTP with numbered messages, by Modbus with a 16-bit
counter that rolls over, by MQTT with QoS 1. What they made is the truth that the plant's tables are held against."""

import asyncio
import http.client
import json
import threading
import time

import paho.mqtt.client as mqtt

from tests.gateway.modbus.plc import Plc

TOKEN = "a-token-of-the-fault-tests"
MQTT_USER, MQTT_PASSWORD = "press", "a-password-of-the-fault-tests"
TOPIC = "공장/포장 1/개수"
"""Korean letters and a space, as people name things."""


class Sender(threading.Thread):
    """Makes parts and does not forget one before it was acknowledged."""

    def __init__(self, name: str, port: int, epoch: str) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.epoch = port, epoch
        self.made = 0
        """Parts made so far; each has the number of its making."""
        self.acknowledged = 0
        self.running = threading.Event()
        self.ended = False

    @property
    def is_idle(self) -> bool:
        """Nothing waits for its acknowledgement."""
        return self.acknowledged == self.made

    def make(self, parts: int) -> range:
        first = self.made + 1
        self.made += parts
        return range(first, self.made + 1)


class HttpMachine(Sender):
    """Posts batches; a batch without an answer is posted again, with the same numbers."""

    def run(self) -> None:
        while not self.ended:
            if not self.running.wait(0.1):
                continue
            self._deliver(self.make(5))
            time.sleep(0.01)

    def _deliver(self, numbers: range) -> None:
        body = json.dumps([{"name": "part", "value": 1, "epoch": self.epoch, "sequence": n} for n in numbers]).encode()
        while not self._post(body):
            if self.ended:
                return
            time.sleep(0.05)
        self.acknowledged = numbers[-1]

    def _post(self, body: bytes) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            link.request(
                "POST", "/push", body, {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
            )
            return link.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()


class MqttMachine(Sender):
    """Publishes one message a part with QoS 1; the client library sends again what has no PUBACK."""

    def __init__(self, name: str, port: int, epoch: str) -> None:
        super().__init__(name, port, epoch)
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=f"m-{epoch}", clean_session=False)
        self._client.username_pw_set(MQTT_USER, MQTT_PASSWORD)
        self._client.on_publish = self._on_puback
        self._client.reconnect_delay_set(0.1, 1)
        self._client.max_inflight_messages_set(50)

    def run(self) -> None:
        self._client.connect_async("127.0.0.1", self.port, keepalive=5)
        self._client.loop_start()
        while not self.ended:
            if self.running.wait(0.1) and self.made - self.acknowledged < 200:
                for number in self.make(3):
                    payload = json.dumps({"n": 1, "no": number, "epoch": self.epoch})
                    # While the line is down the library keeps it, whatever it answers here.
                    self._client.publish(TOPIC, payload, qos=1)
            time.sleep(0.01)
        self._client.disconnect()
        self._client.loop_stop()

    def _on_puback(self, *_: object) -> None:
        self.acknowledged += 1


class ModbusMachine(threading.Thread):
    """A PLC with a 16-bit counter that starts near its top. It acknowledges nothing; it is only read."""

    START = 65_000
    is_idle = True

    def __init__(self) -> None:
        super().__init__(name="modbus", daemon=True)
        self.made = 0
        self.port = 0
        self.running = threading.Event()
        self.ended = False
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        async with Plc() as plc:
            self.port = plc.port
            while not self.ended:
                self.made += self.running.is_set()
                plc.hold(0, (self.START + self.made) % 65_536)
                self.ready.set()
                await asyncio.sleep(0.02)
