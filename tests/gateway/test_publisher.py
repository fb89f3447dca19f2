import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dure.config.engines.nats import Nats
from dure.gateway.link import Link
from dure.gateway.publisher import Publisher
from dure.gateway.spool import Record, Spool
from dure.kernel.envelope import encode
from dure.kernel.eventlog import STREAM, stream_config
from dure.kernel.observation import Envelope, Observation
from tests.gateway import eventlog
from tests.gateway.waiting import until

NOW = 1_780_000_000_000_000


def record(number: int) -> Record:
    one = Observation("n", number, NOW, epoch="e", sequence=number)
    return Record("obs.S.C", NOW, encode(Envelope("C", "e", NOW, (one,))))


async def sequences(nats_server: Nats) -> list[int | None]:
    client = await eventlog.connected(nats_server)
    try:
        return [one.sequence for one in await eventlog.logged(client)]
    finally:
        await client.close()


def publishing(
    folder: Path, nats_server: Nats, act: Callable[[Spool, Publisher], Awaitable[None]], **stream: Any
) -> None:
    """Runs `act` beside a publisher that keeps its line to the server. stream: made so before it comes."""

    async def run() -> None:
        if stream:
            client = await eventlog.connected(nats_server)
            await update(client, create=True, **stream)
            await client.close()
        spool = Spool(folder / "spool")
        publisher = Publisher(spool)
        link = asyncio.create_task(Link(nats_server.url(), "test", [publisher.run]).run())
        try:
            async with asyncio.timeout(120):
                await act(spool, publisher)
        finally:
            link.cancel()
            with suppress(asyncio.CancelledError):
                await link
            spool.close()

    asyncio.run(run())


async def published(spool: Spool, publisher: Publisher) -> None:
    await until(lambda: spool.cursor == spool.next, f"everything published: {publisher.message}", 60)


def test_everything_once_and_in_order(tmp_path: Path) -> None:
    with eventlog.server() as nats_server:

        async def act(spool: Spool, publisher: Publisher) -> None:
            await spool.append([record(0)])
            await published(spool, publisher)
            await spool.append([record(number) for number in range(1, 2_000)])
            await published(spool, publisher)
            assert publisher.published == 2_000
            assert await sequences(nats_server) == list(range(2_000))

        publishing(tmp_path, nats_server, act)


def test_records_that_are_there_already_are_not_doubled(tmp_path: Path) -> None:
    """The acknowledgement of a batch was lost with the cursor: the same batch, and a larger one, come again."""
    with eventlog.server() as nats_server:

        async def first(spool: Spool, publisher: Publisher) -> None:
            await spool.append([record(number) for number in range(50)])
            await published(spool, publisher)

        async def again(spool: Spool, publisher: Publisher) -> None:
            await spool.append([record(number) for number in range(50, 60)])
            await published(spool, publisher)
            assert await sequences(nats_server) == list(range(60))

        publishing(tmp_path, nats_server, first)
        (tmp_path / "spool" / "cursor").unlink()
        publishing(tmp_path, nats_server, again)


def test_it_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    with eventlog.server() as nats_server:

        async def act(spool: Spool, publisher: Publisher) -> None:
            for number in range(300):
                await spool.append([record(2 * number), record(2 * number + 1)])
                if number in (100, 200):
                    assert nats_server.process is not None
                    nats_server.process.kill()
                    nats_server.process.wait()
                if number in (150, 250):
                    await asyncio.to_thread(_restart, nats_server)
            await published(spool, publisher)
            assert set(await sequences(nats_server)) == set(range(600))

        publishing(tmp_path, nats_server, act)


def _restart(nats_server: Nats) -> None:
    with (nats_server.folder / "again.log").open("ab") as log:
        nats_server.start(log)


def test_a_full_event_log_is_said_and_heals(tmp_path: Path) -> None:
    with eventlog.server() as nats_server:

        async def act(spool: Spool, publisher: Publisher) -> None:
            client = await eventlog.connected(nats_server)
            await spool.append([record(number) for number in range(1_000)])
            await until(lambda: "maximum bytes" in publisher.message, "the reason")
            assert spool.cursor < 1_000
            await update(client, max_bytes=-1)
            await published(spool, publisher)
            await until(lambda: not publisher.message, "all well again")
            assert await sequences(nats_server) == list(range(1_000))
            await client.close()

        publishing(tmp_path, nats_server, act, max_bytes=30_000)


def test_a_stream_without_batches_and_one_that_was_deleted(tmp_path: Path) -> None:
    with eventlog.server() as nats_server:

        async def act(spool: Spool, publisher: Publisher) -> None:
            client = await eventlog.connected(nats_server)
            await until(lambda: publisher.message == "", "started")
            await spool.append([record(number) for number in range(20)])
            await published(spool, publisher)
            assert await sequences(nats_server) == list(range(20))
            await client.jetstream().delete_stream(STREAM)
            await spool.append([record(number) for number in range(20, 40)])
            await published(spool, publisher)
            assert await sequences(nats_server) == list(range(20, 40))
            await client.close()

        publishing(tmp_path, nats_server, act, max_bytes=-1, allow_atomic=False)


async def update(client: eventlog.Client, max_bytes: int, create: bool = False, **changes: object) -> None:
    body = json.dumps(stream_config(max_bytes) | changes).encode()
    if create:
        with suppress(Exception):
            await client.jetstream().delete_stream(STREAM)
    verb = "CREATE" if create else "UPDATE"
    answer = json.loads((await client.request(f"$JS.API.STREAM.{verb}.{STREAM}", body, timeout=5)).data)
    assert "error" not in answer, answer
