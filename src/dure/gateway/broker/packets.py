"""MQTT 3.1.1 control packets as bytes: what they say and how they are written. Pure.

Clauses named here are those of the OASIS standard MQTT Version 3.1.1.
"""

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from dure.kernel.errors import DureError

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = 1, 2, 3, 4, 5, 6, 7
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT = 8, 9, 10, 11, 12, 13, 14

ACCEPTED, BAD_PROTOCOL, BAD_CLIENT_ID, UNAVAILABLE, BAD_PASSWORD, NOT_ALLOWED = range(6)
"""Return codes of CONNACK (3.2.2.3)."""

FAILED = 0x80
"""SUBACK return code for a subscription that is not taken (3.9.3)."""

PING_ANSWER = bytes((PINGRESP << 4, 0))
_PROTOCOLS = {"MQTT": 4, "MQIsdp": 3}


_ANSWER = struct.Struct(">BBH").pack


class Malformed(DureError):
    """These bytes are not MQTT 3.1.1; the connection they came on must be closed (4.8)."""


class Frame(NamedTuple):
    """Where a packet lies in a buffer: first byte, start of its body, its end."""

    head: int
    start: int
    end: int


_frame: Callable[[Sequence[int]], Frame] = partial(tuple.__new__, Frame)


@dataclass(frozen=True, slots=True)
class Will:
    """What the server says when a client is lost without a DISCONNECT (3.1.2.5)."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Connect:
    """A CONNECT packet; keep_alive_s 0 means none, level 3 is MQTT 3.1 and 4 is 3.1.1."""

    client_id: str
    clean: bool
    keep_alive_s: int
    level: int
    user: str | None = None
    password: bytes | None = None
    will: Will | None = None


def frame(data: bytes, at: int) -> Frame | None:
    """The packet that begins at `at`; its end may lie behind the data. None: header not yet complete."""
    length = len(data)
    if at + 1 < length and (size := data[at + 1]) < 0x80:
        return _frame((data[at], at + 2, at + 2 + size))
    size, shift, position = 0, 0, at + 1
    while position < length:
        byte = data[position]
        size |= (byte & 0x7F) << shift
        position += 1
        if not byte & 0x80:
            return Frame(data[at], position, position + size)
        shift += 7
        if shift > 21:
            raise Malformed("a remaining length of more than four bytes")
    return None


def read_connect(body: bytes) -> Connect:
    """The CONNECT in `body`; level is given as the client says it, whether known or not."""
    name, at = _text(body, 0)
    level, flags, keep_alive = _byte(body, at), _byte(body, at + 1), _number(body, at + 2)
    if name not in _PROTOCOLS:
        raise Malformed("not the name of this protocol")
    if level != _PROTOCOLS[name]:
        return Connect("", True, 0, level if level != 4 else 0)
    if flags & 1 and level == 4:
        raise Malformed("the reserved connect flag is set")
    return _connect_payload(body, at + 4, flags, keep_alive, level)


def _connect_payload(body: bytes, at: int, flags: int, keep_alive: int, level: int) -> Connect:
    client_id, at = _text(body, at)
    will, user, password = None, None, None
    if flags & 0x04:
        will, at = _will(body, at, flags)
    elif flags & 0x38:
        raise Malformed("will flags without a will")
    if flags & 0x80:
        user, at = _text(body, at)
    if flags & 0x40:
        password, at = _binary(body, at)
    if at != len(body):
        raise Malformed("more bytes than a CONNECT has")
    return Connect(client_id, bool(flags & 0x02), keep_alive, level, user, password, will)


def _will(body: bytes, at: int, flags: int) -> tuple[Will, int]:
    topic, at = _text(body, at)
    payload, at = _binary(body, at)
    qos = flags >> 3 & 3
    if qos == 3 or not topic or "+" in topic or "#" in topic:
        raise Malformed("not a will")
    return Will(topic, payload, qos, bool(flags & 0x20)), at


def read_subscribe(body: bytes) -> tuple[int, list[tuple[str, int]]]:
    """Packet id and (filter, QoS asked for) pairs of a SUBSCRIBE."""
    packet_id, at, wanted = _packet_id(body), 2, []
    while at < len(body):
        topic_filter, at = _text(body, at)
        qos = _byte(body, at)
        if qos > 2:
            raise Malformed("a QoS above 2")
        wanted.append((topic_filter, qos))
        at += 1
    if not wanted:
        raise Malformed("a SUBSCRIBE without a filter")
    return packet_id, wanted


def read_unsubscribe(body: bytes) -> tuple[int, list[str]]:
    """Packet id and filters of an UNSUBSCRIBE."""
    packet_id, at, filters = _packet_id(body), 2, []
    while at < len(body):
        topic_filter, at = _text(body, at)
        filters.append(topic_filter)
    if not filters:
        raise Malformed("an UNSUBSCRIBE without a filter")
    return packet_id, filters


def read_packet_id(body: bytes) -> int:
    """Packet id of a PUBACK, PUBREC, PUBREL or PUBCOMP, which hold nothing else."""
    if len(body) != 2:
        raise Malformed("an acknowledgement of another length than 2")
    return _packet_id(body)


def publish(
    topic: str, payload: bytes, qos: int = 0, packet_id: int = 0, *, retain: bool = False, dup: bool = False
) -> bytes:
    """A PUBLISH packet; packet_id counts for QoS 1 and 2 only."""
    name = topic.encode()
    head = PUBLISH << 4 | (8 if dup else 0) | qos << 1 | int(retain)
    marker = packet_id.to_bytes(2, "big") if qos else b""
    size = 2 + len(name) + len(marker) + len(payload)
    return b"".join((bytes((head,)), remaining_length(size), len(name).to_bytes(2, "big"), name, marker, payload))


def connack(code: int, session_present: bool = False) -> bytes:
    """A CONNACK packet."""
    return bytes((CONNACK << 4, 2, int(session_present and code == ACCEPTED), code))


def suback(packet_id: int, codes: list[int]) -> bytes:
    """A SUBACK packet with one granted QoS, or FAILED, for each filter."""
    body = packet_id.to_bytes(2, "big") + bytes(codes)
    return bytes((SUBACK << 4,)) + remaining_length(len(body)) + body


def answer(kind: int, packet_id: int) -> bytes:
    """PUBACK, PUBREC, PUBREL, PUBCOMP or UNSUBACK of a packet id."""
    return _ANSWER(kind << 4 | (2 if kind == PUBREL else 0), 2, packet_id)


def remaining_length(size: int) -> bytes:
    """`size` in MQTT's one to four bytes of seven bits (2.2.3)."""
    coded = bytearray()
    while True:
        size, low = size >> 7, size & 0x7F
        coded.append(low | 0x80 if size else low)
        if not size:
            return bytes(coded)


def _packet_id(body: bytes) -> int:
    packet_id = _number(body, 0)
    if packet_id == 0:
        raise Malformed("packet id 0")
    return packet_id


def _byte(body: bytes, at: int) -> int:
    if at >= len(body):
        raise Malformed("a packet shorter than it says")
    return body[at]


def _number(body: bytes, at: int) -> int:
    return _byte(body, at) << 8 | _byte(body, at + 1)


def _binary(body: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + _number(body, at)
    if end > len(body):
        raise Malformed("a field longer than its packet")
    return body[at + 2 : end], end


def _text(body: bytes, at: int) -> tuple[str, int]:
    raw, end = _binary(body, at)
    return text(raw), end


def text(raw: bytes) -> str:
    """`raw` as MQTT text: strict UTF-8 without U+0000 (1.5.3)."""
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("text that is not UTF-8") from error
    if "\0" in decoded:
        raise Malformed("text with a null character")
    return decoded
