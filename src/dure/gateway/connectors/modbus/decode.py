"""Registers as values. Modbus fixes the bytes of one register; how several make one value is the maker's.

Order letters name bytes from the most significant (A) down, in the order in which they arrive:
ABCD is big-endian, CDAB has its words swapped, BADC its bytes, DCBA both.
"""

import math
import struct
from collections.abc import Sequence
from decimal import Decimal

from dure.gateway.connector import BadData
from dure.kernel.observation import Value

FIXED_WORDS = {
    "bool": 1,
    "int16": 1,
    "uint16": 1,
    "bcd16": 1,
    "int32": 2,
    "uint32": 2,
    "float32": 2,
    "bcd32": 2,
    "int64": 4,
    "uint64": 4,
    "float64": 4,
}
ORDERS = {1: ("AB", "BA"), 2: ("ABCD", "CDAB", "BADC", "DCBA"), 4: ("ABCDEFGH", "GHEFCDAB", "BADCFEHG", "HGFEDCBA")}
_FORMATS = {
    "int16": ">h",
    "uint16": ">H",
    "int32": ">i",
    "uint32": ">I",
    "int64": ">q",
    "uint64": ">Q",
    "float32": ">f",
    "float64": ">d",
}


def is_order_for(order: str, type_name: str, words: int) -> bool:
    """Whether the letters fit the value's size; a string may have its bytes swapped in each word."""
    if type_name == "string":
        return order in ("", "AB", "BA") or order in ORDERS.get(words, ())
    return order in ORDERS[words]


def decode(registers: Sequence[int], type_name: str, order: str, detail: int = 0) -> Value:
    """The value before scaling. Raises BadData for digits that are none and floats that are no number."""
    if type_name == "string":
        return _text(registers, order, detail)
    raw = _ordered(registers, order)
    if type_name == "bool":
        return any(raw)
    if type_name == "bit":
        return bool(int.from_bytes(raw) >> detail & 1)
    if type_name.startswith("bcd"):
        return _bcd(raw)
    value: int | float = struct.unpack(_FORMATS[type_name], raw)[0]
    if isinstance(value, float) and not math.isfinite(value):
        raise BadData("the registers hold no number (not-a-number or infinity)")
    return value


def scaled(value: Value, scale: Decimal, plus: Decimal) -> Value:
    """value * scale + plus without binary rounding; whole results stay whole numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float) or (scale == 1 and plus == 0):
        return value
    result = Decimal(str(value)) * scale + plus
    is_whole = isinstance(value, int) and result == result.to_integral_value()
    return int(result) if is_whole else float(result)


def _ordered(registers: Sequence[int], order: str) -> bytes:
    arrived = b"".join(register.to_bytes(2) for register in registers)
    placed = bytearray(len(arrived))
    for at, letter in enumerate(order):
        placed[ord(letter) - ord("A")] = arrived[at]
    return bytes(placed)


def _bcd(raw: bytes) -> int:
    digits = raw.hex()
    if not digits.isdecimal():
        raise BadData("0x%(digits)s holds digits that aren't decimal", digits=digits)
    return int(digits)


def _text(registers: Sequence[int], order: str, length: int) -> str:
    is_swapped = order in ("BA", "BADC", "DCBA", "BADCFEHG", "HGFEDCBA")
    raw = b"".join(register.to_bytes(2, "little" if is_swapped else "big") for register in registers)[:length]
    raw = raw.split(b"\0")[0]
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding).rstrip()
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1").rstrip()
