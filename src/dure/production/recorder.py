"""The recorder: event log → results, exactly once.

Reads the stream from the position that the tables hold, writes a batch's results and the new
position in one transaction, and so needs no acknowledgement from the broker: whatever is
killed, the same messages come again and find the position before or after them.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence

import nats
import nats.errors
from django import db
from django.db import transaction
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from dure.kernel import clock
from dure.kernel.eventlog import STREAM
from dure.plant.selectors import shift_at
from dure.production.recording import Recording, announce
from dure.telemetry.models import Reader
from dure.telemetry.services import Intake, Message, Taken

log = logging.getLogger(__name__)

BATCH = 256
WAIT_S = 0.25
RULES_EVERY_S = 2.0
TICK_EVERY_S = 1.0
RETRY_MAX_S = 10.0


class Shifts:
    """shift_at with the answers of each unit's current minute kept."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[object, str]] = {}

    def __call__(self, unit: int, time_us: int) -> tuple[object, str]:
        key = (unit, time_us // 60_000_000)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 50_000:
                self._known.clear()
            shift = shift_at(unit, clock.from_us(time_us))
            found = self._known[key] = (shift.shift_date, shift.shift) if shift else (None, "")
        return found

    def forget(self) -> None:
        self._known.clear()


class ResultsReader:
    """The results loop's state: what is in memory of the tables, and when it was last refreshed."""

    def __init__(self) -> None:
        self._intake = Intake(Reader.RESULTS)
        self._shifts = Shifts()
        self.recording = Recording(self._shifts)
        self._rules_at = 0.0
        self._tick_at = 0.0

    def position(self) -> int:
        return self._intake.position()

    def take(self, messages: Sequence[Message]) -> Taken:
        """One batch, one transaction. An error leaves the tables as they were and the memory empty."""
        self._refresh()
        try:
            with transaction.atomic():
                taken = self._intake.take(messages)
                announce(self.recording.record(taken.accepted))
        except BaseException:
            self.forget()
            raise
        return taken

    def tick(self) -> None:
        """Let time pass, at most once a second."""
        if time.monotonic() - self._tick_at < TICK_EVERY_S:
            return
        self._refresh()
        try:
            with transaction.atomic():
                announce(self.recording.pass_time(clock.now_us()))
        except BaseException:
            self.forget()
            raise
        self._tick_at = time.monotonic()

    def forget(self) -> None:
        self._intake.forget()
        self.recording.forget()
        self._rules_at = 0.0

    def _refresh(self) -> None:
        if time.monotonic() - self._rules_at >= RULES_EVERY_S:
            self.recording.rulebook.load()
            self._shifts.forget()
            self._rules_at = time.monotonic()


class StreamReader:
    """Messages of the event log from a position on, in order."""

    def __init__(self, client: Client, position: int) -> None:
        self._client = client
        self._position = position
        self._subscription: Client.JetStreamContext.PullSubscription | None = None  # type: ignore[name-defined]

    async def fetch(self, most: int, wait_s: float) -> list[Message]:
        """The next messages, at least one unless none comes within `wait_s`."""
        if self._subscription is None:
            self._subscription = await self._client.jetstream().pull_subscribe_bind(
                stream=STREAM, consumer=await self._consumer()
            )
        try:
            raw = await self._subscription.fetch(most, timeout=wait_s)
        except (TimeoutError, nats.errors.TimeoutError):
            return []
        messages = [Message(m.metadata.sequence.stream, m.data) for m in raw]
        # A consumer that lost its place could repeat; the position never goes back.
        messages = [m for m in messages if m.sequence > self._position]
        if messages:
            self._position = messages[-1].sequence
        return messages

    async def _consumer(self) -> str:
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=self._position + 1,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=60.0,
            mem_storage=True,
        )
        info = await self._client.jetstream().add_consumer(STREAM, config)
        return str(info.name)


async def follow(
    url: str,
    position: Callable[[], int],
    take: Callable[[Sequence[Message]], object],
    idle: Callable[[], object],
    stop: asyncio.Event,
    on_error: Callable[[], None],
) -> None:
    """Feed `take` with the event log for as long as `stop` is not set; whatever breaks, begin again.

    The next messages are fetched while the last are being written.
    """
    delay = 0.5
    while not stop.is_set():
        client = None
        try:
            client = await nats.connect(url, max_reconnect_attempts=-1, connect_timeout=5)
            await _follow_once(client, position, take, idle, stop)
            delay = 0.5
        except Exception:
            # Whatever it was (broker away, database restarted), nothing was committed: read again.
            log.exception("The recorder starts again in %.1f s", delay)
            on_error()
            await asyncio.to_thread(db.connections.close_all)
            delay = min(delay * 2, RETRY_MAX_S)
        finally:
            if client is not None:
                await client.close()
        if not stop.is_set():
            await _pause(stop, delay)


async def _follow_once(
    client: Client,
    position: Callable[[], int],
    take: Callable[[Sequence[Message]], object],
    idle: Callable[[], object],
    stop: asyncio.Event,
) -> None:
    reader = StreamReader(client, await asyncio.to_thread(position))
    upcoming = asyncio.create_task(reader.fetch(BATCH, WAIT_S))
    try:
        while not stop.is_set():
            messages = await upcoming
            upcoming = asyncio.create_task(reader.fetch(BATCH, WAIT_S))
            if messages:
                await asyncio.to_thread(take, messages)
            await asyncio.to_thread(idle)
    finally:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
