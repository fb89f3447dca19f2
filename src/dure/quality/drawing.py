"""Pictures of charts as SVG: classes give colours, a title and a description say it in words. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import exp, floor, pi, sqrt

from dure.quality.spc.lines import Line
from dure.web.drawing import round_step

WIDTH, HEIGHT, LOW = 900, 300, 200
LEFT, RIGHT, TOP, BOTTOM = 64, 78, 14, 30


@dataclass(frozen=True, slots=True)
class Words:
    """What stands beside the limits and in the description. points: what each point is called;
    axis: shorter names for below."""

    name: str
    title: str
    told: str
    upper: str
    centre: str
    lower: str
    points: Sequence[str]
    decimals: int = 3
    axis: Sequence[str] = ()


class _Paper:
    """Where values stand."""

    def __init__(self, values: Collection[float], slots: int, height: int) -> None:
        low, high = min(values), max(values)
        pad = (high - low or abs(high) or 1.0) * 0.08
        self.low, self.high = low - pad, high + pad
        self.height = height
        self.slot = (WIDTH - LEFT - RIGHT) / max(slots, 1)

    def x(self, index: float) -> float:
        return LEFT + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return TOP + (self.height - TOP - BOTTOM) * (1 - share)


def control_chart(line: Line, words: Words, signals: Collection[int], height: int = HEIGHT, late: int = 0) -> str:
    """A line with its centre and limits; points that a rule fired at are marked. late: slots before its first point."""
    known = [*line.values, *line.centre, *(v for v in (*line.lower, *line.upper) if v is not None)]
    slots = len(line.values) + late
    paper = _Paper(known, slots, height)
    parts = [_axis(words, paper, slots)]
    for css, values in (("limit", line.upper), ("centre", line.centre), ("limit", line.lower)):
        parts.append(_level(paper, values, css, late))
    parts.append(_ends(line, words, paper))
    parts.append(_polyline((paper.x(at + late), paper.y(value)) for at, value in enumerate(line.values)))
    parts += [_dot(paper, words, at + late, value, at + late in signals) for at, value in enumerate(line.values)]
    return _svg(words, height, "".join(parts))


def every(slots: int) -> int:
    """Of how many points one is named below."""
    return max(1, -(-slots // 14))


def _axis(words: Words, paper: _Paper, slots: int) -> str:
    names = words.axis or words.points
    return "".join(
        f'<text x="{paper.x(at):.1f}" y="{paper.height - 8}" text-anchor="middle">{escape(names[at])}</text>'
        for at in range(0, slots, every(slots))
    )


def _level(paper: _Paper, values: Sequence[float | None], css: str, late: int) -> str:
    """Steps where the level changes from point to point, a straight line where it doesn't."""
    steps: list[str] = []
    for at, value in enumerate(values):
        if value is None:
            continue
        y = paper.y(value)
        left, right = paper.x(at + late) - paper.slot / 2, paper.x(at + late) + paper.slot / 2
        steps.append(f"{'M' if not steps else 'L'}{left:.1f} {y:.1f}L{right:.1f} {y:.1f}")
    return f'<path class="{css}" d="{"".join(steps)}"/>' if steps else ""


def _ends(line: Line, words: Words, paper: _Paper) -> str:
    """The newest limits in figures at the right."""
    rows = [(words.upper, line.upper[-1]), (words.centre, line.centre[-1]), (words.lower, line.lower[-1])]
    return "".join(
        f'<text class="end" x="{WIDTH - RIGHT + 6}" y="{paper.y(value) + 4:.1f}">'
        f"{escape(word)} {value:.{words.decimals}f}</text>"
        for word, value in rows
        if value is not None
    )


def _dot(paper: _Paper, words: Words, at: int, value: float, is_signal: bool) -> str:
    x, y = paper.x(at), paper.y(value)
    title = f"<title>{escape(words.points[at])}: {value:.{words.decimals}f}</title>"
    if not is_signal:
        return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="3">{title}</circle>'
    return (
        f'<path class="fired" d="M{x:.1f} {y - 8:.1f}L{x + 8:.1f} {y:.1f}L{x:.1f} {y + 8:.1f}L{x - 8:.1f} {y:.1f}Z">'
        f"{title}</path>"
    )


def _svg(words: Words, height: int, body: str) -> str:
    name = words.name
    return (
        f'<svg class="chart control" viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(words.title)}</title><desc id="{name}-d">{escape(words.told)}</desc>'
        f"{body}</svg>"
    )


def bins(values: Sequence[float], wanted: int = 0) -> list[tuple[float, float, int]]:
    """(from, to, how many), of round widths; about the square root of the count of values many."""
    low, high = min(values), max(values)
    if low == high:
        return [(low - 0.5, high + 0.5, len(values))]
    raw = (high - low) / (wanted or max(5, round(sqrt(len(values)))))
    width = round_step(raw)
    first = floor(low / width) * width
    count = int((high - first) / width) + 1
    found = [0] * count
    for value in values:
        found[min(count - 1, int((value - first) / width + 1e-9))] += 1
    return [(first + at * width, first + (at + 1) * width, number) for at, number in enumerate(found)]


@dataclass(frozen=True, slots=True)
class _Field:
    """Where values and how many of them there are stand in a histogram."""

    low: float
    high: float
    top: float

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - self.low) / (self.high - self.low)

    def y(self, count: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - count / (self.top * 1.05))


def histogram(
    values: Sequence[float], words: Words, limits: tuple[float | None, float | None], normal: tuple[float, float] | None
) -> str:
    """Bars with the specification limits; normal: mean and standard deviation of the curve over them."""
    rows = bins(values)
    edges = [rows[0][0], rows[-1][1], *(limit for limit in limits if limit is not None)]
    low, high = min(edges), max(edges)
    pad = (high - low) * 0.05 or 1.0
    low, high = low - pad, high + pad
    curve = _bell(normal, len(values) * (rows[0][1] - rows[0][0]), low, high) if normal else []
    field = _Field(low, high, max([count for *_, count in rows] + [height for _, height in curve]))
    parts = [_beam(field, row, words.decimals) for row in rows]
    if curve:
        parts.append(_polyline([(field.x(place), field.y(height)) for place, height in curve]))
    named = zip((words.lower, words.upper), limits, strict=True)
    parts += [_limit(field, word, limit) for word, limit in named if limit is not None]
    return _svg(words, HEIGHT, "".join(parts))


def _beam(field: _Field, row: tuple[float, float, int], decimals: int) -> str:
    start, end, count = row
    return (
        f'<rect class="beam" x="{field.x(start):.1f}" y="{field.y(count):.1f}" '
        f'width="{max(1, field.x(end) - field.x(start) - 1):.1f}" height="{field.y(0) - field.y(count):.1f}">'
        f"<title>{start:.{decimals}f}–{end:.{decimals}f}: {count}</title></rect>"
    )


def _limit(field: _Field, word: str, limit: float) -> str:
    x = field.x(limit)
    return (
        f'<line class="limit" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{field.y(0):.1f}"/>'
        f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(word)} {limit:g}</text>'
    )


def _polyline(places: Iterable[tuple[float, float]]) -> str:
    dots = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline class="line" points="{dots}"/>'


def _bell(normal: tuple[float, float], area: float, low: float, high: float) -> list[tuple[float, float]]:
    mean, sigma = normal
    if sigma <= 0:
        return []
    places = [low + (high - low) * at / 120 for at in range(121)]
    return [(p, area / (sigma * sqrt(2 * pi)) * exp(-(((p - mean) / sigma) ** 2) / 2)) for p in places]


def curve(points: Sequence[tuple[float, float]], words: Words) -> str:
    """A line from 0 to 1 over percent, such as an operating characteristic."""
    end = points[-1][0] or 1.0

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * value / end

    def y(value: float) -> float:
        return TOP + (LOW + 60 - TOP - BOTTOM) * (1 - value)

    parts = []
    for mark in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<line class="gridline" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(mark) + 4:.1f}" text-anchor="end">{mark:.0%}</text>')
        place = end * mark
        parts.append(f'<text x="{x(place):.1f}" y="{LOW + 52}" text-anchor="middle">{100 * place:.2g} %</text>')
    parts.append(_polyline((x(share), y(chance)) for share, chance in points))
    return _svg(words, LOW + 60, "".join(parts))
