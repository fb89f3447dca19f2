"""An event log that stays silent after its disk was full: found in its own words, mended by a restart."""

import shutil
from pathlib import Path

from dure.config.engines.nats import STUCK

ROOM_BYTES = 32_000_000
"""With less room the restarted server would fail at its next write again."""


class StuckLog:
    """Reads what nats-server writes to its log; told at each of its starts where that begins."""

    def __init__(self, log: Path, folder: Path) -> None:
        self._log, self._folder = log, folder
        self._begin = self._read = 0
        self.is_stuck = False

    def begin_anew(self) -> None:
        """The server has just been started: what stands in its log is of another."""
        self._begin = self._read = self._size()
        self.is_stuck = False

    def can_be_mended(self) -> bool:
        """Whether the server is stuck and there is room for it to write again."""
        self._look()
        return self.is_stuck and shutil.disk_usage(self._folder).free > ROOM_BYTES

    def _look(self) -> None:
        size = self._size()
        if size < self._read:  # cut by the rotation of logs
            self._begin = self._read = 0
        if size == self._read:
            return
        with self._log.open("rb") as stream:
            stream.seek(max(self._begin, self._read - 64))  # a sign may have been written in two pieces
            said = stream.read(size - stream.tell()).lower()
        self._read = size
        self.is_stuck = self.is_stuck or any(sign in said for sign in STUCK)

    def _size(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0
