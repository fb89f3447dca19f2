"""The `mtconnect` connector: follows an agent and goes on exactly where it stopped."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from types import TracebackType
from typing import Any, Self

from dure.gateway.connector import BadData, Context, Found, Parcel, Rejected, Unreachable
from dure.gateway.connectors.mtconnect.agent import Agent
from dure.gateway.connectors.mtconnect.browse import browse
from dure.gateway.connectors.mtconnect.documents import AgentError, Reported, Streams
from dure.gateway.connectors.mtconnect.position import Kept, Position
from dure.gateway.sentence import Sentence
from dure.gateway.standing import Standing
from dure.kernel.mtconnect import Catalogue, Conditions, reading
from dure.kernel.observation import Observation, Quality, Value

_CLOCK_US = 300_000_000


class _Restarted(Exception):
    """The agent numbers anew."""


class MtConnect:
    """Collects `device/dataItemId`. Settings: see manifest.toml.

    epoch is the agent's instanceId and sequence its own number, so a repeated delivery is known.
    """

    def __init__(self, settings: Mapping[str, Any], addresses: Sequence[str], context: Context) -> None:
        self._wanted = None if "*" in addresses else frozenset(addresses)
        self._context = context
        self._agent = Agent(
            str(settings["url"]),
            str(settings.get("device") or ""),
            int(settings.get("interval_ms") or 200),
            float(settings.get("heartbeat_s") or 5),
        )
        self._kept = Kept(context.state_dir)
        self._standing = Standing(context.now_us)
        self._start_over()

    def _start_over(self) -> None:
        self._catalogue = Catalogue(())
        self._conditions = Conditions()
        self._latest: dict[str, Observation] = {}

    async def __aenter__(self) -> Self:
        try:
            await self._meet()
        except AgentError as error:
            raise Rejected("The agent refuses: %(reason)s", reason=error) from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Each request closes its own line."""

    async def _meet(self) -> None:
        self._start_over()
        self._catalogue = await self._agent.probe()
        self._tell_missing_items()
        self._present = await self._agent.current()
        self._check_clock(self._present)

    def _tell_missing_items(self) -> None:
        known = {f"{item.device}/{item.id}" for device in self._catalogue.devices for item in device.items}
        for address in sorted((self._wanted or frozenset()) - known):
            self._context.problem(Sentence("%(address)s: the agent has no such data item", address=address))

    def _check_clock(self, present: Streams) -> None:
        if present.created_us is None:
            return
        off_us = present.created_us - self._context.now_us()
        if abs(off_us) > _CLOCK_US:
            self._context.problem(Sentence("The agent's clock is off by %(seconds).0f s", seconds=off_us / 1000000.0))

    async def observations(self) -> AsyncIterator[Parcel]:
        """History since the last stored position where the agent still has it, then what changes."""
        while True:
            try:
                async for parcel in self._follow():
                    yield parcel
            except _Restarted:
                self._context.problem(Sentence("The agent was restarted; its present values are read anew"))
            except AgentError as error:
                if error.code != "OUT_OF_RANGE":
                    raise Rejected("The agent refuses: %(reason)s", reason=error) from error
                self._context.problem(
                    Sentence("The agent no longer has what was said meanwhile; some changes are lost")
                )
            except BadData as error:
                raise Unreachable("The agent's answer can't be read: %(reason)s", reason=error) from error
            await self.__aenter__()

    async def _follow(self) -> AsyncIterator[Parcel]:
        present = self._present
        start = self._start(present)
        is_behind = start < present.next
        if not is_behind:
            yield self._parcel(present, self._standing.complete(self._read(present)))
        async with aclosing(self._agent.sample(start)) as documents:
            async for document in documents:
                start = self._checked(document, present, start)
                found = self._read(document)
                if is_behind and start >= present.next:
                    is_behind = False
                    found += self._unchanged_since(present)
                yield self._parcel(document, found)

    def _unchanged_since(self, present: Streams) -> list[Observation]:
        """After catching up: what the caught up part didn't hold, and all that stands, at the present time."""
        held = set(self._latest)
        missed = [one for one in self._read_all(present) if f"{one.device}/{one.id}" not in held]
        return [*self._observed(present.instance, missed), *self._standing.again(self._latest.values())]

    def _start(self, present: Streams) -> int:
        """Where to go on: what was stored last, else what the new numbering has, else the present."""
        kept = self._kept.load()
        if kept is None or self._context.preview:
            return present.next
        if kept.instance != present.instance:
            return max(present.first, 1)
        if kept.next < present.first:
            self._context.problem(
                Sentence(
                    "The agent no longer has sequences %(first)s to %(last)s; some changes are lost",
                    first=kept.next,
                    last=present.first - 1,
                )
            )
        return min(max(kept.next, present.first), present.next)

    def _checked(self, document: Streams, present: Streams, expected: int) -> int:
        if document.instance != present.instance:
            raise _Restarted
        if document.first > expected:
            self._context.problem(
                Sentence(
                    "The agent no longer has sequences %(first)s to %(last)s; some changes are lost",
                    first=expected,
                    last=document.first - 1,
                )
            )
        return max(document.next, expected)

    def _parcel(self, document: Streams, observations: Sequence[Observation]) -> Parcel:
        reached = Position(document.instance, document.next)
        save = None if self._context.preview else partial(self._kept.save, reached)
        return Parcel(observations, on_stored=save)

    def _read(self, document: Streams) -> list[Observation]:
        return list(self._observed(document.instance, self._read_all(document)))

    @staticmethod
    def _read_all(document: Streams) -> list[Reported]:
        """In the order in which it was said; a document sorts by component."""
        return sorted(document.reported, key=lambda one: one.sequence)

    def _observed(self, instance: str, reported: Iterable[Reported]) -> Iterator[Observation]:
        for one in reported:
            address = f"{one.device}/{one.id}"
            if self._wanted is None or address in self._wanted:
                yield self._observation(instance, address, one)

    def _observation(self, instance: str, address: str, one: Reported) -> Observation:
        doubt = Quality.UNCERTAIN if one.time_us is None else Quality.GOOD
        moment = self._context.now_us() if one.time_us is None else one.time_us
        value: Value
        if one.level:
            value, quality = self._conditions.apply(address, one.level, one.native_code, one.text)
        else:
            value, quality = reading(self._catalogue.find(one.id, one.device), one.text)
        if quality is Quality.BAD:
            self._context.problem(
                Sentence("%(address)s: %(text)s is not a number", address=address, text=repr(one.text[:80]))
            )
        seen = Observation(address, value, moment, max(quality, doubt), instance, one.sequence)
        self._latest[address] = seen
        return seen

    async def browse(self, path: str) -> Sequence[Found]:
        """Devices at the top, their data items with present values below."""
        try:
            return browse(await self._agent.probe(), await self._agent.current(), path)
        except AgentError as error:
            raise Rejected("The agent refuses: %(reason)s", reason=error) from error
