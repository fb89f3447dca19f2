"""Pictures of how chances came true, as SVG that stands alone. Pure, standard library only."""

from collections.abc import Sequence
from html import escape

from dure.decisions.prediction.calibration import Bin

SIDE, LEFT, TOP, BOTTOM = 300, 46, 34, 74
_INK, _SOFT, _LINE, _MARK = "#1f2933", "#66727f", "#d3d9df", "#0b6e99"


def calibration_picture(title: str, bins: Sequence[Bin], axes: tuple[str, str]) -> str:
    """What was told along, what came true upwards, with 95 % intervals; the line is where both are the same. Below, how
    many rows were told so. axes: words of both."""
    body = [
        f'<rect width="{LEFT + SIDE + 16}" height="{TOP + SIDE + BOTTOM}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="20" font-weight="bold" fill="{_INK}">{escape(title)}</text>',
        *_grid(),
        f'<path d="M{LEFT} {TOP + SIDE}L{LEFT + SIDE} {TOP}" stroke="{_SOFT}" stroke-dasharray="4 4"/>',
        *(part for one in bins for part in _mark(one)),
        *_counts(bins),
        *_words(axes),
    ]
    told = "; ".join(f"{one.told:.0%} → {one.came:.0%} (n {one.count})" for one in bins)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + SIDE + 16} {TOP + SIDE + BOTTOM}" '
        f'width="{LEFT + SIDE + 16}" font-family="sans-serif" font-size="12" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(told)}</desc>{''.join(body)}</svg>\n"
    )


def _x(share: float) -> float:
    return LEFT + SIDE * share


def _y(share: float) -> float:
    return TOP + SIDE * (1 - share)


def _grid() -> list[str]:
    rows = []
    for at in range(0, 101, 20):
        share = at / 100
        rows.append(
            f'<path d="M{LEFT} {_y(share):.0f}H{LEFT + SIDE}M{_x(share):.0f} {TOP}V{TOP + SIDE}" stroke="{_LINE}"/>'
            f'<text x="{LEFT - 6}" y="{_y(share) + 4:.0f}" text-anchor="end" fill="{_SOFT}">{at}</text>'
            f'<text x="{_x(share):.0f}" y="{TOP + SIDE + 15}" text-anchor="middle" fill="{_SOFT}">{at}</text>'
        )
    return rows


def _words(axes: tuple[str, str]) -> list[str]:
    middle = f'text-anchor="middle" fill="{_INK}"'
    return [
        f'<text x="{LEFT + SIDE / 2:.0f}" y="{TOP + SIDE + 30}" {middle}>{escape(axes[0])}</text>',
        f'<text transform="translate(12 {TOP + SIDE / 2:.0f}) rotate(-90)" {middle}>{escape(axes[1])}</text>',
    ]


def _mark(one: Bin) -> list[str]:
    x = _x(one.told)
    return [
        f'<path d="M{x:.1f} {_y(one.low):.1f}V{_y(one.high):.1f}" stroke="{_MARK}" stroke-width="1.5"/>',
        f'<circle cx="{x:.1f}" cy="{_y(one.came):.1f}" r="4" fill="{_MARK}"/>',
    ]


def _counts(bins: Sequence[Bin]) -> list[str]:
    """Bars under the axis, their heights as the rows."""
    top = max(one.count for one in bins)
    foot = TOP + SIDE + BOTTOM - 8
    return [
        f'<rect x="{_x(one.told) - 4:.1f}" y="{foot - 26 * one.count / top:.1f}" width="8" '
        f'height="{26 * one.count / top:.1f}" fill="{_SOFT}"/>'
        for one in bins
    ]
