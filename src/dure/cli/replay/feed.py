"""A recording through spool, event log and recorder, in the caller's plant or in one of its own."""

import asyncio
import hashlib
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nats

from dure.cli.engines import engines
from dure.cli.replay.formats import load
from dure.cli.replay.plan import Plan, Recording
from dure.config.troubles import NotRunning
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
    with engines(plan.home) as is_own:
        import django

        django.setup()
        return feed_into(plan, recording, has_recorder=not is_own)


def feed_into(plan: Plan, recording: Recording, *, has_recorder: bool) -> dict[str, Any]:
    """Feed the plant of this process's environment; its own recorder counts, or this process does."""
    from dure.cli.replay import summary
    from dure.cli.replay.place import prepare
    from dure.production import recordings

    place = prepare(plan, recording)
    before = recordings.totals(place)
    asyncio.run(_feed(plan, recording, place.connection, has_recorder))
    return summary.compare(plan, recording, place, before)


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
