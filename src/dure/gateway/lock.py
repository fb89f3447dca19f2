"""One process a folder."""

import os
import sys
from pathlib import Path
from typing import Self


class AlreadyRunning(Exception):
    """Another process works in this folder."""


class FolderLock:
    """Held from creation to `release` (or the death of the process, however it dies)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise AlreadyRunning(f"Another gateway is already running in {folder}") from error

    def release(self) -> None:
        """Lets the next one in."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
