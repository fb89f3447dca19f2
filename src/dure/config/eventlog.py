"""Makes the event log and the bucket of gateway settings where they are missing."""

import asyncio
import json
from typing import Any

from nats.aio.client import Client
from nats.errors import NoServersError
from nats.js.api import KeyValueConfig, StorageType
from nats.js.errors import BucketNotFoundError, NotFoundError

from dure.kernel import eventlog

_ATTEMPTS = 4


async def prepare(url: str) -> None:
    """Idempotent. Raises what nats raises when the server doesn't answer."""
    link = await connect(url)
    try:
        log = link.jetstream(timeout=20)
        await _stream(link, eventlog.stream_config())
        try:
            await log.key_value(eventlog.BUCKET)
        except (BucketNotFoundError, NotFoundError):
            await log.create_key_value(KeyValueConfig(bucket=eventlog.BUCKET, storage=StorageType.FILE, history=5))
    finally:
        await link.close()


async def connect(url: str, *, timeout_s: int = 10) -> Client:
    """A connection that isn't made again when it is lost. Raises what was wrong last when nobody answers in time."""
    last: list[Exception] = []

    async def note(error: Exception) -> None:
        # Without this the client prints what it raises as well, with a traceback.
        last.append(error)

    link = Client()
    try:
        # The client tries a server sixty times with two seconds between, whatever allow_reconnect says.
        await link.connect(
            url,
            connect_timeout=timeout_s,
            allow_reconnect=False,
            max_reconnect_attempts=_ATTEMPTS,
            reconnect_time_wait=1,
            error_cb=note,
        )
    except NoServersError as error:
        raise (last[-1] if last else error) from error
    return link


async def _stream(link: Any, wanted: dict[str, object]) -> None:
    """Make the stream, or leave the one that is there: its limits may have been set by hand."""
    name = wanted["name"]
    answer = json.loads((await link.request(f"$JS.API.STREAM.INFO.{name}", b"", timeout=20)).data)
    if "error" not in answer:
        return
    made = await link.request(f"$JS.API.STREAM.CREATE.{name}", json.dumps(wanted).encode(), timeout=20)
    error = json.loads(made.data).get("error")
    if error:
        raise RuntimeError(error.get("description", str(error)))


def prepare_now(url: str) -> None:
    asyncio.run(prepare(url))
