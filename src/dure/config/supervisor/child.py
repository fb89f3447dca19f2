"""One part that the supervisor keeps running."""

import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO

import psutil

from dure.config.engines.process import stop

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 15.0
STEADY_AFTER_S = 30.0
"""A part that has run this long is healthy again: the next failure waits only shortly."""


def wait_before_try(failures: int) -> float:
    """Seconds to wait before the start that follows `failures` quick ends in a row: doubles, bounded."""
    return float(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** max(0, failures - 1)))


@dataclass(slots=True)
class Child:
    """launch starts the process with its output going to the given log.

    stop_within_s: after that long it is killed. Times are of a monotonic clock in seconds.
    """

    name: str
    launch: Callable[[IO[bytes]], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    stop_within_s: float = 10
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0
    failures: int = 0
    restarts: int = 0
    last_end: str = ""
    try_at: float = field(default=0)

    @property
    def state(self) -> str:
        """running, waiting (for its next start) or stopped."""
        if self.process is not None:
            return "running"
        return "waiting" if self.try_at else "stopped"

    def start(self, log: IO[bytes], now: float) -> None:
        self.process = self.launch(log)
        self.started_at, self.try_at = now, 0

    def watch(self, now: float) -> bool:
        """Notice that the process has ended and plan its next start. Whether it ended just now."""
        if self.process is None:
            return False
        code = self.process.poll()
        if code is None:
            return False
        quick = now - self.started_at < STEADY_AFTER_S
        self.failures = self.failures + 1 if quick else 1
        self.last_end = _described(code)
        self.process, self.try_at = None, now + wait_before_try(self.failures)
        return True

    def due(self, now: float) -> bool:
        return self.process is None and 0 < self.try_at <= now

    def failed_to_start(self, reason: str, now: float) -> None:
        self.failures += 1
        self.last_end = reason
        self.try_at = now + wait_before_try(self.failures)

    def stop(self) -> None:
        if self.process is not None:
            if not stop(self.process, within_s=self.stop_within_s, by=self.stop_signal):
                self.last_end = "killed"
            self.process = None
        self.try_at = 0

    def memory_bytes(self) -> int:
        """Memory of the process and what it started; shared pages count once for each."""
        if self.process is None:
            return 0
        try:
            root = psutil.Process(self.process.pid)
            return sum(memory_of(process) for process in [root, *root.children(recursive=True)])
        except psutil.Error:
            return 0


def memory_of(process: psutil.Process) -> int:
    """Resident bytes without what is shared with others, so that sums mean something."""
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0
    return int(max(0, memory.rss - getattr(memory, "shared", 0)))


def _described(code: int) -> str:
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit {code}"
