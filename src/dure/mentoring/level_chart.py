"""The way of a figure over the last weeks, as a line of a few pixels and as a chart, both SVG. Pure."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, EDGE = 108, 30, 3
WIDE, HIGH, LEFT, BELOW = 720, 220, 84, 26
STRIP, BESIDE = 440, 14


def sparkline(values: Sequence[float | None], reach: float, *, told: str) -> str:
    """A line that breaks where there is no data, over a dashed line at the threshold. told: the same in words."""
    top = _top(values, reach)
    return (
        f'<svg class="level-spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">'
        f"<title>{escape(told)}</title>"
        f"{_threshold(reach, top, (EDGE, WIDTH - EDGE), (EDGE, HEIGHT - EDGE))}"
        f"{_lines(values, top, (EDGE, WIDTH - EDGE), (EDGE, HEIGHT - EDGE))}</svg>"
    )


def chart(
    values: Sequence[float | None], labels: Sequence[str], texts: Sequence[str], reach: tuple[float, str], *, told: str
) -> str:
    """The same large: labels under every fifth week, texts of the values on their points. reach: the threshold and how
    it is written."""
    top = _top(values, reach[0])
    across, down = (LEFT, WIDE - 16), (12, HIGH - BELOW)
    names = "".join(
        f'<text x="{_x(at, len(values), across):.1f}" y="{HIGH - 8}" text-anchor="middle">{escape(label)}</text>'
        for at, label in enumerate(labels)
        if (len(labels) - 1 - at) % 5 == 0
    )
    points = "".join(
        f'<circle class="mark" cx="{_x(at, len(values), across):.1f}" cy="{_y(value, top, down):.1f}" r="3.5">'
        f"<title>{escape(f'{labels[at]} · {texts[at]}')}</title></circle>"
        for at, value in enumerate(values)
        if value is not None
    )
    base = (
        f'<line class="gridline" x1="{LEFT}" x2="{WIDE - 16}" y1="{down[1]}" y2="{down[1]}"/>'
        f'<text x="{LEFT - 8}" y="{_y(reach[0], top, down) + 4:.1f}" text-anchor="end">{escape(reach[1])}</text>'
    )
    return (
        f'<svg class="chart" viewBox="0 0 {WIDE} {HIGH}" role="img"><title>{escape(told)}</title>{base}{names}'
        f"{_threshold(reach[0], top, across, down)}{_lines(values, top, across, down)}{points}</svg>"
    )


def strip(levels: Sequence[int | None], labels: Sequence[str], texts: Sequence[str], *, told: str) -> str:
    """The level of each week as a bar of its height, nought as a low one; a week without any is left empty."""
    step = (STRIP - 2 * BESIDE) / max(len(levels), 1)
    bars = "".join(
        f'<rect class="level-bar level-{level}" x="{BESIDE + at * step + 1:.1f}" y="{64 - 18 * level:.1f}" '
        f'width="{step - 2:.1f}" height="{8 + 18 * level}" rx="2">'
        f"<title>{escape(f'{labels[at]} · {texts[at]}')}</title></rect>"
        for at, level in enumerate(levels)
        if level is not None
    )
    names = "".join(
        f'<text x="{BESIDE + (at + 0.5) * step:.1f}" y="92" text-anchor="middle">{escape(label)}</text>'
        for at, label in enumerate(labels)
        if (len(labels) - 1 - at) % 5 == 0
    )
    return (
        f'<svg class="chart level-strip" viewBox="0 0 {STRIP} 100" role="img"><title>{escape(told)}</title>'
        f'<line class="gridline" x1="0" x2="{STRIP}" y1="73" y2="73"/>{bars}{names}</svg>'
    )


Span = tuple[float, float]


def _top(values: Sequence[float | None], reach: float) -> float:
    return max([value for value in values if value is not None] + [reach, 1e-9]) * 1.05


def _x(at: int, count: int, across: Span) -> float:
    return across[0] + (across[1] - across[0]) * at / max(count - 1, 1)


def _y(value: float, top: float, down: Span) -> float:
    return down[1] - (down[1] - down[0]) * value / top


def _threshold(reach: float, top: float, across: Span, down: Span) -> str:
    y = _y(reach, top, down)
    return f'<line class="target" x1="{across[0]}" x2="{across[1]}" y1="{y:.1f}" y2="{y:.1f}"/>'


def _lines(values: Sequence[float | None], top: float, across: Span, down: Span) -> str:
    """One line for each stretch of weeks with data, a dot for a week alone."""
    parts: list[str] = []
    run: list[str] = []
    for at, value in enumerate([*values, None]):
        if value is not None:
            run.append(f"{_x(at, len(values), across):.1f},{_y(value, top, down):.1f}")
            continue
        if len(run) > 1:
            parts.append(f'<polyline class="line" points="{" ".join(run)}"/>')
        elif run:
            x, y = run[0].split(",")
            parts.append(f'<circle class="mark" cx="{x}" cy="{y}" r="2.5"/>')
        run = []
    return "".join(parts)
