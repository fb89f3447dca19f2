"""SHDR, the line protocol that MTConnect adapters speak: `time|key|value|key|value…`.

Pure: used by the gateway's shdr connector, by the demonstration machines and by replay of
recordings. Follows the adapter protocol as the reference agent reads it (TCP port 7878).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import NamedTuple

MULTILINE = "--multiline--"
LEVELS = frozenset({"NORMAL", "WARNING", "FAULT", "UNAVAILABLE"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?(?:@[\d.]+)?",
    re.IGNORECASE | re.ASCII,
)
_NUMBER = re.compile(r"[+-]?\d+(\.\d*)?", re.ASCII)
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"(?=\||$)|([^|]*)')
_ESCAPE = re.compile(r"\\(.)")


class Kind(Enum):
    """How many fields follow the key: value 1, message 2, time series 3, condition 5."""

    VALUE = 1
    MESSAGE = 2
    TIME_SERIES = 3
    CONDITION = 5


class Entry(NamedTuple):
    """One reading of one data item.

    time_us: microseconds since 1970-01-01 UTC; None when the line carries no absolute time, so
    that the time of receipt stands for it. device: the prefix of `device:key`, or empty.
    value: the text as it came; for a condition its level. fields: what follows the value:
    condition (native code, native severity, qualifier, text), time series (rate, values).
    For a message the value is its text and fields is (native code,).
    """

    time_us: int | None
    key: str
    value: str
    kind: Kind = Kind.VALUE
    fields: tuple[str, ...] = ()
    device: str = ""

    @property
    def is_unavailable(self) -> bool:
        """The source says that it has no value, in whatever spelling."""
        return self.value.strip().upper() == "UNAVAILABLE"

    @property
    def native_code(self) -> str:
        """The controller's own number of an alarm or message, or empty."""
        return self.fields[0] if self.fields and self.kind is not Kind.TIME_SERIES else ""


KindOf = Callable[[str, str], Kind | None]
"""(device, key) → what the device model says about a key, None when it doesn't know it."""


def time_us(text: str) -> int | None:
    """Microseconds of an ISO 8601 time with any number of fraction digits; without zone it is UTC.

    None when it is no time. Digits beyond the microsecond are cut off, so that order is kept.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    seconds, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(seconds.upper()).replace(tzinfo=UTC)
    except ValueError:
        return None
    whole = (moment - _EPOCH) // timedelta(seconds=1) - _zone_s(zone)
    return whole * 1_000_000 + int(((fraction or "") + "000000")[:6])


def parse_line(line: str, kind_of: KindOf | None = None) -> Iterator[Entry]:
    """The entries of one line; none for commands (`* PING`, `@ASSET@`) and for lines without a pair.

    Without a device model (`kind_of`) a condition is told by its shape: six fields whose level is
    WARNING or FAULT, or NORMAL or UNAVAILABLE followed by a blank where another key would stand.
    """
    line = line.strip("\r\n\x00")
    if line.startswith("*") or "|" not in line:
        return
    tokens = split(line)
    at, moment = _start(tokens)
    if len(tokens) > at and tokens[at].startswith("@"):
        return
    while at + 1 < len(tokens):
        device, key = _key(tokens[at])
        kind = _kind(tokens, at, device, key, kind_of)
        width = min(kind.value, len(tokens) - at - 1)
        if key:
            yield _entry(moment, device, key, kind, tokens[at + 1 : at + 1 + width])
        at += 1 + width


def split(line: str) -> list[str]:
    """Fields of a line. A pipe inside a value is written `\\|` and the whole value stands in quotes."""
    if '"' not in line:
        return line.split("|")
    tokens = []
    at = 0
    while at <= len(line):
        found = _TOKEN.match(line, at)
        if found is None:
            break
        tokens.append(found[2] if found[1] is None else _ESCAPE.sub(r"\1", found[1]))
        at = found.end() + 1
    return tokens


def opens_multiline(line: str) -> str:
    """The tag that ends the block that this line opens, or empty."""
    last = line.rstrip("\r\n").rpartition("|")[2]
    return last if "|" in line and last.startswith(MULTILINE) else ""


def heartbeat_ms(line: str) -> int | None:
    """Milliseconds of a `* PONG n` answer; None when the line is something else."""
    words = line.split()
    if len(words) == 3 and words[:2] == ["*", "PONG"] and words[2].isascii() and words[2].isdecimal():
        return int(words[2])
    return None


class Reader:
    """Reads lines in their order and skips assets that span several of them."""

    def __init__(self, kind_of: KindOf | None = None) -> None:
        self._kind_of = kind_of
        self._until = ""

    def entries(self, line: str) -> Iterator[Entry]:
        """The entries of the next line.

        A multi-line block whose end never comes is given up at the first line that starts with
        a time and a bar, which no asset does; else one lost line would silence the machine.
        """
        if self._until:
            bare = line.rstrip("\r\n")
            is_end = bare == self._until
            if is_end or time_us(bare.partition("|")[0]) is not None:
                self._until = ""
            if is_end or self._until:
                return
        self._until = opens_multiline(line)
        if not self._until:
            yield from parse_line(line, self._kind_of)

    def all(self, lines: Iterable[str]) -> Iterator[Entry]:
        """The entries of many lines."""
        for line in lines:
            yield from self.entries(line)


def _start(tokens: list[str]) -> tuple[int, int | None]:
    """(index of the first key, time). A first field that is empty or a bare number (an adapter's
    own running time) is a time that we can't place."""
    first = tokens[0].strip()
    moment = time_us(first)
    if moment is not None or not first or _NUMBER.fullmatch(first):
        return 1, moment
    # Without any time the pairs start at once; an odd count means a time that can't be read.
    return len(tokens) % 2, None


def _key(token: str) -> tuple[str, str]:
    device, colon, key = token.strip().partition(":")
    return (device, key) if colon else ("", device)


def _kind(tokens: list[str], at: int, device: str, key: str, kind_of: KindOf | None) -> Kind:
    known = kind_of(device, key) if kind_of is not None else None
    if known is not None:
        return known
    if len(tokens) - at != 6:
        return Kind.VALUE
    level = tokens[at + 1].strip().upper()
    if level in ("WARNING", "FAULT"):
        return Kind.CONDITION
    has_blank = not tokens[at + 2].strip() or not tokens[at + 4].strip()
    return Kind.CONDITION if level in LEVELS and has_blank else Kind.VALUE


def _entry(moment: int | None, device: str, key: str, kind: Kind, got: list[str]) -> Entry:
    if kind is Kind.MESSAGE and len(got) == 2:
        return Entry(moment, key, got[1], kind, (got[0],), device)
    return Entry(moment, key, got[0], kind, tuple(got[1:]), device)


def _zone_s(zone: str | None) -> int:
    if zone is None or zone.upper() == "Z":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return (hours * 3600 + minutes * 60) * (-1 if zone[0] == "-" else 1)
