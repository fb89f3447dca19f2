"""The `sparkplug` connector: a Sparkplug B 3.0 host application on the built-in broker or an outside one."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from dure.gateway.broker.choice import choose_line
from dure.gateway.broker.line import Line
from dure.gateway.broker.message import Message
from dure.gateway.broker.packets import Will
from dure.gateway.connector import BadData, ConnectorError, Context, Found, Parcel, Rejected
from dure.gateway.connectors.sparkplug import topic
from dure.gateway.connectors.sparkplug.browse import browse
from dure.gateway.connectors.sparkplug.host import Host
from dure.gateway.connectors.sparkplug.payload import rebirth_request
from dure.gateway.connectors.sparkplug.wanted import Wanted
from dure.kernel.observation import Observation

log = logging.getLogger("dure.gateway.sparkplug")
SIGN_OF_LIFE_S = 10.0
_TICK_S = 0.1
_IDLE_S = 1.0
_LOOK_S = 4.0
_QUIET_S = 0.8


class Sparkplug:
    """Collects metrics of Sparkplug edge nodes and devices. Settings: see manifest.toml."""

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._settings, self._context = settings, context
        groups = [group.strip() for group in str(settings.get("groups") or "").split(",") if group.strip()]
        self._wanted = Wanted(addresses, groups)
        reorder_s = float(settings.get("reorder_timeout_s") or 2)
        self._host = Host(self._wanted, context.problem, reorder_s)
        self._host_id = str(settings.get("host_id") or "dure")
        if any(sign in self._host_id for sign in "/+#"):
            raise Rejected("Not a host id: %(host_id)s", host_id=self._host_id)
        self._session_ms = 0
        self._known: set[tuple[str, str]] = set()
        self._line: Line | None = None

    @property
    def _state_topic(self) -> str:
        return topic.state_topic(self._host_id)

    async def __aenter__(self) -> Self:
        self._session_ms = self._context.now_us() // 1000
        will = Will(self._state_topic, _state(False, self._session_ms), qos=1, retain=True)
        filters = [self._state_topic, *self._wanted.filters]
        line = choose_line(self._settings, self._context, filters, clean=True, will=will)
        self._line = await line.__aenter__()
        await self._say_state(True, self._session_ms)
        self._known = self._read_known()
        self._host.remember(self._known | self._seen())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        try:
            if not self._context.preview:
                payload = _state(False, self._context.now_us() // 1000)
                await line.send(self._state_topic, payload, qos=1, retain=True)
        except ConnectorError as failure:
            # The line is gone; the broker gives the will in our stead.
            log.info("%s: could not say that the host goes: %s", self._context.connection, failure)
        finally:
            await line.__aexit__(kind, error, trace)

    async def _say_state(self, online: bool, time_ms: int) -> None:
        if self._line is not None and not self._context.preview:
            await self._line.send(self._state_topic, _state(online, time_ms), qos=1, retain=True)

    async def observations(self) -> AsyncIterator[Parcel]:
        """Parcels of what comes. An edge node that is online counts as a sign of life."""
        line = self._line
        assert line is not None
        quiet_since = time.monotonic()
        while True:
            await self._ask_for_rebirths(line)
            batch = None
            # Not wait_for: before Python 3.12 it loses a cancellation that meets a message.
            try:
                async with asyncio.timeout(_TICK_S if self._host.is_waiting else _IDLE_S):
                    batch = await line.take()
            except TimeoutError:
                log.debug("%s: nothing has come", self._context.connection)
            at_s = time.monotonic()
            found = [one for message in (batch.messages if batch else ()) for one in self._take(message, at_s)]
            found += self._host.tick(self._context.now_us(), at_s)
            if batch is not None or found:
                quiet_since = at_s
                yield Parcel(found, batch.hand() if batch else None, origin=batch.origin if batch else b"")
            elif at_s - quiet_since >= SIGN_OF_LIFE_S and self._host.is_alive:
                quiet_since = at_s
                yield Parcel(())
            await self._answer_state(batch.messages if batch else ())
            self._keep_known()

    def _take(self, message: Message, at_s: float) -> list[Observation]:
        if message.topic.startswith(f"{topic.NAMESPACE}/STATE/"):
            return []
        return self._host.take(message, at_s)

    async def _answer_state(self, messages: Sequence[Message]) -> None:
        """Whoever says that we are offline, while we are not, is corrected."""
        for message in messages:
            if message.topic == self._state_topic and not message.retained and _is_offline(message.payload):
                await self._say_state(True, self._session_ms)

    async def _ask_for_rebirths(self, line: Line) -> None:
        for node, reason in self._host.to_be_asked(time.monotonic()):
            log.info("%s: asking %s for a rebirth: %s", self._context.connection, node.name, reason)
            payload = rebirth_request(self._context.now_us() // 1000)
            await line.send(topic.command_topic(node.group, node.edge), payload, qos=0, retain=False)

    def _seen(self) -> set[tuple[str, str]]:
        """Edge nodes that the broker has heard of."""
        found = set()
        for one in self._line.seen() if self._line is not None else ():
            try:
                found.add(topic.parse(one.topic).node)
            except BadData:
                continue
        return found

    @property
    def _known_path(self) -> Path:
        return Path(self._context.state_dir) / "edge_nodes.json"

    def _read_known(self) -> set[tuple[str, str]]:
        try:
            return {(group, edge) for group, edge in json.loads(self._known_path.read_bytes())}
        except FileNotFoundError:
            return set()
        except (ValueError, TypeError):
            log.warning("%s: the list of known edge nodes is broken; starting anew", self._context.connection)
            return set()

    def _keep_known(self) -> None:
        """Edge nodes that were born are asked again after a restart of ours."""
        online = {key for key, node in self._host.nodes.items() if node.online}
        if online <= self._known or self._context.preview:
            return
        self._known |= online
        fresh = self._known_path.with_suffix(".new")
        fresh.write_text(json.dumps(sorted(self._known), ensure_ascii=False), encoding="utf-8")
        fresh.replace(self._known_path)

    async def browse(self, path: str) -> Sequence[Found]:
        """Group, edge node, device, metrics with their values, from births asked for just now."""
        if self._context.preview:
            await self._look()
        return browse(self._host.nodes, path)

    async def _look(self) -> None:
        """Listen until births have come and it has been quiet since."""
        listening = asyncio.create_task(self._listen())
        try:
            end = time.monotonic() + _LOOK_S
            while time.monotonic() < end and not self._host.was_quiet(time.monotonic(), _QUIET_S):
                await asyncio.sleep(_TICK_S)
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)

    async def _listen(self) -> None:
        async for parcel in self.observations():
            if parcel.on_stored is not None:
                parcel.on_stored()


def _state(online: bool, time_ms: int) -> bytes:
    return json.dumps({"online": online, "timestamp": time_ms}).encode()


def _is_offline(payload: bytes) -> bool:
    try:
        told = json.loads(payload)
    except ValueError:
        return False
    return isinstance(told, dict) and told.get("online") is False
