"""A Modbus device for tests: pymodbus's own server over TCP, RTU over TCP, or a serial line."""

from types import TracebackType
from typing import Any, Self

from pymodbus import FramerType
from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

SIZE = 300


class Plc:
    """Registers 0 to 299 of units 1 and 2; of every 16 bits the first and third are on.

    refused: holding offsets that don't exist. silent_units: a gateway in front answers for them.
    """

    def __init__(self, framer: FramerType = FramerType.SOCKET, serial: str = "") -> None:
        self.framer, self.serial, self.port = framer, serial, 0
        self.registers: dict[tuple[int, int], int] = {}
        self.refused: set[int] = set()
        self.requests: list[tuple[int, int, int, int]] = []
        self.silent_units: set[int] = set()
        self.failure: ExcCodes | None = None
        self.written = 0
        self.babbles = 0

    async def __aenter__(self) -> Self:
        devices = [self._device(unit) for unit in (1, 2)]
        if self.serial:
            self._server: Any = ModbusSerialServer(devices, port=self.serial, framer=self.framer, baudrate=115200)
        else:
            self._server = ModbusTcpServer(
                devices, framer=self.framer, address=("127.0.0.1", self.port), trace_packet=self._sent
            )
        assert await self._server.listen()
        if not self.serial:
            self.port = self._server.transport.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.shutdown()

    def _sent(self, is_sending: bool, data: bytes) -> bytes:
        if is_sending and self.babbles:
            self.babbles -= 1
            return b"?" * len(data)
        return data

    def hold(self, start: int, *words: int, unit: int = 1) -> None:
        for at, word in enumerate(words):
            self.registers[unit, start + at] = word

    def _device(self, unit: int) -> SimDevice:
        bits = [SimData(0, count=SIZE, values=[True, False, True] + [False] * 13, datatype=DataType.BITS)]
        words = [SimData(0, count=SIZE, values=0, datatype=DataType.REGISTERS)]

        async def action(
            function: int, start: int, address: int, count: int, registers: list[int], values: object
        ) -> ExcCodes | None:
            self.requests.append((unit, function, address, count))
            self.written += values is not None
            if function in (3, 4):
                for at in range(address, address + count):
                    registers[at - start] = self.registers.get((unit, at), 0)
            return self._refusal(unit, function, address, count)

        return SimDevice(unit, simdata=(bits, bits, words, words), action=action)

    def _refusal(self, unit: int, function: int, address: int, count: int) -> ExcCodes | None:
        if self.failure is not None:
            return self.failure
        if unit in self.silent_units:
            return ExcCodes.GATEWAY_NO_RESPONSE
        is_refused = function == 3 and self.refused & set(range(address, address + count))
        return ExcCodes.ILLEGAL_ADDRESS if is_refused else None
