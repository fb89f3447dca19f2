"""How many pieces an operation may work on, by what those before it have let through. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Passed:
    """What is known of an operation of an order.

    rework, rejected: pieces reported as such here. returned: pieces for rework that were sent here. routed: pieces
    for rework that were sent on from here. transfer: pieces after which the next operation may begin, None: all.
    rework_of: id of the operation whose rework this one does; its good pieces go on from there.
    """

    id: int
    number: int
    good: Decimal = ZERO
    rework: Decimal = ZERO
    rejected: Decimal = ZERO
    returned: Decimal = ZERO
    routed: Decimal = ZERO
    transfer: Decimal | None = None
    is_over: bool = False
    is_skipped: bool = False
    rework_of: int | None = None

    @property
    def worked(self) -> Decimal:
        return self.good + self.rework + self.rejected

    @property
    def waits_for_rework(self) -> Decimal:
        """Pieces that are to be worked on again and that nobody has sent anywhere yet."""
        return self.rework - self.routed


@dataclass(frozen=True, slots=True)
class Flow:
    """The operations of one order, by number."""

    operations: Sequence[Passed]

    @property
    def _by_id(self) -> Mapping[int, Passed]:
        return {one.id: one for one in self.operations}

    @property
    def main(self) -> list[Passed]:
        """The chain that every piece goes through."""
        return sorted((one for one in self.operations if one.rework_of is None), key=lambda one: one.number)

    def before(self, key: int) -> Passed | None:
        """The last operation of the chain before this one that isn't skipped."""
        one = self._by_id[key]
        return next((o for o in reversed(self.main) if o.number < one.number and not o.is_skipped), None)

    def following(self, key: int) -> Passed | None:
        """The next operation of the chain that isn't skipped; of an inserted one that of the operation it is for."""
        one = self._by_id[key]
        root = one if one.rework_of is None else self._by_id[one.rework_of]
        return next((o for o in self.main if o.number > root.number and not o.is_skipped), None)

    def is_last(self, key: int) -> bool:
        """Whether what is good here is good for the order."""
        return self.following(key) is None

    def let_through(self, key: int) -> Decimal:
        """Pieces that went on from here, with those that were good after rework."""
        return sum((o.good for o in self.operations if key in (o.id, o.rework_of)), ZERO)

    def available(self, key: int) -> Decimal | None:
        """Pieces that lie ready here. None: as many as anybody wants, at the beginning of the chain."""
        one = self._by_id[key]
        if one.rework_of is not None:
            return one.returned - one.worked
        first = self.before(key)
        return None if first is None else self.let_through(first.id) + one.returned - one.worked

    def may_begin(self, key: int) -> bool:
        """Whether enough lies ready to begin: a whole transfer quantity, or all, of the operation before."""
        ready, first = self.available(key), self.before(key)
        one = self._by_id[key]
        if ready is None:
            return True
        if ready <= ZERO:
            return False
        if first is None or one.rework_of is not None or one.worked > 0 or one.returned > 0 or first.is_over:
            return True
        return first.transfer is not None and self.let_through(first.id) >= first.transfer

    @property
    def rejected(self) -> Decimal:
        return sum((one.rejected for one in self.operations), ZERO)

    @property
    def overdrawn(self) -> Passed | None:
        """The first operation that has worked on more pieces than had come to it; None: none has."""
        return next((o for o in self.operations if (ready := self.available(o.id)) is not None and ready < 0), None)
