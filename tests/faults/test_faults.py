"""A few rounds of the trial that `make faults` runs at length: nothing lost, nothing counted twice."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tests.faults import disks
from tests.faults.plant import wait_until
from tests.faults.run import KINDS, free_ports

ROUNDS = max(KINDS)
"""One of each kind: a kill, the broker away, each disk full, a power cut."""
ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.faults, pytest.mark.slow]


def clean_env() -> dict[str, str]:
    """A plant of its own: nothing of the tests' engines."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("DURE_", "DJANGO_"))}


def test_nothing_is_lost_and_nothing_counted_or_done_twice():
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.run", "--rounds", str(ROUNDS)],
        env=clean_env(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1800,
        check=False,
    )
    last = ran.stdout.strip().splitlines()[-1]
    found = re.fullmatch(rf"rounds={ROUNDS} produced=(\d+) counted=(\d+) acts=(\d+) kept=(\d+) lost=0 doubled=0", last)
    assert found, ran.stdout[-20_000:]
    assert found[1] == found[2]
    assert found[3] == found[4]
    assert min(int(found[1]), int(found[3])) > 0
    assert ran.stdout.count("stores agree") == ROUNDS
    assert ran.returncode == 0, ran.stdout[-20_000:]


_TRIAL = """
import sys, time
from pathlib import Path
from tests.faults.plant import RunningPlant
plant = RunningPlant(Path(sys.argv[1]), int(sys.argv[2]))
print(plant.process.pid, flush=True)
time.sleep(600)
"""


def test_a_killed_trial_leaves_nothing_running(engine_home):
    command = [sys.executable, "-c", _TRIAL, str(engine_home / "trial"), str(free_ports(1)[0])]
    with subprocess.Popen(command, env=clean_env(), cwd=ROOT, stdout=subprocess.PIPE, text=True) as trial:
        supervisor = psutil.Process(int(trial.stdout.readline()))
        family = [supervisor, *supervisor.children(recursive=True)]
        trial.kill()
    assert len(family) > 6
    wait_until(lambda: not [process for process in family if process.is_running()], 60, "everything has ended")


_FULL = """
import errno, sys
from pathlib import Path
from tests.faults import disks
home = Path(sys.argv[1])
assert disks.own_mounts() and disks.mount(home)
disks.fill(home / "gateway")
try:
    (home / "gateway" / "more").write_bytes(b"x")
except OSError as error:
    print(errno.errorcode[error.errno])
"""


def test_a_filled_disk_takes_no_byte_and_goes_with_its_trial(tmp_path):
    if not can_mount():
        pytest.skip("only root may mount small disks")
    command = [sys.executable, "-c", _FULL, str(tmp_path)]
    ran = subprocess.run(command, env=clean_env(), cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "ENOSPC"
    assert str(tmp_path) not in Path("/proc/mounts").read_text("utf-8")
    assert {path.name for path in tmp_path.iterdir()} == set(disks.SIZES_MB)


def can_mount() -> bool:
    code = "from tests.faults import disks; raise SystemExit(not disks.own_mounts())"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_backup_under_load_restores_to_the_same_counts():
    """Nothing that was acknowledged before it began is missing, nothing is doubled, and its stores agree."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.faults.backup"],
        env=clean_env(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-20_000:]
    steps: dict[str, dict] = {}
    for line in ran.stdout.splitlines():
        if line.startswith("{"):
            steps |= json.loads(line)
    restored = steps["restored"]
    assert restored["wrong"] == []
    for kind, counted in restored["counted"].items():
        assert 0 < steps["before"][kind] <= counted <= steps["after"][kind], (kind, steps)
    assert restored["counted"]["modbus"] == steps["after"]["modbus"]
