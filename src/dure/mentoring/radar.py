"""A radar chart as numbers to draw: axes from the top clockwise, each from 0 in the middle to 100 at the rim. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

RADIUS, MIDDLE_X, MIDDLE_Y = 120, 260, 170
WIDTH, HEIGHT = 520, 340
_RINGS = (20, 40, 60, 80, 100)
_LABEL_AT = 114
_SIDE = 8
_LONG = 9
"""Longer labels take two lines."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Its end, and where its label stands. lines: the label in one line or two. anchor: as SVG's text-anchor."""

    lines: tuple[str, ...]
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Shape:
    """path: closed where every axis has a value; where one is missing the line is broken there. dots: the values."""

    name: str
    path: str
    dots: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Radar:
    axes: tuple[Axis, ...]
    rings: tuple[str, ...]
    shapes: tuple[Shape, ...]
    width: int = WIDTH
    height: int = HEIGHT
    middle_x: int = MIDDLE_X
    middle_y: int = MIDDLE_Y


def _at(number: int, of: int, percent: float) -> tuple[float, float]:
    angle = 2 * math.pi * number / of
    reach = RADIUS * percent / 100
    return round(MIDDLE_X + reach * math.sin(angle), 1), round(MIDDLE_Y - reach * math.cos(angle), 1)


def _axis(label: str, number: int, of: int) -> Axis:
    x, y = _at(number, of, 100)
    label_x, label_y = _at(number, of, _LABEL_AT)
    side = label_x - MIDDLE_X
    anchor = "middle" if abs(side) < _SIDE else "start" if side > 0 else "end"
    return Axis(_lines(label), x, y, label_x, label_y, anchor)


def _lines(label: str) -> tuple[str, ...]:
    """A long label parted at the blank nearest to its middle."""
    blanks = [at for at, letter in enumerate(label) if letter == " "]
    if len(label) <= _LONG or not blanks:
        return (label,)
    at = min(blanks, key=lambda blank: abs(blank - len(label) / 2))
    return label[:at], label[at + 1 :]


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    if all(point is not None for point in points):
        return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"  # type: ignore[misc]
    parts, is_drawn = [], False
    for point in [*points, points[0]]:
        if point is not None:
            parts.append(f"{'L' if is_drawn else 'M'}{point[0]} {point[1]}")
        is_drawn = point is not None
    return "".join(parts)


def radar(labels: Sequence[str], series: Sequence[tuple[str, Sequence[Decimal | None]]]) -> Radar | None:
    """series: a name, and a percentage for each label or None. None with fewer than three axes: that is no area."""
    of = len(labels)
    if of < 3:
        return None
    rings = tuple("M" + "L".join("{} {}".format(*_at(n, of, ring)) for n in range(of)) + "Z" for ring in _RINGS)
    shapes = []
    for name, values in series:
        points = [None if value is None else _at(n, of, float(value)) for n, value in enumerate(values)]
        shapes.append(Shape(name, _path(points), tuple(point for point in points if point is not None)))
    return Radar(tuple(_axis(label, n, of) for n, label in enumerate(labels)), rings, tuple(shapes))
