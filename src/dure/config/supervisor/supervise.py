"""The life of a plant: check, start in order, watch and restart, stop in order."""

import contextlib
import logging
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import IO

import psycopg

from dure.config import eventlog, fingerprint, preflight
from dure.config.engines.postgres import wait_until_answers
from dure.config.engines.process import EngineError, spawn, stop, wait_for
from dure.config.supervisor import diagnosis, logs, state
from dure.config.supervisor.child import Child
from dure.config.supervisor.other import Other
from dure.config.supervisor.plant import STOP_ORDER, Plant
from dure.config.supervisor.starting import Engine, Start
from dure.config.supervisor.stuck import StuckLog
from dure.config.troubles import EngineFailed, NewerData

_TICK_S = 0.1
_HEARTBEAT_S = 10.0
_FIRST_PAGE_WITHIN_S = 6.0
_COMMAND_WITHIN_S = 3600.0
_STOP_WITHIN_S = {"gateway": 10, "receiver": 15, "recorder": 15, "worker": 15, "web": 6, "nats": 15, "postgres": 25}
log = logging.getLogger("dure.supervisor")


class Supervisor:
    """Runs the parts of one plant until it is told to stop. Must be run in the main thread.

    ready: called once with the pages' address when they answer for the first time.
    until: a process whose end stops the plant.
    """

    def __init__(self, plant: Plant, ready: Callable[[str], None], until: Other | None = None) -> None:
        self.plant = plant
        self.ready = ready
        self.until = until
        self.children: dict[str, Child] = {}
        self.stopping = False
        self._told = state.PlantState(os.getpid(), plant.listen.url, time.time())
        self._last_heartbeat = 0.0
        self._stuck = StuckLog(plant.home.log / "nats.log", plant.home.nats)

    def run(self) -> None:
        """Until a signal or a stop request; the folder's lock must be held. Raises Trouble when it cannot start."""
        home = self.plant.home
        with self._signals():
            self._stop_request().unlink(missing_ok=True)
            for name in state.end_leftovers(home.state_file):
                log.warning("ended %s, which an earlier supervisor left behind", name)
            if "web" in self.plant.parts:
                preflight.check_port(self.plant.listen.host, self.plant.listen.port)
                if self.plant.https is not None:
                    preflight.check_port(self.plant.https.host, self.plant.https.port, setting="--https")
            try:
                self._start_all()
                self._watch()
            finally:
                self._stop_all()

    def _start_all(self) -> None:
        start = Start(self._launch, self._is_over, self.plant.home.log)
        self._start_database(start)
        self._start_event_log(start)
        for name in self.plant.parts:
            if not self._is_over():
                self._start(self._python(name))
            if name == "web":
                # On two cores the other parts, loading at the same time, would double the wait for the first page.
                wait_for(lambda: self._is_over() or self._served(), within_s=_FIRST_PAGE_WITHIN_S)

    def _start_database(self, start: Start) -> None:
        postgres = self.plant.postgres
        if postgres is not None:
            postgres.make()
            start.add(
                Engine("PostgreSQL", self._known(Child("postgres", postgres.launch, signal.SIGINT)), postgres.answers)
            )
            start.do(postgres.prepare)
        elif not wait_until_answers(self.plant.database_url(), within_s=30):
            raise EngineFailed(
                "The database of DURE_DATABASE_URL does not answer. Does it run, and are its address, login and "
                "password right?"
            )
        start.do(lambda: preflight.check_role(self.plant.database_url()))
        start.do(self._migrate)

    def _start_event_log(self, start: Start) -> None:
        nats = self.plant.nats
        if nats is not None and not self._is_over():
            preflight.check_port(nats.host, nats.port, setting="DURE_NATS_LISTEN")
            start.add(Engine("nats-server", self._known(Child("nats", nats.launch)), nats.answers))
        start.do(self._prepare_event_log)

    def _prepare_event_log(self) -> None:
        try:
            eventlog.prepare_now(self.plant.nats_url())
        except Exception as error:
            raise EngineFailed("The event log does not answer: %(reason)s", reason=error) from error

    def _migrate(self) -> None:
        """Bring the tables to this version, by their owner; skipped when nothing changed since the last time."""
        mark = fingerprint.of_migrations()
        home = self.plant.home
        if self.plant.postgres is not None and preflight.read_version(home).get("migrations") == mark:
            return
        env = {**self.plant.environment("migrate"), "DURE_DATABASE_URL": self.plant.owner_url()}
        code = self._run("migrate", self.plant.command("migrate"), env)
        if code is None:
            return
        if code == NewerData.code:
            raise NewerData("The tables belong to a newer Dure. Install the newer version.")
        if code:
            raise EngineFailed(
                "The tables could not be brought up to date; see %(log)s", log=self._log("migrate")
            ).showing(self._tail("migrate"))
        preflight.note_version(home, migrations=mark)

    def _run(self, name: str, command: list[str], env: Mapping[str, str]) -> int | None:
        """Exit code of a command that the start needs; None when the start was over before it ended."""
        with logs.open_log(self.plant.home.log, name) as stream:
            process = spawn(command, log=stream, env=env)
        wait_for(lambda: self._is_over() or process.poll() is not None, within_s=_COMMAND_WITHIN_S)
        if process.poll() is None:
            stop(process, within_s=5)
            return None if self._is_over() else process.returncode
        return process.returncode

    def _python(self, name: str) -> Child:
        def launch(stream: IO[bytes]) -> subprocess.Popen[bytes]:
            return spawn(self.plant.command(name), log=stream, env=self.plant.environment(name))

        return Child(name, launch)

    def _known(self, child: Child) -> Child:
        child.stop_within_s = _STOP_WITHIN_S.get(child.name, 10)
        self.children[child.name] = child
        return child

    def _start(self, child: Child) -> None:
        self._launch(self._known(child))

    def _launch(self, child: Child) -> None:
        now = time.monotonic()
        if child.name == "nats":
            self._stuck.begin_anew()
        try:
            with logs.open_log(self.plant.home.log, child.name) as stream:
                child.start(stream, now)
        except (OSError, EngineError, psycopg.Error) as error:
            child.failed_to_start(str(error), now)
        self._tell()

    def _is_over(self) -> bool:
        """Whether a signal, a stop request or the end of the process that this plant belongs to stops it."""
        return self.stopping or self._stop_request().exists() or (self.until is not None and self.until.has_ended())

    def _watch(self) -> None:
        while not self._is_over():
            now = time.monotonic()
            for child in self.children.values():
                if child.watch(now):
                    log.warning("%s ended (%s), next start in %.1f s", child.name, child.last_end, child.try_at - now)
                    self._tell()
                elif child.due(now):
                    child.restarts += 1
                    self._launch(child)
            self._housekeep(now)
            time.sleep(_TICK_S)

    def _housekeep(self, now: float) -> None:
        if not self._told.ready and self._served():
            self._told.ready = True
            self._tell()
            self.ready(self.plant.listen.url)
        if now - self._last_heartbeat > _HEARTBEAT_S:
            self._last_heartbeat = now
            with contextlib.suppress(OSError):  # a full disk must not stop the supervisor itself
                logs.rotate(self.plant.home.log)
            self._mend_event_log()
            self._tell()

    def _mend_event_log(self) -> None:
        child = self.children.get("nats")
        if child is not None and child.process is not None and self._stuck.can_be_mended():
            log.warning("nats-server could not write and has room again: it is started anew")
            child.stop()
            child.last_end = "disk full"
            child.restarts += 1
            self._launch(child)

    def _served(self) -> bool:
        if "web" not in self.plant.parts:
            return True
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.plant.listen.host, self.plant.listen.host)
        try:
            socket.create_connection((host, self.plant.listen.port), timeout=1).close()
        except OSError:
            return False
        return True

    def _stop_all(self) -> None:
        for name in STOP_ORDER:
            child = self.children.get(name)
            if child is not None:
                child.stop()
                log.info("%s stopped", name)
                self._tell()
        self._stop_request().unlink(missing_ok=True)

    def _tell(self) -> None:
        self._told.parts = [state.part_state(child) for child in self.children.values()]
        state.write(self.plant.home.state_file, self._told)

    def _log(self, name: str) -> str:
        return str(self.plant.home.log / f"{name}.log")

    def _tail(self, name: str) -> str:
        return diagnosis.tail(Path(self._log(name)))

    def _stop_request(self) -> Path:
        return self.plant.home.run / "stop"

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def ask(number: int, frame: FrameType | None) -> None:
            self.stopping = True

        numbers = [signal.SIGINT, signal.SIGTERM]
        numbers.append(getattr(signal, "SIGBREAK", None) or signal.SIGHUP)
        before = {number: signal.signal(number, ask) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
