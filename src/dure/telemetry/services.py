"""Verbs of telemetry: take messages of the event log, once each, and keep current values."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import repeat
from typing import NamedTuple

from django.db import connection as database
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.envelope import decode
from dure.kernel.errors import Conflict, Invalid
from dure.kernel.observation import Envelope, Observation
from dure.telemetry.errors import AnotherLog
from dure.telemetry.models import Connection, LogPosition, Reader, RejectedEnvelope, SeenSource, Signal
from dure.telemetry.seen import SeenSequences


class Message(NamedTuple):
    """A message of the event log: its stream sequence and its bytes."""

    sequence: int
    data: bytes


class Accepted(NamedTuple):
    """An observation that is new to the reader, with its signal and the message it came in."""

    signal: int
    observation: Observation
    stream_sequence: int


_accepted = partial(tuple.__new__, Accepted)


@dataclass(slots=True)
class Taken:
    """What a batch of messages held."""

    accepted: list[Accepted] = field(default_factory=list)
    duplicates: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


class Intake:
    """One reader's way into the event log.

    Keeps in memory what the tables say; `take` writes both, in the caller's transaction. When
    that transaction fails, `forget` makes the next call read the tables again.
    """

    def __init__(self, reader: str) -> None:
        self._reader = reader
        self.forget()

    def forget(self) -> None:
        """Drop what is held in memory, after a transaction that did not commit."""
        self._seen: dict[tuple[str, str], SeenSequences] = {}
        self._signals: dict[tuple[str, str], int] = {}
        self._arrived: Counter[str] = Counter()

    def position(self) -> int:
        """Stream sequence up to which everything is committed; 0 at the beginning."""
        return position_of(self._reader)

    def read_from(self, log_created: datetime) -> None:
        """Say which event log the next messages are of, by the moment it was made. Raises AnotherLog."""
        read_from(self._reader, log_created)

    def take(self, messages: Sequence[Message], *, after: int) -> Taken:
        """Read messages in stream order, keep what is new, move the position past them.

        after: the position after which these messages follow, as the caller knows it. Raises
        Conflict when the tables are elsewhere: a second reader is at work.
        """
        taken = Taken()
        place = hold_position(self._reader)
        if place.stream_sequence != after:
            raise Conflict(
                "%(reader)s are at %(found)s of the event log, not at %(expected)s: does a second recorder run?",
                reader=self._reader,
                found=place.stream_sequence,
                expected=after,
            )
        touched: set[tuple[str, str]] = set()
        self._arrived.clear()
        for message in messages:
            try:
                self._open(decode(message.data), message, taken, touched)
            except Invalid as error:
                self._reject(taken, message, str(error))
        self._save_seen(touched)
        if self._reader == Reader.HISTORY:
            _count_day(self._arrived)
        _save_position(place, messages, taken)
        return taken

    def _open(self, envelope: Envelope, message: Message, taken: Taken, touched: set[tuple[str, str]]) -> None:
        source = (envelope.connection, envelope.epoch)
        # Both may refuse the envelope, before anything of it is taken.
        signals = self._signals_of(envelope)
        seen = self._seen_of(source)
        touched.add(source)
        accepted, before = taken.accepted, len(taken.accepted)
        observations, sequence = envelope.observations, message.sequence
        if observations and seen.take_run([one[5] for one in observations]):
            # The usual case, in a fraction of the time.
            numbers = [signals[one[0]] for one in observations]
            accepted.extend(map(_accepted, zip(numbers, observations, repeat(sequence), strict=False)))
        else:
            for observation in observations:
                number = observation.sequence
                if number is not None and not seen.take(number):
                    taken.duplicates += 1
                else:
                    accepted.append(Accepted(signals[observation.address], observation, sequence))
        self._arrived[envelope.connection] += len(accepted) - before

    def _seen_of(self, source: tuple[str, str]) -> SeenSequences:
        found = self._seen.get(source)
        if found is None:
            _check(source[1], SeenSource, "epoch")
            row = SeenSource.objects.filter(reader=self._reader, connection=source[0], epoch=source[1]).first()
            found = self._seen[source] = SeenSequences(row.ranges if row else ())
        return found

    def _signals_of(self, envelope: Envelope) -> dict[str, int]:
        code = envelope.connection
        addresses = {observation.address for observation in envelope.observations}
        missing = [address for address in addresses if (code, address) not in self._signals]
        if missing:
            _check(code, Connection, "code")
            for address in missing:
                _check(address, Signal, "address")
            for address, signal in ensure_signals(code, missing).items():
                self._signals[(code, address)] = signal
        return {address: self._signals[(code, address)] for address in addresses}

    def _reject(self, taken: Taken, message: Message, reason: str) -> None:
        taken.rejected.append((message.sequence, reason))
        RejectedEnvelope.objects.get_or_create(
            stream_sequence=message.sequence, defaults={"reason": reason[:400], "data": message.data}
        )

    def _save_seen(self, touched: Iterable[tuple[str, str]]) -> None:
        rows = [
            SeenSource(reader=self._reader, connection=code, epoch=epoch, ranges=self._seen[(code, epoch)].flat())
            for code, epoch in touched
        ]
        SeenSource.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["reader", "connection", "epoch"],
            update_fields=["ranges"],
        )


def _check(text: str, table: type[Model], column: str) -> None:
    """Raises Invalid for a text that the table can't hold: it would come again and stop the reader for good."""
    limit = table._meta.get_field(column).max_length  # noqa: SLF001 - public in Django
    if not isinstance(text, str) or len(text) > limit or "\0" in text:
        raise Invalid("Not an envelope: %(reason)s", reason=f"{column} {str(text)[:60]!r}…")


def hold_position(reader: str) -> LogPosition:
    """A reader's position, locked until the transaction ends: the reader takes its next batch after that."""
    place, _ = LogPosition.objects.select_for_update().get_or_create(reader=reader)
    return place


@transaction.atomic
def read_from(reader: str, log_created: datetime) -> None:
    """Let a reader's position be one of the event log made at `log_created`; kept from the first time on.

    Raises AnotherLog when the position is one of another event log: sequences there mean other messages, so
    that some would be passed over, and others read as if they followed.
    """
    place = hold_position(reader)
    check_log(place.log_created if place.stream_sequence else None, log_created)
    if place.log_created != log_created:
        LogPosition.objects.filter(reader=reader).update(log_created=log_created)


def check_log(known: datetime | None, found: datetime) -> None:
    """Raises AnotherLog unless the event log found is the one known, or none is known yet."""
    if known is not None and known != found:
        raise AnotherLog(
            "This is another event log: it was made at %(found)s, and the tables have read the one made at %(known)s."
            " Bring its folder back, or restore a backup.",
            found=found.isoformat(),
            known=known.isoformat(),
        )


def log_of(reader: str) -> datetime | None:
    """When the event log was made that a reader has read of; None before it has read any."""
    row = LogPosition.objects.filter(reader=reader, stream_sequence__gt=0).first()
    return row.log_created if row else None


def _save_position(place: LogPosition, messages: Sequence[Message], taken: Taken) -> None:
    if not messages:
        return
    place.stream_sequence = messages[-1].sequence
    place.time = timezone.now()
    place.stored += len(taken.accepted)
    place.duplicates += taken.duplicates
    place.rejected += len(taken.rejected)
    place.save()


def _count_day(arrived: Mapping[str, int]) -> None:
    """Add what became durable just now to the connections' day; together with the position, so exactly once."""
    rows = sorted((code, number) for code, number in arrived.items() if number)
    with database.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO telemetry_connectionday AS held (connection, day, observations)
            SELECT code, %s, number FROM unnest(%s::text[], %s::bigint[]) AS t (code, number)
            ON CONFLICT (connection, day) DO UPDATE SET observations = held.observations + excluded.observations
            """,
            [timezone.localdate(clock.now()), [code for code, _ in rows], [number for _, number in rows]],
        )


def position_of(reader: str) -> int:
    """Stream sequence up to which a reader has committed everything; 0 at the beginning."""
    row = LogPosition.objects.filter(reader=reader).first()
    return row.stream_sequence if row else 0


def note_time_passed(reader: str, time_us: int) -> None:
    """Keep up to which moment (µs) a reader has let time pass, in the transaction of what followed from it."""
    LogPosition.objects.update_or_create(reader=reader, defaults={"passed_us": time_us})


def time_passed(reader: str) -> int:
    """Up to which moment (µs since 1970) a reader has let time pass; 0 when it never did."""
    row = LogPosition.objects.filter(reader=reader).first()
    return row.passed_us if row else 0


def ensure_signals(connection_code: str, addresses: Iterable[str]) -> dict[str, int]:
    """Ids of the signals of a connection, made where they do not exist yet.

    A connection that nobody has set up is made too, switched off: what a machine said is kept
    even when its connection was removed while the message was on its way.
    """
    wanted = list(addresses)
    source, _ = Connection.objects.get_or_create(
        code=connection_code, defaults={"name": connection_code, "protocol": "", "is_enabled": False}
    )
    Signal.objects.bulk_create(
        [Signal(connection=source, address=address, name=address[-200:]) for address in wanted],
        ignore_conflicts=True,
    )
    rows = Signal.objects.filter(connection=source, address__in=wanted)
    return dict(rows.values_list("address", "id"))


def store_current_values(latest: Mapping[int, Observation]) -> None:
    """Keep the last value of each signal, by time at the source; an older one changes nothing."""
    if not latest:
        return
    rows = sorted(latest.items())
    numbers = [_number(observation) for _, observation in rows]
    texts = [None if number is not None else _text(o) for number, (_, o) in zip(numbers, rows, strict=True)]
    with database.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO telemetry_currentvalue AS held (signal_id, time, number, text, quality)
            SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::float8[], %s::text[], %s::smallint[])
            ON CONFLICT (signal_id) DO UPDATE
              SET time = excluded.time, number = excluded.number, text = excluded.text, quality = excluded.quality
              WHERE excluded.time >= held.time
            """,
            [
                [signal for signal, _ in rows],
                [clock.from_us(observation.time_us) for _, observation in rows],
                numbers,
                texts,
                [int(observation.quality) for _, observation in rows],
            ],
        )


def _number(observation: Observation) -> float | None:
    value = observation.value
    return float(value) if isinstance(value, int | float) else None


def _text(observation: Observation) -> str | None:
    value = observation.value
    return None if value is None else str(value)[:200]
