"""The conformance suite against an agent."""

from pathlib import Path

import pytest

from dure.kernel import clock
from tests.gateway.conformance import Conformance
from tests.gateway.harness import free_port
from tests.gateway.mtconnect.agent import Item, TestAgent
from tests.gateway.rig import Rig


class MtConnectRig:
    """An agent that keeps its buffer while nobody can reach it."""

    protocol = "mtconnect"
    addresses = ("Mill 1/count",)
    counter = "Mill 1/count"
    width = 65_535
    has_connection = True
    keeps_values = True
    exempt: dict[str, str] = {}

    def __init__(self) -> None:
        self.agent = TestAgent([Item("count", "PART_COUNT")])
        self.agent.port = free_port()
        self.settings = {"url": self.agent.url, "interval_ms": 1, "heartbeat_s": 0.3}

    async def start(self) -> None:
        await self.agent.__aenter__()

    async def stop(self) -> None:
        await self.agent.__aexit__(None, None, None)

    async def set(self, value: int) -> None:
        await self.set_at(value, clock.now_us())

    async def set_at(self, value: int, time_us: int) -> None:
        await self.agent.report("count", str(value), clock.from_us(time_us).isoformat())

    async def set_bad(self) -> None:
        await self.agent.report("count", "many", clock.now().isoformat())

    async def repeat(self) -> None:
        await self.agent.repeat()

    async def garbage(self) -> None:
        self.agent.babbles = True


class TestMtConnect(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return MtConnectRig()
