"""The conformance suite against pymodbus's server: Modbus TCP, RTU frames over TCP, and RTU on a serial line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pymodbus import FramerType

from tests.gateway.conformance import Conformance
from tests.gateway.harness import free_port
from tests.gateway.modbus.cable import Cable
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

    def __init__(self, framer: FramerType = FramerType.SOCKET) -> None:
        self.plc = Plc(framer)
        self.plc.port = free_port()
        self.settings: dict[str, Any] = {
            "transport": "tcp" if framer is FramerType.SOCKET else "rtu_over_tcp",
            "host": "127.0.0.1",
            "port": self.plc.port,
            "period_s": 0.02,
            "timeout_s": 0.3,
        }

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


class SerialRig(ModbusRig):
    """The same PLC on a serial line. The line stays when the PLC is switched off, as a real cable does."""

    def __init__(self, cable: Cable) -> None:
        super().__init__(FramerType.RTU)
        self._cable = cable
        self._is_on = False

    @asynccontextmanager
    async def house(self) -> AsyncIterator[None]:
        async with self._cable as cable:
            self.plc.serial = cable.ends[0]
            self.settings |= {"transport": "rtu", "serial_port": cable.ends[1], "baud_rate": 115_200}
            yield

    async def start(self) -> None:
        self._is_on = True
        await super().start()

    async def garbage(self) -> None:
        self._cable.noises = 4

    async def stop(self) -> None:
        if self._is_on:
            self._is_on = False
            await super().stop()


class TestModbusTcp(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return ModbusRig()


class TestModbusRtuOverTcp(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return ModbusRig(FramerType.RTU)


class TestModbusRtu(Conformance):
    @pytest.fixture
    def rig(self, tmp_path: Path) -> Rig:
        return SerialRig(Cable())
