"""The order of an edge node's messages by their sequence numbers 0 to 255. Pure."""

from typing import Generic, TypeVar

T = TypeVar("T")
_HALF = 128


class Order(Generic[T]):
    """Lets messages through in order, holds back those that came too early, and knows a repeated one.

    Numbers are unwrapped: what lies less than 128 ahead is early, what lies behind was there before,
    or comes late after it was given up.
    """

    def __init__(self) -> None:
        self._next: int | None = None
        self._early: dict[int, T] = {}
        self._given_up: set[int] = set()

    def start(self, seq: int | None) -> None:
        """A birth with this number has come; None: take the next number as it comes."""
        self._next = None if seq is None else seq + 1
        self._early.clear()
        self._given_up.clear()

    @property
    def has_gap(self) -> bool:
        """Whether messages are held back because an earlier one is missing."""
        return bool(self._early)

    def place(self, seq: int, item: T) -> list[T]:
        """The messages that are now in order, `item` among them unless it is early or repeated."""
        if self._next is None:
            self._next = seq
        number = self._unwrap(seq, self._next)
        if number < self._next:
            if number not in self._given_up:
                return []
            self._given_up.remove(number)
            return [item]
        self._early.setdefault(number, item)
        return self._ready(self._next)

    def _unwrap(self, seq: int, expected: int) -> int:
        ahead = (seq - expected) % 256
        return expected + ahead - (256 if ahead >= _HALF else 0)

    def _ready(self, number: int) -> list[T]:
        ready = []
        while number in self._early:
            ready.append(self._early.pop(number))
            number += 1
        self._next = number
        return ready

    def give_up(self) -> list[T]:
        """Waiting is over: the messages that were held back, in order; a late one may still come."""
        if not self._early or self._next is None:
            return []
        last = max(self._early)
        missing = {number for number in range(self._next, last) if number not in self._early}
        ready = [self._early[number] for number in sorted(self._early)]
        self._early.clear()
        self._next = last + 1
        self._given_up = {number for number in self._given_up | missing if number > last - _HALF}
        return ready
