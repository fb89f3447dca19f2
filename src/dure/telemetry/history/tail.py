"""What the event log already holds and no file does yet: the last seconds of a signal."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

import nats
from django.conf import settings
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeout
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from dure.kernel import eventlog
from dure.kernel.envelope import decode
from dure.kernel.errors import Invalid
from dure.telemetry.history.reader import Point
from dure.telemetry.models import LogPosition, Reader, SeenSource, Signal
from dure.telemetry.seen import SeenSequences

_MOST = 2_000
_PATIENCE_S = 1.0


def observations(signals: Sequence[int], *, url: str = "") -> list[Point]:
    """Observations of some signals that the history has not taken yet, by signal and time, each once.

    At most the first 2,000 messages after the history's position. Empty when the event log does
    not answer in a second: the files are then all there is.
    """
    place = LogPosition.objects.filter(reader=Reader.HISTORY).first()
    after, known = (place.stream_sequence, place.log_created) if place else (0, None)
    address = url or settings.NATS_URL
    if not address or not signals:
        return []
    try:
        messages = asyncio.run(asyncio.wait_for(_messages(address, after, known), 3 * _PATIENCE_S))
    except (NatsError, OSError, TimeoutError):
        return []
    return sorted(_new(messages, signals), key=lambda point: (point.signal, point.time_us))


def _new(messages: Sequence[bytes], signals: Sequence[int]) -> Iterator[Point]:
    known = {
        (signal.connection.code, signal.address): signal.id
        for signal in Signal.objects.filter(id__in=signals).select_related("connection")
    }
    wanted = {code for code, _ in known}
    seen: dict[tuple[str, str], SeenSequences] = {}
    for data in messages:
        try:
            envelope = decode(data)
        except Invalid:
            continue  # the recorder keeps and reports it
        if envelope.connection not in wanted:
            continue
        source = (envelope.connection, envelope.epoch)
        taken = seen.setdefault(source, _seen(source)) if source not in seen else seen[source]
        for one in envelope.observations:
            signal = known.get((envelope.connection, one.address))
            if one.sequence is not None and not taken.take(one.sequence):
                continue
            if signal is not None:
                yield Point(signal, one.time_us, one.value, one.quality)


def _seen(source: tuple[str, str]) -> SeenSequences:
    row = SeenSource.objects.filter(reader=Reader.HISTORY, connection=source[0], epoch=source[1]).first()
    return SeenSequences(row.ranges if row else ())


async def _messages(url: str, after: int, known: datetime | None) -> list[bytes]:
    link = await nats.connect(url, connect_timeout=_PATIENCE_S, allow_reconnect=False, max_reconnect_attempts=1)
    try:
        stream = link.jetstream(timeout=_PATIENCE_S)
        info = await stream.stream_info(eventlog.STREAM)
        missing = min(info.state.last_seq - after, _MOST)
        if missing <= 0 or (after and known not in (None, info.created)):
            return []
        reading = await stream.pull_subscribe(
            "",
            stream=eventlog.STREAM,
            config=ConsumerConfig(
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                opt_start_seq=after + 1,
                ack_policy=AckPolicy.NONE,
                mem_storage=True,
                inactive_threshold=5,
            ),
        )
        found: list[bytes] = []
        while len(found) < missing:
            try:
                batch = await reading.fetch(min(missing - len(found), 500), timeout=_PATIENCE_S)
            except NatsTimeout:
                break
            found += [message.data for message in batch]
        return found
    finally:
        await link.close()
