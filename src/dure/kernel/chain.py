"""A record that tells when it was altered: each row's hash is over its content and the hash before it. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

GENESIS = "0" * 64
"""What the first row names as the hash before it."""
PLACES = Decimal("0.000001")
SHORT = 16
"""Characters of a head that are printed and typed in again."""


class Fault(StrEnum):
    GAP = "gap"
    LINK = "link"
    CONTENT = "content"
    ANCHOR = "anchor"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Link:
    """A row as it stands in the database. content: every column but the two hashes."""

    sequence: int
    previous: str
    hash: str
    content: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain doesn't hold. sequence: the first row that is not as it was written."""

    sequence: int
    fault: Fault


def plain(value: object) -> object:
    """A value in the one form in which it is hashed, whatever it looked like before it was stored."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return str(value.quantize(PLACES))
    if isinstance(value, date | UUID):
        return str(value)
    return value


def digest(previous: str, content: Mapping[str, object]) -> str:
    """SHA-256 of the content with sorted names and of the hash before it, in hexadecimal."""
    told = json.dumps(
        {name: plain(value) for name, value in content.items()},
        sort_keys=True, ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(f"{previous}\n{told}".encode()).hexdigest()


def breaks(
    rows: Iterable[Link], anchors: Mapping[int, str], after: tuple[int, str] = (0, GENESIS)
) -> Iterator[Break]:  # fmt: skip
    """Every place where rows, in their order, don't follow from each other or from heads kept elsewhere.

    anchors: sequence → hash, or its beginning, as it was told at the time. after: number and hash of the row before
    the first one.
    """
    before, expected, open_anchors = after[1], after[0] + 1, dict(anchors)
    for row in rows:
        if row.sequence != expected:
            yield Break(expected, Fault.GAP)
        elif row.previous != before:
            yield Break(row.sequence, Fault.LINK)
        if digest(row.previous, row.content) != row.hash:
            yield Break(row.sequence, Fault.CONTENT)
        told = open_anchors.pop(row.sequence, None)
        if told is not None and not row.hash.startswith(told):
            yield Break(row.sequence, Fault.ANCHOR)
        before, expected = row.hash, row.sequence + 1
    yield from (Break(sequence, Fault.CUT) for sequence in sorted(open_anchors))
