"""`dure demo`: a folder of its own, a clock that may run faster, the plant, its machines and its people."""

import argparse
import logging
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from dure.cli.plant import add_up_options, said, until_of
from dure.config import preflight
from dure.config.engines.process import spawn
from dure.config.home import Home
from dure.config.language import say
from dure.config.lock import InstanceLock
from dure.config.supervisor.child import Child
from dure.config.supervisor.other import Other
from dure.config.supervisor.plant import PARTS, Listen, Plant, plant_of
from dure.config.supervisor.starting import Start
from dure.config.supervisor.supervise import Supervisor
from dure.config.troubles import EngineFailed
from dure.demo import home
from dure.demo.fleet import FLEET
from dure.demo.home import DemoHome
from dure.demo.logins import ADMIN, PEOPLE
from dure.demo.machines.all import missing
from dure.demo.opening import at_work, opening_us
from dure.demo.simulation import Plant as Simulated
from dure.demo.simulation import local_day
from dure.kernel import clock
from dure.kernel.errors import Conflict

_OWN_PARTS = ("machines", "crew")
_COUNTERS_SINCE = timedelta(days=40)


def main(arguments: list[str] | None = None) -> int:
    """Run the demonstration in the foreground. 0 after an orderly stop."""
    parser = argparse.ArgumentParser("dure demo", description=say("Start a demonstration plant with machines to try"))
    add_up_options(parser)
    parser.add_argument(
        "--speed", type=float, default=1, help=say("plant seconds for each second; 600: a week in 17 min")
    )
    parser.add_argument("--seed", type=int, default=1, help=say("the same seed gives the same counts"))
    parser.add_argument("--days", type=int, default=3, help=say("past days to fill at the first start"))
    parser.add_argument(
        "--at",
        help=say(
            "plant time of the first start, such as 2026-11-18T10:30; otherwise now, or when machines worked last"
        ),
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    folder = Path(options.home or os.environ.get("DURE_HOME") or "var/demo").resolve()
    remembered = _prepare(folder, options.seed, options.at)
    if not home.is_free(remembered.port):
        raise Conflict(
            "Ports from %(port)s on, which this demonstration's machines use, are taken; does it run already?",
            port=remembered.port,
        )
    set_clock(remembered, options.speed)
    place = Home(folder)
    os.environ["DURE_HOME"] = str(folder)
    # Its passwords are printed for everyone, so an authenticator would only keep visitors out.
    os.environ.setdefault("DURE_SECOND_FACTOR", "off")
    preflight.check_folder(place)
    preflight.check_version(place)
    preflight.check_clock(place)
    listen = Listen.parse(options.listen)
    with InstanceLock(place.lock_file), said(place):
        preflight.note_version(place)
        plant = plant_of(place, listen, tuple(name for name in PARTS if name in options.parts.split(",")))
        try:
            DemoSupervisor(plant, remembered, options.days, until_of(options)).run()
        finally:
            _remember(folder)
    return 0


def _prepare(folder: Path, seed: int, at: str | None) -> DemoHome:
    remembered = home.read(folder)
    if remembered is None:
        now_us = time.time_ns() // 1000
        begin_us = _time(at) if at else opening_us(_plant(seed, now_us), now_us)
        origin = local_day(begin_us) - _COUNTERS_SINCE
        remembered = DemoHome(seed, origin.isoformat(), home.free_block(), 0 if begin_us == now_us else begin_us)
        folder.mkdir(parents=True, exist_ok=True)
        remembered.save(folder)
    return remembered


def _plant(seed: int, time_us: int) -> Simulated:
    return Simulated(seed, local_day(time_us) - _COUNTERS_SINCE)


def set_clock(remembered: DemoHome, speed: float) -> None:
    """Plant time goes on where it was, never back, for every process that is started from here."""
    real = time.time()
    begins_elsewhere = bool(remembered.until_us) and not remembered.filled
    start = remembered.until_us / 1e6 if begins_elsewhere else max(real, remembered.until_us / 1e6)
    if speed != 1 or start != real:
        os.environ["DURE_CLOCK"] = f"{start!r},{real!r},{speed!r}"


def _time(text: str) -> int:
    moment = datetime.fromisoformat(text)
    return clock.to_us(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("Asia/Seoul")))


def _remember(folder: Path) -> None:
    remembered = home.read(folder)
    if remembered is not None and remembered.filled:
        remembered.until_us = max(remembered.until_us, clock.now_us())
        remembered.save(folder)


@dataclass(slots=True)
class _Extra:
    """A child that only the demonstration has."""

    name: str
    command: list[str]
    environment: Mapping[str, str]

    def launch(self, stream: IO[bytes]) -> subprocess.Popen[bytes]:
        return spawn(self.command, log=stream, env=self.environment)


class DemoSupervisor(Supervisor):
    """The supervisor of a plant, with its past filled first and machines and people beside it."""

    def __init__(self, plant: Plant, remembered: DemoHome, days: int, until: Other | None) -> None:
        super().__init__(plant, self._say_ready, until)
        self._remembered = remembered
        self._days = days

    def _start_event_log(self, start: Start) -> None:
        super()._start_event_log(start)
        if not self._is_over():
            sys.stdout.write(say("Preparing the demonstration plant …") + "\n")
            sys.stdout.flush()
        start.do(self._load)

    def _start_all(self) -> None:
        super()._start_all()
        folder = str(self.plant.home.path)
        told = home.read(self.plant.home.path) or self._remembered
        machines = [
            *("--folder", folder, "--port", str(told.port), "--seed", str(told.seed)),
            *("--origin", told.origin, "--since-us", str(told.until_us)),
        ]
        for name, arguments in (("machines", machines), ("crew", ["--folder", folder])):
            if not self._is_over():
                extra = _Extra(name, self._command(name, *arguments), self.plant.environment(name))
                self._start(Child(name, extra.launch))

    def _stop_all(self) -> None:
        for name in _OWN_PARTS:
            if name in self.children:
                self.children[name].stop()
        super()._stop_all()

    def _load(self) -> None:
        command = self._command("load", "--folder", str(self.plant.home.path), "--days", str(self._days))
        if self._run("load", command, self.plant.environment("load")):
            failed = EngineFailed("The demonstration could not be loaded; see %(log)s", log=self._log("load"))
            raise failed.showing(self._tail("load"))

    @staticmethod
    def _command(name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "dure.demo", name, *arguments]

    def _say_ready(self, url: str) -> None:
        lines = ["", say("The demonstration plant runs at %(url)s", url=url), "", *_logins(), "", self._now()]
        for protocol, codes in missing().items():
            lines += ["", _without(protocol, codes)]
        lines += ["", say("Ctrl-C stops everything in order."), ""]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()

    def _now(self) -> str:
        """What time it is in the plant, and whether there is anything to see."""
        told, now_us = self._remembered, clock.now_us()
        return say(
            "It is %(time)s in the plant; %(count)s of %(all)s machines are producing.",
            time=clock.from_us(now_us).astimezone(ZoneInfo("Asia/Seoul")).strftime("%Y-%m-%d %H:%M"),
            count=at_work(Simulated(told.seed, date.fromisoformat(told.origin)), now_us),
            all=len(FLEET),
        )


def _logins() -> list[str]:
    lines = [f"  {login.username:18} {login.password:18} {login.name}" for login in (ADMIN, *PEOPLE) if login.password]
    return lines + [f"  {login.badge:18} PIN {login.pin:14} {login.name}" for login in PEOPLE if login.badge]


def _without(protocol: str, codes: list[str]) -> str:
    return say(
        "Without %(protocol)s %(machines)s cannot speak and shows no new data. Stop the demonstration, "
        'install it with: pip install "dure[demo]" and start again.',
        protocol=protocol,
        machines=", ".join(codes),
    )
