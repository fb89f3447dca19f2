"""A Yamazumi chart as SVG: what each station does piled up by what it is worth, against the takt. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from dure.web.drawing import round_step

WIDTH, HEIGHT = 900, 340
LEFT, RIGHT, TOP, BOTTOM = 58, 84, 24, 30
_ORDER = ("value", "needed", "waste")
_ROOM_FOR_A_CODE = 15


@dataclass(frozen=True, slots=True)
class Brick:
    """One work element. worth: value, needed or waste, which is also its class."""

    code: str
    name: str
    seconds: float
    worth: str


@dataclass(frozen=True, slots=True)
class Pile:
    """One station, named below its pile."""

    label: str
    bricks: Sequence[Brick]

    @property
    def seconds(self) -> float:
        return sum(brick.seconds for brick in self.bricks)


def yamazumi(name: str, title: str, told: str, piles: Sequence[Pile], takt: tuple[float, str] | None) -> str:
    """Value at the bottom, waste on top. name: of the ids; told: the same in words; takt: seconds and their word."""
    most = max([pile.seconds for pile in piles] + [takt[0] if takt else 0.0, 0.001])
    step = _step(most)
    marks = ceil(most / step - 1e-9)
    top = step * marks
    slot = (WIDTH - LEFT - RIGHT) / max(len(piles), 1)

    def y(seconds: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - seconds / top)

    parts = []
    for at in range(marks + 1):
        level = y(step * at)
        parts.append(f'<line class="gridline" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{level:.1f}" y2="{level:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{level + 4:.1f}" text-anchor="end">{step * at:,.6g}</text>')
    scale = (HEIGHT - TOP - BOTTOM) / top
    for at, pile in enumerate(piles):
        parts.append(_pile(pile, LEFT + slot * at, slot, y(0), scale))
    if takt is not None:
        level = y(takt[0])
        parts.append(f'<line class="limit" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{level:.1f}" y2="{level:.1f}"/>')
        parts.append(f'<text class="end" x="{WIDTH - RIGHT + 6}" y="{level + 4:.1f}">{escape(takt[1])}</text>')
    parts += [
        f'<text class="sum" x="{LEFT + slot * (at + 0.5):.1f}" y="{y(pile.seconds) - 6:.1f}" text-anchor="middle">'
        f"{pile.seconds:,.6g}</text>"
        for at, pile in enumerate(piles)
    ]
    return (
        f'<svg class="chart yamazumi" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(told)}</desc>{"".join(parts)}</svg>'
    )


def _pile(pile: Pile, left: float, slot: float, ground: float, scale: float) -> str:
    """Bricks from the ground up and the name below."""
    width = min(slot * 0.7, 110)
    x, height = left + (slot - width) / 2, ground
    parts = []
    for brick in sorted(pile.bricks, key=lambda one: _ORDER.index(one.worth)):
        size = brick.seconds * scale
        height -= size
        words = escape(f"{brick.code} {brick.name} · {brick.seconds:g} s")
        parts.append(
            f'<rect class="worth {brick.worth}" x="{x:.1f}" y="{height:.1f}" width="{width:.1f}" height="{size:.1f}">'
            f"<title>{words}</title></rect>"
        )
        if size >= _ROOM_FOR_A_CODE and width >= 34:
            middle = height + size / 2 + 4
            parts.append(
                f'<text class="code {brick.worth}" x="{x + width / 2:.1f}" y="{middle:.1f}" text-anchor="middle">'
                f"{escape(brick.code)}</text>"
            )
    centre = left + slot / 2
    parts.append(f'<text x="{centre:.1f}" y="{ground + 18:.1f}" text-anchor="middle">{escape(pile.label)}</text>')
    return "".join(parts)


def _step(top: float) -> float:
    """Round steps, about five of them up to the top."""
    return round_step(top / 5)
