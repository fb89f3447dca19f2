"""Each reader of the event log works in one thread, so a lost database connection is closed where it was used."""

import asyncio
import threading
import time
from collections.abc import Sequence
from datetime import datetime

import pytest
from django.db import DatabaseError, connection

from dure.config import eventlog
from dure.production.recorder import follow

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 30


class Busy:
    """Asks the database at every turn and notes in which thread; loses its connection once on the way."""

    def __init__(self, stop: asyncio.Event, loop: asyncio.AbstractEventLoop) -> None:
        self.threads: set[int] = set()
        self.failures = 0
        self.rounds = 0
        self._stop, self._loop = stop, loop

    def _ask(self) -> None:
        self.threads.add(threading.get_ident())
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except DatabaseError:
            self.failures += 1
            raise

    def position(self) -> int:
        self._ask()
        return 0

    def read_from(self, log_created: datetime) -> None:
        self._ask()

    def take(self, messages: Sequence[object]) -> None:
        self._ask()

    def idle(self) -> None:
        self._ask()
        time.sleep(0.005)  # so that two readers are at work at the same time
        self.rounds += 1
        if self.rounds == ROUNDS // 2:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        if self.rounds >= ROUNDS:
            connection.close()
            self._loop.call_soon_threadsafe(self._stop.set)

    def forget(self) -> None:
        return


def test_two_readers_keep_to_a_thread_each_and_recover_at_once(nats_url: str) -> None:
    eventlog.prepare_now(nats_url)

    async def both() -> list[Busy]:
        stops = [asyncio.Event(), asyncio.Event()]
        readers = [Busy(stop, asyncio.get_running_loop()) for stop in stops]
        async with asyncio.timeout(60):
            await asyncio.gather(*(follow(nats_url, r, s, 0.01) for r, s in zip(readers, stops, strict=True)))
        return readers

    first, second = asyncio.run(both())
    assert len(first.threads) == len(second.threads) == 1
    assert first.threads != second.threads
    # What ended was the call that lost its connection; none after it met the lost one.
    assert (first.failures, second.failures) == (0, 0)
