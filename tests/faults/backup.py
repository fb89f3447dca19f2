"""Back a plant up while its machines make parts, restore the file and compare.

    python -m tests.faults.backup

Prints a line of JSON for each step: what the machines had delivered when the backup began (`before`), what they
had made when it was done (`after`), what the restored plant counts and what its stores say differently (`restored`).
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.faults.plant import RunningPlant, wait_until
from tests.faults.run import Trial, django_of, free_ports

COUNTER = "modbus"
"""It is only read: the restored plant's gateway sees where it stands now."""


def main() -> int:
    """Both plants, one after the other: they use the same machines."""
    if len(sys.argv) > 1:
        return look(Path(sys.argv[1]), json.loads(sys.argv[2]))
    with tempfile.TemporaryDirectory(prefix="dure-faults-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        trial = Trial(folder / "h", 1)
        tell("before", backed_up(trial, folder / "file"))
        restored = dure("restore", "--home", str(folder / "r"), str(folder / "file"))
        made = {kind: machine.made for kind, machine in trial.machines.items()}
        tell("after", made)
        if trial.plant.stop() or restored:
            return 1
        again = RunningPlant(folder / "r", free_ports(1)[0])
        try:
            wait_until(lambda: again.pid("gateway") is not None, 60, "the restored plant's gateway runs")
            return subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "tests.faults.backup",
                    str(again.home),
                    json.dumps([trial.units, made[COUNTER], again.pid("gateway")]),
                ],
                env=clean(),
                check=False,
            ).returncode
        finally:
            again.stop()


def backed_up(trial: Trial, file: Path) -> dict[str, int]:
    """Make a backup under load; what was acknowledged or counted when it began."""
    for machine in trial.machines.values():
        machine.running.set()
    wait_until(lambda: all(made > 300 or k == COUNTER for k, (made, _) in trial.sums().items()), 60, "some parts")
    before = {k: getattr(m, "acknowledged", trial.sums()[k][1]) for k, m in trial.machines.items()}
    if dure("backup", "--home", str(trial.plant.home), str(file)):
        raise AssertionError("no backup")
    time.sleep(1)
    for machine in trial.machines.values():
        machine.running.clear()
    trial.settled("after the backup")
    return before


def look(home: Path, told: tuple[dict[str, int], int, int]) -> int:
    """What the restored plant says, in a process of its own: Django knows one database."""
    units, stands, gateway = told
    holding, _ = django_of(home)
    url = os.environ["DURE_NATS_URL"]

    def is_read() -> bool:
        where = holding.positions(url)
        return where.log == where.results == where.history

    def is_done() -> bool:
        return holding.counted(units[COUNTER]) == stands and holding.positions(url).spooled == 0 and is_read()

    wait_until(is_done, 120, "the restored plant has read everything", every_s=0.5)
    # The counter is still polled: nothing new may come while the stores are compared one after the other.
    psutil.Process(gateway).suspend()
    try:
        wait_until(is_read, 60, "both readers at the log's end", every_s=0.5)
        counted = {kind: holding.counted(unit) for kind, unit in units.items()}
        tell("restored", {"counted": counted, "wrong": holding.disagreements(url, holding.LogRows())})
    finally:
        psutil.Process(gateway).resume()
    return 0


def clean() -> dict[str, str]:
    """The environment without the first plant's addresses and key."""
    mine = ("DURE_HOME", "DURE_DATABASE_URL", "DURE_NATS_URL", "DURE_SECRET_KEY")
    return {key: value for key, value in os.environ.items() if key not in mine}


def dure(*arguments: str) -> int:
    command = [sys.executable, "-m", "dure", *arguments]
    return subprocess.run(command, env=clean(), check=False, stdout=sys.stderr).returncode


def tell(step: str, what: object) -> None:
    print(json.dumps({step: what}), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
