"""What stands on a label and in its codes, for paper and for label printers (ZPL II). Pure.

The QR code holds GS1 elements in brackets, which any reader gives back as they are; the bars are GS1-128 or
Code 128 (GS1 General Specifications 5.4, ISO/IEC 15417). What is too long for bars a scanner can read has none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from barcode.codex import Code128, Gs1_128
from barcode.errors import BarcodeError

_SIGNS = re.compile(r"[!\"%&'*+,\-./0-9:;<=?A-Z_a-z>]+")
"""GS1's set 82 without brackets, which are marks in the readable form."""
_FNC1 = "\xf1"
QUIET = 10
"""Modules of white before and after the bars."""


@dataclass(frozen=True, slots=True)
class Size:
    """width, height: millimetres of one label; columns, rows: labels on an A4 sheet, 0 for a roll.

    finest: millimetres of the narrowest bar that its printer makes and scanners read.
    """

    name: str
    width: int
    height: int
    columns: int = 0
    rows: int = 0
    finest: float = 0.25

    @property
    def is_roll(self) -> bool:
        return not self.columns


SIZES = {
    size.name: size
    for size in (
        Size("60x40", 60, 40),
        Size("80x50", 80, 50),
        Size("100x60", 100, 60),
        Size("a4-24", 70, 36, 3, 8, 0.2),
        Size("a4-10", 99, 57, 2, 5, 0.2),
    )
}


@dataclass(frozen=True, slots=True)
class Label:
    """title: large; lines: below it; qr: text of the QR code; bars: texts for the bars, the best first."""

    title: str
    lines: tuple[str, ...]
    qr: str
    bars: tuple[str, ...] = ()


def is_gtin(text: str) -> bool:
    """Whether digits are a GTIN with its check digit (GS1 General Specifications 7.9)."""
    if not text.isdecimal() or not text.isascii() or len(text) not in {8, 12, 13, 14}:
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(text)))
    return total % 10 == 0


def elements(code: str, barcode: str = "", lot: str = "", expires_on: date | None = None, serial: bool = False) -> str:
    """GS1 elements of an item and its lot in readable form, such as `(01)…(17)…(10)…`; "" when they can't hold it."""
    if is_gtin(barcode):
        parts = f"(01){barcode.zfill(14)}"
    elif len(code) <= 30 and _SIGNS.fullmatch(code):
        parts = f"(240){code}"
    else:
        return ""
    if expires_on is not None:
        parts += f"(17){expires_on:%y%m%d}"
    if lot and (len(lot) > 20 or not _SIGNS.fullmatch(lot)):
        return ""
    return parts + (f"({21 if serial else 10}){lot}" if lot else "")


_FIXED = ("01", "17")


def bar_pattern(text: str) -> str:
    """Bars and gaps as ones and noughts without the quiet zones; "" for text that bars can't hold."""
    try:
        if text.startswith("("):
            return str(Gs1_128(_chained(text)).build()[0])
        return str(Code128(text).build()[0]) if text else ""
    except (BarcodeError, KeyError):
        return ""


def _chained(text: str) -> str:
    """Elements one after the other, with the mark after those of any length that aren't the last."""
    parts = re.findall(r"\((\d+)\)([^(]+)", text)
    ends = [_FNC1 if ai not in _FIXED and place < len(parts) - 1 else "" for place, (ai, _) in enumerate(parts)]
    return "".join(f"{ai}{value}{end}" for (ai, value), end in zip(parts, ends, strict=True))


def bars_that_fit(label: Label, size: Size) -> tuple[str, str]:
    """(text, pattern) of the first bars that are wide enough to be read on the label; empty texts for none."""
    for text in label.bars:
        pattern = bar_pattern(text)
        if pattern and (len(pattern) + 2 * QUIET) * size.finest <= size.width - 4:
            return text, pattern
    return "", ""


def runs(pattern: str) -> list[tuple[int, int]]:
    """(begin, width) of each bar in modules."""
    return [(mark.start(), mark.end() - mark.start()) for mark in re.finditer("1+", pattern)]


def zpl(labels: Sequence[Label], size: Size, *, copies: int = 1, dots_per_mm: int = 8) -> str:
    """The labels for a printer that speaks ZPL II, in UTF-8. Hangul needs a printer whose font has it."""
    return "".join(_one(label, size, copies, dots_per_mm) for label in labels)


def _one(label: Label, size: Size, copies: int, dots: int) -> str:
    width, height, margin = size.width * dots, size.height * dots, 2 * dots
    qr = max(3, min(10, size.height * dots // 90))
    left = margin + qr * 33 + margin
    lines = [f"^XA^CI28^PW{width}^LL{height}^LH0,0"]
    lines.append(f"^FO{margin},{margin}^BQN,2,{qr}^FH^FDMA,{_safe(label.qr)}^FS")
    lines.append(
        f"^FO{left},{margin}^A0N,{4 * dots},{4 * dots}^FB{width - left - margin},2^FH^FD{_safe(label.title)}^FS"
    )
    for number, line in enumerate(label.lines):
        top = margin + 9 * dots + number * 3 * dots
        if top < height - 16 * dots:
            lines.append(f"^FO{left},{top}^A0N,{5 * dots // 2},{5 * dots // 2}^FH^FD{_safe(line)}^FS")
    text, pattern = bars_that_fit(label, size)
    if text:
        module = max(2, min(3, (width - 2 * margin) // (len(pattern) + 2 * QUIET)))
        lines.append(f"^BY{module}^FO{margin + QUIET * module},{height - 11 * dots}")
        lines.append(f"^BCN,{6 * dots},Y,N,N,{'D' if text.startswith('(') else 'A'}^FH^FD{_safe(text)}^FS")
    lines.append(f"^PQ{copies}^XZ\n")
    return "\n".join(lines)


def _safe(text: str) -> str:
    """Signs that ZPL takes for commands, as numbers."""
    return re.sub(r"[\^~_]", lambda sign: f"_{ord(sign[0]):02X}", text)
