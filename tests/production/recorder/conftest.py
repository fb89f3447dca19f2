"""A small plant whose observations are put on a real event log and read by the real recorder."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time

import nats
import pytest
from django.db import connection as database

from dure.config import eventlog
from dure.kernel.envelope import encode
from dure.kernel.eventlog import STREAM, subject
from dure.kernel.observation import Envelope, Observation, Quality, Value
from dure.plant.models import Area, Enterprise, Shift, Site, WorkCenter, WorkUnit
from dure.production.models import UnitRule
from dure.production.recorder import BATCH, WAIT_S, ResultsReader, StreamReader
from dure.telemetry.models import Connection, Signal

DAY = datetime(2026, 3, 2, 23, 0, tzinfo=UTC)
"""08:00 in Seoul on Tuesday 3 March 2026."""


class Floor:
    """One machine on one connection; what it says goes through the event log."""

    def __init__(self, url: str) -> None:
        self.url = url
        enterprise = Enterprise.objects.create(code="E", name="E")
        self.site = Site.objects.create(code="S", name="S", enterprise=enterprise)
        area = Area.objects.create(code="A", name="A", site=self.site)
        center = WorkCenter.objects.create(code="L", name="L", area=area)
        self.unit = WorkUnit.objects.create(code="M1", name="M1", work_center=center)
        Shift.objects.create(
            site=self.site, code="DAY", name="DAY", starts=time(8), ends=time(17), weekdays=[0, 1, 2, 3, 4],
            valid_from=datetime(2026, 1, 1, tzinfo=UTC).date(),
        )  # fmt: skip
        self.source = Connection.objects.create(code="C1", name="C1", protocol="http_push")
        UnitRule.objects.create(work_unit=self.unit, valid_from=datetime(2000, 1, 1, tzinfo=UTC))
        self.reader = ResultsReader()
        self._sequence = 0

    def signal(self, address: str, meaning: str, **more: object) -> Signal:
        return Signal.objects.create(
            connection=self.source, address=address, name=address, work_unit=self.unit, meaning=meaning, **more
        )

    def saw(self, address: str, at_s: float, value: Value, quality: Quality = Quality.GOOD) -> Observation:
        """An observation `at_s` seconds after 08:00, numbered as the gateway would."""
        self._sequence += 1
        start_us = int(DAY.timestamp()) * 1_000_000
        return Observation(address, value, start_us + int(at_s * 1_000_000), quality, "e1", self._sequence)

    def says(self, *observations: Observation) -> None:
        """Put one envelope on the event log and let the recorder take what is there."""
        envelope = Envelope("C1", "e1", observations[-1].time_us, observations)
        asyncio.run(self._publish(encode(envelope)))
        self.record()

    def says_raw(self, data: bytes) -> None:
        asyncio.run(self._publish(data))
        self.record()

    async def _publish(self, data: bytes) -> None:
        client = await nats.connect(self.url)
        await client.jetstream().publish(subject("S", "C1"), data)
        await client.close()

    def record(self, reader: ResultsReader | None = None) -> None:
        """As `recorder.follow` does, up to the end of the event log."""
        reader = reader or self.reader
        with asyncio.Runner() as runner:
            client = runner.run(nats.connect(self.url))
            try:
                stream = StreamReader(client, reader.position())
                reader.read_from(runner.run(stream.open()))
                while messages := runner.run(stream.fetch(BATCH, WAIT_S)):
                    reader.take(messages)
            finally:
                runner.run(client.close())


def fetched(url: str, position: int) -> Iterator[Sequence]:
    with asyncio.Runner() as runner:
        client = runner.run(nats.connect(url))
        stream = StreamReader(client, position)
        while messages := runner.run(stream.fetch(BATCH, WAIT_S)):
            yield messages
        runner.run(client.close())


def empty(url: str) -> None:
    """Another event log, which begins at 1."""

    async def delete() -> None:
        client = await nats.connect(url)
        await client.jetstream().delete_stream(STREAM)
        await client.close()

    asyncio.run(delete())
    eventlog.prepare_now(url)


@pytest.fixture
def floor(transactional_db: None, nats_url: str) -> Floor:
    eventlog.prepare_now(nats_url)
    empty(nats_url)
    with database.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
    return Floor(nats_url)
