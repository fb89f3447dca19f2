"""How long setting up takes from one item to another: the plant's table, its cleaning rules, else the routing. Pure.

Only work units that share operations have to share the numbers of what they are set up for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dure.planning.quantities import minutes_up
from dure.planning.scheduling.problem import Table

State = tuple[int, int]
"""(item, number of the operation)"""


@dataclass(frozen=True, slots=True)
class Kind:
    """What of an item matters for setting up."""

    group: str = ""
    allergens: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """From a group of items to another one, "" for any; on the units of a work center, None for all. for_allergens: to
    be cleaned when what ran before holds an allergen that the next one doesn't; this comes on top."""

    minutes: int
    before: str = ""
    after: str = ""
    work_center: int | None = None
    for_allergens: bool = False


@dataclass(frozen=True, slots=True)
class Changeovers:
    """kinds: item → what matters of it. centers: work unit → its work center."""

    lines: Sequence[Line] = ()
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    centers: Mapping[int, int] = field(default_factory=dict)

    def minutes(self, unit: int, before: State | None, after: State, routed_s: Decimal) -> int:
        """From what the unit is set up for to another state. before: None when nobody knows, which is as another item.
        routed_s: what the routing says where the table says nothing."""
        if before == after:
            return 0
        one = self.kinds.get(before[0], Kind()) if before is not None else Kind()
        other, center = self.kinds.get(after[0], Kind()), self.centers.get(unit)
        fitting = [line for line in self.lines if line.work_center in (None, center)]
        tables = [
            line
            for line in fitting
            if not line.for_allergens and line.before in ("", one.group) and line.after in ("", other.group)
        ]
        found = minutes_up(routed_s)
        if tables:
            # The line that says most: of the work center, then both groups, then the one that comes.
            found = max(tables, key=lambda it: (it.work_center is not None, bool(it.after), bool(it.before))).minutes
        if one.allergens - other.allergens:
            found += max((line.minutes for line in fitting if line.for_allergens), default=0)
        return found


class States:
    """Numbers of what units are set up for, and their tables."""

    def __init__(self, changeovers: Changeovers) -> None:
        self._by = changeovers
        self._routed: dict[State, dict[int, Decimal]] = {}
        self._now: dict[int, State | None] = {}
        self._root: dict[int, int] = {}
        self._made: dict[Table, int] = {}
        self._numbers: dict[int, dict[State, int]] = {}

    def add(self, state: State, ways: Iterable[tuple[int, Decimal]]) -> None:
        """An operation that units can do, with the set-up that the routing gives it there."""
        row = self._routed.setdefault(state, {})
        for unit, seconds in ways:
            row.setdefault(unit, seconds)
        first = next(iter(row), None)
        for unit in row:
            self._root[self._find(unit)] = self._find(first if first is not None else unit)

    def stand(self, unit: int, state: State | None) -> None:
        """What a unit is set up for now."""
        self._now[unit] = state

    def _find(self, unit: int) -> int:
        while self._root.setdefault(unit, unit) != unit:
            unit = self._root[unit]
        return unit

    def _numbered(self, unit: int) -> dict[State, int]:
        """The states of a unit and of those that share operations with it."""
        root = self._find(unit)
        if root not in self._numbers:
            states = [one for one, row in self._routed.items() if any(self._find(other) == root for other in row)]
            stand = [one for other, one in self._now.items() if one is not None and self._find(other) == root]
            self._numbers[root] = {one: at for at, one in enumerate(dict.fromkeys([*states, *stand]))}
        return self._numbers[root]

    def number(self, state: State) -> int:
        return self._numbered(next(iter(self._routed[state])))[state] if self._routed.get(state) else 0

    def of(self, unit: int) -> tuple[int | None, int | None]:
        """(its table's number, what it is set up for); no table where nothing has to be set up."""
        numbers, now = self._numbered(unit), self._now.get(unit)
        # One number more stands for what nobody knows.
        rows = tuple(tuple(self._minutes(unit, one, other) for other in [*numbers, None]) for one in [*numbers, None])
        if not any(map(any, rows)):
            return None, None
        return self._made.setdefault(rows, len(self._made)), len(numbers) if now is None else numbers[now]

    def _minutes(self, unit: int, before: State | None, after: State | None) -> int:
        if after is None or unit not in self._routed.get(after, {}):
            return 0
        return self._by.minutes(unit, before, after, self._routed[after][unit])

    def tables(self) -> tuple[Table, ...]:
        return tuple(self._made)
