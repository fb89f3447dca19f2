"""Addresses, types and word orders. Expected values come from `struct` and from hand computation."""

import struct
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.connector import BadData, Rejected
from dure.gateway.connectors.modbus.address import parse
from dure.gateway.connectors.modbus.decode import ORDERS, decode, scaled
from dure.gateway.connectors.modbus.plan import blocks

BY_HAND = [
    # 0x12345678 = 305419896; 0xFFFE = -2; float 1.5 is 3FC00000; 100000 = 0x000186A0
    ([0x1234, 0x5678], "uint32", "ABCD", 305_419_896),
    ([0x5678, 0x1234], "uint32", "CDAB", 305_419_896),
    ([0x3412, 0x7856], "uint32", "BADC", 305_419_896),
    ([0x7856, 0x3412], "uint32", "DCBA", 305_419_896),
    ([0x86A0, 0x0001], "int32", "CDAB", 100_000),
    ([0xFFFF, 0xFFFE], "int32", "ABCD", -2),
    ([0xFFFE], "int16", "AB", -2),
    ([0xFEFF], "int16", "BA", -2),
    ([0xFFFE], "uint16", "AB", 65_534),
    ([0x3FC0, 0x0000], "float32", "ABCD", 1.5),
    ([0x0000, 0x3FC0], "float32", "CDAB", 1.5),
    ([0xC03F, 0x0000], "float32", "BADC", 1.5),
    ([0x0000, 0xC03F], "float32", "DCBA", 1.5),
    ([0, 0, 0, 258], "uint64", "ABCDEFGH", 258),
    ([258, 0, 0, 0], "uint64", "GHEFCDAB", 258),
    ([0, 0, 0, 0x0201], "uint64", "BADCFEHG", 258),
    ([0x0201, 0, 0, 0], "uint64", "HGFEDCBA", 258),
    ([0x3FF8, 0, 0, 0], "float64", "ABCDEFGH", 1.5),
    ([0x1234], "bcd16", "AB", 1234),
    ([0x0001, 0x2345], "bcd32", "ABCD", 12_345),
    ([0x2345, 0x0001], "bcd32", "CDAB", 12_345),
    ([0], "bool", "AB", False),
    ([256], "bool", "AB", True),
]


@pytest.mark.parametrize(("registers", "type_name", "order", "expected"), BY_HAND)
def test_values_by_hand(registers: list[int], type_name: str, order: str, expected: object) -> None:
    got = decode(registers, type_name, order)
    assert got == expected
    assert type(got) is type(expected)


_STRUCT = {"int32": "i", "uint32": "I", "float32": "f", "int64": "q", "uint64": "Q", "float64": "d"}


@given(st.sampled_from(sorted(_STRUCT)), st.data())
def test_every_order_of_every_wide_type_against_struct(type_name: str, data: st.DataObject) -> None:
    code = _STRUCT[type_name]
    size = struct.calcsize(code)
    raw = data.draw(st.binary(min_size=size, max_size=size))
    [expected] = struct.unpack(">" + code, raw)
    words = struct.unpack(f">{size // 2}H", raw)
    swapped = [(w >> 8) | (w & 0xFF) << 8 for w in words]
    big, word_swapped, byte_swapped, little = ORDERS[size // 2]
    arrivals = {big: words, word_swapped: words[::-1], byte_swapped: swapped, little: swapped[::-1]}
    for order, registers in arrivals.items():
        try:
            assert decode(registers, type_name, order) == expected
        except BadData:
            assert expected != expected or abs(expected) == float("inf")


def test_bits_and_texts() -> None:
    assert [decode([0b1000_0000_0000_0010], "bit", "AB", bit) for bit in (0, 1, 15)] == [False, True, True]
    assert decode([0x4142, 0x4300], "string", "ABCD", 4) == "ABC"
    assert decode([0x4241, 0x0043], "string", "BADC", 4) == "ABC"
    korean = "가나".encode("cp949")
    assert decode([*struct.unpack(">2H", korean)], "string", "ABCD", 4) == "가나"
    with pytest.raises(BadData):
        decode([0x12A4], "bcd16", "AB")
    with pytest.raises(BadData):
        decode([0x7FC0, 0], "float32", "ABCD")


@pytest.mark.parametrize(
    ("value", "scale", "plus", "expected"),
    [
        (3, "0.1", "0", 0.3),
        (1234, "0.01", "0", 12.34),
        (7, "10", "0", 70),
        (5, "0.2", "0", 1),
        (25, "0.1", "-40", -37.5),
    ],
)
def test_scaling_is_exact(value: int, scale: str, plus: str, expected: float) -> None:
    got = scaled(value, Decimal(scale), Decimal(plus))
    assert got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("1/holding/100/uint32/CDAB*0.1+-5", (1, "holding", 100, "uint32", "CDAB", 2, "0.1", "-5")),
        ("1/holding/100/uint32", (1, "holding", 100, "uint32", "ABCD", 2, "1", "0")),
        ("3/input/0", (3, "input", 0, "uint16", "AB", 1, "1", "0")),
        ("1/coil/7", (1, "coil", 7, "bool", "AB", 1, "1", "0")),
        ("1/holding/5/bit:3", (1, "holding", 5, "bit", "AB", 1, "1", "0")),
        ("1/holding/5/string:7", (1, "holding", 5, "string", "ABCDEFGH", 4, "1", "0")),
        ("40101", (9, "holding", 100, "uint16", "AB", 1, "1", "0")),
        ("2/30001/int16", (2, "input", 0, "int16", "AB", 1, "1", "0")),
        ("400001/float32/CDAB", (9, "holding", 0, "float32", "CDAB", 2, "1", "0")),
        ("00010", (9, "coil", 9, "bool", "AB", 1, "1", "0")),
    ],
)
def test_addresses(address: str, expected: tuple[object, ...]) -> None:
    p = parse(address, unit=9)
    assert (p.unit, p.table, p.start, p.type_name, p.order, p.words, str(p.scale), str(p.plus)) == expected


@pytest.mark.parametrize(
    "address",
    ["", "*", "1/holding", "1/foo/1/uint16", "1/holding/65535/uint32", "256/holding/1", "1/holding/1/uint32/AB"]
    + ["1/holding/1/bit:16", "1/coil/1/int16", "1/holding/1/string:0", "1/holding/1/int16*x", "1/holding/1/uint8"]
    + ["40000", "1/holding/1/int16*inf", "1/holding/1/float32/ABAB"],
)
def test_wrong_addresses_say_what_is_wrong(address: str) -> None:
    with pytest.raises(Rejected) as error:
        parse(address)
    assert str(error.value).startswith(address + ": ")


@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,3}/(holding|coil)/[0-9]{1,6}/[a-z0-9:]{1,9}/[A-H]{0,8}"))
def test_any_text_is_an_address_or_rejected(text: str) -> None:
    try:
        point = parse(text)
    except Rejected:
        return
    assert point.start + point.words <= 65_536


def test_neighbours_share_a_request_within_the_limits() -> None:
    points = [parse(f"1/holding/{n}/uint16") for n in (0, 1, 9, 30, 130, 154)] + [parse("2/holding/0")]
    assert [(b.unit, b.start, b.count) for b in blocks(points, 8)] == [
        (1, 0, 10),
        (1, 30, 1),
        (1, 130, 1),
        (1, 154, 1),
        (2, 0, 1),
    ]
    long = [parse(f"1/holding/{n}/float64") for n in range(0, 400, 4)]
    assert all(b.count <= 125 for b in blocks(long, 8))
    assert sum(len(b.points) for b in blocks(long, 8)) == 100
    bits = [parse(f"1/coil/{n}") for n in range(0, 5000, 10)]
    assert [b.count for b in blocks(bits, 8)] == [1991, 1991, 991]
