"""The `opcua` connector: every change of the chosen nodes, with the source's own time."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self

from asyncua import Client, ua

from dure.gateway import sentence
from dure.gateway.connector import Context, Found, Parcel, Rejected
from dure.gateway.connectors.opcua.address import Target, element_of_number, parse
from dure.gateway.connectors.opcua.browse import browse, variables
from dure.gateway.connectors.opcua.session import session, told_apart
from dure.gateway.connectors.opcua.watch import Watch
from dure.gateway.standing import Standing

_SIGN_S = 5.0
_LEARN_S = 10.0
_BATCH = 500


class OpcUa:
    """Collects node ids. Settings: see manifest.toml. It only browses, reads and subscribes."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._settings, self._addresses, self._context = settings, addresses, context
        self._check_s = float(settings.get("check_s") or 60)
        self._stack = AsyncExitStack()
        self._client: Client | None = None

    async def __aenter__(self) -> Self:
        self._client = await self._stack.enter_async_context(session(self._settings, self._context))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def observations(self) -> AsyncIterator[Parcel]:
        """First the present values, then every change; empty while the server answers without news."""
        client = self._client
        assert client is not None
        queue, sampling_ms = int(self._settings.get("queue") or 100), float(self._settings.get("sampling_ms") or 100)
        watch = Watch(client, self._context, sampling_ms, queue)
        standing = Standing(self._context.now_us)
        loop = asyncio.get_running_loop()
        with told_apart():
            targets = await self._targets(client)
            await _learn_structures(client, targets)
            await watch.start(targets, float(self._settings.get("publishing_ms") or 500))
            due = loop.time() + self._check_s
            while True:
                news = await watch.take(max(0.0, min(_SIGN_S, due - loop.time())))
                yield Parcel(standing.complete(news))
                if loop.time() >= due:
                    await watch.check()
                    due = loop.time() + self._check_s

    async def _targets(self, client: Client) -> list[Target]:
        if "*" in self._addresses:
            return [Target(node.to_string(), node) for node in await variables(client, self._context.problem)]
        namespaces = await client.get_namespace_array()
        targets = []
        for address in dict.fromkeys(self._addresses):
            try:
                targets.append(element_of_number(address, namespaces) or parse(address, namespaces))
            except Rejected as error:
                if len(self._addresses) == 1:
                    raise
                self._context.problem(sentence.of(error))
        return targets

    async def browse(self, path: str) -> Sequence[Found]:
        """Children of a node ("" is the Objects folder) with values, units and types."""
        async with AsyncExitStack() as stack:
            client = self._client or await stack.enter_async_context(session(self._settings, self._context))
            with told_apart():
                return await browse(client, path)


async def _learn_structures(client: Client, targets: Sequence[Target]) -> None:
    """So that structures have fields; a server that doesn't describe its types is read without."""
    nodes = [client.get_node(target.node) for target in targets]
    values: list[ua.DataValue] = []
    for at in range(0, len(nodes), _BATCH):
        values += await client.read_attributes(nodes[at : at + _BATCH])
    # Reading all types of a server takes seconds; only an undecoded structure is worth them.
    if not any(value.Value is not None and type(value.Value.Value) is ua.ExtensionObject for value in values):
        return
    try:
        async with asyncio.timeout(_LEARN_S):
            await client.load_data_type_definitions()
    except (ua.UaError, ValueError, KeyError, TypeError, AttributeError, NotImplementedError, TimeoutError):
        # Its values are then told as unreadable one by one, by name.
        return
