"""Sparkplug B payloads written field by field, on purpose without the gateway's own codec.

Field numbers after the Sparkplug 3.0 specification, chapter 6.4 (payloads, metrics).
"""

import struct
from typing import NamedTuple

UINT64, DOUBLE, STRING, BOOLEAN = 8, 10, 12, 11
_VARINT, _FIXED64, _BYTES = 0, 1, 2


class Metric(NamedTuple):
    """One metric. name: empty in data messages, where the alias stands for it. kind: a Sparkplug data type."""

    name: str
    alias: int
    kind: int
    value: int | float | str | bool
    time_ms: int


def payload(time_ms: int, seq: int | None, metrics: list[Metric]) -> bytes:
    """A payload; seq is None only in a death."""
    body = _int(1, time_ms) + b"".join(_block(2, _metric(one)) for one in metrics)
    return body if seq is None else body + _int(3, seq)


def _metric(one: Metric) -> bytes:
    named = _block(1, one.name.encode()) if one.name else b""
    alias = _int(2, one.alias) if one.alias else b""
    return named + alias + _int(3, one.time_ms) + _int(4, one.kind) + _value(one)


def _value(one: Metric) -> bytes:
    if one.kind == UINT64:
        return _int(11, int(one.value))
    if one.kind == DOUBLE:
        return _key(13, _FIXED64) + struct.pack("<d", float(one.value))
    if one.kind == BOOLEAN:
        return _int(14, int(one.value))
    return _block(15, str(one.value).encode())


def _int(field: int, value: int) -> bytes:
    return _key(field, _VARINT) + _varint(value)


def _block(field: int, data: bytes) -> bytes:
    return _key(field, _BYTES) + _varint(len(data)) + data


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
