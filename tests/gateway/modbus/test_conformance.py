"""The conformance suite against pymodbus's server."""

from pathlib import Path

import pytest

from tests.gateway.conformance import Conformance
from tests.gateway.harness import free_port
from tests.gateway.modbus.plc import Plc
from tests.gateway.rig import Rig


class ModbusRig:
    """A PLC with a 32-bit counter whose low word comes first."""

    protocol = "modbus"
    addresses = ("1/holding/40/uint32/CDAB",)
    counter = "1/holding/40/uint32/CDAB"
    width = 4_294_967_295
    has_connection = True
    keeps_values = True
    exempt = {
        "clock_jump": "the protocol carries no time",
        "out_of_order": "the protocol carries no time and answers come in order",
    }

    def __init__(self) -> None:
        self.plc = Plc()
        self.plc.port = free_port()
        self.settings = {"host": "127.0.0.1", "port": self.plc.port, "period_s": 0.02, "timeout_s": 0.3}

    async def start(self) -> None:
        await self.plc.__aenter__()

    async def stop(self) -> None:
        await self.plc.__aexit__(None, None, None)

    async def set(self, value: int) -> None:
        self.plc.refused = set()
        self.plc.hold(40, value & 0xFFFF, value >> 16)

    async def set_at(self, value: int, time_us: int) -> None:
        raise AssertionError(self.exempt["clock_jump"])

    async def set_bad(self) -> None:
        self.plc.refused = {40}

    async def repeat(self) -> None:
        """Every reading repeats the last one by itself."""

    async def garbage(self) -> None:
        self.plc.babbles = 4


class TestModbus(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return ModbusRig()
