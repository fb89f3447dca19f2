"""Ways over floors drawn by hand, the lengths by Pythagoras beside them."""

from itertools import pairwise
from math import hypot, sqrt
from random import Random

import pytest

from dure.mentoring.walking import Block, Floor, Way, scale, surface

OPEN = Floor()


def test_without_anything_in_the_way():
    assert OPEN.path((0, 0), (3, 4)).length == 5
    assert OPEN.path((0, 0), (3, 4), Way.SQUARE).length == 7
    assert OPEN.path((2, 2), (2, 2)).length == 0


@pytest.mark.parametrize(
    ("start", "end", "straight", "square"),
    [
        # a block from (4, 2) to (6, 8)
        ((0, 5), (10, 5), 2 * 5 + 2, 16),  # over a corner: 2 · √(4² + 3²) + 2; along the edge at y = 2: 3 + 10 + 3
        ((0, 2), (10, 2), 10, 10),  # along the edge
        ((0, 3), (10, 3), 2 * sqrt(17) + 2, 12),
        ((5, 0), (5, 10), 2 * sqrt(1 + 4) + 6, 12),
        ((0, 0), (10, 1), sqrt(101), 11),
    ],
)
def test_around_one_block(start, end, straight, square):
    floor = Floor([Block(4, 2, 2, 6)])
    assert floor.path(start, end).length == pytest.approx(straight, abs=1e-5)
    assert floor.path(start, end, Way.SQUARE).length == pytest.approx(square, abs=1e-5)
    assert floor.path(end, start).length == pytest.approx(straight, abs=1e-5)


def test_nobody_slips_through_where_two_blocks_touch():
    wall = Floor([Block(4, 0, 1, 5), Block(4, 5, 1, 5)])
    # around the end at y = 0 or 10: 2 · √(4² + 5²) + 1 and √(5² + 5²) the other side: by (4, 0) and (5, 0)
    assert wall.path((0, 5), (10, 5)).length == pytest.approx(hypot(4, 5) + 1 + hypot(5, 5), abs=1e-5)
    assert wall.path((0, 5), (10, 5), Way.SQUARE).length == pytest.approx(20, abs=1e-5)


def test_where_no_way_leads():
    ring = Floor([Block(0, 0, 10, 1), Block(0, 9, 10, 1), Block(0, 1, 1, 8), Block(9, 1, 1, 8)])
    assert ring.path((5, 5), (20, 5)) is None
    assert ring.path((5, 5), (20, 5), Way.SQUARE) is None
    assert ring.path((0.5, 0.5), (20, 5)) is None
    assert ring.path((2, 2), (8, 8)).length == pytest.approx(6 * sqrt(2))


def test_exact_ways_are_as_long_as_on_a_fine_grid():
    """Right angles: Dijkstra over every whole number; straight ways never longer, nor shorter than a ruler's."""
    chance = Random(7)
    for _ in range(25):
        blocks = [
            Block(chance.randint(1, 12), chance.randint(1, 12), chance.randint(1, 5), chance.randint(1, 5))
            for _ in range(chance.randint(1, 6))
        ]
        floor = Floor(blocks)
        start, end = (0, chance.randint(0, 18)), (18, chance.randint(0, 18))
        square = floor.path(start, end, Way.SQUARE)
        straight = floor.path(start, end)
        assert square.length == pytest.approx(_by_grid(blocks, start, end), abs=1e-4)
        assert hypot(end[0] - start[0], end[1] - start[1]) - 1e-9 <= straight.length <= square.length + 1e-5
        for one, other in pairwise(straight.points):
            assert not any(block.is_crossed(one, other) for block in blocks)


def _by_grid(blocks: list[Block], start: tuple[int, int], end: tuple[int, int]) -> int:
    """Breadth first over whole numbers from −1 to 19."""
    reached, edge, length = {start}, [start], 0
    while end not in reached:
        length += 1
        found = []
        for x, y in edge:
            for one in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                middle = ((x + one[0]) / 2, (y + one[1]) / 2)
                free = not any(block.holds(one) or block.holds(middle) for block in blocks)
                inside = -1 <= one[0] <= 19 and -1 <= one[1] <= 19
                if one not in reached and inside and free and not _in_a_seam(blocks, (x, y), one):
                    reached.add(one)
                    found.append(one)
        edge = found
    return length


def _in_a_seam(blocks: list[Block], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a step runs between two blocks that touch, or a place lies in such a seam."""
    hair = 0.001
    around = [block.wider(hair) for block in blocks]
    (x, y), (u, v) = one, other
    across = ((0, hair * 0.9), (0, -hair * 0.9)) if y == v else ((hair * 0.9, 0), (-hair * 0.9, 0))
    middle = ((x + u) / 2, (y + v) / 2)
    sides = [(middle[0] + a, middle[1] + b) for a, b in across]
    return all(any(block.holds(side) for block in blocks) for side in sides) and any(
        block.holds(middle) for block in around
    )


def test_from_210_to_77_metres():
    """Fourteen rounds a day from a press to a bench and back.

    before: 28 · √(4.5² + 6²) = 28 · 7.5 = 210 m; after: 28 · √(1.65² + 2.2²) = 28 · 2.75 = 77 m.
    """

    def walked(bench: tuple[float, float]) -> float:
        ways = (OPEN.path((0, 0), bench), OPEN.path(bench, (0, 0)))
        return sum(14 * one.length for one in ways)

    assert walked((4.5, 6)) == pytest.approx(210)
    assert walked((1.65, 2.2)) == pytest.approx(77)


@pytest.mark.parametrize(
    ("corners", "area"),
    [
        ([(0, 0), (4, 0), (4, 3), (0, 3)], 12),
        ([(0, 0), (4, 0), (0, 3)], 6),
        ([(0, 0), (4, 0), (4, 2), (2, 2), (2, 5), (0, 5)], 14),  # an L: 4 · 2 + 2 · 3
        ([(0, 3), (4, 3), (4, 0), (0, 0)], 12),
        ([(0, 0), (1, 1)], 0),
    ],
)
def test_areas(corners, area):
    assert surface(corners) == area


def test_scale_by_two_points():
    assert scale((100, 100), (400, 500), 25) == 0.05  # 500 px are 25 m
    assert scale((1, 1), (1, 1), 5) is None
