"""Charts drawn as SVG on the server: classes give colours, a title and a description say it in words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from dure.web import drawing

WIDTH, HEIGHT = 760, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 16, 34


@dataclass(frozen=True, slots=True)
class Point:
    """One place on the horizontal axis. value None leaves a gap; text is what the value is called."""

    label: str
    value: float | None
    text: str
    target: float | None = None


def steps(top: float, wanted: int = 4) -> list[float]:
    """Round values for a scale from 0 to at least `top`."""
    if top <= 0:
        return [0.0, 1.0]
    raw = top / wanted
    step = drawing.round_step(raw)
    return [step * index for index in range(ceil(top / step - 1e-9) + 1)]


class _Frame:
    """Where values stand on the paper."""

    def __init__(self, points: Sequence[Point], top: float) -> None:
        self.marks = steps(top)
        self.top = self.marks[-1]
        self.slot = (WIDTH - LEFT - RIGHT) / max(len(points), 1)

    def x(self, index: int) -> float:
        return LEFT + self.slot * (index + 0.5)

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / self.top)

    def grid(self, points: Sequence[Point], unit: str) -> str:
        parts = []
        for mark in self.marks:
            y = self.y(mark)
            parts.append(f'<line class="gridline" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
            parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_scale(mark, unit)}</text>')
        every = ceil(len(points) / 12) or 1
        parts += [
            f'<text x="{self.x(i):.1f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(point.label)}</text>'
            for i, point in enumerate(points)
            if i % every == 0
        ]
        return "".join(parts)


def _scale(value: float, unit: str) -> str:
    return f"{value:.0%}" if unit == "%" else f"{value:,.6g}"


def svg(
    name: str, title: str, told: str, body: str, *, css: str = "chart", size: tuple[int, int] = (WIDTH, HEIGHT)
) -> str:
    """The drawing around its body. name: for the ids of its words on the page. told: the same in words."""
    return drawing.svg(name, title, told, body, css=css, size=size)


def _told(points: Sequence[Point]) -> str:
    return "; ".join(f"{point.label}: {point.text}" for point in points)


def line(name: str, title: str, points: Sequence[Point], unit: str = "%") -> str:
    """A line that breaks where a value is missing, each point with its value, and a stepped line of targets."""
    known = [v for point in points for v in (point.value, point.target) if v is not None]
    frame = _Frame(points, max([*known, 1.0 if unit == "%" else 0.0]))
    body = [frame.grid(points, unit), _targets(frame, points)]
    run: list[str] = []
    for index, point in enumerate([*points, Point("", None, "")]):
        if point.value is not None:
            run.append(f"{frame.x(index):.1f},{frame.y(point.value):.1f}")
            continue
        if len(run) > 1:
            body.append(f'<polyline class="line" points="{" ".join(run)}"/>')
        run = []
    body += [
        f'<circle class="mark" cx="{frame.x(i):.1f}" cy="{frame.y(p.value):.1f}" r="3.5">'
        f"<title>{escape(f'{p.label} · {p.text}')}</title></circle>"
        for i, p in enumerate(points)
        if p.value is not None
    ]
    return svg(name, title, _told(points), "".join(body))


def bars(name: str, title: str, points: Sequence[Point], unit: str = "") -> str:
    """Bars with a mark at each target, green where it was reached and amber where it wasn't."""
    known = [v for point in points for v in (point.value, point.target) if v is not None]
    frame = _Frame(points, max([*known, 0.0]))
    width = frame.slot * 0.62
    body = [frame.grid(points, unit)]
    for index, point in enumerate(points):
        if point.value is None:
            continue
        css = "beam" if point.target is None else "beam met" if point.value >= point.target else "beam missed"
        y = frame.y(point.value)
        body.append(
            f'<rect class="{css}" x="{frame.x(index) - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{frame.y(0) - y:.1f}" rx="2"><title>{escape(f"{point.label} · {point.text}")}</title></rect>'
        )
    return svg(name, title, _told(points), "".join([*body, _targets(frame, points)]))


def _targets(frame: _Frame, points: Sequence[Point]) -> str:
    half = frame.slot / 2
    return "".join(
        f'<line class="target" x1="{frame.x(i) - half:.1f}" x2="{frame.x(i) + half:.1f}" '
        f'y1="{frame.y(p.target):.1f}" y2="{frame.y(p.target):.1f}"/>'
        for i, p in enumerate(points)
        if p.target is not None
    )
