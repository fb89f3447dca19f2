"""The later hours that a model was tried on, as SVG: classes give colours, a title and a description say it in words.
Pure, standard library only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from dure.decisions.prediction.pace import Value

WIDTH, HEIGHT = 900, 280
LEFT, RIGHT, TOP, BOTTOM = 52, 110, 14, 30
_NAMED = 10


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


@dataclass(frozen=True, slots=True)
class _Paper:
    low: float
    high: float
    slots: int

    def x(self, at: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at + 0.5) / self.slots

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)


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


def _paper(values: Sequence[Value], *shown: float) -> _Paper:
    known = [value for _, value in values]
    low, high = min(*known, *shown), max(*known, *shown)
    pad = 0.08 * (high - low or 1.0)
    return _Paper(low - pad, high + pad, len(values))


def _drawn(paper: _Paper, values: Sequence[Value], alarms: Collection[int], words: Words, lines: Sequence[str]) -> str:
    line = " ".join(f"{paper.x(at):.1f},{paper.y(value):.1f}" for at, (_, value) in enumerate(values))
    body = [
        *lines,
        f'<polyline class="line" points="{line}"/>',
        *(_rang(paper, values, moment) for moment in sorted(alarms)),
        *_below(paper, words.days),
    ]
    return (
        f'<svg class="chart control" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{words.name}-t '
        f'{words.name}-d"><title id="{words.name}-t">{escape(words.title)}</title><desc id="{words.name}-d">'
        f"{escape(words.told)}</desc>{''.join(body)}</svg>"
    )


def _across(paper: _Paper, value: float, css: str, word: str, number: str) -> list[str]:
    y = paper.y(value)
    return [
        f'<path class="{css}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>',
        f'<text class="end" x="{WIDTH - RIGHT + 6}" y="{y + 4:.1f}">{escape(word)}</text>',
        f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{number}</text>',
    ]


def _rang(paper: _Paper, values: Sequence[Value], moment: int) -> str:
    """A diamond at the value by which it rang."""
    at = max((place for place, (own, _) in enumerate(values) if own < moment), default=0)
    x, y = paper.x(at), paper.y(values[at][1])
    return (
        f'<path class="fired" d="M{x:.1f} {y - 8:.1f}L{x + 8:.1f} {y:.1f}L{x:.1f} {y + 8:.1f}L{x - 8:.1f} {y:.1f}Z"/>'
    )


def _below(paper: _Paper, days: Sequence[str]) -> list[str]:
    firsts = [at for at, day in enumerate(days) if not at or day != days[at - 1]]
    step = -(-len(firsts) // _NAMED)
    return [
        f'<text x="{paper.x(at):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(days[at])}</text>'
        for at in firsts[::step]
    ]
