"""A recording through spool, event log and recorder, in the caller's plant or in one of its own."""

import asyncio
import contextlib
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nats

from dure.cli.replay.formats import load
from dure.cli.replay.plan import Plan, Recording
from dure.config import eventlog, lock
from dure.config.engines.nats import Nats
from dure.config.engines.postgres import OWNER, Postgres, new_passwords
from dure.config.home import Home
from dure.config.supervisor.plant import Listen, plant_of
from dure.config.troubles import EngineFailed, NotRunning
from dure.gateway.publisher import Publisher
from dure.gateway.spool import Record, Spool
from dure.kernel.envelope import encode
from dure.kernel.eventlog import STREAM, subject
from dure.kernel.observation import Envelope, Observation

CHUNK = 1_000
SITE = "replay"
CATCH_UP_S = 600.0


def replay(plan: Plan) -> dict[str, Any]:
    """Feed the recording and return what was counted, as `dure replay --json` prints it."""
    recording = load(plan)
    with _plant(plan) as is_own:
        import django

        django.setup()
        return feed_into(plan, recording, has_recorder=not is_own)


def feed_into(plan: Plan, recording: Recording, *, has_recorder: bool) -> dict[str, Any]:
    """Feed the plant of this process's environment; its own recorder counts, or this process does."""
    from dure.cli.replay import summary
    from dure.cli.replay.place import prepare

    place = prepare(plan, recording)
    before = summary.snapshot(place)
    asyncio.run(_feed(plan, recording, place.connection, has_recorder))
    return summary.compare(plan, recording, place, before)


@contextlib.contextmanager
def _plant(plan: Plan) -> Iterator[bool]:
    """Engines to feed: those of a running plant (False), or started for this replay (True)."""
    with contextlib.ExitStack() as stack:
        if plan.home is None:
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="dure-replay-", ignore_cleanup_errors=True))
            )
            postgres = Postgres(folder / "postgres", new_passwords(), durable=False)
            log_server = Nats(folder / "nats", "replay", durable=False)
        else:
            home = Home(plan.home.resolve())
            is_running = lock.held(home.lock_file)
            plant = plant_of(home, Listen.parse("127.0.0.1:0"), attached=is_running)
            if is_running:
                _environment(plant.home.path, plant.database_url(), plant.nats_url())
                yield False
                return
            if plant.postgres is None or plant.nats is None:
                raise NotRunning("The plant's outside engines are fed only while it runs: dure up")
            plant.home.make()
            folder, postgres, log_server = plant.home.path, plant.postgres, plant.nats
        _start(stack, folder, postgres, log_server)
        yield True


def _start(stack: contextlib.ExitStack, folder: Path, postgres: Postgres, log_server: Nats) -> None:
    log = stack.enter_context((folder / "replay.log").open("ab"))
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


async def _feed(plan: Plan, recording: Recording, connection: str, has_recorder: bool) -> None:
    """Through the spool onto the event log; then the recorder, ours or the running plant's, takes it."""
    url = os.environ["DURE_NATS_URL"]
    client = await nats.connect(url)
    try:
        with tempfile.TemporaryDirectory(prefix="dure-spool-") as folder:
            await _publish(plan, recording, connection, client, Path(folder))
        last = (await client.jetstream().stream_info(STREAM)).state.last_seq
    finally:
        await client.close()
    await (_wait_for(last) if has_recorder else _record(url, last))


async def _publish(plan: Plan, recording: Recording, connection: str, client: Any, folder: Path) -> None:
    spool = Spool(folder)
    publisher = asyncio.create_task(Publisher(spool).run(client))
    try:
        epoch = _epoch(plan.file)
        began, first_us = time.monotonic(), recording.observations[0].time_us
        for record in _records(recording.observations, connection, epoch):
            if plan.speed is not None:
                due = (record.time_us - first_us) / 1_000_000 / plan.speed
                await asyncio.sleep(max(0.0, began + due - time.monotonic()))
            await spool.append([record])
        while spool.cursor < spool.next:
            if publisher.done():
                publisher.result()
            await asyncio.sleep(0.01)
    finally:
        publisher.cancel()
        await asyncio.gather(publisher, return_exceptions=True)
        spool.close()


def _records(observations: Sequence[Observation], connection: str, epoch: str) -> Iterator[Record]:
    """Envelopes of the recording. Its observations are numbered, so that replaying it again counts nothing twice."""
    for at in range(0, len(observations), CHUNK):
        numbered = tuple(
            one if one.sequence is not None else one._replace(epoch=epoch, sequence=at + number)
            for number, one in enumerate(observations[at : at + CHUNK])
        )
        received_us = numbered[-1].time_us
        for own in dict.fromkeys(one.epoch for one in numbered):
            part = tuple(one for one in numbered if one.epoch == own)
            yield Record(subject(SITE, connection), received_us, encode(Envelope(connection, own, received_us, part)))


def _epoch(file: Path) -> str:
    return f"file-{hashlib.sha256(file.read_bytes()).hexdigest()[:24]}"


async def _record(url: str, last: int) -> None:
    from dure.production.recorder import ResultsReader, follow
    from dure.telemetry.services import Message, Taken

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    class UntilLast(ResultsReader):
        """Recordings lie in the past: nothing stops or opens because time passes now."""

        def take(self, messages: Sequence[Message]) -> Taken:
            taken = super().take(messages)
            if messages[-1].sequence >= last:
                loop.call_soon_threadsafe(stop.set)
            return taken

        def idle(self) -> None:
            return

    reader = UntilLast()
    if await asyncio.to_thread(reader.position) < last:
        await follow(url, reader, stop)


async def _wait_for(last: int) -> None:
    """Until the running plant's own recorder has taken everything."""
    from dure.telemetry.services import position_of

    deadline = time.monotonic() + CATCH_UP_S
    while await asyncio.to_thread(position_of, "results") < last:
        if time.monotonic() > deadline:
            raise NotRunning("The recorder of the running plant does not catch up; see dure status")
        await asyncio.sleep(0.2)
