"""Chances that were told beside what came of them, drawn as SVG. Pure."""

from collections.abc import Callable, Sequence
from html import escape
from typing import NamedTuple, Protocol

WIDTH, HEIGHT = 760, 340
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 52
LEAST, MOST = 4.0, 13.0
"""Radius of the dot of one order, and of the step with most of them."""


class Step(Protocol):
    """Of what was told in one step: so many, the mean of it, and the share that was late."""

    @property
    def count(self) -> int: ...
    @property
    def stated(self) -> float: ...
    @property
    def late(self) -> float: ...


class Words(NamedTuple):
    """In the reader's language; told, late: of the axes; even: of the line on which both are alike; orders: so many of
    them."""

    title: str
    told: str
    late: str
    even: str
    orders: Callable[[int], str]


def reliability(steps: Sequence[Step], words: Words) -> str:
    """A dot for each step, the larger the more orders, and the line on which what was told came true."""
    most = max((one.count for one in steps), default=1)
    told = "; ".join(_said(one, words) for one in steps)
    dots = "".join(
        f'<circle class="mark" cx="{_x(one.stated):.1f}" cy="{_y(one.late):.1f}" '
        f'r="{LEAST + (MOST - LEAST) * (one.count / most) ** 0.5:.1f}"><title>{escape(_said(one, words))}</title>'
        f"</circle>"
        for one in steps
    )
    even = (
        f'<line class="target" x1="{_x(0):.1f}" y1="{_y(0):.1f}" x2="{_x(1):.1f}" y2="{_y(1):.1f}">'
        f"<title>{escape(words.even)}</title></line>"
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="claims-t claims-d">'
        f'<title id="claims-t">{escape(words.title)}</title><desc id="claims-d">{escape(told)}</desc>'
        f"{_grid(words)}{even}{dots}</svg>"
    )


def _said(one: Step, words: Words) -> str:
    return f"{words.orders(one.count)}: {words.told} {one.stated:.0%}, {words.late} {one.late:.0%}"


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _grid(words: Words) -> str:
    parts = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _x(share), _y(share)
        parts.append(f'<line class="gridline" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{share:.0%}</text>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{share:.0%}</text>')
    parts.append(f'<text x="{_x(0.5):.1f}" y="{HEIGHT - 10}" text-anchor="middle">{escape(words.told)}</text>')
    middle = _y(0.5)
    parts.append(
        f'<text transform="translate(16 {middle:.1f}) rotate(-90)" text-anchor="middle">{escape(words.late)}</text>'
    )
    return "".join(parts)
