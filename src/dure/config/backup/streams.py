"""Snapshots of the event log's streams, with their sequences, by nats-server's own snapshot requests."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nats.aio.client import Client

from dure.config import eventlog
from dure.config.troubles import EngineFailed
from dure.kernel.eventlog import STREAM

_CHUNK = 256 * 1024
_PATIENCE_S = 60


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Client]:
    link = await eventlog.connect(url)
    try:
        yield link
    finally:
        await link.close()


async def save(url: str, folder: Path) -> dict[str, Any]:
    """Write each stream as `NAME.snapshot` into `folder`; name → {config, state} for `load`."""
    async with _connected(url) as link:
        names = (await _ask(link, "STREAM.NAMES", {})).get("streams") or []
        return {name: await _save(link, name, folder / f"{name}.snapshot") for name in names}


async def _save(link: Client, name: str, file: Path) -> dict[str, Any]:
    inbox = link.new_inbox()
    chunks = await link.subscribe(inbox)
    request = {"deliver_subject": inbox, "chunk_size": _CHUNK, "no_consumers": True}
    answer = await _ask(link, f"STREAM.SNAPSHOT.{name}", request)
    with file.open("wb") as stream:
        while True:
            chunk = await chunks.next_msg(timeout=_PATIENCE_S)
            if not chunk.data:
                break
            stream.write(chunk.data)
            if chunk.reply:  # the server sends on only so far ahead of what we say we have
                await link.publish(chunk.reply, b"")
    status = (chunk.headers or {}).get("Status", "")
    if status not in ("", "204"):
        raise EngineFailed("The event log could not be saved: %(reason)s", reason=f"{name} {status}")
    await chunks.unsubscribe()
    return {"config": answer["config"], "state": answer["state"]}


async def load(url: str, folder: Path, streams: dict[str, Any]) -> datetime | None:
    """Bring back what `save` wrote into a server that has none of these streams.

    When the event log was made, as the server says from now on: it begins a life of its own, apart from the one
    that it was copied from. None when the backup has none.
    """
    async with _connected(url) as link:
        for name, known in streams.items():
            await _load(link, name, known, folder / f"{name}.snapshot")
        return (await link.jetstream().stream_info(STREAM)).created if STREAM in streams else None


async def _load(link: Client, name: str, known: dict[str, Any], file: Path) -> None:
    target = (await _ask(link, f"STREAM.RESTORE.{name}", known))["deliver_subject"]
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            await link.request(target, piece, timeout=_PATIENCE_S)
    done = await link.request(target, b"", timeout=_PATIENCE_S)
    _raise_error(json.loads(done.data))


async def _ask(link: Client, verb: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await link.request(f"$JS.API.{verb}", json.dumps(body).encode(), timeout=_PATIENCE_S)
    return _raise_error(json.loads(answer.data))


def _raise_error(answer: dict[str, Any]) -> dict[str, Any]:
    error = answer.get("error")
    if error:
        raise EngineFailed("The event log could not be saved: %(reason)s", reason=error.get("description", error))
    return answer
