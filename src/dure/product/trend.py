"""A line over days from 0 to 100, drawn by hand. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 180, 34, 12, 26


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: str
    value: Decimal
    day: date


@dataclass(frozen=True, slots=True)
class Line:
    """Dots in order, the line through them (`points` of a polyline), and the heights of 0, 50 and 100."""

    dots: list[Dot]
    points: str
    grid: list[tuple[str, int]]


def drawn(values: Sequence[tuple[date, Decimal]]) -> Line:
    """values: days in rising order with percentages."""
    first, last = values[0][0], values[-1][0]
    span = max((last - first).days, 1)
    dots = [Dot(_x((day - first).days / span), _y(value), value, day) for day, value in values]
    grid = [(_y(Decimal(level)), level) for level in (0, 50, 100)]
    return Line(dots, " ".join(f"{dot.x},{dot.y}" for dot in dots), grid)


def _x(share: float) -> str:
    return f"{LEFT + share * (WIDTH - LEFT - 16):.1f}"


def _y(value: Decimal) -> str:
    return f"{TOP + (1 - float(value) / 100) * (HEIGHT - TOP - BOTTOM):.1f}"
