"""The engines of a folder for a command: those of its running plant, or started for as long as the command takes."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dure.config import eventlog, lock
from dure.config.engines.nats import Nats
from dure.config.engines.postgres import OWNER, Postgres, new_passwords
from dure.config.home import Home
from dure.config.lock import InstanceLock
from dure.config.supervisor.plant import Listen, plant_of
from dure.config.troubles import EngineFailed, NotRunning


@contextlib.contextmanager
def engines(place: Path | None) -> Iterator[bool]:
    """Point this process at the engines of a folder (None: of a temporary one).

    False: they belong to the plant that runs there. True: they were started for this command.
    Raises NotRunning where outside engines are set and no plant runs.
    """
    with contextlib.ExitStack() as stack:
        if place is None:
            made = tempfile.TemporaryDirectory(prefix="dure-replay-", ignore_cleanup_errors=True)
            folder = Path(stack.enter_context(made))
            postgres = Postgres(folder / "postgres", new_passwords(), durable=False)
            log_server = Nats(folder / "nats", "replay", durable=False)
        else:
            home = Home(place.expanduser().resolve())
            is_running = lock.held(home.lock_file)
            plant = plant_of(home, Listen.parse("127.0.0.1:0"), attached=is_running)
            if is_running:
                _environment(home.path, plant.database_url(), plant.nats_url())
                yield False
                return
            if plant.postgres is None or plant.nats is None:
                raise NotRunning("The plant's outside engines are used only while it runs: dure up")
            home.make()
            stack.enter_context(InstanceLock(home.lock_file))
            folder, postgres, log_server = home.path, plant.postgres, plant.nats
        _start(stack, folder, postgres, log_server)
        yield True


def _start(stack: contextlib.ExitStack, folder: Path, postgres: Postgres, log_server: Nats) -> None:
    log = stack.enter_context((folder / "command.log").open("ab"))
    postgres.start(log)
    stack.callback(postgres.stop)
    postgres.prepare()
    log_server.start(log)
    stack.callback(log_server.stop)
    eventlog.prepare_now(log_server.url())
    _environment(folder, postgres.url(), log_server.url())
    _migrate(postgres)


def _environment(folder: Path, database_url: str, nats_url: str) -> None:
    os.environ.update(DURE_HOME=str(folder), DURE_DATABASE_URL=database_url, DURE_NATS_URL=nats_url)


def _migrate(postgres: Postgres) -> None:
    """Make the tables, as their owner, which this process is not."""
    done = subprocess.run(
        [sys.executable, "-m", "dure", "migrate"],
        env={**os.environ, "DURE_DATABASE_URL": postgres.url(OWNER)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise EngineFailed("The tables could not be made: %(reason)s", reason=done.stderr[-400:])
