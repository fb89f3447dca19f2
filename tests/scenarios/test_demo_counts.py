"""The whole plant: ten machines speak their protocols on the wire, and what is counted is what was made.

The demonstration runs in fast time over the end of a morning into the break in which every machine
stands; the simulation alone says what each has made.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest import mock

import psycopg
import pytest

from dure.config.home import Home
from dure.config.supervisor.plant import Listen, plant_of
from dure.demo import home, truth
from dure.demo.fleet import FLEET
from dure.demo.simulation import DAY, HOUR, Plant, day_start_us
from tests.demo.ports import free_port

pytestmark = pytest.mark.slow
TODAY = date(2026, 11, 18)
START = day_start_us(TODAY)
BREAK = START + int(11.5 * HOUR)
NOON = START + 12 * HOUR
"""Results lie in hours: whatever is counted later than the break is left out, however slow the computer is."""
SPEED = 60
"""The machine whose parts are counted from finished programs."""


@dataclass(frozen=True)
class Demo:
    folder: Path
    database: str
    plant: Plant
    process: subprocess.Popen[bytes]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    folder = tmp_path / "d"
    command = [
        *(sys.executable, "-m", "dure", "demo", "--home", str(folder), "--at", f"{TODAY}T10:45", "--days", "1"),
        *("--speed", str(SPEED), "--listen", f"127.0.0.1:{free_port()}"),
    ]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("DURE_")}
    with (tmp_path / "demo.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=clean)
    try:
        wait_for(
            lambda: (folder / "demo.json").exists() and (told := home.read(folder)) is not None and told.filled, 120
        )
        told = home.read(folder)
        assert told is not None
        with mock.patch.dict(os.environ, clean, clear=True):
            database = plant_of(Home(folder), Listen.parse("127.0.0.1:1"), attached=True).database_url()
        yield Demo(folder, database, Plant(told.seed, date.fromisoformat(told.origin)), process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


COUNTED = """
SELECT u.code, coalesce(sum(r.produced), 0)::int, coalesce(sum(r.good), 0)::int, coalesce(sum(r.reject), 0)::int,
       (SELECT count(*) FROM production_heldcount h WHERE h.work_unit_id = u.id)::int
FROM plant_workunit u LEFT JOIN production_productionresult r
  ON r.work_unit_id = u.id AND r.hour < to_timestamp(%s) GROUP BY u.id, u.code
"""


def counted(database: str) -> dict[str, tuple[int, int, int, int]]:
    with psycopg.connect(database) as link:
        return {
            code: (total, good, reject, held) for code, total, good, reject, held in link.execute(COUNTED, [NOON / 1e6])
        }


def test_every_machine_is_counted_exactly(demo: Demo) -> None:
    made = {machine.code: truth.made(demo.plant, machine, START - DAY, BREAK) for machine in FLEET}
    wanted = {code: (one.total, one.good, one.reject, 0) for code, one in made.items()}
    wait_for(lambda: counted(demo.database) == wanted, 180)
    found = counted(demo.database)
    wrong = {code: (found[code], wanted[code]) for code in wanted if found[code] != wanted[code]}
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(60) == 0
    assert not wrong, json.dumps(wrong)


def wait_for(ready, seconds: float) -> None:
    """Until `ready`, or the time is over; the caller then compares."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return
        time.sleep(0.5)
