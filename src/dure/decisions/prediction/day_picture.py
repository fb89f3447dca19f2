"""Energy of a piece day by day with the interval it should lie in. Pure, standard library only."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dure.decisions.prediction.paper import WIDTH, Paper, drawn
from dure.decisions.prediction.piece_energy_model import Seen

LEFT, RIGHT = 62, 20
_STEPS = 4


@dataclass(frozen=True, slots=True)
class Words:
    """name: of the picture in the page. days: what each day is called. told: a day's sentence, in their order."""

    name: str
    title: str
    said: str
    days: Sequence[str]
    told: Sequence[str]


def day_picture(days: Sequence[Seen], words: Words) -> str:
    """kWh of a piece: the interval as a band, what was expected as a line, what it took as dots; diamonds lie outside.
    days: one at least."""
    edges = [edge / day.pieces for day in days for edge in (day.kwh, day.low, day.high)]
    pad = 0.08 * (max(edges) - min(edges) or max(edges))
    paper = Paper(max(0.0, min(edges) - pad), max(edges) + pad, len(days), LEFT, RIGHT)
    expected = [(at, day.expected / day.pieces) for at, day in enumerate(days)]
    body = [
        *_scale(paper), _band(paper, days), f'<polyline class="centre" points="{paper.points(expected)}"/>',
        *(_mark(paper, at, day, words.told[at]) for at, day in enumerate(days)), paper.below(words.days),
    ]  # fmt: skip
    return drawn(words.name, words.title, words.said, "".join(body))


def _scale(paper: Paper) -> list[str]:
    values = [paper.low + (paper.high - paper.low) * at / _STEPS for at in range(_STEPS + 1)]
    return [
        f'<path class="grid-line" d="M{LEFT} {paper.y(value):.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 6}" y="{paper.y(value) + 4:.1f}" text-anchor="end">{value:.3g}</text>'
        for value in values
    ]


def _band(paper: Paper, days: Sequence[Seen]) -> str:
    """Half a slot to either side of each day, so that a single day has one too."""
    upper = [(at + off, day.high / day.pieces) for at, day in enumerate(days) for off in (-0.5, 0.5)]
    lower = [(at + off, day.low / day.pieces) for at, day in enumerate(days) for off in (-0.5, 0.5)]
    return f'<polygon class="usual" points="{paper.points([*upper, *reversed(lower)])}"/>'


def _mark(paper: Paper, at: int, day: Seen, told: str) -> str:
    value = day.kwh / day.pieces
    if day.is_out:
        return paper.diamond(at, value, told)
    css, title = "dot" if day.is_over else "dot running", f"<title>{escape(told)}</title>"
    return f'<circle class="{css}" cx="{paper.x(at):.1f}" cy="{paper.y(value):.1f}" r="4">{title}</circle>'
