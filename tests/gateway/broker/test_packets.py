"""MQTT packets: bytes of the standard, and bytes that nobody should send."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.gateway.broker import packets
from dure.gateway.broker.packets import Connect, Malformed, Will

# The ends of each length in bytes, as the table in 2.2.3 of MQTT 3.1.1 has them.
LENGTHS = {
    0: b"\x00",
    127: b"\x7f",
    128: b"\x80\x01",
    16_383: b"\xff\x7f",
    16_384: b"\x80\x80\x01",
    2_097_151: b"\xff\xff\x7f",
    2_097_152: b"\x80\x80\x80\x01",
    268_435_455: b"\xff\xff\xff\x7f",
}


@pytest.mark.parametrize(("size", "coded"), LENGTHS.items())
def test_remaining_length(size: int, coded: bytes) -> None:
    assert packets.remaining_length(size) == coded
    found = packets.frame(b"\x30" + coded, 0)
    assert found is not None
    assert (found.start, found.end) == (1 + len(coded), 1 + len(coded) + size)


def test_a_length_of_five_bytes_is_malformed() -> None:
    with pytest.raises(Malformed):
        packets.frame(b"\x30\xff\xff\xff\xff\x01", 0)


def test_an_unfinished_header_is_waited_for() -> None:
    assert packets.frame(b"\x30", 0) is None
    assert packets.frame(b"\x30\x80\x80", 0) is None


def test_connect_with_everything() -> None:
    body = bytes.fromhex(
        "0004 4d515454 04 f6 003c 0003 643031 0003 612f62 0004 676f6e65 0002 6d65 0003 707764".replace(" ", "")
    )
    will = Will("a/b", b"gone", qos=2, retain=True)
    assert packets.read_connect(body) == Connect("d01", True, 60, 4, "me", b"pwd", will)


def test_mqtt_5_is_told_apart() -> None:
    body = b"\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x00"
    assert packets.read_connect(body).level == 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\x04MQTT\x04\x03\x00\x3c\x00\x00",
        b"\x00\x04MQTT\x04\x02\x00\x3c\x00\x05ab",
        b"\x00\x04MQTT\x04\x02\x00\x3c\x00\x02\xff\xfe",
        b"\x00\x04MQTT\x04\x02\x00\x3c\x00\x01\x00",
        b"\x00\x04MQTT\x04\x1a\x00\x3c\x00\x01a",
        b"\x00\x04MQTT\x04\x06\x00\x3c\x00\x01a\x00\x03a/#\x00\x00",
        b"\x00\x04HTTP\x04\x02\x00\x3c\x00\x01a",
    ],
)
def test_broken_connects(body: bytes) -> None:
    with pytest.raises(Malformed):
        packets.read_connect(body)


@given(st.binary(max_size=200))
def test_nothing_but_malformed_comes_of_any_bytes(data: bytes) -> None:
    readers = (packets.read_connect, packets.read_subscribe, packets.read_unsubscribe, packets.read_packet_id)
    for read in readers:
        with suppress(Malformed):
            read(data)
    with suppress(Malformed):
        packets.frame(data, 0)


@given(
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=30),
    st.binary(max_size=300),
    st.sampled_from([0, 1, 2]),
)
def test_publish_can_be_taken_apart_again(topic: str, payload: bytes, qos: int) -> None:
    data = packets.publish(topic, payload, qos, 4711, retain=True)
    found = packets.frame(data, 0)
    assert found is not None
    assert found.end == len(data)
    assert found.head == 0x30 | qos << 1 | 1
    body = data[found.start :]
    length = int.from_bytes(body[:2], "big")
    assert body[2 : 2 + length].decode() == topic
    rest = body[2 + length :]
    assert rest == ((4711).to_bytes(2, "big") if qos else b"") + payload
