"""From the event log to files: what the history loop of the recorder hands over becomes durable at `flush`."""

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dure.telemetry.history import engine, files
from dure.telemetry.history.rows import Laid, by_day
from dure.telemetry.models import HistoryFile, Reader
from dure.telemetry.services import Accepted, Intake, Message

log = logging.getLogger(__name__)


class HistoryWriter:
    """Collects messages and writes what is new in them as Parquet, one file per UTC day of observation.

    Its `position`, `take`, `idle` and `forget` are what the recorder's `follow` asks for.
    max_bytes, max_s: when it flushes; seconds are real ones. A crash anywhere repeats work under
    the same names and changes nothing: a file that isn't in the table doesn't exist, and
    `position` deletes it.
    """

    def __init__(self, *, max_bytes: int = 4_000_000, max_s: float = 10.0) -> None:
        self._max_bytes = max_bytes
        self._max_s = max_s
        self._messages: list[Message] = []
        self._bytes = 0
        self._since = 0.0
        self._position = 0
        self._intake = Intake(Reader.HISTORY)
        self._link = engine.connect(memory="256MB")

    @property
    def waiting(self) -> int:
        """Messages that aren't durable yet."""
        return len(self._messages)

    @property
    def is_due(self) -> bool:
        """Whether enough, or anything for long enough, is waiting."""
        if not self._messages:
            return False
        return self._bytes >= self._max_bytes or time.monotonic() - self._since >= self._max_s

    def position(self) -> int:
        """Begin anew: delete what a crash left behind; the stream sequence to go on after."""
        self.forget()
        self._position = self._intake.position()
        gone = files.forget(files.unlisted(["raw"]))
        if gone:
            log.info("Deleted %d unfinished files of the history", gone)
        return self._position

    def read_from(self, log_created: datetime) -> None:
        """Say which event log the next messages are of. Raises AnotherLog."""
        self._intake.read_from(log_created)

    def take(self, messages: Sequence[Message]) -> None:
        """Take messages in the order of the log, and flush when it is time."""
        for message in messages:
            last = self._messages[-1].sequence if self._messages else self._position
            if message.sequence > last:
                self._since = self._since if self._messages else time.monotonic()
                self._messages.append(message)
                self._bytes += len(message.data)
        self.idle()

    def idle(self) -> None:
        """Flush when what is waiting has waited long enough."""
        if self.is_due:
            self.flush()

    def forget(self) -> None:
        """Drop what isn't durable; the log gives it again from `position` on."""
        self._drop()
        self._intake.forget()

    def flush(self) -> int:
        """Make everything taken durable and return the last stream sequence of it.

        Files are synced and named before the one transaction commits that holds their rows in the
        table, the sequences seen and the position. When it raises, everything is still waiting.
        Raises Conflict when another recorder has moved the position meanwhile.
        """
        if not self._messages:
            return self._position
        try:
            with transaction.atomic():
                self._save(self._intake.take(self._messages, after=self._position).accepted)
        except BaseException:
            self._intake.forget()
            raise
        self._position = self._messages[-1].sequence
        self._drop()
        return self._position

    def _drop(self) -> None:
        self._messages.clear()
        self._bytes = 0

    def _save(self, accepted: list[Accepted]) -> None:
        first, last = self._messages[0].sequence, self._messages[-1].sequence
        days = sorted(by_day(accepted).items())
        HistoryFile.objects.bulk_create(self._write(day, laid, first, last) for day, laid in days)

    def _write(self, day: int, laid: list[Laid], first: int, last: int) -> HistoryFile:
        date = files.day_date(day)
        path = files.place("raw", date, first, last)
        self._link.execute(f"CREATE OR REPLACE TEMP TABLE staged ({engine.STAGED})")
        with self._link.appender("staged") as appender:
            appender.append_rows(laid)
        query = "SELECT * FROM staged ORDER BY signal, time_ms, time_rest, stream, sequence"
        size = engine.write(self._link, query, files.folder() / path)
        earliest, latest = self._link.execute(
            "SELECT min(time_ms * 1000 + time_rest), max(time_ms * 1000 + time_rest) FROM staged"
        ).fetchall()[0]
        return HistoryFile(
            level=HistoryFile.Level.RAW,
            day=date,
            path=path,
            first_sequence=first,
            last_sequence=last,
            first_time=files.moment(earliest),
            last_time=files.moment(latest),
            rows=len(laid),
            size_bytes=size,
        )
