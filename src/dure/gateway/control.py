"""The gateway's two keys in the event log's key-value bucket: what to do, and how it does."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import KeyValueConfig, StorageType
from nats.js.errors import BucketNotFoundError, KeyNotFoundError
from nats.js.kv import KeyValue

from dure.kernel.eventlog import BUCKET, config_key, status_key

log = logging.getLogger("dure.gateway.control")
STATUS_S = 2.0
ASK_AGAIN_S = 10.0
RETRY_S = 1.0


async def bucket(client: Client) -> KeyValue:
    """The bucket, made when it is not there."""
    context = client.jetstream(timeout=8)
    try:
        return await context.key_value(BUCKET)
    except BucketNotFoundError:
        return await context.create_key_value(KeyValueConfig(bucket=BUCKET, storage=StorageType.FILE, history=5))


class Control:
    """Watches the configuration and tells the status while the line to NATS holds."""

    def __init__(
        self,
        gateway: str,
        configure: Callable[[bytes], Awaitable[None]],
        status: Callable[[], dict[str, Any]],
    ) -> None:
        self._gateway, self._configure, self._status = gateway, configure, status
        self._taken: bytes | None = None
        self.changed = asyncio.Event()
        """Set it to have the status told at once."""

    async def watch(self, client: Client) -> None:
        """Service: takes each new configuration; asks again now and then, should a change be missed."""
        while not client.is_closed:
            try:
                await self._watch(await bucket(client))
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("The configuration cannot be watched: %s", str(error) or type(error).__name__)
            await asyncio.sleep(RETRY_S)

    async def _watch(self, kept: KeyValue) -> None:
        key = config_key(self._gateway)
        watcher = await kept.watch(key)
        try:
            while True:
                with suppress(TimeoutError):
                    entry = await watcher.updates(timeout=ASK_AGAIN_S)  # type: ignore[no-untyped-call]
                    if entry is not None and entry.value:
                        await self._take(entry.value)
                    continue
                with suppress(KeyNotFoundError):
                    await self._take((await kept.get(key)).value or b"")
        finally:
            # On a line that is gone this fails too, and its error would swallow the cancellation.
            with suppress(NatsError, OSError, TimeoutError):
                await watcher.stop()  # type: ignore[no-untyped-call]

    async def _take(self, data: bytes) -> None:
        if data and data != self._taken:
            await self._configure(data)
            self._taken = data

    async def tell(self, client: Client) -> None:
        """Service: writes the status every 2 s and on change."""
        while not client.is_closed:
            try:
                kept = await bucket(client)
                while True:
                    self.changed.clear()
                    await self.tell_once(kept)
                    # Not wait_for: before Python 3.12 it loses a cancellation that meets a change.
                    with suppress(TimeoutError):
                        async with asyncio.timeout(STATUS_S):
                            await self.changed.wait()
            except (NatsError, OSError, TimeoutError) as error:
                log.warning("The status cannot be told: %s", str(error) or type(error).__name__)
            await asyncio.sleep(RETRY_S)

    async def tell_once(self, kept: KeyValue) -> None:
        data = json.dumps(self._status(), ensure_ascii=False).encode("utf-8", "replace")
        await kept.put(status_key(self._gateway), data)
