"""What the spool's keeper knows, over restarts: a copy of it from time to time, and the records since."""

import json
import logging
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from dure.gateway.files import write_atomic
from dure.gateway.segment import Record, scan, segment_path

log = logging.getLogger("dure.gateway.spool")
COPY_BYTES = 16 << 20
"""Records of this size are read again at a start at most."""


class Keeper(Protocol):
    """Knows the origins of all records that were ever stored, as far back as it cares to."""

    def note(self, origin: bytes) -> None:
        """A record with this origin is on disk."""

    def dump(self) -> bytes:
        """What is known of all records so far."""
        ...

    def load(self, data: bytes) -> None:
        """Know again what `dump` gave; ValueError or TypeError when it can't be read."""


class Memory:
    """Keeps a keeper's knowledge in the spool's folder. segments: first positions of those that are there.

    A copy is of the records before its position, so that it never knows more than was on disk.
    """

    def __init__(self, folder: Path, keeper: Keeper, segments: Iterable[int]) -> None:
        self._folder, self._path, self._keeper = folder, folder / "origins.json", keeper
        self._copied = self._read_copy()
        self._position = self._copied
        self._bytes = 0
        firsts = sorted(segments)
        for first in firsts[max(bisect_right(firsts, self._position) - 1, 0) :]:
            for position, _, record in scan(segment_path(folder, first), first):
                if position >= self._position:
                    self._position = position
                    self._add(record)

    def add(self, records: Sequence[Record], end: int, size: int) -> None:
        """Records have been synced; `end` is the position after them."""
        for record in records:
            self._add(record)
        self._position = end
        self._bytes += size
        if self._bytes >= COPY_BYTES:
            self.keep(end)

    def keep(self, position: int) -> None:
        """Records before `position` may be freed."""
        if self._copied >= position:
            return
        try:
            known = {"position": self._position, "known": self._keeper.dump().decode()}
            write_atomic(self._path, json.dumps(known).encode())
        except OSError as error:
            # Room for new records goes first; what is sent again may then be stored again.
            log.warning("What senders may send again could not be kept: %s", error)
            return
        self._copied, self._bytes = self._position, 0

    def _add(self, record: Record) -> None:
        self._position += 1
        if record.origin:
            self._keeper.note(record.origin)

    def _read_copy(self) -> int:
        try:
            raw = json.loads(self._path.read_bytes())
            self._keeper.load(raw["known"].encode())
            return int(raw["position"])
        except FileNotFoundError:
            return 0
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("What senders may send again is not known: %s", error)
            return 0
