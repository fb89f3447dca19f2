"""A connector's place at the broker: what it collects, and the messages that wait for it."""

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence

from dure.gateway.broker.message import Batch, Message, Receipt
from dure.gateway.broker.redelivery import Mark, pack

_Part = tuple[list[Message], Receipt | None]
_TAKE = 4000
_LOOK = 1000


class Collector:
    """Messages for one connection of the gateway, held until that connection has them on disk.

    It outlives the connector: while the connector is away (starting, failing, coming back) messages
    wait here unacknowledged, and their senders are held back rather than told a lie.
    """

    def __init__(self, name: str, filters: Sequence[str], *, holds: bool = True) -> None:
        self.name = name
        self.filters = tuple(filters)
        self.holds = holds
        """Whether senders wait for it; False for a look at what comes (the wizard's preview)."""
        self.sources: set[object] = set()
        self._waiting: deque[_Part] = deque()
        self._taken: list[tuple[Batch, list[_Part]]] = []
        self._known: list[Mark] = []
        self._wake = asyncio.Event()

    def put(self, messages: list[Message], receipt: Receipt | None) -> None:
        """Messages have come; `receipt` is released when they are stored."""
        if not self.holds and len(self._waiting) >= _LOOK:
            return
        if self.holds and receipt is not None:
            receipt.hold()
        self._waiting.append((messages, receipt if self.holds else None))
        self._wake.set()

    def put_known(self, mark: Mark) -> None:
        """A message has come again whose observations are on disk: its number goes with the next ones,
        because the sender may be cut off once more before it hears of the acknowledgement."""
        self._known.append(mark)

    async def take(self) -> Batch:
        """The messages that are waiting, as soon as there are any or `wake` was called."""
        await self._wake.wait()
        parts: list[_Part] = []
        messages: list[Message] = []
        while self._waiting and len(messages) < _TAKE:
            part = self._waiting.popleft()
            messages += part[0]
            parts.append(part)
        if not self._waiting:
            self._wake.clear()
        batch = Batch(messages, lambda: _release(parts), self._origin(messages))
        if self.holds and parts:
            self._taken = [(taken, its) for taken, its in self._taken if not taken.is_handed]
            self._taken.append((batch, parts))
        return batch

    def _origin(self, messages: list[Message]) -> bytes:
        marks = [message.mark for message in messages if message.mark is not None]
        if not marks or not self.holds:
            return b""
        known, self._known = self._known, []
        return pack(self.name, known + marks)

    def wake(self) -> None:
        """Let `take` return even when nothing has come."""
        self._wake.set()

    def put_back(self) -> None:
        """The connector has gone: what it took and did not hand on waits again, in its old order."""
        kept = [part for batch, parts in self._taken if not batch.is_handed for part in parts]
        self._taken = []
        self._waiting.extendleft(reversed(kept))
        if self._waiting:
            self._wake.set()

    def give_up(self) -> None:
        """Nobody will collect any more: let the senders go on."""
        self.put_back()
        waiting, self._waiting = self._waiting, deque()
        _release(waiting)


def _release(parts: Iterable[_Part]) -> None:
    for _, receipt in parts:
        if receipt is not None:
            receipt.release()
