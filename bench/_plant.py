"""A whole plant (`dure up`) in a temporary folder to be measured, with machines set up, CPU of each part, positions."""

import asyncio
import contextlib
import json
import os
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nats
import psutil
from nats.js.errors import KeyNotFoundError

from dure.kernel.eventlog import BUCKET, STREAM, status_key
from tests.faults.plant import VICTIMS, RunningPlant, wait_until
from tests.faults.run import django_of, free_ports

QUIET_S = 0.8
"""A history that takes in observations as fast as it can writes a file more often than this."""
RESTART_S = 5.0
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

    def wait_results(self, count: int, within_s: float) -> float:
        """Time at which the results held `count` observations."""
        wait_until(lambda: self.stored()[0] >= count, within_s, f"{count} observations in the results", every_s=0.02)
        return time.time()

    def wait_history(self, count: int) -> float:
        """Time at which the history held them too. When it has come so far that only its next, unfinished file is
        missing, the recorder is asked to end: it then writes that, as on any orderly stop, and is started again."""
        held, since = self.stored()[1], time.monotonic()
        deadline = since + 90
        while held < count:
            now = self.stored()[1]
            if now != held:
                held, since = now, time.monotonic()
            elif time.monotonic() - since > QUIET_S and (pid := self.plant.pid("recorder")) is not None:
                psutil.Process(pid).terminate()
                since = time.monotonic() + RESTART_S
            if time.monotonic() > deadline:
                raise AssertionError(f"the history holds {held} of {count} observations")
            time.sleep(0.02)
        return time.time()

    def rested(self) -> None:
        """Wait until every part runs and the recorder has done all that is in the event log."""
        wait_until(lambda: all(self.plant.pid(name) for name in VICTIMS), 60, "every part runs")
        before = (-1, -1)
        while before != (now := self.stored()):
            before = now
            time.sleep(1.5)


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


def units(count: int, prefix: str = "U") -> list[Any]:
    """Work units of the one site, which is made with the first of them."""
    from dure.plant.models import Area, Enterprise, Site, WorkCenter, WorkUnit

    top, _ = Enterprise.objects.get_or_create(code="E", defaults={"name": "E"})
    site, _ = Site.objects.get_or_create(code="S", defaults={"name": "S", "enterprise": top})
    area, _ = Area.objects.get_or_create(code="A", defaults={"name": "A", "site": site})
    center, _ = WorkCenter.objects.get_or_create(code="L", defaults={"name": "L", "area": area})
    codes = [f"{prefix}{at:03}" for at in range(count)]
    return [WorkUnit.objects.create(code=code, name=code, work_center=center) for code in codes]


def person() -> Any:
    """Who sets up the machines of the measurement."""
    from dure.plant.models import Person

    return Person.objects.get_or_create(username="bench", defaults={"roles": ["administrator"]})[0]


def listen_mqtt() -> int:
    """Let the MQTT clients of the measurement in; the port."""
    from dure.telemetry.models import Gateway
    from dure.telemetry.mqtt_logins import allow_mqtt

    (port,) = free_ports(1)
    allow_mqtt(user=USER, password=PASSWORD, person=person())
    Gateway.objects.update(mqtt_listen=f"127.0.0.1:{port}")
    return port


def hand_out(port: int, codes: Sequence[str], nats_url: str) -> None:
    """Give the gateway its configuration and wait until it works by it."""
    from dure.telemetry.connections import hand_out as give

    def works() -> bool:
        told = told_by_gateway(nats_url)[1].get("connections", {})
        return set(codes) <= set(told) and _listens(port)

    give("main")
    wait_until(works, 30, "the gateway listens for MQTT and has the connections", every_s=0.1)


def told_by_gateway(nats_url: str) -> tuple[int, dict[str, Any]]:
    """The end of the event log, and the gateway's last status."""

    async def ask() -> tuple[int, dict[str, Any]]:
        client = await nats.connect(nats_url, connect_timeout=2, allow_reconnect=False)
        try:
            log = client.jetstream()
            last = (await log.stream_info(STREAM)).state.last_seq
            status = await (await log.key_value(BUCKET)).get(status_key("main"))
            return last, json.loads(status.value or b"{}")
        except KeyNotFoundError:
            return 0, {}
        finally:
            await client.close()

    return asyncio.run(ask())


def spent(before: dict[str, float], after: dict[str, float]) -> dict[str, float]:
    """CPU seconds of each part between two readings; a part that was started anew begins at zero."""
    return {name: after[name] - (before.get(name, 0) if after[name] >= before.get(name, 0) else 0) for name in after}


def per_thousand(before: dict[str, float], after: dict[str, float], count: int) -> dict[str, float]:
    """Milliseconds of CPU for each part and 1,000 observations."""
    return {name: round(seconds / count * 1e6, 2) for name, seconds in spent(before, after).items()}


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
