"""Energy of a piece day by day with the interval it should lie in, as SVG: classes give colours, a title and a
description say it in words. Pure, standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dure.decisions.prediction.piece_energy_model import Seen

WIDTH, HEIGHT = 900, 280
LEFT, RIGHT, TOP, BOTTOM = 62, 20, 14, 30
_NAMED = 10
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Words:
    """name: of the picture in the page. days: what each day is called. told: a day's sentence, in their order."""

    name: str
    title: str
    said: str
    days: Sequence[str]
    told: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Paper:
    low: float
    high: float
    slots: int

    def x(self, at: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / self.slots

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)


def day_picture(days: Sequence[Seen], words: Words) -> str:
    """kWh of a piece: the interval as a band, what was expected as a line, what it took as dots; diamonds lie outside.
    days: one at least."""
    edges = [edge / day.pieces for day in days for edge in (day.kwh, day.low, day.high)]
    pad = 0.08 * (max(edges) - min(edges) or max(edges))
    paper = _Paper(max(0.0, min(edges) - pad), max(edges) + pad, len(days))
    body = [
        *_scale(paper), _band(paper, days), _expected(paper, days),
        *(_mark(paper, at, day, words.told[at]) for at, day in enumerate(days)), *_below(paper, words.days),
    ]  # fmt: skip
    return (
        f'<svg class="chart control" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{words.name}-t '
        f'{words.name}-d"><title id="{words.name}-t">{escape(words.title)}</title><desc id="{words.name}-d">'
        f"{escape(words.said)}</desc>{''.join(body)}</svg>"
    )


def _scale(paper: _Paper) -> list[str]:
    values = [paper.low + (paper.high - paper.low) * at / _STEPS for at in range(_STEPS + 1)]
    return [
        f'<path class="grid-line" d="M{LEFT} {paper.y(value):.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 6}" y="{paper.y(value) + 4:.1f}" text-anchor="end">{value:.3g}</text>'
        for value in values
    ]


def _band(paper: _Paper, days: Sequence[Seen]) -> str:
    """Half a slot to either side of each day, so that a single day has one too."""
    upper = [(at + off, day.high / day.pieces) for at, day in enumerate(days) for off in (-0.5, 0.5)]
    lower = [(at + off, day.low / day.pieces) for at, day in enumerate(days) for off in (-0.5, 0.5)]
    points = " ".join(f"{paper.x(at):.1f},{paper.y(value):.1f}" for at, value in [*upper, *reversed(lower)])
    return f'<polygon class="usual" points="{points}"/>'


def _expected(paper: _Paper, days: Sequence[Seen]) -> str:
    points = " ".join(f"{paper.x(at):.1f},{paper.y(day.expected / day.pieces):.1f}" for at, day in enumerate(days))
    return f'<polyline class="centre" points="{points}"/>'


def _mark(paper: _Paper, at: int, day: Seen, told: str) -> str:
    x, y = paper.x(at), paper.y(day.kwh / day.pieces)
    if day.is_out:
        shape = f'class="fired" d="M{x:.1f} {y - 8:.1f}L{x + 8:.1f} {y:.1f}L{x:.1f} {y + 8:.1f}L{x - 8:.1f} {y:.1f}Z"'
        return f"<path {shape}><title>{escape(told)}</title></path>"
    css = "dot" if day.is_over else "dot running"
    return f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="4"><title>{escape(told)}</title></circle>'


def _below(paper: _Paper, days: Sequence[str]) -> list[str]:
    step = -(-len(days) // _NAMED)
    return [
        f'<text x="{paper.x(at):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(days[at])}</text>'
        for at in range(0, len(days), step)
    ]
