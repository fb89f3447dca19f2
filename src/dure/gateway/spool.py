"""The gateway's own queue on disk: between the acknowledgement of a sender and that of the event log.

Records are numbered from 0 for ever; `acknowledge` moves the cursor and frees whole segments.
A record is readable as soon as it is synced, and is read again after a restart until it was
acknowledged: nothing is lost, some may be sent twice (the store knows them by their sequence).
"""

import asyncio
import json
import logging
import os
import secrets
import struct
import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from dure.gateway.files import write_atomic
from dure.gateway.lock import FolderLock
from dure.gateway.memory import Keeper, Memory
from dure.gateway.segment import (
    MAX_RECORD,
    Record,
    packed_size,
    scan,
    segment_path,
    segments,
    sync_file,
    unpack,
)
from dure.gateway.writer import SpoolBroken, SpoolFull, Writer

__all__ = ["Keeper", "Record", "Spool", "SpoolBroken", "SpoolFull"]
log = logging.getLogger("dure.gateway.spool")
_CURSOR = struct.Struct(">QI")
_CHUNK = 256 * 1024


class Spool:
    """An open spool folder; one process at a time (AlreadyRunning otherwise).

    limit_bytes: what it may take on disk; beyond it `append` refuses with SpoolFull. keeper: told the
    origins of records in their order, those of freed ones too, over all starts.
    """

    def __init__(
        self,
        folder: Path,
        *,
        limit_bytes: int = 1 << 30,
        segment_bytes: int = 16 << 20,
        sync: Callable[[int], None] = sync_file,
        keeper: Keeper | None = None,
    ) -> None:
        self.limit_bytes = limit_bytes
        self.full = False
        """The last append was refused for want of room and nothing has been freed since."""
        self.damaged = 0
        """Records that could not be read back (a damaged disk)."""
        self._folder = folder
        self._lock = FolderLock(folder)
        self._start()
        self._sizes = {first: segment_path(folder, first).stat().st_size for first in segments(folder)}
        self.cursor = self._read_cursor()
        """Position of the first record that the event log has not acknowledged."""
        end = self._recover()
        self.cursor = max(self.cursor, min(self._sizes, default=end))
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._cursor_file = os.open(folder / "cursor", flags, 0o600)
        self._writer = Writer(folder, max(end, self.cursor), min(segment_bytes, limit_bytes // 8), sync)
        self._memory = Memory(folder, keeper, self._sizes) if keeper is not None else None
        self._grown = asyncio.Event()
        self._pending = 0
        self._reading = (0, 0, 0)

    @property
    def next(self) -> int:
        """Position after the last synced record."""
        return self._writer.next

    @property
    def bytes(self) -> int:
        """Bytes on disk."""
        return sum(self._all_sizes().values())

    @property
    def oldest_us(self) -> int | None:
        """When the oldest record that waits was received."""
        waiting = self.read(self.cursor, 1)
        return waiting[0].time_us if waiting else None

    async def append(self, records: Sequence[Record]) -> None:
        """Returns once all `records` are synced. All or none; raises SpoolFull or SpoolBroken."""
        size = sum(map(packed_size, records))
        if self.bytes + self._pending + size > self.limit_bytes:
            self.full = True
            raise SpoolFull("The spool has reached its limit of %(limit)s MiB", limit=self.limit_bytes >> 20)
        self._pending += size
        try:
            end = await self._writer.put(records, size)
        except SpoolFull:
            self.full = True
            raise
        finally:
            self._pending -= size
        if self._memory is not None:
            self._memory.add(records, end, size)
        self.full = False
        self._grown.set()

    async def wait_beyond(self, position: int) -> None:
        """Returns as soon as there is a record at `position`."""
        while self.next <= position:
            self._grown.clear()
            await self._grown.wait()

    def read(self, position: int, max_records: int, max_bytes: int = _CHUNK) -> list[Record]:
        """Synced records from `position` on (at least one when there is one), up to the limits."""
        firsts = sorted(self._all_sizes())
        end = self.next
        if position >= end:
            return []
        at = bisect_right(firsts, position) - 1
        stop = min(firsts[at + 1] if at + 1 < len(firsts) else end, end)
        found = self._read_segment(firsts[at], position, min(stop, position + max_records), max_bytes)
        return found or self._skip_damage(position, stop, max_records, max_bytes)

    def acknowledge(self, position: int) -> None:
        """The event log holds every record before `position`: frees whole segments."""
        if position <= self.cursor:
            return
        self.cursor = position
        os.lseek(self._cursor_file, 0, os.SEEK_SET)
        os.write(self._cursor_file, _pack_cursor(position))
        firsts = sorted(self._all_sizes())
        for first, following in pairwise(firsts):
            if following <= position:
                if self._memory is not None:
                    self._memory.keep(following)
                segment_path(self._folder, first).unlink(missing_ok=True)
                self._sizes.pop(first, None)
                self._writer.sizes.pop(first, None)
                self.full = False

    def close(self) -> None:
        """Writes what waits and lets the folder go."""
        self._writer.close()
        os.close(self._cursor_file)
        self._lock.release()

    def _all_sizes(self) -> dict[int, int]:
        return {**self._sizes, **self._writer.sizes}

    def _start(self) -> None:
        """Counts this start, so that numbers given by the gateway never repeat."""
        path = self._folder / "spool.json"
        known: dict[str, Any] = (
            json.loads(path.read_bytes()) if path.exists() else {"id": secrets.token_hex(6), "starts": 0}
        )
        known["starts"] += 1
        write_atomic(path, json.dumps(known).encode())
        self.id: str = known["id"]
        self.epoch = f"{known['id']}-{known['starts']}"
        """Names this run of the gateway: the epoch of observations that the gateway numbers."""

    def _read_cursor(self) -> int:
        try:
            data = (self._folder / "cursor").read_bytes()
        except FileNotFoundError:
            return 0
        if len(data) != _CURSOR.size or _pack_cursor(_CURSOR.unpack(data)[0]) != data:
            return 0
        return int(_CURSOR.unpack(data)[0])

    def _recover(self) -> int:
        """Cuts the torn tail that a kill or a power cut left; returns the position after the end."""
        if not self._sizes:
            return 0
        last = max(self._sizes)
        path = segment_path(self._folder, last)
        end, length = last, 0
        for position, stop, _ in scan(path, last):
            end, length = position + 1, stop
        with path.open("r+b") as file:
            if length < self._sizes[last]:
                log.warning("Spool segment %d: %d torn bytes cut", last, self._sizes[last] - length)
                file.truncate(length)
            sync_file(file.fileno())
        self._sizes[last] = length
        if not length:
            path.unlink()
            del self._sizes[last]
        return end

    def _read_segment(self, first: int, position: int, stop: int, max_bytes: int) -> list[Record]:
        seen, byte = first, 0
        if self._reading[0] == first and self._reading[1] <= position:
            _, seen, byte = self._reading
        found: list[Record] = []
        size, chunk = 0, max(max_bytes, _CHUNK)
        with segment_path(self._folder, first).open("rb") as file:
            while seen < stop and size < max_bytes:
                file.seek(byte)
                data = file.read(chunk)
                at = 0
                while seen < stop and size < max_bytes and (parsed := unpack(data, at, seen)) is not None:
                    record, end = parsed
                    if seen >= position:
                        if found and size + end - at > max_bytes:
                            size = max_bytes
                            break
                        found.append(record)
                        size += end - at
                    at = end
                    seen += 1
                byte += at
                if not at:
                    if len(data) < chunk or chunk > MAX_RECORD:
                        break
                    chunk *= 4
        self._reading = (first, seen, byte)
        return found

    def _skip_damage(self, position: int, stop: int, max_records: int, max_bytes: int) -> list[Record]:
        """A segment that was whole has become unreadable: say it and go on with the next one."""
        log.error("Spool: records %d to %d cannot be read back; the disk is damaged", position, stop - 1)
        self.damaged += stop - position
        if self.cursor == position:
            self.acknowledge(stop)
        return self.read(stop, max_records, max_bytes)


def _pack_cursor(position: int) -> bytes:
    return _CURSOR.pack(position, zlib.crc32(position.to_bytes(8, "big")))
