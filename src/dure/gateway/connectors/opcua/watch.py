"""The subscription: which nodes are watched, what they said, which are gone."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from asyncua import Client, ua
from asyncua.common.subscription import DataChangeNotif, Subscription

from dure.gateway.connector import BadData, Context, Unreachable
from dure.gateway.connectors.opcua.address import Target, element
from dure.gateway.connectors.opcua.value import is_unknown_node, overflowed, plain, quality_of, time_us
from dure.gateway.sentence import Sentence
from dure.kernel.observation import Observation, Quality

_BATCH = 500
_KEEP_ALIVE_MS = 10_000


class Watch:
    """Watches targets and keeps what they say until it is taken."""

    def __init__(self, client: Client, context: Context, sampling_ms: float, queue: int) -> None:
        self._client, self._context = client, context
        self._sampling_ms, self._queue = sampling_ms, max(queue, 2)
        self._subscription: Subscription | None = None
        self._targets: dict[ua.NodeId, list[Target]] = defaultdict(list)
        self._absent: dict[str, Target] = {}
        self._said: set[str] = set()
        self._news: list[Observation] = []
        self._arrived = asyncio.Event()
        self._lost: Exception | None = None
        client.connection_lost_callback = self._connection_lost

    async def start(self, targets: Sequence[Target], publishing_ms: float) -> None:
        """Subscribes. A node that isn't there is BAD and tried again by `check`."""
        period_ms = max(publishing_ms, 1.0)
        wanted = ua.CreateSubscriptionParameters()
        wanted.RequestedPublishingInterval = period_ms
        wanted.RequestedMaxKeepAliveCount = max(1, int(_KEEP_ALIVE_MS / period_ms))
        wanted.RequestedLifetimeCount = 6 * wanted.RequestedMaxKeepAliveCount
        wanted.MaxNotificationsPerPublish = 10_000
        wanted.PublishingEnabled = True
        self._subscription = await self._client.create_subscription(wanted, self)
        await self._add(targets)

    async def take(self, wait_s: float) -> list[Observation]:
        """What has come; empty after `wait_s` without news. Raises Unreachable when the server is lost."""
        try:
            async with asyncio.timeout(wait_s):
                await self._arrived.wait()
        except TimeoutError:
            return []
        self._arrived.clear()
        news, self._news = self._news, []
        if self._lost is not None and not news:
            raise Unreachable(
                "The connection to the server was lost: %(reason)s", reason=self._lost or type(self._lost).__name__
            )
        if self._lost is not None:
            self._arrived.set()
        return news

    async def check(self) -> None:
        """Finds nodes that are gone, which many servers don't tell, and those that have come."""
        nodes = list(self._targets)
        for at in range(0, len(nodes), _BATCH):
            some = nodes[at : at + _BATCH]
            values = await self._client.read_attributes([self._client.get_node(node) for node in some])
            for node, value in zip(some, values, strict=True):
                if is_unknown_node(value.StatusCode):
                    self._gone(self._targets.pop(node))
        if self._absent:
            again = list(self._absent.values())
            self._absent.clear()
            await self._add(again)

    async def _add(self, targets: Iterable[Target]) -> None:
        left = await self._subscribe(list(targets))
        elements = [(one, element(one)) for one in left]
        self._gone([one for one, other in elements if other is None])
        as_elements = [other for _, other in elements if other is not None]
        if as_elements:
            self._gone(await self._subscribe(as_elements))

    async def _subscribe(self, targets: list[Target]) -> list[Target]:
        """Returns those whose node the server refuses."""
        groups: dict[ua.NodeId, list[Target]] = defaultdict(list)
        for target in targets:
            groups[target.node].append(target)
        assert self._subscription is not None
        refused: list[Target] = []
        nodes = list(groups)
        for at in range(0, len(nodes), _BATCH):
            some = nodes[at : at + _BATCH]
            # Known before the answer: the first values may come ahead of it.
            for node in some:
                self._targets[node] += groups[node]
            results = await self._subscription.subscribe_data_change(
                [self._client.get_node(node) for node in some],
                queuesize=self._queue,
                sampling_interval=self._sampling_ms,
            )
            for node, result in zip(some, results, strict=True):
                if isinstance(result, ua.StatusCode):
                    self._targets[node] = [one for one in self._targets[node] if one not in groups[node]]
                    if not self._targets[node]:
                        del self._targets[node]
                    refused += groups[node]
                else:
                    self._said.difference_update(one.address for one in groups[node])
        return refused

    def _gone(self, targets: Iterable[Target]) -> None:
        for target in targets:
            self._absent[target.address] = target
            self._say(target.address, Sentence("%(address)s: the server has no such node", address=target.address))
            self._tell(Observation(target.address, None, self._context.now_us(), Quality.BAD))

    def datachange_notification(self, node: Any, _value: Any, data: DataChangeNotif) -> None:
        """Called by asyncua for every change."""
        value = data.monitored_item.Value
        for target in self._targets.get(node.nodeid, ()):
            if overflowed(value.StatusCode):
                self._context.problem(
                    Sentence(
                        "%(address)s: the server dropped changes; raise the number it keeps", address=target.address
                    )
                )
            self._tell(self._observation(target, value))

    def status_change_notification(self, status: Any) -> None:
        """Called by asyncua when the server ends the subscription."""
        self._lose(ConnectionError(f"the server ended the subscription ({status})"))

    def _observation(self, target: Target, value: ua.DataValue) -> Observation:
        quality = quality_of(value.StatusCode)
        moment = time_us(value, self._context.now_us())
        raw = value.Value.Value if value.Value is not None else None
        try:
            read = plain(raw, target.path) if raw is not None else None
        except BadData as error:
            self._say(target.address, Sentence("%(place)s: %(reason)s", place=target.address, reason=error))
            return Observation(target.address, None, moment, Quality.BAD)
        if raw is None and quality <= Quality.UNCERTAIN:
            quality = Quality.MISSING
        return Observation(target.address, read, moment, quality)

    def _tell(self, one: Observation) -> None:
        self._news.append(one)
        self._arrived.set()

    def _say(self, what: str, text: str) -> None:
        if what not in self._said:
            self._said.add(what)
            self._context.problem(text)

    async def _connection_lost(self, error: Exception) -> None:
        self._lose(error)

    def _lose(self, error: Exception) -> None:
        self._lost = error
        self._arrived.set()
