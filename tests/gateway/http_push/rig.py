"""A sender that posts to the connector, as a PLC or a script would, with the standard library's client."""

import asyncio
import http.client
import json
from typing import Any

from dure.config.engines.nats import free_port
from dure.kernel import clock

TOKEN = "a-token-that-is-long-enough"


def post(port: int, body: bytes, **headers: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Status, JSON and headers of one POST /push."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        line.request("POST", "/push", body, {"authorization": f"Bearer {TOKEN}"} | named)
        answer = line.getresponse()
        return answer.status, json.loads(answer.read()), {k.lower(): v for k, v in answer.getheaders()}
    finally:
        line.close()


class HttpPushRig:
    """Posts one value at a time; numbers its messages as the conformance suite's machine does."""

    protocol = "http_push"
    addresses = ("count",)
    counter = "count"
    width = 65_535
    has_connection = False
    keeps_values = False
    exempt: dict[str, str] = {}

    def __init__(self) -> None:
        self.port = free_port()
        self.settings = {"listen": f"127.0.0.1:{self.port}", "token": TOKEN}
        self._on = False
        self._sequence = 0
        self._last = b""

    async def start(self) -> None:
        self._on = True

    async def stop(self) -> None:
        self._on = False

    async def set(self, value: int) -> None:
        await self.set_at(value, clock.now_us())

    async def set_bad(self) -> None:
        await self._send(value=17, quality="bad", time=clock.now_us())

    async def set_at(self, value: int, time_us: int) -> None:
        await self._send(value=value, time=time_us)

    async def repeat(self) -> None:
        await self._post(self._last)

    async def garbage(self) -> None:
        status, _, _ = await asyncio.to_thread(post, self.port, b'{"name": ')
        assert status == 400

    async def _send(self, **fields: Any) -> None:
        self._sequence += 1
        self._last = json.dumps({"name": "count", "sequence": self._sequence, "epoch": "boot 1"} | fields).encode()
        await self._post(self._last)

    async def _post(self, body: bytes) -> None:
        assert self._on, "the machine is off"
        status, answer, _ = await asyncio.to_thread(post, self.port, body)
        assert status == 200, answer
