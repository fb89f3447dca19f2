"""The connect wizard's questions, answered over NATS: what connectors, what is there, what does it say.

Reads only, in a time limit, and stores nothing.
"""

import asyncio
import json
import logging
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict
from typing import Any

from nats.aio.client import Client
from nats.aio.msg import Msg

from dure.gateway import manifests, sentence
from dure.gateway.connector import (
    BadData,
    Connector,
    ConnectorError,
    Context,
    Manifest,
    Parcel,
    Rejected,
)
from dure.gateway.sentence import Sentence
from dure.kernel.errors import DureError, Invalid
from dure.kernel.eventlog import rpc_subject
from dure.kernel.observation import Observation

log = logging.getLogger("dure.gateway.rpc")
BROWSE_S = 20.0
PREVIEW_S = 30.0
AT_ONCE = 4
_VALUES = 2_000
_FOUND = 5_000
_ANSWER_BYTES = 900_000


class Questions:
    """Answers one gateway's questions."""

    def __init__(self, gateway: str, found: dict[str, Manifest], now_us: Callable[[], int], broker: Any = None) -> None:
        self._gateway, self._manifests, self._now_us = gateway, found, now_us
        self.broker = broker
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def run(self, client: Client) -> None:
        """Answers for as long as the line holds."""
        tasks: set[asyncio.Task[None]] = set()

        async def asked(message: Msg) -> None:
            task = asyncio.create_task(self._respond(message))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        await client.subscribe(rpc_subject(self._gateway), cb=asked)
        try:
            await asyncio.Event().wait()
        finally:
            for task in tasks:
                task.cancel()

    async def _respond(self, message: Msg) -> None:
        async with self._slots:
            answer = await self.answer(message.data)
        data = json.dumps(answer, ensure_ascii=False, default=str).encode("utf-8", "replace")
        if len(data) > _ANSWER_BYTES:
            data = json.dumps(
                _error("invalid", Sentence("There is too much to show here; choose a part of it"))
            ).encode()
        await message.respond(data)

    async def answer(self, data: bytes) -> dict[str, Any]:
        """The answer to a question; failures are answers too ({"error": {"kind", "message", "id", "params"}})."""
        try:
            return await self._answer(data)
        except manifests.MissingDependency as error:
            return _error("missing_dependency", error)
        except (Rejected, BadData) as error:
            return _error("rejected", error)
        except ConnectorError as error:
            return _error("unreachable", error)
        except (OSError, TimeoutError) as error:
            return _error("unreachable", str(error) or Sentence("No answer in time"))
        except DureError as error:
            return _error("invalid", error)
        except Exception as error:
            log.exception("A question of the connect wizard could not be answered")
            return _error("invalid", Sentence("%(kind)s: %(reason)s", kind=type(error).__name__, reason=error))

    async def _answer(self, data: bytes) -> dict[str, Any]:
        try:
            asked = json.loads(data)
        except ValueError as error:
            raise Invalid("The question is not JSON") from error
        if not isinstance(asked, dict):
            raise Invalid("The question is not an object")
        match asked.get("do"):
            case "protocols":
                return {"protocols": [manifests.as_json(one) for one in self._manifests.values()]}
            case "browse":
                return await self._browse(asked)
            case "preview":
                return await self._preview(asked)
            case other:
                raise Invalid("Unknown question %(question)s", question=str(other))

    async def _browse(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        async with asyncio.timeout(BROWSE_S), AsyncExitStack() as stack:
            connector = await self._opened(asked, (), stack)
            found = await connector.browse(str(asked.get("path") or ""))
            return {"found": [asdict(one) for one in found[:_FOUND]]}

    async def _preview(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        addresses = asked.get("addresses") or ["*"]
        seconds = asked.get("seconds", 3)
        if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
            raise Invalid("The addresses are not a list of texts")
        if not isinstance(seconds, int | float) or not 0 < seconds <= PREVIEW_S:
            raise Invalid("A preview lasts up to %(seconds)s seconds", seconds=int(PREVIEW_S))
        latest: dict[str, Observation] = {}
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(BROWSE_S):
                connector = await self._opened(asked, tuple(addresses), stack)
            wanted = set(addresses) - {"*"}
            try:
                async with asyncio.timeout(seconds):
                    await _watch(connector, wanted if "*" not in addresses else set(), latest)
            except TimeoutError:
                log.debug("The time of a preview is over")
        return {"values": [_value(one) for one in list(latest.values())[:_VALUES]]}

    async def _opened(self, asked: Mapping[str, Any], addresses: tuple[str, ...], stack: AsyncExitStack) -> Connector:
        given = asked.get("settings") or {}
        if not isinstance(given, dict):
            raise Invalid("The settings are not an object")
        manifest = manifests.named(self._manifests, str(asked.get("protocol")))
        settings = manifests.settings(manifest, given)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="dure-look-"))
        said: list[str] = []
        context = Context(self._now_us, said.append, folder, "", self.broker, preview=True)
        connector = manifests.connector_class(manifest)(settings, addresses or ("*",), context)
        try:
            return await stack.enter_async_context(connector)
        except ConnectorError as error:
            raise type(error)(manifests.redacted(manifest, given, sentence.of(error))) from error


async def _watch(connector: Connector, wanted: set[str], latest: dict[str, Observation]) -> None:
    """Keeps the latest value of each address; returns early when each of `wanted` has come."""
    parcels = connector.observations()
    try:
        async for parcel in parcels:
            _keep(parcel, latest)
            if wanted and wanted <= latest.keys():
                return
    finally:
        close = getattr(parcels, "aclose", None)
        if close is not None:
            await close()


def _keep(parcel: Parcel, latest: dict[str, Observation]) -> None:
    for one in parcel.observations:
        if one.address in latest or len(latest) < _VALUES:
            latest[one.address] = one
    if parcel.on_refused is not None:
        parcel.on_refused(Sentence("This is only a preview; nothing was stored"))


def _value(one: Observation) -> dict[str, Any]:
    return {
        "address": one.address,
        "value": one.value,
        "quality": int(one.quality),
        "time_us": one.time_us,
    }


def _error(kind: str, said: str | DureError) -> dict[str, Any]:
    return {"error": {"kind": kind, **sentence.as_json(said)}}
