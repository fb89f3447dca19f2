"""The tail: what the event log holds and no file does yet, each once."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import nats
import pytest

from dure.kernel import eventlog
from dure.kernel.observation import Observation, Quality
from dure.telemetry.history import tail
from dure.telemetry.history.writer import HistoryWriter
from dure.telemetry.models import Signal
from dure.telemetry.services import Message
from tests.telemetry.history.conftest import START_US

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(nats_url: str) -> Iterator[Callable[[bytes], int]]:
    """A fresh event log; publishes and gives the stream sequence."""

    async def fresh() -> None:
        link = await nats.connect(nats_url)
        stream = link.jetstream()
        try:
            await stream.delete_stream(eventlog.STREAM)
        except nats.js.errors.NotFoundError:
            pass
        await stream.add_stream(name=eventlog.STREAM, subjects=["obs.>"])
        await link.close()

    async def publish(data: bytes) -> int:
        link = await nats.connect(nats_url)
        answer = await link.jetstream().publish("obs.S.C1", data)
        await link.close()
        return answer.seq

    async def drop() -> None:
        link = await nats.connect(nats_url)
        await link.jetstream().delete_stream(eventlog.STREAM)
        await link.close()

    asyncio.run(fresh())
    yield lambda data: asyncio.run(publish(data))
    asyncio.run(drop())


def test_the_tail_follows_the_files_without_overlap(
    log: Callable[[bytes], int], nats_url: str, history_folder: Path, message: Callable[..., Message]
) -> None:
    def seen(first: int, n: int) -> list[Observation]:
        return [Observation("c", i, START_US + i, Quality.GOOD, "e1", i) for i in range(first, first + n)]

    def send(first: int, n: int) -> Message:
        body = message(0, seen(first, n))
        return body._replace(sequence=log(body.data))

    writer = HistoryWriter()
    writer.position()
    writer.take([send(0, 3)])
    writer.flush()
    send(1, 4)  # partly repeated
    send(5, 2)
    log(b"not an envelope")
    signal = Signal.objects.get().id
    assert [p.value for p in tail.observations([signal], url=nats_url)] == [3, 4, 5, 6]
    assert tail.observations([signal + 1], url=nats_url) == []


def test_without_an_event_log_there_is_no_tail(history_folder: Path) -> None:
    assert tail.observations([1], url="nats://127.0.0.1:1") == []
