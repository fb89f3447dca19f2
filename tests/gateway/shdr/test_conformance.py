"""The conformance suite against a played adapter."""

from pathlib import Path

import pytest

from dure.kernel import clock
from tests.gateway.conformance import Conformance
from tests.gateway.harness import free_port
from tests.gateway.rig import Rig
from tests.gateway.shdr.adapter import Adapter


class ShdrRig:
    """An adapter that says its present value to everyone who connects."""

    protocol = "shdr"
    addresses = ("count",)
    counter = "count"
    width = 65_535
    has_connection = True
    keeps_values = True
    exempt: dict[str, str] = {}

    def __init__(self) -> None:
        self.adapter = Adapter(heartbeat_ms=200)
        self.adapter.port = free_port()
        self.settings = {"host": "127.0.0.1", "port": self.adapter.port}

    async def start(self) -> None:
        await self.adapter.__aenter__()

    async def stop(self) -> None:
        await self.adapter.__aexit__(None, None, None)

    async def set(self, value: int) -> None:
        await self.set_at(value, clock.now_us())

    async def set_at(self, value: int, time_us: int) -> None:
        self._say(f"{clock.from_us(time_us).isoformat()}|count|{value}\n".encode())

    async def set_bad(self) -> None:
        self._say(f"{clock.now().isoformat()}|count|UNAVAILABLE\n".encode())

    async def repeat(self) -> None:
        self._say(self.adapter.greeting)

    async def garbage(self) -> None:
        self.adapter.say(b"\xff\xfe|\x00||\xff\n--multiline--\n@\n")

    def _say(self, line: bytes) -> None:
        self.adapter.greeting = line
        self.adapter.say(line)


class TestShdr(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return ShdrRig()
