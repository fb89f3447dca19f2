"""A value-stream map as SVG: operations with their data, stocks between them, and the ladder of time below. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from dure.web.drawing import svg

_LEFT, _GAP, _BOX, _TOP = 20, 92, 148, 120
_ROW = 21


@dataclass(frozen=True, slots=True)
class Box:
    """An operation. lines: what stands in its data box, with whether it has to be marked. work: as in the ladder."""

    name: str
    lines: Sequence[tuple[str, bool]]
    stock: str
    wait: str
    work: str
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What stands around: supplier, customer with its demand and takt, finished goods, and the sums of the ladder."""

    supplier: str
    customer: Sequence[str]
    control: str
    finished: str
    finished_wait: str
    sums: Sequence[str]


def stream_chart(name: str, title: str, told: str, boxes: Sequence[Box], words: Words) -> str:
    """name: of the ids; told: the same in words. As wide as there are operations."""
    rows = max((len(box.lines) for box in boxes), default=1)
    width = max(_LEFT * 2 + _GAP * (len(boxes) + 1) + _BOX * len(boxes) + 170, 900)
    ladder = _TOP + 62 + rows * _ROW + 70
    height = ladder + 70
    parts = [_outside(_LEFT, [words.supplier]), _outside(width - _LEFT - 150, words.customer), _control(width, words)]
    x = _LEFT
    path = [f"M{x} {ladder}"]
    for box in boxes:
        parts.append(_stock(x + _GAP / 2, box.stock, box.wait, ladder))
        x += _GAP
        path.append(f"H{x} V{ladder + 32} H{x + _BOX} V{ladder}")
        parts.append(_box(x, box, ladder))
        x += _BOX
    parts.append(_stock(x + _GAP / 2, words.finished, words.finished_wait, ladder))
    x += _GAP
    path.append(f"H{x}")
    parts.append(f'<path class="ladder" d="{" ".join(path)}"/>')
    parts += [_text(x + 12, ladder - 12 + 20 * at, line, "sum") for at, line in enumerate(words.sums)]
    tip = (
        f'<defs><marker id="{name}-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="13" markerHeight="13" '
        f'orient="auto" markerUnits="userSpaceOnUse"><path class="tip" d="M0 0 L8 4 L0 8 z"/></marker></defs>'
    )
    body = (tip + "".join(parts)).replace("url(#TIP)", f"url(#{name}-tip)")
    return svg(name, title, told, body, css="stream-chart", size=(width, height))


def _text(x: float, y: float, text: str, css: str = "", anchor: str = "start") -> str:
    return f'<text class="{css}" x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}">{escape(text)}</text>'


def _outside(x: float, lines: Sequence[str]) -> str:
    """A factory with its saw-tooth roof: who sends and who takes."""
    roof = f"M{x} 78 V22 L{x + 50} 8 V22 L{x + 100} 8 V22 L{x + 150} 8 V78 z"
    words = [_text(x + 75, 38 + 17 * at, line, "strong" if not at else "", "middle") for at, line in enumerate(lines)]
    return f'<path class="outside" d="{roof}"/>{"".join(words)}'


def _control(width: float, words: Words) -> str:
    middle = width / 2
    return (
        f'<rect class="control" x="{middle - 85:.0f}" y="16" width="170" height="40"/>'
        + _text(middle, 41, words.control, "strong", "middle")
        + f'<line class="news" x1="{width - _LEFT - 152}" x2="{middle + 88:.0f}" y1="36" y2="36" '
        'marker-end="url(#TIP)"/>'
        + f'<line class="news" x1="{middle - 88:.0f}" x2="{_LEFT + 152}" y1="36" y2="36" marker-end="url(#TIP)"/>'
    )


def _stock(x: float, stock: str, wait: str, ladder: float) -> str:
    return (
        f'<path class="stock" d="M{x:.0f} {_TOP + 2} l22 38 h-44 z"/>'
        + _text(x, _TOP + 33, "I", "strong", "middle")
        + _text(x, _TOP + 60, stock, "", "middle")
        + f'<line class="push" x1="{x - 40:.0f}" x2="{x + 40:.0f}" y1="{_TOP + 76}" y2="{_TOP + 76}" '
        'marker-end="url(#TIP)"/>' + _text(x, ladder - 8, wait, "wait", "middle")
    )


def _box(x: float, box: Box, ladder: float) -> str:
    over = " over" if box.is_over else ""
    parts = [
        f'<rect class="process{over}" x="{x}" y="{_TOP}" width="{_BOX}" height="56"/>',
        _text(x + _BOX / 2, _TOP + 33, _short(box.name), "strong", "middle"),
    ]
    for at, (line, is_marked) in enumerate(box.lines):
        y = _TOP + 56 + at * _ROW
        parts.append(f'<rect class="data" x="{x}" y="{y}" width="{_BOX}" height="{_ROW}"/>')
        parts.append(_text(x + 7, y + 15, line, "marked" if is_marked else ""))
    parts.append(_text(x + _BOX / 2, ladder + 50, box.work, "work", "middle"))
    return "".join(parts)


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"
