"""The conformance suite against asyncua's server."""

from pathlib import Path

import pytest
from asyncua import ua

from dure.kernel import clock
from tests.gateway.conformance import Conformance
from tests.gateway.opcua.server import Machine
from tests.gateway.rig import Rig


class OpcUaRig:
    """A machine with a 32-bit counter."""

    protocol = "opcua"
    addresses = ("ns=2;s=Press.Count",)
    counter = "ns=2;s=Press.Count"
    width = 4_294_967_295
    has_connection = True
    keeps_values = True
    exempt: dict[str, str] = {}

    def __init__(self) -> None:
        self.machine = Machine()
        self.settings = {"url": self.machine.url, "publishing_ms": 20, "sampling_ms": 5}

    async def start(self) -> None:
        await self.machine.__aenter__()

    async def stop(self) -> None:
        await self.machine.__aexit__(None, None, None)

    async def set(self, value: int) -> None:
        await self.machine.set("Press.Count", value)

    async def set_at(self, value: int, time_us: int) -> None:
        await self.machine.set("Press.Count", value, when=clock.from_us(time_us))

    async def set_bad(self) -> None:
        await self.machine.set("Press.Count", self.machine.count, ua.StatusCodes.BadSensorFailure)

    async def repeat(self) -> None:
        await self.machine.set("Press.Count", self.machine.count)

    async def garbage(self) -> None:
        await self.machine.set("Press.Count", self.machine.count, ua.StatusCodes.BadDecodingError)


class TestOpcUa(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return OpcUaRig()
