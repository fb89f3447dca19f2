"""Units over time as ribbons below each other, with the bottleneck of each moment marked, and bars of what they did.

SVG; classes give the colours, a title and a description say it in words. Pure.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

from dure.performance.bottleneck import Interval, Kind, Span
from dure.performance.charts import svg

WIDTH = 1000
LEFT, RIGHT, TOP, FOOT = 150, 16, 8, 26
LANE, STRIP, MARK = 40, 14, 9
_NARROW = 0.8
"""Units of the drawing: what is narrower is drawn with its neighbours, as what they mostly are."""
NAME_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Lane:
    """One unit: what it did, and when it was the bottleneck, alone or with another."""

    name: str
    rows: Sequence[Interval]
    sole: Sequence[Span]
    shifting: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A share of a bar, 0 to 1. text is what it is called when pointed at."""

    kind: Kind
    share: float
    text: str


def ribbons(title: str, told: str, lanes: Sequence[Lane], window: tuple[float, float], ticks: Sequence[Tick]) -> str:
    """told: the same in words; window: from when to when, as the lanes count time."""
    start, end = window
    scale = (WIDTH - LEFT - RIGHT) / max(end - start, 1e-9)

    def x(moment: float) -> float:
        return LEFT + (min(max(moment, start), end) - start) * scale

    ground = TOP + LANE * len(lanes)
    body = []
    for tick in ticks:
        at = x(tick.at)
        body.append(f'<line class="gridline" x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{ground}"/>')
        body.append(f'<text x="{at:.1f}" y="{ground + 18}" text-anchor="middle">{escape(tick.label)}</text>')
    body += [_lane(lane, TOP + LANE * at, x) for at, lane in enumerate(lanes)]
    return _drawn("ribbons", title, told, ground + FOOT, body)


def _lane(lane: Lane, top: float, x: Callable[[float], float]) -> str:
    parts = [_name(lane.name, top + LANE / 2)]
    states = ((row.kind.value, row.start, row.end) for row in lane.rows if row.kind is not Kind.PAUSE)
    parts += _rects("did ", states, top + 4, STRIP, x)
    marks = [("sole", one.start, one.end) for one in lane.sole]
    marks += [("shifts", one.start, one.end) for one in lane.shifting]
    parts += _rects("neck ", sorted(marks, key=lambda mark: mark[1]), top + 6 + STRIP, MARK, x)
    return "".join(parts)


def _rects(
    css: str, marks: Iterable[tuple[str, float, float]], y: float, height: float, x: Callable[[float], float]
) -> list[str]:
    drawn: list[tuple[str, float, float]] = []
    few: list[tuple[str, float, float]] = []
    for word, start, end in marks:
        left, right = x(start), x(end)
        if right <= left:
            continue
        if few and left - few[-1][2] > 1e-6:
            drawn.append(_mostly(few))
            few = []
        few.append((word, left, right))
        if right - few[0][1] >= _NARROW:
            drawn.append(_mostly(few))
            few = []
    drawn += [_mostly(few)] if few else []
    return [
        f'<rect class="{css}{word}" x="{left:.1f}" y="{y:.1f}" width="{max(right - left, 0.4):.1f}" height="{height}"/>'
        for word, left, right in _alike(drawn)
    ]


def _mostly(few: Sequence[tuple[str, float, float]]) -> tuple[str, float, float]:
    widths: dict[str, float] = {}
    for word, left, right in few:
        widths[word] = widths.get(word, 0.0) + right - left
    return max(widths, key=lambda word: widths[word]), few[0][1], few[-1][2]


def _alike(drawn: Iterable[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Neighbours of one word as one."""
    found: list[tuple[str, float, float]] = []
    for word, left, right in drawn:
        if found and found[-1][0] == word and left - found[-1][2] < 1e-6:
            found[-1] = (word, found[-1][1], right)
        else:
            found.append((word, left, right))
    return found


def bars(title: str, told: str, rows: Sequence[tuple[str, Sequence[Part]]]) -> str:
    """One bar for each unit, its shares side by side, the whole width is all of its time."""
    whole, body = WIDTH - LEFT - RIGHT, []
    for place, (unit, parts) in enumerate(rows):
        top, at = TOP + 30 * place, float(LEFT)
        body.append(_name(unit, top + 15))
        for part in parts:
            width = part.share * whole
            body.append(
                f'<rect class="did {part.kind.value}" x="{at:.1f}" y="{top + 4}" width="{width:.1f}" height="20">'
                f"<title>{escape(f'{unit} · {part.text}')}</title></rect>"
            )
            at += width
    ground = TOP + 30 * len(rows)
    for percent in (0, 25, 50, 75, 100):
        at = LEFT + whole * percent / 100
        body.append(f'<text x="{at:.1f}" y="{ground + 18}" text-anchor="middle">{percent} %</text>')
    return _drawn("bars", title, told, ground + FOOT, body)


def _name(name: str, y: float) -> str:
    short = name if len(name) <= NAME_LETTERS else f"{name[: NAME_LETTERS - 1]}…"
    return (
        f'<text x="{LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{escape(short)}<title>{escape(name)}</title></text>'
    )


def _drawn(name: str, title: str, told: str, height: int, body: Sequence[str]) -> str:
    return svg(name, title, told, "".join(body), css="chart ribbons", size=(WIDTH, height))
