"""One file of the spool: records one after the other, each with its length and checksum.

A record is `length, crc32, time_us, length of subject, subject, data`; where the highest bit of the length of
the subject is set, `length of origin, origin` stand before the data. The checksum starts from
the record's position, so that bytes of another place never pass for a record, and a length of
zero (a file system's zero-filled tail) never does.
"""

import os
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SUFFIX = ".seg"
MAX_RECORD = 64 * 1024 * 1024
_HEAD = struct.Struct(">II")
_META = struct.Struct(">QH")
_ORIGIN = struct.Struct(">I")
_HAS_ORIGIN = 0x8000


class Record(NamedTuple):
    """What is stored and published as one message. time_us: when the gateway received it.

    origin: kept here with it, and not published.
    """

    subject: str
    time_us: int
    data: bytes
    origin: bytes = b""


def pack(record: Record, position: int) -> bytes:
    """The bytes of `record` at `position` (its number in the spool)."""
    subject = record.subject.encode()
    parts = [_META.pack(record.time_us, len(subject)), subject, record.data]
    if record.origin:
        parts[0] = _META.pack(record.time_us, len(subject) | _HAS_ORIGIN)
        parts[2:2] = _ORIGIN.pack(len(record.origin)), record.origin
    body = b"".join(parts)
    return _HEAD.pack(len(body), zlib.crc32(body, position & 0xFFFFFFFF)) + body


def packed_size(record: Record) -> int:
    """Bytes that `record` takes on disk."""
    origin = _ORIGIN.size + len(record.origin) if record.origin else 0
    return _HEAD.size + _META.size + len(record.subject.encode()) + origin + len(record.data)


def unpack(data: bytes | memoryview, at: int, position: int) -> tuple[Record, int] | None:
    """The record that starts at byte `at` and the byte after it; None when none is whole there."""
    if at + _HEAD.size > len(data):
        return None
    length, crc = _HEAD.unpack_from(data, at)
    start, end = at + _HEAD.size, at + _HEAD.size + length
    if not _META.size <= length <= MAX_RECORD or end > len(data):
        return None
    body = bytes(data[start:end])
    if zlib.crc32(body, position & 0xFFFFFFFF) != crc:
        return None
    time_us, subject_length = _META.unpack_from(body)
    split = _META.size + (subject_length & ~_HAS_ORIGIN)
    subject = body[_META.size : split].decode()
    if not subject_length & _HAS_ORIGIN:
        return Record(subject, time_us, body[split:]), end
    start = split + _ORIGIN.size
    stop = start + _ORIGIN.unpack_from(body, split)[0]
    return Record(subject, time_us, body[stop:], body[start:stop]), end


def segment_path(folder: Path, first: int) -> Path:
    """File of the segment whose first record has position `first`."""
    return folder / f"{first:020d}{SUFFIX}"


def segments(folder: Path) -> list[int]:
    """First positions of the segments in `folder`, ascending."""
    return sorted(int(path.stem) for path in folder.glob(f"*{SUFFIX}") if path.stem.isdecimal())


def scan(path: Path, first: int) -> Iterator[tuple[int, int, Record]]:
    """(position, end byte, record) of each whole record of a segment, up to the first broken one."""
    data = path.read_bytes()
    at, position = 0, first
    while (found := unpack(data, at, position)) is not None:
        record, at = found
        yield position, at, record
        position += 1


def sync_file(descriptor: int) -> None:
    """Returns when the file's bytes are on the disk itself (not in a cache of the system)."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    elif hasattr(os, "fdatasync"):
        os.fdatasync(descriptor)
    else:
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Makes new and renamed names in `folder` survive a power loss, where the system needs that."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
