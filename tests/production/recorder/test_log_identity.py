"""A position is a place in one event log: another one is refused, however far it has grown; the same one is known
again after a restart of its server. A restored one is another, which `dure restore` tells the tables."""

import asyncio
import logging
import os
from pathlib import Path

import nats
import pytest

from dure.config import eventlog
from dure.config.backup import records, streams
from dure.config.engines.nats import Nats
from dure.kernel.envelope import encode
from dure.kernel.eventlog import subject
from dure.kernel.observation import Envelope
from dure.production.models import ProductionResult
from dure.production.rebuild import compare
from dure.production.recorder import ResultsReader, StreamReader, follow
from dure.telemetry.errors import AnotherLog
from dure.telemetry.history import tail
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import LogPosition, Reader
from tests.production.recorder.conftest import Floor, empty


def produced() -> int:
    return sum(int(row.produced) for row in ProductionResult.objects.all())


def publish(floor: Floor, count: int, start: int = 0) -> None:
    """What the machine says next, on the event log but not read yet: the counter goes up by one a second."""

    async def send() -> None:
        client = await nats.connect(floor.url)
        for at in range(start, start + count):
            seen = floor.saw("n", at, at)
            await client.jetstream().publish(subject("S", "C1"), encode(Envelope("C1", "e1", seen.time_us, (seen,))))
        await client.close()

    asyncio.run(send())


def made(url: str) -> object:
    async def ask() -> object:
        client = await nats.connect(url)
        found = await StreamReader(client, 0).open()
        await client.close()
        return found

    return asyncio.run(ask())


def test_a_foreign_log_that_has_grown_past_the_position_is_refused(floor: Floor) -> None:
    signal = floor.signal("n", "total")
    publish(floor, 3)
    floor.record()
    assert produced() == 2
    known = LogPosition.objects.get(reader=Reader.RESULTS)
    LogPosition.objects.create(reader=Reader.HISTORY, stream_sequence=3, log_created=known.log_created)
    empty(floor.url)
    publish(floor, 8, start=100)

    with pytest.raises(AnotherLog, match="another event log"):
        floor.record()
    assert produced() == 2
    assert LogPosition.objects.get(reader=Reader.RESULTS).stream_sequence == 3
    history = HistoryWriter()
    assert history.position() == 3
    with pytest.raises(AnotherLog):
        history.read_from(made(floor.url))
    with pytest.raises(AnotherLog):
        compare(floor.url)
    assert tail.observations([signal.pk], url=floor.url) == []


def test_the_recorder_says_so_and_counts_nothing(floor: Floor, caplog, monkeypatch) -> None:
    """It goes on asking, for the right log may be brought back while it runs."""
    floor.signal("n", "total")
    publish(floor, 3)
    floor.record()
    empty(floor.url)
    publish(floor, 8, start=100)
    stop, tries = asyncio.Event(), []

    async def pause(_stop: asyncio.Event, seconds: float) -> None:
        tries.append(seconds)
        if len(tries) == 2:
            stop.set()

    monkeypatch.setattr("dure.production.recorder._pause", pause)
    with caplog.at_level(logging.ERROR):
        asyncio.run(asyncio.wait_for(follow(floor.url, ResultsReader(), stop), 30))
    assert len(tries) == 2
    assert "This is another event log: it was made at" in caplog.text
    assert produced() == 2


def test_a_position_from_before_this_was_kept_takes_the_log_that_is_there(floor: Floor) -> None:
    floor.signal("n", "total")
    publish(floor, 3)
    floor.record()
    LogPosition.objects.update(log_created=None)
    publish(floor, 2, start=3)
    floor.record()
    assert produced() == 4
    assert LogPosition.objects.get(reader=Reader.RESULTS).log_created == made(floor.url)


def test_a_reader_that_has_read_nothing_takes_any_log(floor: Floor) -> None:
    """A plant whose log was emptied before anything was counted begins with the new one."""
    floor.record()
    empty(floor.url)
    floor.signal("n", "total")
    publish(floor, 3)
    floor.record()
    assert produced() == 2


def test_a_log_is_known_again_after_a_restart_and_a_copy_is_another_one(floor: Floor, tmp_path: Path) -> None:
    """A copy of the log lives on apart from the first one; `dure restore` tells the restored tables of it."""
    floor.signal("n", "total")
    publish(floor, 3)
    floor.record()
    first, known = made(floor.url), asyncio.run(streams.save(floor.url, tmp_path))
    other = Nats(tmp_path / "nats", "test-only", durable=False)
    with (tmp_path / "nats.log").open("wb") as log:
        other.start(log)
        try:
            second = asyncio.run(streams.load(other.url(), tmp_path, known))
            assert second is not None
            assert second != first
            other.stop()
            other.start(log)
            eventlog.prepare_now(other.url())
            assert made(other.url()) == second
            floor.url = other.url()
            publish(floor, 2, start=3)
            with pytest.raises(AnotherLog):
                floor.record()
            records.follow_log(os.environ["DURE_DATABASE_URL"], second)
            floor.record()
        finally:
            other.stop()
    assert produced() == 4
