"""Knowing a message that its sender sends again because the acknowledgement did not reach it. Pure.

MQTT lets a sender repeat a QoS 1 or 2 message with the same packet id and DUP set until it is
acknowledged, and lets it use the id for another message afterwards. What is known here is the packet
ids of the last messages of each sender with a digest of topic and payload, and how soon the
sender uses an id again. See docs/decisions/0047-redelivery-after-a-kill.md.
"""

import json
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import blake2b
from itertools import groupby
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")
KEPT = 1024
"""Messages of a sender that are remembered; more than machines have on their way at a time."""
KEPT_OF_BROKER = 4096
"""The same of an outside broker, which sends for many machines and goes on sending while it is behind."""
BROKER = "broker:"
"""What the client of a mark begins with when an outside broker is the sender."""
_SENDERS = 10_000
_LENGTH = struct.Struct(">H")
_HEAD = struct.Struct(">II")
_MARK = struct.Struct(">HBQ")


class Mark(NamedTuple):
    """A QoS 1 or 2 message as its sender numbered it.

    line names one connection of that sender; digest is that of topic and payload; dup is the
    sender's word that it may have sent it before.
    """

    client: str
    line: int
    packet: int
    digest: int
    dup: bool


new_mark: Callable[[Sequence[object]], Mark] = partial(tuple.__new__, Mark)
"""A mark of its fields in their order, in a third of the time."""


def digest(topic: bytes, payload: bytes) -> int:
    """64 bits of topic and payload, the same in every process."""
    return int.from_bytes(blake2b(b"%d %b%b" % (len(topic), topic, payload), digest_size=8).digest())


class _Taken(NamedTuple, Generic[T]):
    digest: int
    line: int
    at: int
    what: T


_new_taken: Callable[[Sequence[object]], _Taken[Any]] = partial(tuple.__new__, _Taken)


class Numbers(Generic[T]):
    """The last messages of one sender by packet id, each with what is to be known of it.

    A sender repeats what was not acknowledged before it sends anything new over a new
    connection (MQTT 3.1.1, 4.4 and 4.6): with the first new message there, older ones are settled.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._taken: dict[int, _Taken[T]] = {}
        self._line = 0
        self._count = 0
        self._last = 0
        self._counts_on = False
        self._cycle = 0

    def note(self, mark: Mark, what: T) -> None:
        """A message has been taken."""
        _, line, packet, known, dup = mark
        before = self._taken.pop(packet, None)
        if not dup:
            if before is not None and before.line == line:
                distance = self._count - before.at
                self._cycle = min(self._cycle or distance, distance)
            if line != self._line:
                self._line = line
                self._taken = {other: one for other, one in self._taken.items() if one.line == line}
        self._counts_on = self._counts_on or self._last not in (0, packet)
        self._last = packet
        self._taken[packet] = _new_taken((known, line, self._count, what))
        self._count += 1
        if len(self._taken) > self._kept:
            del self._taken[next(iter(self._taken))]

    def find(self, packet: int, wanted: int) -> tuple[T, bool] | None:
        """What was noted of this very content under this packet id, and whether it can only be the same message.

        It can not when the sender uses ids again so soon that this may be a new message of the same
        content: an id counts for half of the shortest cycle seen, and for nothing while only one id was seen.
        """
        one = self._taken.get(packet)
        if one is None or one.digest != wanted:
            return None
        return one.what, self._count - one.at <= self._window

    @property
    def _window(self) -> int:
        if self._cycle:
            return self._cycle // 2
        return self._kept if self._counts_on else 0

    def as_json(self) -> list[object]:
        """All but `what`, for `Numbers.read`."""
        taken = [[packet, one.digest, one.line, one.at] for packet, one in self._taken.items()]
        return [self._kept, self._line, self._count, self._last, self._counts_on, self._cycle, taken]

    @classmethod
    def read(cls, raw: Sequence[Any]) -> "Numbers[None]":
        """From `as_json`; ValueError or TypeError for anything else."""
        made: Numbers[None] = Numbers()
        made._kept, made._line, made._count, made._last, made._counts_on, made._cycle, taken = raw
        made._taken = {packet: _Taken(known, line, at, None) for packet, known, line, at in taken}
        return made


def pack(connection: str, marks: Iterable[Mark]) -> bytes:
    """Marks of messages that one of the gateway's connections stores, as they lie beside the observations."""
    parts = []
    for (client, line), group in groupby(marks, key=lambda mark: mark[:2]):
        some = list(group)
        parts += [_text(connection), _text(client), _HEAD.pack(line, len(some))]
        parts += [_MARK.pack(packet, dup, known) for _, _, packet, known, dup in some]
    return b"".join(parts)


def unpack(data: bytes) -> Iterator[tuple[str, Mark]]:
    """Connection and mark, in the order in which they were packed."""
    at = 0
    while at < len(data):
        connection, at = _read_text(data, at)
        client, at = _read_text(data, at)
        line, count = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        for packet, dup, wanted in _MARK.iter_unpack(data[at : at + count * _MARK.size]):
            yield connection, new_mark((client, line, packet, wanted, bool(dup)))
        at += count * _MARK.size


def _text(text: str) -> bytes:
    data = text.encode()
    return _LENGTH.pack(len(data)) + data


def _read_text(data: bytes, at: int) -> tuple[str, int]:
    end = at + _LENGTH.size + _LENGTH.unpack_from(data, at)[0]
    return data[at + _LENGTH.size : end].decode(), end


class Stored:
    """Which messages are on disk, by connection of the gateway and sender; it outlives the process.

    The spool calls `note` for every synced record, `dump` before it frees records and `load` with the
    rest of them when it is opened, so that nothing is known here that is not on disk.
    """

    def __init__(self) -> None:
        self._senders: dict[tuple[str, str], Numbers[None]] = {}

    def note(self, origin: bytes) -> None:
        """The observations that these marks lie beside are on disk."""
        for connection, mark in unpack(origin):
            key = connection, mark.client
            numbers = self._senders.get(key)
            if numbers is None:
                kept = KEPT_OF_BROKER if mark.client.startswith(BROKER) else KEPT
                numbers = self._senders[key] = Numbers(kept)
                if len(self._senders) > _SENDERS:
                    del self._senders[next(iter(self._senders))]
            numbers.note(mark, None)

    def knows(self, connection: str, mark: Mark) -> bool:
        """Whether a message that is said to be a repeat is on disk already for this connection."""
        if not mark.dup or (numbers := self._senders.get((connection, mark.client))) is None:
            return False
        found = numbers.find(mark.packet, mark.digest)
        return found is not None and found[1]

    def dump(self) -> bytes:
        """All that is known."""
        return json.dumps([[*key, numbers.as_json()] for key, numbers in self._senders.items()]).encode()

    def load(self, data: bytes) -> None:
        """What `dump` gave; ValueError or TypeError for anything else."""
        self._senders = {(connection, client): Numbers.read(raw) for connection, client, raw in json.loads(data)}
