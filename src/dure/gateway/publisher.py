"""From the spool to the event log: in order, in atomic batches, again and again until acknowledged.

One acknowledgement (and one sync of the server) covers a batch; only a positive one moves the
spool's cursor. What is sent twice after an unclear answer is known by its message id for two
minutes, and for ever by (connection, epoch, sequence) in the store.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Sequence
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError

from dure.gateway.sentence import Sentence
from dure.gateway.spool import Record, Spool
from dure.gateway.timing import EVENT_LOG, chance
from dure.kernel.eventlog import STREAM, stream_config

log = logging.getLogger("dure.gateway.publisher")
BATCH_RECORDS = 500
BATCH_BYTES = 4 * 1024 * 1024
ACK_S = 8.0
"""The server gives a batch up after 10 s; asking again sooner is safe, later is a waste."""
SINGLES = 100
STREAM_NOT_FOUND = 10059
STREAM_NAME_IN_USE = 10058
_NO_ROOM = {10077, 10047, 10023}
"""Maximum bytes exceeded, insufficient storage, insufficient resources."""


class Refused(Exception):
    """The event log answered with an error."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Publisher:
    """Moves the spool's records to the event log. One for the life of the process; a connection at a time."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self.published = 0
        """Records that the event log has acknowledged since the start."""
        self.message = ""
        """Why publishing does not go on at present; empty when it does."""

    async def run(self, client: Client) -> None:
        """Publishes for as long as the connection holds."""
        ready, failures = False, 0
        while True:
            try:
                if not ready:
                    await ensure_stream(client)
                    ready = True
                await self._spool.wait_beyond(self._spool.cursor)
                await self._publish_next(client)
            except (Refused, NatsError, OSError, TimeoutError, ValueError) as error:
                failures += 1
                ready = False
                self._say(error)
                await asyncio.sleep(EVENT_LOG.wait(failures, chance()))
            else:
                failures = 0
                self._well()

    async def _publish_next(self, client: Client) -> None:
        records = self._spool.read(self._spool.cursor, BATCH_RECORDS, BATCH_BYTES)
        if not records:
            return
        first = self._spool.cursor
        if len(records) == 1:
            await self._singles(client, first, records)
            return
        try:
            await self._batch(client, first, records)
        except Refused as error:
            if error.code in _NO_ROOM or error.code == STREAM_NOT_FOUND:
                raise
            # Already there in part, or the stream takes no batches: one by one each is told apart.
            log.info("Batch from %d refused (%s); sent one by one", first, error)
            await self._singles(client, first, records)
            return
        self._acknowledged(first + len(records))

    async def _batch(self, client: Client, first: int, records: Sequence[Record]) -> None:
        batch, last = secrets.token_hex(12), len(records)
        for number, record in enumerate(records, 1):
            headers = {
                "Nats-Msg-Id": f"{self._spool.id}.{first + number - 1}",
                "Nats-Batch-Id": batch,
                "Nats-Batch-Sequence": str(number),
            }
            if number == last:
                headers["Nats-Batch-Commit"] = "1"
            if number in (1, last):
                answer = await client.request(record.subject, record.data, timeout=ACK_S, headers=headers)
                _check(answer.data, last if number == last else None)
            else:
                await client.publish(record.subject, record.data, headers=headers)

    async def _singles(self, client: Client, first: int, records: Sequence[Record]) -> None:
        for at in range(0, len(records), SINGLES):
            some = records[at : at + SINGLES]
            asked = (self._single(client, first + at + number, one) for number, one in enumerate(some))
            answers = await asyncio.gather(*asked, return_exceptions=True)
            for number, answer in enumerate(answers):
                if isinstance(answer, BaseException):
                    self._acknowledged(first + at + number)
                    raise answer
            self._acknowledged(first + at + len(some))

    async def _single(self, client: Client, position: int, record: Record) -> None:
        headers = {"Nats-Msg-Id": f"{self._spool.id}.{position}"}
        answer = await client.request(record.subject, record.data, timeout=ACK_S, headers=headers)
        _check(answer.data, 1)

    def _acknowledged(self, position: int) -> None:
        self.published += max(0, position - self._spool.cursor)
        self._spool.acknowledge(position)

    def _say(self, error: Exception) -> None:
        text = str(error) or Sentence("The event log does not answer")
        if not self.message:
            log.warning("Publishing to the event log stopped: %s", text)
        self.message = text

    def _well(self) -> None:
        if self.message:
            log.warning("Publishing to the event log goes on")
        self.message = ""


def _check(data: bytes, count: int | None) -> None:
    """Raises Refused unless `data` is the stream's acknowledgement of `count` messages.

    count None: an answer inside a batch, which is empty when all is well.
    """
    if not data and count is None:
        return
    answer: dict[str, Any] = json.loads(data) if data else {}
    if error := answer.get("error"):
        raise Refused(error.get("err_code", 0), error.get("description", "unknown error"))
    if count is not None and (answer.get("stream") != STREAM or answer.get("count", 1) != count):
        raise Refused(0, f"not an acknowledgement of the event log: {data[:200]!r}")


async def ensure_stream(client: Client) -> None:
    """Makes the stream of the event log when it is not there; an existing one is taken as it is."""
    answer = await client.request(f"$JS.API.STREAM.INFO.{STREAM}", timeout=ACK_S)
    error = json.loads(answer.data).get("error")
    if error is None:
        return
    if error.get("err_code") != STREAM_NOT_FOUND:
        raise Refused(error.get("err_code", 0), error.get("description", "unknown error"))
    body = json.dumps(stream_config()).encode()
    made = await client.request(f"$JS.API.STREAM.CREATE.{STREAM}", body, timeout=ACK_S)
    failed = json.loads(made.data).get("error")
    if failed and failed.get("err_code") != STREAM_NAME_IN_USE:
        raise Refused(failed.get("err_code", 0), failed.get("description", "unknown error"))
