"""What the bytes of a Sparkplug value mean for each of the specification's data types. Pure."""

import struct
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from dure.gateway.connector import BadData
from dure.kernel.errors import DureError
from dure.kernel.observation import Value


class DataType(IntEnum):
    """Numbers of the data types in the specification."""

    UNKNOWN = 0
    INT8 = 1
    INT16 = 2
    INT32 = 3
    INT64 = 4
    UINT8 = 5
    UINT16 = 6
    UINT32 = 7
    UINT64 = 8
    FLOAT = 9
    DOUBLE = 10
    BOOLEAN = 11
    STRING = 12
    DATETIME = 13
    TEXT = 14
    UUID = 15
    DATASET = 16
    BYTES = 17
    FILE = 18
    TEMPLATE = 19
    PROPERTY_SET = 20
    PROPERTY_SET_LIST = 21
    INT8_ARRAY = 22
    INT16_ARRAY = 23
    INT32_ARRAY = 24
    INT64_ARRAY = 25
    UINT8_ARRAY = 26
    UINT16_ARRAY = 27
    UINT32_ARRAY = 28
    UINT64_ARRAY = 29
    FLOAT_ARRAY = 30
    DOUBLE_ARRAY = 31
    BOOLEAN_ARRAY = 32
    STRING_ARRAY = 33
    DATETIME_ARRAY = 34


class Unsupported(DureError):
    """A value of a type that has no place among observations (a file, a table of many rows)."""


_BITS = {
    DataType.INT8: 8,
    DataType.INT16: 16,
    DataType.INT32: 32,
    DataType.INT64: 64,
    DataType.UINT8: -8,
    DataType.UINT16: -16,
    DataType.UINT32: -32,
    DataType.UINT64: -64,
}
"""Width in bits, negative for the unsigned."""
_REALS = {DataType.FLOAT, DataType.DOUBLE}
_TEXTS = {DataType.STRING, DataType.TEXT, DataType.UUID}
_SELF_DESCRIBING = {
    "float_value": DataType.FLOAT,
    "double_value": DataType.DOUBLE,
    "boolean_value": DataType.BOOLEAN,
    "string_value": DataType.STRING,
    "dataset_value": DataType.DATASET,
    "template_value": DataType.TEMPLATE,
}
_ITEMS = {
    DataType.INT8_ARRAY: "b",
    DataType.INT16_ARRAY: "h",
    DataType.INT32_ARRAY: "i",
    DataType.INT64_ARRAY: "q",
    DataType.UINT8_ARRAY: "B",
    DataType.UINT16_ARRAY: "H",
    DataType.UINT32_ARRAY: "I",
    DataType.UINT64_ARRAY: "Q",
    DataType.FLOAT_ARRAY: "f",
    DataType.DOUBLE_ARRAY: "d",
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def known(number: int) -> DataType:
    """The data type of a number; BadData when the specification has none of it."""
    try:
        return DataType(number)
    except ValueError as error:
        raise BadData("unknown data type %(number)s", number=number) from error


def implied(field: str | None) -> DataType:
    """The data type that the field a value came in tells by itself; UNKNOWN where it tells none."""
    return _SELF_DESCRIBING.get(field or "", DataType.UNKNOWN)


def scalar(kind: DataType, field: str | None, raw: Any) -> Value:
    """The value of a data type that came in a field of the payload.

    Integers are two's complement of their width, whether they came as 32 or 64 bits. A DateTime
    becomes ISO 8601 text in UTC. BadData when field and type don't fit.
    """
    if kind in _BITS and field in ("int_value", "long_value"):
        return integer(raw, _BITS[kind])
    if kind in _REALS and field in ("float_value", "double_value"):
        return float(raw)
    if kind is DataType.BOOLEAN and field == "boolean_value":
        return bool(raw)
    if kind in _TEXTS and field == "string_value":
        return str(raw)
    if kind is DataType.DATETIME and field in ("long_value", "int_value"):
        return moment(raw)
    raise BadData("a %(name)s that came as %(field)s", name=kind.name, field=field or "nothing")


def integer(raw: int, bits: int) -> int:
    """`raw` as two's complement of `bits` bits; negative bits mean unsigned."""
    width = abs(bits)
    value = raw & (1 << width) - 1
    return value - (1 << width) if bits > 0 and value >> width - 1 else value


def moment(milliseconds: int) -> str:
    """ISO 8601 text of milliseconds since 1970-01-01 UTC (signed 64 bits)."""
    try:
        found = _EPOCH + timedelta(milliseconds=integer(milliseconds, 64))
    except OverflowError as error:
        raise BadData("not a time: %(value)s", value=milliseconds) from error
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def items(kind: DataType, data: bytes) -> list[Value]:
    """The items of an array; BadData when the bytes don't make whole items."""
    if kind in _ITEMS:
        size = struct.calcsize(f"<{_ITEMS[kind]}")
        if len(data) % size:
            raise BadData("%(count)s bytes are no whole number of %(name)s items", count=len(data), name=kind.name)
        return list(struct.unpack(f"<{len(data) // size}{_ITEMS[kind]}", data))
    reader = _PACKED.get(kind)
    if reader is None:
        raise Unsupported("a value of type %(kind)s", kind=kind.name)
    return list(reader(data))


def _booleans(data: bytes) -> Iterator[Value]:
    """Four bytes of count, then one bit each, the highest first."""
    if len(data) < 4:
        raise BadData("a boolean array without its count")
    count = int.from_bytes(data[:4], "little")
    if (count + 7) // 8 != len(data) - 4:
        raise BadData("a boolean array of another length than it says")
    return (bool(data[4 + at // 8] >> 7 - at % 8 & 1) for at in range(count))


def _strings(data: bytes) -> Iterator[Value]:
    """Texts that each end with a zero byte."""
    if data and not data.endswith(b"\0"):
        raise BadData("a string array without its last zero")
    try:
        return iter(data.decode("utf-8").split("\0")[:-1])
    except UnicodeDecodeError as error:
        raise BadData("a string array that is not UTF-8") from error


def _moments(data: bytes) -> Iterator[Value]:
    if len(data) % 8:
        raise BadData("a DateTime array of broken length")
    return (moment(raw) for (raw,) in struct.iter_unpack("<Q", data))


_PACKED: dict[DataType, Callable[[bytes], Iterator[Value]]] = {
    DataType.BOOLEAN_ARRAY: _booleans,
    DataType.STRING_ARRAY: _strings,
    DataType.DATETIME_ARRAY: _moments,
}


def is_array(kind: DataType) -> bool:
    """Whether values of this type are arrays."""
    return DataType.INT8_ARRAY <= kind <= DataType.DATETIME_ARRAY
