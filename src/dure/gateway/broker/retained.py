"""What the broker keeps over a restart: retained messages, last wills of the house's own
publishers, and what connectors collect. One SQLite file, synced at every commit."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from dure.gateway.broker.message import Receipt
from dure.gateway.broker.packets import Will
from dure.gateway.broker.topics import matches
from dure.gateway.sentence import Sentence

_TABLES = """
CREATE TABLE IF NOT EXISTS retained (topic TEXT PRIMARY KEY, payload BLOB NOT NULL, qos INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS will
    (name TEXT PRIMARY KEY, topic TEXT, payload BLOB, qos INTEGER, retain INTEGER);
CREATE TABLE IF NOT EXISTS collector (name TEXT PRIMARY KEY, filters TEXT NOT NULL);
"""


class Retained:
    """Retained messages in memory and on disk; a change is on disk before its receipt is released.

    Changes gather while a commit runs, so that one sync covers many of them.
    """

    def __init__(self, path: Path, problem: Callable[[str], None], limit_bytes: int = 64_000_000) -> None:
        self._path = path
        self._problem = problem
        self._limit = limit_bytes
        self._bytes = 0
        self._messages: dict[str, tuple[bytes, int]] = {}
        self._changed: dict[str, tuple[bytes, int] | None] = {}
        self._receipts: list[Receipt] = []
        self._wake = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Read what was kept and begin to keep."""
        self._messages = await asyncio.to_thread(self._load)
        self._bytes = sum(len(payload) for payload, _ in self._messages.values())
        self._writer = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Write what is still to be written, and end."""
        if self._writer is not None:
            self._writer.cancel()
            await asyncio.gather(self._writer, return_exceptions=True)
            self._writer = None
        if self._changed:
            await asyncio.to_thread(self._commit, self._changed)
            self._changed = {}

    def set(self, topic: str, payload: bytes, qos: int, receipt: Receipt | None = None) -> None:
        """Keep the last message of a topic; an empty payload forgets it (3.3.1.3)."""
        before = self._messages.get(topic)
        self._bytes += len(payload) - (len(before[0]) if before else 0)
        if self._bytes > self._limit and payload:
            self._bytes -= len(payload) - (len(before[0]) if before else 0)
            self._problem(
                Sentence("Retained messages are full; the one on %(topic)s was passed on but not kept", topic=topic)
            )
            return
        kept = (payload, qos) if payload else None
        if kept:
            self._messages[topic] = kept
        else:
            self._messages.pop(topic, None)
        if kept != before:
            self._to_disk(topic, kept, receipt)

    def _to_disk(self, topic: str, kept: tuple[bytes, int] | None, receipt: Receipt | None) -> None:
        self._changed[topic] = kept
        if receipt is not None:
            receipt.hold()
            self._receipts.append(receipt)
        self._wake.set()

    def matching(self, topic_filter: str) -> Iterator[tuple[str, bytes, int]]:
        """Topic, payload and QoS of the retained messages that a filter covers."""
        if "+" not in topic_filter and "#" not in topic_filter:
            if exact := self._messages.get(topic_filter):
                yield topic_filter, *exact
            return
        for topic, (payload, qos) in list(self._messages.items()):
            if matches(topic_filter, topic):
                yield topic, payload, qos

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, {}
            receipts, self._receipts = self._receipts, []
            try:
                await asyncio.shield(asyncio.to_thread(self._commit, changed))
            except sqlite3.Error as error:
                self._problem(Sentence("Retained messages can't be written to disk: %(reason)s", reason=error))
                self._changed = changed | self._changed
                self._receipts = receipts + self._receipts
                await asyncio.sleep(1)
                self._wake.set()
                continue
            for receipt in receipts:
                receipt.release()

    def _open(self) -> "closing[sqlite3.Connection]":
        connection = sqlite3.connect(self._path, timeout=10)
        connection.execute("PRAGMA synchronous = FULL")
        connection.executescript(_TABLES)
        return closing(connection)

    def _load(self) -> dict[str, tuple[bytes, int]]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._open() as database:
            rows = database.execute("SELECT topic, payload, qos FROM retained")
            return {topic: (bytes(payload), qos) for topic, payload, qos in rows}

    def _commit(self, changed: dict[str, tuple[bytes, int] | None]) -> None:
        kept = [(topic, *message) for topic, message in changed.items() if message]
        gone = [(topic,) for topic, message in changed.items() if not message]
        with self._open() as database, database:
            database.executemany("REPLACE INTO retained VALUES (?, ?, ?)", kept)
            database.executemany("DELETE FROM retained WHERE topic = ?", gone)

    def wills(self) -> dict[str, Will]:
        """Last wills of the house's own publishers that were connected when the process ended."""
        with self._open() as database:
            rows = database.execute("SELECT name, topic, payload, qos, retain FROM will").fetchall()
        return {name: Will(topic, bytes(payload), qos, bool(retain)) for name, topic, payload, qos, retain in rows}

    def set_will(self, name: str, will: Will | None) -> None:
        """Remember, or forget with None, the will of one of the house's own publishers."""
        with self._open() as database, database:
            database.execute("DELETE FROM will WHERE name = ?", (name,))
            if will:
                row = (name, will.topic, will.payload, will.qos, int(will.retain))
                database.execute("INSERT INTO will VALUES (?, ?, ?, ?, ?)", row)

    def collectors(self) -> dict[str, list[str]]:
        """Filters by the name of the connection that collects them."""
        with self._open() as database:
            rows = database.execute("SELECT name, filters FROM collector")
            return {name: json.loads(filters) for name, filters in rows}

    def set_collector(self, name: str, filters: Sequence[str] | None) -> None:
        """Remember, or forget with None, what a connection collects."""
        with self._open() as database, database:
            database.execute("DELETE FROM collector WHERE name = ?", (name,))
            if filters is not None:
                database.execute("INSERT INTO collector VALUES (?, ?)", (name, json.dumps(list(filters))))
