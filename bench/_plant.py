"""A whole plant (`dure up`) in a temporary folder to be measured, with machines set up, CPU of each part, positions."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.faults.plant import RunningPlant, wait_until
from tests.faults.run import django_of, free_ports

USER, PASSWORD = "bench", "a-password-of-the-measurements"


@contextlib.contextmanager
def running(**environment: str) -> Iterator["Measured"]:
    """A plant that runs by its own command; this process joins its database. One for each process."""
    with tempfile.TemporaryDirectory(prefix="dure-bench-", ignore_cleanup_errors=True) as folder:
        (http_port,) = free_ports(1)
        os.environ["DURE_LANGUAGE"] = "en"
        plant = RunningPlant(Path(folder) / "h", http_port, **environment)
        try:
            django_of(plant.home)
            yield Measured(plant, os.environ["DURE_NATS_URL"])
        finally:
            plant.end()


@dataclass(slots=True)
class Measured:
    """A running plant as the measurements see it."""

    plant: RunningPlant
    nats_url: str

    def cpu(self) -> dict[str, float]:
        """CPU seconds of each part so far, children included."""
        return {name: _cpu_of(int(str(part["pid"]))) for name, part in self.plant.parts().items() if part["pid"]}

    def stored(self) -> tuple[int, int]:
        """Observations in results and in history, as committed."""
        from dure.telemetry.models import LogPosition

        rows = dict(LogPosition.objects.values_list("reader", "stored"))
        return rows.get("results", 0), rows.get("history", 0)

    def wait_stored(self, count: int, within_s: float) -> tuple[float, float]:
        """Times at which results and history held `count` observations.

        When results are there, the recorder is asked to end: it then writes what the history still
        collects for its next file, as on any orderly stop, and is started again.
        """
        wait_until(lambda: self.stored()[0] >= count, within_s, f"{count} observations in the results", every_s=0.02)
        results_at = time.time()
        self.flush_history(count)
        return results_at, time.time()

    def flush_history(self, count: int) -> None:
        if self.stored()[1] >= count:
            return
        pid = self.plant.pid("recorder")
        if pid is not None:
            psutil.Process(pid).terminate()
        wait_until(lambda: self.stored()[1] >= count, 60, f"{count} observations in the history", every_s=0.02)


def _cpu_of(pid: int) -> float:
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    total = 0.0
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
    total += root.cpu_times().children_user + root.cpu_times().children_system
    return total


def units(count: int) -> list[Any]:
    """Work units of a new site."""
    from dure.plant.models import Area, Enterprise, Site, WorkCenter, WorkUnit

    site = Site.objects.create(code="S", name="S", enterprise=Enterprise.objects.create(code="E", name="E"))
    area = Area.objects.create(code="A", name="A", site=site)
    center = WorkCenter.objects.create(code="L", name="L", area=area)
    return [WorkUnit.objects.create(code=f"U{at:03}", name=f"U{at:03}", work_center=center) for at in range(count)]


def person() -> Any:
    from dure.plant.models import Person

    return Person.objects.create(username="bench", roles=["administrator"])


def listen_mqtt(someone: Any) -> int:
    """Let the MQTT clients of the measurement in; the port."""
    from dure.telemetry.connections import allow_mqtt
    from dure.telemetry.models import Gateway

    (port,) = free_ports(1)
    allow_mqtt(user=USER, password=PASSWORD, person=someone)
    Gateway.objects.update(mqtt_listen=f"127.0.0.1:{port}")
    return port


def per_thousand(before: dict[str, float], after: dict[str, float], count: int) -> dict[str, float]:
    """Milliseconds of CPU for each part and 1,000 observations."""
    return {name: round((after[name] - before.get(name, 0)) / count * 1e6, 2) for name in after}


def listening(port: int) -> Callable[[], bool]:
    import socket

    def answers() -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    return answers
