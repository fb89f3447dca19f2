"""Makes the event log and the bucket of gateway settings where they are missing."""

import asyncio
import json
from typing import Any

import nats
from nats.js.api import KeyValueConfig, StorageType
from nats.js.errors import BucketNotFoundError, NotFoundError

from dure.kernel import eventlog


async def prepare(url: str) -> None:
    """Idempotent. Raises what nats raises when the server doesn't answer within ten seconds."""
    link = await nats.connect(url, connect_timeout=10, allow_reconnect=False, error_cb=_quiet)
    try:
        log = link.jetstream(timeout=20)
        await _stream(link, eventlog.stream_config())
        try:
            await log.key_value(eventlog.BUCKET)
        except (BucketNotFoundError, NotFoundError):
            await log.create_key_value(KeyValueConfig(bucket=eventlog.BUCKET, storage=StorageType.FILE, history=5))
    finally:
        await link.close()


async def _quiet(error: Exception) -> None:
    """What goes wrong is raised to the caller; the client would print it with a traceback as well."""
    del error


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
