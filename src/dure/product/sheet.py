"""How the steps of a work standard are laid out so that they fit one A4 page. Pure; lengths in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

PAGE, HEAD, ROW = 262, 64, 6.2
"""Height inside the margins; heading, tables of facts and signatures; a row of the other tables."""
_WIDTH = 184
HEIGHTS = (46, 40, 34, 28, 22, 16, 12)
"""Heights of pictures there are, of which the largest that fits is taken; class h46 and so on."""


@dataclass(frozen=True, slots=True)
class Layout:
    """columns of steps in a row; picture: height, 0 for none; is_small: smaller letters."""

    columns: int
    picture: int
    is_small: bool


def layout(texts: Sequence[str], *, has_pictures: bool, other_rows: int) -> Layout:
    """texts: all that stands in each step. The roomiest lay-out that fits, else the densest."""
    room = PAGE - HEAD - other_rows * ROW
    for is_small in (False, True):
        for columns in (3, 4):
            lines = sum(_lines(texts[at : at + columns], columns, is_small) for at in range(0, len(texts), columns))
            rows = ceil(len(texts) / columns)
            for height in HEIGHTS if has_pictures else (0,):
                if lines * (3.3 if is_small else 4.2) + rows * (height + 9) <= room:
                    return Layout(columns, height, is_small)
    return Layout(4, HEIGHTS[-1] if has_pictures else 0, True)


def _lines(texts: Sequence[str], columns: int, is_small: bool) -> int:
    """Lines of the longest step of a row; a Korean letter is as wide as it is high."""
    wide = (_WIDTH / columns - 5) / (2.7 if is_small else 3.3)
    return max(sum(max(1, ceil(len(line) / wide)) for line in text.split("\n")) for text in texts)
