"""Kill processes of a plant under load and compare what was made with what was counted.

    python -m tests.faults.run --rounds 200 [--seed 1] [--home DIR]

Each round: the machines make parts, one process is killed with kill -9 at a random moment, the
supervisor restarts it, the machines stop, and when everything has come through each machine's
parts are compared with the tables. Two special rounds: the event log's server frozen for ten
minutes of plant time, and no room on the gateway's disk. The last line:

    rounds=N produced=P counted=C lost=L doubled=D
"""

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

from tests.faults.machines import HttpMachine, ModbusMachine, MqttMachine, Sender
from tests.faults.plant import VICTIMS, RunningPlant, wait_until

SPEED = 60
"""Plant seconds per real second: ten minutes of plant time are ten real seconds."""
SETTLE_S = 60


class Trial:
    """One plant, its three machines, and the sums over all rounds."""

    def __init__(self, home: Path, seed: int) -> None:
        self.random = random.Random(seed)
        ports = free_ports(3)
        now = time.time()
        os.environ["DURE_CLOCK"] = f"{now},{now},{SPEED}"
        os.environ["DURE_LANGUAGE"] = "en"
        self.plant = RunningPlant(home, ports[0])
        self.holding, setting = django_of(home)
        self.url = os.environ["DURE_NATS_URL"]
        bus = ModbusMachine()
        bus.start()
        bus.ready.wait(20)
        self.units = setting.prepare(ports[1], ports[2], bus.port)
        senders: list[Sender] = [HttpMachine("http", ports[1], f"h{seed}"), MqttMachine("mqtt", ports[2], f"m{seed}")]
        for machine in senders:
            machine.start()
        self.machines = {"http_push": senders[0], "mqtt": senders[1], "modbus": bus}
        # A counter counts from its first reading on: it must have been read before it rises.
        try:
            wait_until(self._has_first_reading, 60, "the counter's first reading is in the tables")
        except AssertionError:
            self.plant.print_logs()
            raise

    def _has_first_reading(self) -> bool:
        from dure.telemetry.models import CurrentValue

        return CurrentValue.objects.filter(signal__address__startswith="1/").exists()

    def round(self, number: int) -> dict[str, tuple[int, int]]:
        victim = self.random.choice(VICTIMS)
        for machine in self.machines.values():
            machine.running.set()
        time.sleep(self.random.uniform(0.1, 1.5))
        if number == 2:
            self.event_log_away()
        elif number == 3:
            self.no_room()
        else:
            wait_until(lambda: self.plant.kill(victim), 30, f"{victim} runs, to be killed")
            time.sleep(self.random.uniform(0.0, 1.0))
        for machine in self.machines.values():
            machine.running.clear()
        return self.settled(f"round {number} ({victim})")

    def event_log_away(self) -> None:
        """The broker does nothing for ten minutes of plant time."""
        with self.plant.frozen("nats"):
            time.sleep(600 / SPEED)

    def no_room(self) -> None:
        """The gateway's folder lies on a small disk; something fills it, and then goes away."""
        spool = self.plant.home / "gateway"
        filler = spool / "filler"
        with filler.open("wb") as file:
            try:
                while True:
                    file.write(b"\0" * 65_536)
                    file.flush()
            except OSError:
                pass
        time.sleep(3)
        filler.unlink()

    def settled(self, what: str) -> dict[str, tuple[int, int]]:
        """(made, counted) of each machine once everything has come through."""
        try:
            wait_until(lambda: all(m.is_idle for m in self.machines.values()), SETTLE_S, "all acknowledged")
            wait_until(self._agrees, SETTLE_S, "all counted", every_s=0.2)
        except AssertionError as error:
            print(f"{what}: {error}")
            print({kind: (m.made, getattr(m, "acknowledged", None)) for kind, m in self.machines.items()})
            print(f"made and counted: {self.sums()}; {self.holding.positions(self.url)}")
            self.plant.print_logs()
            raise
        return self.sums()

    def _agrees(self) -> bool:
        try:
            return all(made == counted for made, counted in self.sums().values())
        except Exception as error:  # noqa: BLE001 - the database itself was the victim; ask again
            self.last_error = error
            from django.db import connections

            connections.close_all()
            return False

    def sums(self) -> dict[str, tuple[int, int]]:
        return {kind: (m.made, self.holding.counted(self.units[kind])) for kind, m in self.machines.items()}

    def everything_in_place(self) -> bool:
        where = self.holding.positions(self.url)
        return where.spooled == 0 and where.log == where.results == where.history

    def end(self) -> list[str]:
        """Compare all stores, stop all; what does not agree."""
        wait_until(self.everything_in_place, SETTLE_S, "spool empty, both readers at the end of the log", every_s=0.5)
        # The machines stand still but the counter is still polled: freeze the gateway while comparing.
        with self.plant.frozen("gateway"):
            wait_until(self._readers_at_end, SETTLE_S, "both readers at the end of the log", every_s=0.5)
            wrong = self.holding.disagreements(self.url)
        if chains := self.holding.broken_chains():
            wrong.append(f"{chains} intervals overlap or leave a gap")
        for machine in self.machines.values():
            machine.ended = True
        if self.plant.stop() != 0:
            wrong.append("the supervisor did not end in order")
        return wrong

    def _readers_at_end(self) -> bool:
        where = self.holding.positions(self.url)
        return where.log == where.results == where.history


def django_of(home: Path) -> tuple[ModuleType, ModuleType]:
    """Join the plant's database from outside."""
    from dure.config.home import Home
    from dure.config.supervisor.plant import Listen, plant_of

    plant = plant_of(Home(home), Listen.parse("127.0.0.1:0"), attached=True)
    os.environ.update(
        DURE_HOME=str(home),
        DURE_DATABASE_URL=plant.database_url(),
        DURE_NATS_URL=plant.nats_url(),
        DURE_SECRET_KEY=plant.home.secret("django"),
        DJANGO_SETTINGS_MODULE="dure.config.settings",
    )
    import django

    django.setup()
    from tests.faults import holding, setting

    return holding, setting


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


def small_disk(folder: Path) -> bool:
    """A disk of 48 MB for the gateway's spool; False where this user may not mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", str(folder)]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="dure-faults-"))
    gateway = home / "h" / "gateway"
    if not small_disk(gateway):
        print("A small disk can't be mounted here; run as root to test a full one.", file=sys.stderr)
        return 2
    lost = doubled = 0
    sums: dict[str, tuple[int, int]] = {}
    wrong: list[str] = []
    try:
        trial = Trial(home / "h", options.seed)
        for number in range(1, options.rounds + 1):
            try:
                sums = trial.round(number)
            except AssertionError as error:
                wrong.append(str(error))
                sums = trial.sums()
            lost = sum(max(0, made - counted) for made, counted in sums.values())
            doubled = sum(max(0, counted - made) for made, counted in sums.values())
            print(f"round {number}: {sums} lost={lost} doubled={doubled}", flush=True)
            if lost or doubled or wrong:
                break
        wrong += trial.end()
    finally:
        subprocess.run(["umount", "-l", str(gateway)], check=False)
        shutil.rmtree(home, ignore_errors=True)
    for sentence in wrong:
        print(sentence)
    made, counted = (sum(pair[at] for pair in sums.values()) for at in (0, 1))
    print(f"rounds={options.rounds} produced={made} counted={counted} lost={lost} doubled={doubled}")
    return 1 if lost or doubled or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
