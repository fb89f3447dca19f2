"""Ways over a floor: how far it is from place to place around what stands in between. Pure; one unit of length
throughout, which the caller turns into metres.

A shortest way around rectangles bends at their corners only, so that A* (Hart, Nilsson, Raphael 1968) over the corners
that see each other is exact (Lozano-Pérez, Wesley 1979, Communications of the ACM 22:560). Along right angles it
runs on the lines through the two places and the edges of the rectangles (Larson, Li 1981, Networks 11:285).
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heappop, heappush
from math import hypot, inf

Point = tuple[float, float]
MOST_BLOCKS = 40
_HAIR = 1e-7
"""Blocks are taken so much wider that nobody slips through where two of them touch."""


class Way(StrEnum):
    STRAIGHT = "straight"
    SQUARE = "square"


@dataclass(frozen=True, slots=True)
class Block:
    """What nobody walks through: a wall, a rack, a machine. x, y: its corner with the smallest values."""

    x: float
    y: float
    width: float
    height: float

    def holds(self, point: Point) -> bool:
        return self.x < point[0] < self.x + self.width and self.y < point[1] < self.y + self.height

    def wider(self, by: float) -> "Block":
        return Block(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def corners(self) -> list[Point]:
        right, bottom = self.x + self.width, self.y + self.height
        return [(self.x, self.y), (right, self.y), (right, bottom), (self.x, bottom)]

    def is_crossed(self, start: Point, end: Point) -> bool:
        """Whether a straight line goes through the inside (Liang, Barsky 1984); along an edge it doesn't."""
        enters, leaves = 0.0, 1.0
        for at, low, high in ((0, self.x, self.x + self.width), (1, self.y, self.y + self.height)):
            step = end[at] - start[at]
            if step == 0:
                if not low < start[at] < high:
                    return False
                continue
            one, other = sorted(((low - start[at]) / step, (high - start[at]) / step))
            enters, leaves = max(enters, one), min(leaves, other)
        return leaves - enters > 1e-12


@dataclass(frozen=True, slots=True)
class Path:
    length: float
    points: list[Point]


@dataclass
class Floor:
    """Blocks of one layout, with what is known of their corners kept between questions."""

    blocks: Sequence[Block] = ()
    _corners: list[Point] = field(init=False, default_factory=list)
    _seen: dict[tuple[Point, Point], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.blocks = [one.wider(_HAIR) for one in self.blocks]
        corners = (corner for one in self.blocks for corner in one.corners())
        self._corners = [one for one in corners if not self.is_blocked(one)]

    def is_blocked(self, point: Point) -> bool:
        return any(one.holds(point) for one in self.blocks)

    def sees(self, start: Point, end: Point) -> bool:
        key = (start, end) if start <= end else (end, start)
        if key not in self._seen:
            self._seen[key] = not any(one.is_crossed(start, end) for one in self.blocks)
        return self._seen[key]

    def path(self, start: Point, end: Point, way: Way = Way.STRAIGHT) -> Path | None:
        """None where no way leads, as from a place within a block."""
        if self.is_blocked(start) or self.is_blocked(end):
            return None
        return self._straight(start, end) if way is Way.STRAIGHT else self._square(start, end)

    def _straight(self, start: Point, end: Point) -> Path | None:
        places = [*self._corners, end]

        def nexts(here: Point) -> Iterable[Point]:
            return (one for one in places if one != here and self.sees(here, one))

        return _search(start, end, nexts, lambda one, other: hypot(one[0] - other[0], one[1] - other[1]))

    def _square(self, start: Point, end: Point) -> Path | None:
        edges = [(block.x, block.y, block.x + block.width, block.y + block.height) for block in self.blocks]
        xs = sorted({start[0], end[0], *(one[at] for one in edges for at in (0, 2))})
        ys = sorted({start[1], end[1], *(one[at] for one in edges for at in (1, 3))})
        column, row = {x: at for at, x in enumerate(xs)}, {y: at for at, y in enumerate(ys)}

        def nexts(here: Point) -> Iterable[Point]:
            x, y = column[here[0]], row[here[1]]
            around = [(xs[at], here[1]) for at in (x - 1, x + 1) if 0 <= at < len(xs)]
            around += [(here[0], ys[at]) for at in (y - 1, y + 1) if 0 <= at < len(ys)]
            return (one for one in around if self.sees(here, one))

        found = _search(start, end, nexts, lambda one, other: abs(one[0] - other[0]) + abs(one[1] - other[1]))
        return Path(found.length, _bends(found.points)) if found else None


def _search(
    start: Point, end: Point, nexts: Callable[[Point], Iterable[Point]], far: Callable[[Point, Point], float]
) -> Path | None:
    """A* with the distance without anything in the way, which is never too long."""
    best, before, done = {start: 0.0}, {start: start}, set[Point]()
    queue = [(far(start, end), start)]
    while queue:
        _hope, here = heappop(queue)
        if here == end:
            return Path(best[end], _walked(before, end))
        if here in done:
            continue
        done.add(here)
        for one in nexts(here):
            length = best[here] + far(here, one)
            if length < best.get(one, inf):
                best[one], before[one] = length, here
                heappush(queue, (length + far(one, end), one))
    return None


def _walked(before: dict[Point, Point], end: Point) -> list[Point]:
    found = [end]
    while before[found[-1]] != found[-1]:
        found.append(before[found[-1]])
    return found[::-1]


def _bends(points: Sequence[Point]) -> list[Point]:
    """Without places at which the way goes straight on."""
    found = list(points[:1])
    for here, then in itertools.pairwise(points):
        last = found[-1]
        if not (last[0] == here[0] == then[0] or last[1] == here[1] == then[1]):
            found.append(here)
    return [*found, *points[-1:]] if len(points) > 1 else found


def surface(corners: Sequence[Point]) -> float:
    """Area of a polygon whose sides don't cross, by its corners in their order (Gauss's formula)."""
    pairs = zip(corners, [*corners[1:], *corners[:1]], strict=True)
    return abs(sum(x * other_y - other_x * y for (x, y), (other_x, other_y) in pairs)) / 2


def scale(first: Point, second: Point, metres: float) -> float | None:
    """Metres for one unit of the drawing, by two points and how far apart they really are; None for one point."""
    apart = hypot(first[0] - second[0], first[1] - second[1])
    return metres / apart if apart else None
