"""What changes between two ways of working, each with its interval, drawn as SVG. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from math import floor, log10
from typing import NamedTuple

WIDTH, LEFT, RIGHT, TOP, ROW, BOTTOM = 760, 220, 24, 12, 34, 34
_DOT = 5


class Effect(NamedTuple):
    """share: of what was before; half: of its interval. css: gives the colour. told: the figures in words."""

    name: str
    share: float
    half: float
    css: str
    told: str


class Words(NamedTuple):
    """In the reader's language. none: of the line without a change. verdicts: by css."""

    title: str
    none: str
    verdicts: Mapping[str, str]


class _Paper(NamedTuple):
    """reach: of the longest interval, to both sides; step: from line to line."""

    reach: float
    step: float
    height: float

    def x(self, share: float) -> float:
        half = (WIDTH - LEFT - RIGHT) / 2
        return LEFT + half + share * half / (self.reach * 1.05)


def forest(effects: Sequence[Effect], words: Words) -> str:
    """A row for each: a dot with the line of its interval; what crosses the middle can't be told from no change."""
    reach = max((abs(one.share) + one.half for one in effects), default=0.0) or 0.01
    paper = _Paper(reach, _step(reach), TOP + ROW * len(effects) + BOTTOM)
    told = "; ".join(_said(one, words) for one in effects)
    rows = "".join(_row(one, TOP + ROW * (at + 0.5), paper, words) for at, one in enumerate(effects))
    return (
        f'<svg class="chart effects" viewBox="0 0 {WIDTH} {paper.height}" role="img" '
        f'aria-labelledby="effects-t effects-d"><title id="effects-t">{escape(words.title)}</title>'
        f'<desc id="effects-d">{escape(told)}</desc>{_grid(paper, words)}{rows}</svg>'
    )


def _step(reach: float) -> float:
    """1, 2 or 5 times a power of ten, so that two to five lines stand on each side."""
    power = 10.0 ** floor(log10(reach))
    return next(one * power for one in (0.2, 0.5, 1.0, 2.0, 5.0) if reach / (one * power) < 5)


def _said(one: Effect, words: Words) -> str:
    return f"{one.name}: {one.told}, {words.verdicts[one.css]}"


def _row(one: Effect, y: float, paper: _Paper, words: Words) -> str:
    low, high = (paper.x(one.share + side * one.half) for side in (-1, 1))
    return (
        f'<g class="effect {one.css}"><title>{escape(_said(one, words))}</title>'
        f'<text x="{LEFT - 12}" y="{y + 4:.1f}" text-anchor="end">{escape(one.name)}</text>'
        f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<circle cx="{paper.x(one.share):.1f}" cy="{y:.1f}" r="{_DOT}"/></g>'
    )


def _grid(paper: _Paper, words: Words) -> str:
    parts = []
    low, most = paper.height - BOTTOM, int(paper.reach / paper.step)
    for at in range(-most, most + 1):
        x = paper.x(at * paper.step)
        css, title = ("none", f"<title>{escape(words.none)}</title>") if at == 0 else ("gridline", "")
        parts.append(
            f'<line class="{css}" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{low}">{title}</line>'
            f'<text x="{x:.1f}" y="{low + 18}" text-anchor="middle">{_percent(at * paper.step, paper.step)}</text>'
        )
    return "".join(parts)


def _percent(share: float, step: float) -> str:
    text = f"{100 * share:+.{0 if step >= 0.01 else 1}f} %" if share else "0 %"
    return text.replace("-", "−")
