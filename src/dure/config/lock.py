"""One supervisor for one folder: a lock that the system lets go of however its holder ends."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from dure.config.troubles import AlreadyRunning

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class InstanceLock:
    """Held while the `with` block runs. Raises AlreadyRunning when another holds it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._handle = -1

    def __enter__(self) -> Self:
        self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600)
        if not _take(self._handle):
            os.close(self._handle)
            raise AlreadyRunning(
                "Another Dure is running on %(folder)s (process %(pid)s). Stop it with: dure down",
                folder=self.file.parent.parent,
                pid=holder(self.file) or "?",
            )
        pid_file(self.file).write_text(str(os.getpid()), "ascii")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pid_file(self.file).unlink(missing_ok=True)
        os.close(self._handle)


def pid_file(file: Path) -> Path:
    """The process number stands beside the lock: on Windows a locked file cannot be read."""
    return file.with_suffix(".pid")


def held(file: Path) -> bool:
    """Whether somebody holds the lock now."""
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _take(handle)
    finally:
        os.close(handle)


def holder(file: Path) -> int | None:
    """Process number of who holds the lock, if somebody does."""
    if not held(file):
        return None
    try:
        return int(pid_file(file).read_text("ascii"))
    except (OSError, ValueError):
        return None


def _take(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
