"""The waterfall as SVG: totals as whole bars, losses hanging between them; columns of a trend. Pure.

Classes give the colours; a title and a description say the same in words.
"""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, ROW, LEFT, RIGHT, TOP = 900, 30, 210, 190, 6


class Step(NamedTuple):
    """won: what is left (is_total) or what is lost (above zero; a gain lies below). text: the amount in words."""

    name: str
    won: float
    text: str
    is_total: bool = False


def waterfall(title: str, steps: Sequence[Step]) -> str:
    """One row for each step, from the top down."""
    levels = _levels(steps)
    top = max((max(pair) for pair in levels), default=0.0) or 1.0
    bottom = min(min((min(pair) for pair in levels), default=0.0), 0.0)
    scale = (WIDTH - LEFT - RIGHT) / (top - bottom)
    body = [
        _row(step, TOP + ROW * at, LEFT + (min(pair) - bottom) * scale, abs(pair[1] - pair[0]) * scale)
        for at, (step, pair) in enumerate(zip(steps, levels, strict=True))
    ]
    told = "; ".join(f"{step.name}: {step.text}" for step in steps)
    height = TOP * 2 + ROW * len(steps)
    return (
        f'<svg class="chart losses" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="losses-t losses-d">'
        f'<title id="losses-t">{escape(title)}</title><desc id="losses-d">{escape(told)}</desc>{"".join(body)}</svg>'
    )


def _levels(steps: Sequence[Step]) -> list[tuple[float, float]]:
    """From where to where each bar goes."""
    level, found = 0.0, []
    for step in steps:
        after = step.won if step.is_total else level - step.won
        found.append((0.0 if step.is_total else level, after))
        level = after
    return found


def _row(step: Step, y: float, x: float, width: float) -> str:
    css = "total" if step.is_total else "lost" if step.won >= 0 else "won"
    middle = y + ROW / 2 + 4
    return (
        f'<text x="{LEFT - 10}" y="{middle:.1f}" text-anchor="end">{escape(step.name)}</text>'
        f'<rect class="{css}" x="{x:.1f}" y="{y + 4:.1f}" width="{max(width, 1.0):.1f}" height="{ROW - 8}" rx="2">'
        f"<title>{escape(f'{step.name} · {step.text}')}</title></rect>"
        f'<text x="{x + max(width, 1.0) + 8:.1f}" y="{middle:.1f}">{escape(step.text)}</text>'
    )


class Column(NamedTuple):
    """One month of a trend; low and high: between what it lies. is_running: it isn't over."""

    label: str
    low: float
    mid: float
    high: float
    text: str
    is_running: bool = False


HEIGHT, FOOT = 220, 26


def columns(title: str, some: Sequence[Column]) -> str:
    """A column for each month with its range as a thin line."""
    top = max((max(one.high, one.mid) for one in some), default=0.0) or 1.0
    slot, ground = (WIDTH - 40) / max(len(some), 1), HEIGHT - FOOT
    scale = (ground - 24) / top
    body = [f'<line class="axis" x1="20" x2="{WIDTH - 20}" y1="{ground}" y2="{ground}"/>']
    for at, one in enumerate(some):
        x, width = 20 + slot * (at + 0.5), min(slot * 0.5, 60)
        y = ground - max(one.mid, 0.0) * scale
        css = "lost running" if one.is_running else "lost"
        body.append(
            f'<rect class="{css}" x="{x - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" height="{ground - y:.1f}">'
            f"<title>{escape(f'{one.label} · {one.text}')}</title></rect>"
            f'<line class="reach" x1="{x:.1f}" x2="{x:.1f}" y1="{ground - max(one.low, 0.0) * scale:.1f}" '
            f'y2="{ground - one.high * scale:.1f}"/>'
            f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(one.label)}</text>'
        )
    told = "; ".join(f"{one.label}: {one.text}" for one in some)
    return (
        f'<svg class="chart losses" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="trend-t trend-d">'
        f'<title id="trend-t">{escape(title)}</title><desc id="trend-d">{escape(told)}</desc>{"".join(body)}</svg>'
    )
