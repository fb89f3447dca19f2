"""Shares with their intervals, one below the other: of groups, or of waves. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dure.programme.survey_figures import Share
from dure.web.drawing import svg

WIDTH, LEFT, RIGHT, TOP, LINE, BOTTOM = 430, 100, 100, 8, 30, 30
_MARKS = (0.0, 0.5, 1.0)
_LONGEST = 8
"""Letters of a label; Korean ones are wide."""


@dataclass(frozen=True, slots=True)
class Words:
    """In the reader's language. hidden: what stands where too few answered."""

    title: str
    hidden: str


def shares(name: str, rows: Sequence[tuple[str, Share | None]], words: Words) -> str:
    """name: for the ids of its words on the page."""
    height = TOP + LINE * len(rows) + BOTTOM
    body = [_grid(height)]
    body += [_row(TOP + LINE * (at + 0.5), label, share, words) for at, (label, share) in enumerate(rows)]
    return svg(name, words.title, told(rows, words), "".join(body), css="chart shares", size=(WIDTH, height))


def told(rows: Sequence[tuple[str, Share | None]], words: Words) -> str:
    return "; ".join(f"{label} {_figure(share) if share else words.hidden}" for label, share in rows)


def _x(value: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * value


def _figure(share: Share) -> str:
    return f"{share.value:.1%} ({share.low:.1%}–{share.high:.1%})"


def _grid(height: float) -> str:
    return "".join(
        f'<line class="gridline" x1="{_x(mark):.1f}" x2="{_x(mark):.1f}" y1="{TOP}" y2="{height - BOTTOM}"/>'
        f'<text x="{_x(mark):.1f}" y="{height - 10}" text-anchor="middle">{mark:.0%}</text>'
        for mark in _MARKS
    )


def _row(y: float, label: str, share: Share | None, words: Words) -> str:
    short = label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
    text = f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(short)}</text>'
    if share is None:
        return f'{text}<text class="hidden-group" x="{LEFT + 8}" y="{y + 4:.1f}">{escape(words.hidden)}</text>'
    return (
        f'{text}<line class="interval" x1="{_x(share.low):.1f}" x2="{_x(share.high):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<circle class="own" cx="{_x(share.value):.1f}" cy="{y:.1f}" r="5">'
        f"<title>{escape(f'{label} {_figure(share)}')}</title></circle>"
        f'<text x="{WIDTH - RIGHT + 12}" y="{y + 4:.1f}">{share.value:.1%} (n {share.n})</text>'
    )
