"""A chosen key that an adapter no longer says: after its return it stays missing, and the others are there."""

import asyncio
from pathlib import Path

from dure.gateway.config import ConnectionConfig
from dure.kernel.observation import Quality
from tests.gateway.harness import free_port
from tests.gateway.rig import Bench
from tests.gateway.shdr.adapter import Adapter


def test_a_key_that_is_gone_after_a_return_stays_missing(tmp_path: Path) -> None:
    async def check() -> None:
        adapter = Adapter(b"2026-06-01T09:00:00Z|count|5|mode|AUTO\n", heartbeat_ms=200)
        adapter.port = free_port()
        config = ConnectionConfig("C1", "shdr", {"host": "127.0.0.1", "port": adapter.port}, ("count", "mode"), True, 0)
        async with Bench(tmp_path, config) as bench:
            async with adapter:
                await bench.stored("count", 5)
            await bench.state("unreachable")
            since = len(bench.read())
            adapter.greeting = b"2026-06-01T09:00:00Z|mode|AUTO\n"
            async with adapter:
                await bench.stored("mode", "AUTO", since)
                await bench.state("connected")
                assert bench.of("count")[-1].quality == Quality.MISSING

    asyncio.run(check())
