"""What the connect wizard shows of a Modbus unit, which can't say itself what it holds.

Paths: "" the tables, `holding` its first registers, `holding/100` those from 100 on. A path that is
an address or a classic number (`40101`) shows that place.
"""

from collections.abc import Sequence

from dure.gateway.connector import BadData, Found, Rejected, Unreachable
from dure.gateway.connectors.modbus.address import TABLES, parse
from dure.gateway.connectors.modbus.decode import decode
from dure.gateway.connectors.modbus.line import ModbusLine, NoAnswer, Refused
from dure.kernel.observation import Quality

COUNT = 32
_TITLES = {
    "coil": "Coils (0xxxx)",
    "discrete": "Discrete inputs (1xxxx)",
    "input": "Input registers (3xxxx)",
    "holding": "Holding registers (4xxxx)",
}
_FIRST_DIGIT = {"coil": 0, "discrete": 1, "input": 3, "holding": 4}
_TYPES = {"uint16": 1, "int16": 1, "uint32": 2, "float32": 2}


async def browse(line: ModbusLine, unit: int, path: str) -> Sequence[Found]:
    """Folders for an empty path, else live readings. Raises Unreachable, Rejected for a wrong path."""
    if not path:
        return [Found(_TITLES[table], path=table) for table in reversed(TABLES)]
    table, start = _place(path, unit)
    values = await _readable(line, unit, table, start)
    found: list[Found] = []
    for at, value in enumerate(values):
        if value is not None:
            found += _readings(unit, table, start, values, at)
    following = start + COUNT
    if values and values[-1] is not None and following < 65_536:
        found.append(Found(f"{following} …", path=f"{table}/{following}"))
    return found


def _place(path: str, unit: int) -> tuple[str, int]:
    table, _, start = path.partition("/")
    if table in TABLES and (not start or start.isdecimal()):
        return table, min(int(start or 0), 65_535)
    point = parse(path, unit)
    return point.table, point.start


async def _readable(line: ModbusLine, unit: int, table: str, start: int) -> list[int | None]:
    """Values from `start` on, None where the unit refuses; a refused block is tried one by one."""
    count = min(COUNT, 65_536 - start)
    try:
        return list(await line.read(unit, table, start, count))
    except NoAnswer as error:
        raise Unreachable("Unit %(unit)s doesn't answer: %(reason)s", unit=unit, reason=error) from error
    except Refused as error:
        if error.code not in (2, 3):
            raise Rejected("Unit %(unit)s: %(reason)s", unit=unit, reason=error) from error
    values: list[int | None] = []
    for offset in range(start, start + count):
        try:
            values += await line.read(unit, table, offset, 1)
        except (Refused, NoAnswer):
            values.append(None)
    return values


def _readings(unit: int, table: str, start: int, values: Sequence[int | None], at: int) -> list[Found]:
    offset = start + at
    name = f"{_FIRST_DIGIT[table]}{offset + 1:04d}"
    if table in ("coil", "discrete"):
        return [Found(name, f"{unit}/{table}/{offset}/bool", value=bool(values[at]), type_name="bool")]
    found = []
    for type_name, words in _TYPES.items():
        registers = [value for value in values[at : at + words] if value is not None]
        if len(registers) == words:
            found.append(_one(name, f"{unit}/{table}/{offset}/{type_name}", type_name, registers))
    return found


def _one(name: str, address: str, type_name: str, registers: Sequence[int]) -> Found:
    order = "ABCD"[: 2 * len(registers)]
    try:
        return Found(name, f"{address}/{order}", value=decode(registers, type_name, order), type_name=type_name)
    except BadData:
        return Found(name, f"{address}/{order}", quality=Quality.BAD, type_name=type_name)
