"""The line to Modbus units: connect, read a block, tell a refusal from a silence."""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from pymodbus import FramerType, ModbusException
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

from dure.gateway.connector import ConnectorError, Rejected, Unreachable
from dure.gateway.sentence import Sentence

_REASONS = {
    1: Sentence("the unit doesn't know this kind of reading (illegal function)"),
    2: Sentence("the unit has no such address (illegal data address)"),
    3: Sentence("the unit refuses this amount (illegal data value)"),
    4: Sentence("the unit reports a failure of its own"),
    6: Sentence("the unit is busy"),
    10: Sentence("the gateway has no path to the unit"),
    11: Sentence("the unit behind the gateway doesn't answer"),
}
ABSENT = frozenset({10, 11})
PASSING = frozenset({5, 6})


class Refused(ConnectorError):
    """The unit answered with an exception code."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(_REASONS.get(code) or Sentence("the unit refuses with code %(code)s", code=code))


class NoAnswer(ConnectorError):
    """This unit said nothing in time; others on the same line may."""


class ModbusLine:
    """One TCP connection or serial port. Only the four reading functions are used."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._client = _client(settings)
        self._reads = {
            "coil": self._client.read_coils,
            "discrete": self._client.read_discrete_inputs,
            "input": self._client.read_input_registers,
            "holding": self._client.read_holding_registers,
        }

    async def open(self) -> None:
        """Raises Unreachable."""
        if not await self._client.connect():
            raise Unreachable("Nobody answers at this address, or the serial port can't be opened")

    def close(self) -> None:
        self._client.close()

    async def read(self, unit: int, table: str, start: int, count: int) -> Sequence[int]:
        """Registers, or bits as 0 and 1. Raises Refused, NoAnswer, or Unreachable when the line is gone."""
        try:
            answer = await self._reads[table](start, count=count, device_id=unit)
        except (ModbusException, OSError, TimeoutError) as error:
            if not self._client.connected:
                raise Unreachable("The line broke: %(reason)s", reason=error) from error
            raise NoAnswer("%(reason)s", reason=error) from error
        if answer.isError():
            raise Refused(int(getattr(answer, "exception_code", 4)))
        values = answer.bits if table in ("coil", "discrete") else answer.registers
        if len(values) < count:
            raise NoAnswer("The answer is too short: %(got)s of %(wanted)s", got=len(values), wanted=count)
        return [int(value) for value in values[:count]]


def _client(settings: Mapping[str, Any]) -> AsyncModbusTcpClient | AsyncModbusSerialClient:
    """Without its own reconnecting (reconnect_delay 0): that is the runner's, who also tells the loss."""
    transport = str(settings.get("transport") or "tcp")
    timeout_s = float(settings.get("timeout_s") or 2)
    if transport != "rtu":
        host = str(settings.get("host") or "")
        if not host:
            raise Rejected("The address of the machine is missing")
        framer = FramerType.RTU if transport == "rtu_over_tcp" else FramerType.SOCKET
        return AsyncModbusTcpClient(
            host, port=int(settings.get("port") or 502), framer=framer, timeout=timeout_s, retries=1, reconnect_delay=0
        )
    if find_spec("serial") is None:
        raise Rejected("A serial line needs pyserial: pip install 'dure[serial]'")
    if not settings.get("serial_port"):
        raise Rejected("The serial port is missing")
    return AsyncModbusSerialClient(
        str(settings["serial_port"]),
        framer=FramerType.RTU,
        baudrate=int(settings.get("baud_rate") or 9600),
        parity=str(settings.get("parity") or "N"),
        stopbits=int(settings.get("stop_bits") or 1),
        timeout=timeout_s,
        retries=1,
        reconnect_delay=0,
    )
