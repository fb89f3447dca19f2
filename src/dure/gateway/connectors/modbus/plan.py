"""Which blocks to read so that few requests bring all wanted points."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dure.gateway.connectors.modbus.address import Point

MAX_REGISTERS = 125
MAX_BITS = 2000
"""Limits of one request, Modbus Application Protocol 1.1b3, 6.1 to 6.4."""


@dataclass(frozen=True, slots=True)
class Block:
    """One request: `count` registers or bits from `start`, with the points in it."""

    unit: int
    table: str
    start: int
    count: int
    points: tuple[Point, ...]

    @property
    def is_bits(self) -> bool:
        return self.table in ("coil", "discrete")

    def halves(self) -> tuple["Block", ...]:
        """Two blocks with half of the points each; one block of just the point's size when it is single."""
        middle = len(self.points) // 2
        return tuple(_block(part) for part in (self.points[:middle], self.points[middle:]) if part)

    @property
    def is_single(self) -> bool:
        """It asks for one place only; there is nothing to split."""
        first = self.points[0]
        return all((one.start, one.words) == (first.start, first.words) for one in self.points) and (
            self.count == first.words
        )


def blocks(points: Iterable[Point], max_gap: int) -> list[Block]:
    """Neighbours up to `max_gap` registers (16 times as many bits) apart share a request."""
    groups: dict[tuple[int, str], list[Point]] = defaultdict(list)
    for point in points:
        groups[point.unit, point.table].append(point)
    return [block for group in groups.values() for block in _split(group, max_gap)]


def _split(group: list[Point], max_gap: int) -> Iterator[Block]:
    is_bits = group[0].is_bit_table
    limit, gap = (MAX_BITS, max_gap * 16) if is_bits else (MAX_REGISTERS, max_gap)
    held: list[Point] = []
    start = end = 0
    for point in sorted(group, key=lambda one: (one.start, one.words)):
        stop = point.start + point.words
        if held and (point.start - end > gap or max(stop, end) - start > limit):
            yield _block(held)
            held = []
        if not held:
            start, end = point.start, stop
        held.append(point)
        end = max(end, stop)
    if held:
        yield _block(held)


def _block(points: Iterable[Point]) -> Block:
    held = tuple(points)
    start = min(one.start for one in held)
    end = max(one.start + one.words for one in held)
    return Block(held[0].unit, held[0].table, start, end - start, held)
