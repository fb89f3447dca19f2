"""Starting a child process so that it never outlives whoever started it."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class EngineError(Exception):
    """An engine cannot do its work; the text says why."""


def spawn(
    command: Sequence[str | Path],
    *,
    log: IO[bytes] | int,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    on_parent_death: signal.Signals = signal.SIGTERM,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a process group of its own, its output going to `log`.

    On Linux the kernel sends `on_parent_death` to the child when the thread that called this
    ends, even by kill -9: call it from the main thread. A process group of its own keeps the
    terminal's Ctrl-C from reaching all children at once, so that they can be stopped in order.
    """
    options: dict[str, Any] = {}
    if user is not None:
        options.update(user=user, group=user, extra_groups=[])
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NEW_PROCESS_GROUP
    else:
        options["process_group"] = 0
    if _libc is not None:
        options["preexec_fn"] = _leash(on_parent_death)
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=dict(env) if env is not None else None,
        cwd=cwd,
        **options,
    )


def _leash(number: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()
    value = int(number)
    assert _libc is not None
    prctl, getppid, leave = _libc.prctl, os.getppid, os._exit

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, value, 0, 0, 0)
        if getppid() != parent:  # the parent died between fork and here
            leave(1)

    return tie


def stop(process: subprocess.Popen[bytes], *, within_s: float, by: signal.Signals = signal.SIGTERM) -> bool:
    """Ask a child to end and wait; kill it when it doesn't in `within_s`. Whether it ended by itself."""
    if process.poll() is not None:
        return True
    ask(process, by)
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        kill_tree(process.pid)
        process.wait(10)
        return False
    return True


def ask(process: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM) -> None:
    """Send the polite signal; on Windows that is Ctrl-Break to the child's group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.send_signal(signal.CTRL_BREAK_EVENT)
        else:
            process.send_signal(by)


def kill_tree(pid: int) -> None:
    """Kill a process and whatever it started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in [*root.children(recursive=True), root]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()


def wait_for(ready: Callable[[], bool], *, within_s: float, every_s: float = 0.02) -> bool:
    """Whether `ready` became true in time."""
    end = time.monotonic() + within_s
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(every_s)
    return True
