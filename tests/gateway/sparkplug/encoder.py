"""Sparkplug B payloads written by hand, byte by byte: independent of the codec under test.

Protocol Buffers wire format: a key of (field number << 3 | wire type), then a varint (0), eight bytes (1),
a length and bytes (2) or four bytes (5).
"""

import struct

INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT, DOUBLE, BOOLEAN, STRING = range(1, 13)
DATETIME, TEXT, UUID, DATASET, BYTES, FILE, TEMPLATE = range(13, 20)
_SIGNED = {INT8: 32, INT16: 32, INT32: 32, INT64: 64}


def varint(value: int) -> bytes:
    coded = bytearray()
    while value > 0x7F:
        coded.append(value & 0x7F | 0x80)
        value >>= 7
    coded.append(value)
    return bytes(coded)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def block(field: int, data: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(data)) + data


def value_of(kind: int, value: object) -> bytes:
    """The value field of a metric of a data type."""
    if kind == FLOAT:
        return varint(12 << 3 | 5) + struct.pack("<f", value)
    if kind == DOUBLE:
        return varint(13 << 3 | 1) + struct.pack("<d", value)
    if kind == BOOLEAN:
        return number(14, int(bool(value)))
    if isinstance(value, str):
        return block(15, value.encode())
    if isinstance(value, bytes):
        return block(18 if kind == TEMPLATE else 17 if kind == DATASET else 16, value)
    assert isinstance(value, int)
    wide = kind in (INT64, UINT64, DATETIME)
    return number(11 if wide else 10, value & (1 << (64 if wide else 32)) - 1)


def metric(
    name: str = "",
    kind: int = 0,
    value: object = None,
    *,
    alias: int | None = None,
    time_ms: int = 0,
    historical: bool = False,
    quality: int | None = None,
    unit: str = "",
    declares: bool = True,
) -> bytes:
    """A metric. A value of None is sent as is_null; declares False leaves the data type out."""
    data = block(1, name.encode()) if name else b""
    data += number(2, alias) if alias is not None else b""
    data += number(3, time_ms) if time_ms else b""
    data += number(4, kind) if kind and declares else b""
    data += number(5, 1) if historical else b""
    data += number(7, 1) if value is None else b""
    data += properties(quality, unit)
    data += value_of(kind, value) if value is not None else b""
    return block(2, data)


def properties(quality: int | None, unit: str) -> bytes:
    keys, values = b"", b""
    if quality is not None:
        keys += block(1, b"Quality")
        values += block(2, number(1, INT32) + number(3, quality))
    if unit:
        keys += block(1, b"engUnit")
        values += block(2, number(1, STRING) + block(8, unit.encode()))
    return block(9, keys + values) if keys else b""


def payload(*metrics: bytes, time_ms: int = 0, seq: int | None = None) -> bytes:
    data = number(1, time_ms) if time_ms else b""
    data += b"".join(metrics)
    return data + (number(3, seq) if seq is not None else b"")


def bd_seq(value: int) -> bytes:
    return metric("bdSeq", INT64, value)
