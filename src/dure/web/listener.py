"""The one connection of a web process that listens to PostgreSQL, in a thread of its own.

A thread, because psycopg's asynchronous connection does not work on the event loop that Windows
has by default, and because it can serve whichever loop a stream lives on.
"""

import logging
import threading
from typing import Protocol

import psycopg
from django.db import connections

CHANNEL = "dure_live"
_POLL_S = 0.5
_RETRY_S = (0.2, 0.5, 1.0, 2.0)
_log = logging.getLogger(__name__)


class Listening(Protocol):
    """A stream as the listener sees it."""

    def offer(self, topic: str) -> None: ...
    def wake(self) -> None: ...


class Listener:
    """Starts with the first stream, ends with the last one, comes back by itself after PostgreSQL was away."""

    def __init__(self) -> None:
        self.hears = False
        self._streams: frozenset[Listening] = frozenset()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, stream: Listening) -> None:
        with self._lock:
            self._streams |= {stream}
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="dure-live", daemon=True)
                self._thread.start()

    def remove(self, stream: Listening) -> None:
        with self._lock:
            self._streams -= {stream}

    def _run(self) -> None:
        failures = 0
        while not self._finished():
            try:
                with psycopg.connect(**_address(), autocommit=True) as link:
                    link.execute(f"LISTEN {CHANNEL}")
                    failures = 0
                    # What happened before LISTEN was not heard: every page fetches once.
                    self._switch(hears=True)
                    self._listen(link)
            except psycopg.OperationalError as error:
                self._switch(hears=False)
                if not failures:
                    _log.warning("Live ticks stopped: %s", str(error).strip())
                threading.Event().wait(_RETRY_S[min(failures, len(_RETRY_S) - 1)])
                failures += 1

    def _listen(self, link: psycopg.Connection) -> None:
        while self._streams:
            for notice in link.notifies(timeout=_POLL_S):
                for stream in self._streams:
                    stream.offer(notice.payload)

    def _finished(self) -> bool:
        with self._lock:
            if not self._streams:
                self._thread = None
                self.hears = False
            return not self._streams

    def _switch(self, *, hears: bool) -> None:
        changed, self.hears = self.hears != hears, hears
        if not changed:
            return
        if hears:
            _log.info("Live ticks flow.")
        for stream in self._streams:
            if hears:
                stream.offer("*")
            stream.wake()


def _address() -> dict[str, object]:
    """Where Django's default connection goes, without what belongs to Django's use of it."""
    settings = connections["default"].settings_dict
    options = {key: value for key, value in settings["OPTIONS"].items() if isinstance(value, str)}
    given = {
        "dbname": settings["NAME"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "application_name": "dure-live",
    }
    return options | {key: value for key, value in given.items() if value}
