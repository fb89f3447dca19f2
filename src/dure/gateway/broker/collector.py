"""A connector's place at the broker: what it collects, and the messages that wait for it."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from dure.gateway.broker.message import Batch, Message, Receipt

_TAKE = 4000


class Collector:
    """Messages for one connection of the gateway, held until that connection has them on disk.

    It outlives the connector: while the connector is away (starting, failing, coming back) messages
    wait here unacknowledged, and their senders are held back rather than told a lie.
    """

    def __init__(self, name: str, filters: Sequence[str]) -> None:
        self.name = name
        self.filters = tuple(filters)
        self.sources: set[object] = set()
        self._waiting: deque[tuple[list[Message], Receipt | None]] = deque()
        self._taken: dict[int, tuple[list[Message], Receipt | None]] = {}
        self._count = 0
        self._wake = asyncio.Event()

    def put(self, messages: list[Message], receipt: Receipt | None) -> None:
        """Messages have come; `receipt` is released when they are stored."""
        self._waiting.append((messages, receipt))
        self._wake.set()

    async def take(self) -> Batch:
        """The messages that are waiting, as soon as there are any or `wake` was called."""
        await self._wake.wait()
        messages: list[Message] = []
        numbers: list[int] = []
        while self._waiting and len(messages) < _TAKE:
            part = self._waiting.popleft()
            messages += part[0]
            self._count += 1
            self._taken[self._count] = part
            numbers.append(self._count)
        if not self._waiting:
            self._wake.clear()
        return Batch(messages, self._settler(numbers))

    def wake(self) -> None:
        """Let `take` return even when nothing has come."""
        self._wake.set()

    def _settler(self, numbers: list[int]) -> Callable[[], None]:
        def stored() -> None:
            for number in numbers:
                part = self._taken.pop(number, None)
                if part is not None and part[1] is not None:
                    part[1].release()

        return stored

    def put_back(self) -> None:
        """The connector has gone: what it took and did not store waits again, in its old order."""
        taken, self._taken = self._taken, {}
        self._waiting.extendleft(reversed(taken.values()))
        if self._waiting:
            self._wake.set()

    def give_up(self) -> None:
        """Nobody will collect any more: let the senders go on."""
        self.put_back()
        waiting, self._waiting = self._waiting, deque()
        for _, receipt in waiting:
            if receipt is not None:
                receipt.release()
