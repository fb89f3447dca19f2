"""Days before and after a change as SVG: the line itself, the one beside it, levels, the day of the change. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from math import ceil, floor

from dure.web.drawing import round_step, svg

WIDTH, HEIGHT = 760, 280
LEFT, RIGHT, TOP, BOTTOM = 58, 16, 26, 34
_MARKS, _LABELS = 4, 8


@dataclass(frozen=True, slots=True)
class Words:
    """In the reader's language. figure: how a value is written."""

    title: str
    change: str
    before: str
    after: str
    wanted: str
    control: str
    figure: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """settle: days from the change on that count on neither side. levels: means before and after."""

    own: Mapping[date, float]
    control: Mapping[date, float]
    change: date | None
    settle: int
    levels: tuple[float, float] | None
    wanted: float | None


class _Paper:
    def __init__(self, drawn: Drawn) -> None:
        days = [*drawn.own, *drawn.control, *filter(None, [drawn.change])]
        self.first, self.last = min(days), max(days)
        values = [*drawn.own.values(), *drawn.control.values(), *([drawn.wanted] if drawn.wanted is not None else [])]
        self.marks = scale(min(values), max(values))

    def x(self, day: date, part: float = 0.5) -> float:
        """part: of the day, 0 its beginning."""
        slot = (WIDTH - LEFT - RIGHT) / ((self.last - self.first).days + 1)
        return LEFT + slot * ((day - self.first).days + part)

    def y(self, value: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / (high - low))


def scale(low: float, high: float) -> list[float]:
    """Round values around all that is drawn; from nought where nought is near."""
    if low > 0 and low < (high - low):
        low = 0.0
    span = high - low or abs(high) or 1.0
    step = round_step(span / _MARKS)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def series(drawn: Drawn, words: Words) -> str:
    """The drawing; "" without any day."""
    if not drawn.own:
        return ""
    paper = _Paper(drawn)
    body = [_grid(paper, words), _change(paper, drawn, words), _wanted(paper, drawn, words)]
    body += [_dots(paper, drawn.control, "other", words.control, words), _dots(paper, drawn.own, "own", "", words)]
    body.append(_levels(paper, drawn))
    size = (WIDTH, HEIGHT)
    return svg("task", words.title, told(drawn, words), "".join(body), css="chart task-series", size=size)


def told(drawn: Drawn, words: Words) -> str:
    """What the drawing shows, in words."""
    parts = []
    if drawn.levels is not None:
        pairs = zip((words.before, words.after), drawn.levels, strict=True)
        parts = [f"{word} {words.figure(level)}" for word, level in pairs]
    if drawn.change is not None:
        parts.append(f"{words.change} {drawn.change.isoformat()}")
    if drawn.wanted is not None:
        parts.append(f"{words.wanted} {words.figure(drawn.wanted)}")
    return "; ".join(parts)


def _grid(paper: _Paper, words: Words) -> str:
    parts = []
    for mark in paper.marks:
        y = paper.y(mark)
        parts.append(
            f'<line class="gridline" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(words.figure(mark))}</text>'
        )
    length = (paper.last - paper.first).days + 1
    for at in range(0, length, ceil(length / _LABELS)):
        day = paper.first + timedelta(days=at)
        parts.append(f'<text x="{paper.x(day):.1f}" y="{HEIGHT - 12}" text-anchor="middle">{day:%m-%d}</text>')
    return "".join(parts)


def _change(paper: _Paper, drawn: Drawn, words: Words) -> str:
    if drawn.change is None:
        return ""
    x, low = paper.x(drawn.change, 0), HEIGHT - BOTTOM
    end = min(paper.x(drawn.change + timedelta(days=drawn.settle), 0), WIDTH - RIGHT)
    anchor = "end" if x > WIDTH * 0.8 else "start"
    band = f'<rect class="settle" x="{x:.1f}" y="{TOP}" width="{max(end - x, 0):.1f}" height="{low - TOP}"/>'
    return (
        f'{band}<line class="change" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{low}"/>'
        f'<text class="change" x="{x + (6 if anchor == "start" else -6):.1f}" y="{TOP - 8}" '
        f'text-anchor="{anchor}">{escape(words.change)} {drawn.change:%m-%d}</text>'
    )


def _wanted(paper: _Paper, drawn: Drawn, words: Words) -> str:
    if drawn.wanted is None:
        return ""
    y = paper.y(drawn.wanted)
    label = f"{words.wanted} {words.figure(drawn.wanted)}"
    return (
        f'<line class="wanted" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text class="wanted" x="{LEFT + 6}" y="{y - 5:.1f}">{escape(label)}</text>'
    )


def _dots(paper: _Paper, days: Mapping[date, float], css: str, name: str, words: Words) -> str:
    ordered: Sequence[date] = sorted(days)
    return "".join(
        f'<circle class="{css}" cx="{paper.x(day):.1f}" cy="{paper.y(days[day]):.1f}" r="3.2">'
        f"<title>{escape(' '.join(filter(None, [name, day.isoformat(), words.figure(days[day])])))}</title></circle>"
        for day in ordered
    )


def _levels(paper: _Paper, drawn: Drawn) -> str:
    if drawn.levels is None or drawn.change is None:
        return ""
    after = drawn.change + timedelta(days=drawn.settle)
    ends = ((paper.first, drawn.change, drawn.levels[0]), (after, paper.last + timedelta(days=1), drawn.levels[1]))
    return "".join(
        f'<line class="level" x1="{paper.x(start, 0):.1f}" x2="{paper.x(end, 0):.1f}" '
        f'y1="{paper.y(level):.1f}" y2="{paper.y(level):.1f}"/>'
        for start, end, level in ends
        if end > start
    )
