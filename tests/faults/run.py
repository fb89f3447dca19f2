"""Hurt a plant under load, round after round, and compare what was made and done with what the plant knows of it.

    python -m tests.faults.run --rounds 200 [--seed 1]

Each round the machines make parts and people work on tablets while something goes wrong (see `KINDS`), then they
stop; when everything has come through, each machine's parts and each tablet's acts are compared with the tables,
event log, Parquet files and tables with each other, and reports with completions, stock and books. The last line:

    rounds=N produced=P counted=C acts=A kept=K lost=L doubled=D
"""

import argparse
import os
import random
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from tests.faults import disks
from tests.faults.machines import HttpMachine, ModbusMachine, MqttMachine, Sender
from tests.faults.plant import VICTIMS, RunningPlant, wait_until

if TYPE_CHECKING:
    from tests.faults.floor import Floor, Found
    from tests.faults.tablets import Tablet

SPEED = 60
"""Plant seconds per real second: ten minutes of plant time are ten real seconds."""
SETTLE_S = 120
EVERY = 20
KINDS = {2: "broker away", 3: "gateway full", 4: "history full", 5: "postgres full", 6: "nats full", 7: "power cut"}
"""What goes wrong in these of each twenty rounds; in all others one process is killed with kill -9."""


class Trial:
    """One plant, its three machines and three tablets."""

    def __init__(self, home: Path, seed: int) -> None:
        self.random = random.Random(seed)
        self._victims: list[str] = []
        self.kind = ""
        ports = free_ports(3)
        now = time.time()
        os.environ["DURE_CLOCK"] = f"{now},{now},{SPEED}"
        os.environ["DURE_LANGUAGE"] = "en"
        self.plant = RunningPlant(home, ports[0])
        self.holding, setting = django_of(home)
        self.log = self.holding.LogRows()
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
        self.floor = floor_of(ports[0], self.units["mqtt"], seed)
        for tablet in self.floor.tablets:
            tablet.start()

    def _has_first_reading(self) -> bool:
        from dure.telemetry.models import CurrentValue

        return CurrentValue.objects.filter(signal__address__startswith="1/").exists()

    def round(self, number: int) -> dict[str, tuple[int, int]]:
        kind = KINDS.get((number - 1) % EVERY + 1) or f"kill {self._victim()}"
        self.floor.give_work()
        for one in self._busy:
            one.running.set()
        time.sleep(self.random.uniform(0.1, 1.5))
        self._hurt(*kind.split(" ", 1))
        for one in self._busy:
            one.running.clear()
        self.kind = kind
        return self.settled(f"round {number} ({kind})")

    @property
    def _busy(self) -> "list[Sender | ModbusMachine | Tablet]":
        return [*self.machines.values(), *self.floor.tablets]

    def _victim(self) -> str:
        """Each process once in random order, then again."""
        if not self._victims:
            self._victims = self.random.sample(VICTIMS, len(VICTIMS))
        return self._victims.pop()

    def _hurt(self, first: str, second: str) -> None:
        if first == "kill":
            wait_until(lambda: self.plant.kill(second), 30, f"{second} runs, to be killed")
            time.sleep(self.random.uniform(0.0, 1.0))
        elif first == "broker":
            with self.plant.frozen("nats"):
                time.sleep(600 / SPEED)
        elif first == "power":
            self.plant.power_off()
            time.sleep(self.random.uniform(0.0, 1.0))
            self.plant.power_on()
        else:
            filler = disks.fill(self.plant.home / first)
            time.sleep(3)
            filler.unlink()

    def settled(self, what: str) -> dict[str, tuple[int, int]]:
        """(made, counted) of each machine once everything has come through."""
        try:
            wait_until(lambda: all(one.is_idle for one in self._busy), SETTLE_S, "all acknowledged")
            wait_until(self._agrees, SETTLE_S, "all counted", every_s=0.2)
        except AssertionError as error:
            print(f"{what}: {error}")
            print({kind: (m.made, getattr(m, "acknowledged", None)) for kind, m in self.machines.items()})
            print({one.name: (len(one.truth.made), len(one.queue)) for one in self.floor.tablets})
            print(f"made and counted: {self.sums()}; {self.holding.positions(self.url)}")
            self.plant.print_logs()
            raise
        return self.sums()

    def _agrees(self) -> bool:
        return self._ask(lambda: all(made == counted for made, counted in self.sums().values()))

    def _ask(self, question: Callable[[], bool]) -> bool:
        """The answer, or False while an engine that was the victim cannot be asked."""
        try:
            return question()
        except Exception as error:  # noqa: BLE001 - whatever a cut connection raises; the caller asks again
            self.last_error = error
            from django.db import connections

            connections.close_all()
            return False

    def sums(self) -> dict[str, tuple[int, int]]:
        return {kind: (m.made, self.holding.counted(self.units[kind])) for kind, m in self.machines.items()}

    def everything_in_place(self) -> bool:
        where = self.holding.positions(self.url)
        return where.spooled == 0 and where.log == where.results == where.history and self.floor.is_counted()

    def disagreements(self) -> list[str]:
        """What the plant's own stores say differently."""
        try:
            wait_until(lambda: self._ask(self.everything_in_place), SETTLE_S, "spool empty, readers at the log's end")
            # The machines stand still but the counter is still polled: freeze the gateway while comparing.
            with self.plant.frozen("gateway"):
                wait_until(lambda: self._ask(self._readers_at_end), SETTLE_S, "both readers at the log's end")
                return [*self.holding.disagreements(self.url, self.log), *self.on_floor().wrong]
        except AssertionError:
            print(self.holding.positions(self.url))
            self.plant.print_logs()
            raise

    def on_floor(self) -> "Found":
        """What the tables say of the tablets' acts, as it was looked up last."""
        self.acts = self.floor.look()
        return self.acts

    def end(self) -> list[str]:
        """Stop all; what was wrong with that."""
        for one in self._busy:
            one.ended = True
        return [] if self.plant.stop() == 0 else ["the supervisor did not end in order"]

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


def floor_of(port: int, counting: int, seed: int) -> "Floor":
    """The lines, orders and tablets of the plant that this process has joined."""
    from dure.plant.models import WorkUnit
    from tests.faults.floor import Floor

    return Floor(port, WorkUnit.objects.get(pk=counting), seed)


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


class Sums:
    """Of all rounds so far."""

    def __init__(self) -> None:
        self.rounds = self.made = self.counted = self.acts = self.kept = self.lost = self.doubled = 0

    def take(self, of_machines: dict[str, tuple[int, int]], on_floor: "Found") -> None:
        pairs = of_machines.values()
        self.made, self.counted = (sum(pair[at] for pair in pairs) for at in (0, 1))
        self.acts, self.kept = on_floor.made, on_floor.kept
        self.lost = sum(max(0, made - counted) for made, counted in pairs) + on_floor.lost
        self.doubled = sum(max(0, counted - made) for made, counted in pairs) + on_floor.doubled

    def __str__(self) -> str:
        told = ("rounds", self.rounds), ("produced", self.made), ("counted", self.counted)
        told += ("acts", self.acts), ("kept", self.kept), ("lost", self.lost), ("doubled", self.doubled)
        return " ".join(f"{name}={value}" for name, value in told)


def one_round(trial: Trial, number: int, sums: Sums) -> list[str]:
    """What was wrong in a round; empty when everything agrees."""
    began = time.monotonic()
    try:
        found = trial.round(number)
        wrong = trial.disagreements()
    except AssertionError as error:
        found, wrong = trial.sums(), [str(error), *trial.on_floor().wrong]
    sums.rounds = number
    sums.take(found, trial.acts)
    took = time.monotonic() - began
    verdict = "agree" if not wrong else "DISAGREE"
    print(f"round {number} ({trial.kind}, {took:.0f} s): {found} {trial.acts} stores {verdict} {sums}", flush=True)
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="dure-faults-"))
    home = folder / "h"
    if not disks.own_mounts() or not disks.mount(home):
        disks.unmount(home)
        print("Small disks can't be mounted here; run as root on Linux to test full ones.", file=sys.stderr)
        return 2
    sums, wrong = Sums(), []
    try:
        trial = Trial(home, options.seed)
        for number in range(1, options.rounds + 1):
            wrong += one_round(trial, number, sums)
            if wrong or sums.lost or sums.doubled:
                break
        wrong += trial.end()
    finally:
        disks.unmount(home)
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join([*wrong, str(sums)]))
    return 1 if sums.lost or sums.doubled or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
