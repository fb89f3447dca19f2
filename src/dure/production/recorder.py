"""The recorder: event log → results, exactly once.

Reads the stream from the position that the tables hold, writes a batch's results and the new
position in one transaction, and so needs no acknowledgement from the broker: whatever is
killed, the same messages come again and find the position before or after them.
"""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Protocol, TypeVar

import nats
import nats.errors
from django import db
from django.conf import settings
from django.db import transaction
from nats.aio.client import Client
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.kernel.eventlog import STREAM
from dure.plant.selectors import shift_at
from dure.production.recording import Recording, announce, tell_revised
from dure.telemetry.models import Reader
from dure.telemetry.services import Intake, Message, Taken, hold_position, note_time_passed

log = logging.getLogger(__name__)
T = TypeVar("T")

BATCH = 256
WAIT_S = 0.1
"""How long messages are collected for one transaction of the results, while fewer than BATCH come."""
HISTORY_WAIT_S = 0.5
"""The same for the history, which nobody watches and which makes files of many batches."""
SHIFTS_KEPT_S = 5.0
TICK_EVERY_S = 1.0
SILENCE_S = 3.0
RETRY_S = 0.5
RETRY_MAX_S = 10.0


class Shifts:
    """shift_at with the answers of each unit's minutes kept for a few seconds: shifts begin on a minute."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[object, str]] = {}
        self._since = time.monotonic()

    def __call__(self, unit: int, time_us: int) -> tuple[object, str]:
        if time.monotonic() - self._since > SHIFTS_KEPT_S:
            self.forget()
        key = (unit, time_us // 60_000_000)
        found = self._known.get(key)
        if found is None:
            shift = shift_at(unit, clock.from_us(time_us))
            found = self._known[key] = (shift.shift_date, shift.shift) if shift else (None, "")
        return found

    def forget(self) -> None:
        self._known.clear()
        self._since = time.monotonic()


class ResultsReader:
    """The results loop's state: what is in memory of the tables, and when it was last refreshed.

    is_silent: nobody is told of what changes; for counting again beside the tables.
    """

    def __init__(self, *, is_silent: bool = False) -> None:
        self._is_silent = is_silent
        self._intake = Intake(Reader.RESULTS)
        self._shifts = Shifts()
        self.recording = Recording(self._shifts)
        self._tick_at = 0.0
        self._position: int | None = None

    def position(self) -> int:
        """Begin anew where the tables are."""
        self._position = self._intake.position()
        return self._position

    def read_from(self, log_created: datetime) -> None:
        """Say which event log the next messages are of. Raises AnotherLog."""
        self._intake.read_from(log_created)

    def take(self, messages: Sequence[Message]) -> Taken:
        """One batch, one transaction. An error leaves the tables as they were and the memory empty."""
        after = self.position() if self._position is None else self._position
        try:
            with transaction.atomic():
                # Who changes a rule holds the position too: all of a batch is counted before the change or after it.
                taken = self._intake.take(messages, after=after)
                self.recording.rulebook.refresh()
                self._tell(self.recording.record(taken.accepted))
        except BaseException:
            self.forget()
            raise
        self._position = messages[-1].sequence if messages else after
        return taken

    def _tell(self, units: set[int]) -> None:
        if not self._is_silent:
            announce(units)
            tell_revised(self.recording.revised)

    def idle(self) -> None:
        """Let time pass, at most once a second."""
        if time.monotonic() - self._tick_at >= TICK_EVERY_S:
            self.let_pass(clock.now_us())
            self._tick_at = time.monotonic()

    def let_pass(self, now_us: int) -> None:
        """Write what follows from nothing having been heard until `now_us`."""
        try:
            with transaction.atomic():
                hold_position(Reader.RESULTS)
                self.recording.rulebook.refresh()
                self._tell(self.recording.pass_time(now_us))
                note_time_passed(Reader.RESULTS, now_us)
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        self._position = None
        self._intake.forget()
        self.recording.forget()
        self._shifts.forget()


class StreamReader:
    """Messages of the event log from a position on, in order; only those on `subjects` when some are given."""

    def __init__(self, client: Client, position: int, subjects: Sequence[str] = ()) -> None:
        self._client = client
        self._position = position
        self._subjects = list(subjects)
        self._heard_at = time.monotonic()
        self._subscription: Client.JetStreamContext.PullSubscription | None = None  # type: ignore[name-defined]

    async def open(self) -> datetime:
        """Begin to read; when the event log was made.

        Asked after the consumer is there: a consumer ends with its stream, so what is fetched is of this one.
        """
        context = self._client.jetstream()
        self._subscription = await context.pull_subscribe_bind(stream=STREAM, consumer=await self._consumer())
        created = (await context.stream_info(STREAM)).created
        assert created is not None, "every nats-server with JetStream says when a stream was made"
        return created

    async def fetch(self, most: int, wait_s: float) -> list[Message]:
        """The next messages, at least one unless none comes within `wait_s`."""
        if self._subscription is None:
            await self.open()
        assert self._subscription is not None
        try:
            raw = await self._subscription.fetch(most, timeout=wait_s)
        except (nats.errors.TimeoutError, TimeoutError):
            await self._check_consumer()
            return []
        self._heard_at = time.monotonic()
        messages = [Message(m.metadata.sequence.stream, m.data) for m in raw]
        # A consumer that lost its place could repeat; the position never goes back.
        messages = [m for m in messages if m.sequence > self._position]
        if messages:
            self._position = messages[-1].sequence
        return messages

    async def waiting(self) -> int:
        """How many messages the event log holds that were not fetched yet."""
        if self._subscription is None:
            return -1
        return int((await self._subscription.consumer_info()).num_pending or 0)

    async def _check_consumer(self) -> None:
        """Silence may mean that the server forgot who asks (it was restarted, or frozen): then begin again."""
        if self._subscription is not None and time.monotonic() - self._heard_at > SILENCE_S:
            await self._subscription.consumer_info()
            self._heard_at = time.monotonic()

    async def _consumer(self) -> str:
        """Raises Conflict when the log ends before the position: messages of another one would be passed over."""
        log_end = (await self._client.jetstream().stream_info(STREAM)).state.last_seq
        if log_end < self._position:
            raise Conflict(
                "The event log ends at %(done)s, the tables are at %(position)s", done=log_end, position=self._position
            )
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=self._position + 1,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=60.0,
            mem_storage=True,
            filter_subjects=self._subjects or None,
        )
        info = await self._client.jetstream().add_consumer(STREAM, config)
        return str(info.name)


async def connect(url: str) -> Client:
    """A connection that breaks when the line does: a consumer in the server's memory does not survive it."""
    return await nats.connect(
        url, allow_reconnect=False, connect_timeout=5, ping_interval=5, max_outstanding_pings=2, error_cb=_quiet
    )


async def _quiet(error: Exception) -> None:
    log.info("event log: %r", error)


class LogReader(Protocol):
    """Who reads the event log: see ResultsReader and telemetry.history.writer.HistoryWriter."""

    def position(self) -> int: ...
    def read_from(self, log_created: datetime) -> None: ...
    def take(self, messages: Sequence[Message]) -> object: ...
    def idle(self) -> object: ...
    def forget(self) -> None: ...


async def follow(url: str, reader: LogReader, stop: asyncio.Event, wait_s: float = WAIT_S) -> None:
    """Feed `reader` with the event log for as long as `stop` is not set; whatever breaks, begin again.

    Everything of the reader runs in one thread of its own: a database connection belongs to a
    thread, so a lost one is closed where it was used and the next attempt has a new one.
    """
    delay = RETRY_S
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix=type(reader).__name__) as thread:
        while not stop.is_set():
            client, began = None, time.monotonic()
            try:
                client = await connect(url)
                await _follow_once(client, reader, thread, stop, wait_s)
            except Exception:
                if time.monotonic() - began > RETRY_MAX_S:
                    delay = RETRY_S
                # Whatever it was (broker away, database restarted), nothing was committed: read again.
                log.exception("%s starts again in %.1f s", type(reader).__name__, delay)
                reader.forget()
                await _run_in(thread, db.connections.close_all)
                await _pause(stop, delay)
                delay = min(delay * 2, RETRY_MAX_S)
            finally:
                if client is not None:
                    await client.close()


async def _run_in(thread: ThreadPoolExecutor, do: Callable[..., T], *arguments: object) -> T:
    return await asyncio.get_running_loop().run_in_executor(thread, do, *arguments)


async def _follow_once(
    client: Client, reader: LogReader, thread: ThreadPoolExecutor, stop: asyncio.Event, wait_s: float
) -> None:
    """Until `stop`. The next messages are fetched while the last are being written."""
    stream = StreamReader(client, await _run_in(thread, reader.position))
    await _run_in(thread, reader.read_from, await stream.open())
    upcoming = asyncio.create_task(stream.fetch(BATCH, wait_s))
    try:
        while not stop.is_set():
            messages = await upcoming
            upcoming = asyncio.create_task(stream.fetch(BATCH, wait_s))
            if messages:
                await _run_in(thread, reader.take, messages)
            if len(messages) < BATCH:
                # Behind the log nobody knows yet what has not happened.
                await _run_in(thread, reader.idle)
    finally:
        upcoming.cancel()
        await asyncio.gather(upcoming, return_exceptions=True)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


def run() -> int:
    """Both loops, results and history, each with its own place in the event log, until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(_run(settings.NATS_URL))
    return 0


async def _run(url: str) -> None:
    from dure.telemetry.history.writer import HistoryWriter

    stop = asyncio.Event()
    _on_terminate(stop)
    history = HistoryWriter()
    await asyncio.gather(follow(url, ResultsReader(), stop), follow(url, history, stop, HISTORY_WAIT_S))
    await asyncio.to_thread(history.flush)


def _on_terminate(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows: the handler runs outside the loop
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
