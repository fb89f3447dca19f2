"""A real nats-server for tests that stop, kill or fill it, and what is in its event log."""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nats
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, DeliverPolicy

from dure.config.engines.nats import Nats
from dure.kernel.envelope import decode
from dure.kernel.eventlog import STREAM
from dure.kernel.observation import Observation


@contextmanager
def server() -> Iterator[Nats]:
    """A durable nats-server in a folder of its own; `launch` and `process.kill` are the test's to use."""
    with tempfile.TemporaryDirectory(prefix="dure-nats-", ignore_cleanup_errors=True) as folder:
        nats_server = Nats(Path(folder) / "nats", "test-only")
        with (Path(folder) / "log").open("wb") as log:
            nats_server.start(log)
            try:
                yield nats_server
            finally:
                nats_server.stop()


async def connected(nats_server: Nats) -> Client:
    return await nats.connect(nats_server.url(), connect_timeout=5)


async def messages(client: Client) -> int:
    return int((await client.jetstream().stream_info(STREAM)).state.messages)


async def logged(client: Client) -> list[Observation]:
    """Every observation in the event log, in order, duplicates too."""
    context = client.jetstream()
    count = await messages(client)
    found: list[Observation] = []
    config = ConsumerConfig(deliver_policy=DeliverPolicy.ALL)
    consumer = await context.subscribe("obs.>", stream=STREAM, ordered_consumer=True, config=config)
    async with asyncio.timeout(180):
        for _ in range(count):
            found += decode((await consumer.next_msg(timeout=10)).data).observations
    await consumer.unsubscribe()
    return found
