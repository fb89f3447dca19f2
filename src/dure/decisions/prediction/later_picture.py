"""The later hours that a model was tried on. Pure, standard library only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from dure.decisions.prediction.pace import Value
from dure.decisions.prediction.paper import WIDTH, Paper, drawn

LEFT, RIGHT = 52, 110


@dataclass(frozen=True, slots=True)
class Words:
    """name: of the picture in the page. level, change: what stands beside the two lines. days: what each value's day
    is called."""

    name: str
    title: str
    told: str
    level: str
    change: str
    days: Sequence[str]


def later_picture(values: Sequence[Value], alarms: Collection[int], centre: float, change: float, words: Words) -> str:
    """values: (moment, per cent slower), one beside the other whatever lay between. alarms: moments. change: size of
    the one that was put in, drawn as a line above the centre."""
    paper = _paper(values, centre, centre + change)
    lines = [
        *_across(paper, centre, "centre", words.level, f"{centre:+.1f}"),
        *_across(paper, centre + change, "limit", words.change, f"{centre + change:+.1f}"),
    ]
    return _drawn(paper, values, alarms, words, lines)


def band_picture(
    values: Sequence[Value], alarms: Collection[int], centre: float, band: tuple[float, float], words: Words
) -> str:
    """The same in the unit of the values, with the band in which usual ones lie."""
    low, high = band
    paper = _paper(values, low, high)
    lines = [
        f'<path class="usual" d="M{LEFT} {paper.y(high):.1f}H{WIDTH - RIGHT}V{paper.y(low):.1f}H{LEFT}Z"/>',
        *_across(paper, centre, "centre", words.level, f"{centre:.4g}"),
        *_across(paper, high, "edge", words.change, f"{high:.4g}"),
        *_across(paper, low, "edge", "", f"{low:.4g}"),
    ]
    return _drawn(paper, values, alarms, words, lines)


def _paper(values: Sequence[Value], *shown: float) -> Paper:
    known = [value for _, value in values]
    low, high = min(*known, *shown), max(*known, *shown)
    pad = 0.08 * (high - low or 1.0)
    return Paper(low - pad, high + pad, len(values), LEFT, RIGHT)


def _drawn(paper: Paper, values: Sequence[Value], alarms: Collection[int], words: Words, lines: Sequence[str]) -> str:
    line = paper.points([(at, value) for at, (_, value) in enumerate(values)])
    rang = "".join(_rang(paper, values, moment) for moment in sorted(alarms))
    body = f'{"".join(lines)}<polyline class="line" points="{line}"/>{rang}{paper.below(words.days)}'
    return drawn(words.name, words.title, words.told, body)


def _across(paper: Paper, value: float, css: str, word: str, number: str) -> list[str]:
    y = paper.y(value)
    return [
        f'<path class="{css}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>',
        f'<text class="end" x="{WIDTH - RIGHT + 6}" y="{y + 4:.1f}">{escape(word)}</text>',
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number}</text>',
    ]


def _rang(paper: Paper, values: Sequence[Value], moment: int) -> str:
    """At the value by which it rang."""
    at = max((place for place, (own, _) in enumerate(values) if own < moment), default=0)
    return paper.diamond(at, values[at][1])
