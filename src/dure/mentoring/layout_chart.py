"""A floor with its stations and the ways between them as SVG (스파게티 차트). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from math import hypot

from dure.mentoring.walking import Block, Point

WIDTH = 1000
TONES = 6


@dataclass(frozen=True, slots=True)
class Mark:
    """A station. id: its row."""

    id: int
    code: str
    at: Point


@dataclass(frozen=True, slots=True)
class Line:
    """A way that is walked `times` a day. tone: which of the colours, from 0; told: in words."""

    points: Sequence[Point]
    times: float
    tone: int
    told: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A floor of width × height metres. zones: (name, corners)."""

    width: float
    height: float
    marks: Sequence[Mark] = ()
    blocks: Sequence[tuple[str, Block]] = ()
    zones: Sequence[tuple[str, Sequence[Point]]] = ()
    lines: Sequence[Line] = field(default_factory=list)
    picture: str = ""


def floor_chart(name: str, title: str, told: str, plan: Plan) -> str:
    """name: of the ids; told: the same in words. The drawing is 1000 wide; data-scale: units for a metre."""
    unit = WIDTH / plan.width
    height = plan.height * unit
    parts = [f'<rect class="floor" width="{WIDTH}" height="{height:.1f}"/>']
    if plan.picture:
        parts.append(
            f'<image href="{escape(plan.picture)}" width="{WIDTH}" height="{height:.1f}" preserveAspectRatio="none"/>'
        )
    parts += _grid(plan, unit, height)
    parts += [_zone(label, corners, unit) for label, corners in plan.zones]
    parts += [_block(label, block, unit) for label, block in plan.blocks]
    most = max((line.times for line in plan.lines), default=1.0)
    parts += [_line(line, most, unit) for line in plan.lines]
    parts += [_mark(mark, unit) for mark in plan.marks]
    return (
        f'<svg class="floor-chart" viewBox="0 0 {WIDTH} {height:.1f}" data-scale="{unit:.6f}" role="group" '
        f'aria-labelledby="{name}-t {name}-d"><title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(told)}</desc>{"".join(parts)}</svg>'
    )


def _grid(plan: Plan, unit: float, height: float) -> list[str]:
    """Lines every metre, on large floors every five or more; the step is written in the corner."""
    step = next(one for one in (1, 2, 5, 10, 20, 50, 100, 200) if max(plan.width, plan.height) / one <= 40)
    across = [
        f'<line class="grid" x1="{at * unit:.1f}" x2="{at * unit:.1f}" y1="0" y2="{height:.1f}"/>'
        for at in range(step, int(plan.width) + 1, step)
    ]
    down = [
        f'<line class="grid" y1="{at * unit:.1f}" y2="{at * unit:.1f}" x1="0" x2="{WIDTH}"/>'
        for at in range(step, int(plan.height) + 1, step)
    ]
    ruler = (
        f'<line class="ruler" x1="12" x2="{12 + step * unit:.1f}" y1="{height - 12:.1f}" y2="{height - 12:.1f}"/>'
        f'<text x="12" y="{height - 18:.1f}">{step} m</text>'
    )
    return [*across, *down, ruler]


def _zone(label: str, corners: Sequence[Point], unit: float) -> str:
    points = " ".join(f"{x * unit:.1f},{y * unit:.1f}" for x, y in corners)
    x = min((one[0] for one in corners), default=0) * unit + 6
    y = min((one[1] for one in corners), default=0) * unit + 17
    return f'<polygon class="zone" points="{points}"/><text class="soft" x="{x:.1f}" y="{y:.1f}">{escape(label)}</text>'


def _block(label: str, block: Block, unit: float) -> str:
    x, y = block.x * unit, block.y * unit
    return (
        f'<rect class="block" x="{x:.1f}" y="{y:.1f}" width="{block.width * unit:.1f}" '
        f'height="{block.height * unit:.1f}"/>'
        f'<text class="soft" x="{x + 4:.1f}" y="{y + 15:.1f}">{escape(label)}</text>'
    )


def _line(line: Line, most: float, unit: float) -> str:
    """The oftener it is walked, the thicker."""
    points = " ".join(f"{x * unit:.1f},{y * unit:.1f}" for x, y in _beside(line.points))
    wide = 1.5 + 6.5 * line.times / most
    return (
        f'<polyline class="way tone-{line.tone % TONES}" points="{points}" stroke-width="{wide:.1f}">'
        f"<title>{escape(line.told)}</title></polyline>"
    )


def _beside(points: Sequence[Point]) -> list[Point]:
    """A hand's breadth to the right of where one walks, so that there and back don't hide each other."""
    if len(points) < 2:
        return list(points)
    (x, y), (to_x, to_y) = points[0], points[-1]
    long = hypot(to_x - x, to_y - y) or 1.0
    aside = (-(to_y - y) / long * 0.12, (to_x - x) / long * 0.12)
    return [(one[0] + aside[0], one[1] + aside[1]) for one in points]


def _mark(mark: Mark, unit: float) -> str:
    x, y = mark.at[0] * unit, mark.at[1] * unit
    return (
        f'<g class="station" data-station="{mark.id}" data-x="{mark.at[0]:.2f}" data-y="{mark.at[1]:.2f}" '
        f'transform="translate({x:.1f} {y:.1f})" tabindex="0" role="button" aria-label="{escape(mark.code)}">'
        f'<circle r="13"/><text y="-18" text-anchor="middle">{escape(mark.code)}</text></g>'
    )
