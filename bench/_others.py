"""How much of the computer was taken by work that is no part of a measurement."""

import os
import time

import psutil


class Others:
    """From its making on. The rest of the system's busy time, once what the measurement took is known."""

    def __init__(self) -> None:
        self._began, self._busy, self._own = time.monotonic(), _busy(), _own()

    def cores(self, measured_s: float) -> str:
        """Cores that others kept busy. measured_s: CPU seconds of the plant and of helpers; this process is known."""
        spent = time.monotonic() - self._began
        cores = max(0.0, (_busy() - self._busy - measured_s - _own() + self._own) / spent)
        return f"{cores:.2f} of {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system + getattr(times, "irq", 0.0) + getattr(times, "softirq", 0.0))


def _own() -> float:
    times = psutil.Process().cpu_times()
    return float(times.user + times.system)
