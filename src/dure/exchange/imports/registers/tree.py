"""Which line of a bill of materials is inside which: by a parent, levels, indentation, or a column per level. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from dure.exchange.imports.lines import Line
from dure.exchange.sheets.words import Raw, text
from dure.kernel.errors import Invalid

LEVEL_COLUMNS = tuple(f"at{n}" for n in range(1, 7))
_BRANCH = re.compile(r"^[\s\u3000.·•\-–─│|├└┗┣ㄴㅏ>*+]+")
_DIGITS = re.compile(r"\d+")
_OUTLINE = re.compile(r"\d+(?:[.\-]\d+)+")


def indentation(raw: Raw) -> int:
    """How far a code is indented: spaces before it (a branch sign counts as two); 0 for one at the edge."""
    if not isinstance(raw, str):
        return 0
    found = _BRANCH.match(unicodedata.normalize("NFKC", raw))
    return 0 if found is None else sum(1 if sign.isspace() or sign in ".·-" else 2 for sign in found[0])


def without_branch(raw: Raw) -> str:
    """A code without what draws its place in the tree."""
    return text(_BRANCH.sub("", raw)) if isinstance(raw, str) else text(raw)


def level(raw: Raw) -> int | None:
    """The level that a cell says: 2, `L2`, `..2`, `1.2.1` (three deep), `**`; None where it says nothing."""
    plain = text(raw)
    if not plain:
        return None
    if _OUTLINE.fullmatch(plain.strip(".")) and not plain.startswith("."):
        return len(plain.strip(".-").replace("-", ".").split("."))
    digits = _DIGITS.search(plain)
    if digits:
        return int(digits[0])
    return len(plain) if set(plain) <= set("*.+-") else None


def depths(lines: Sequence[Line], columns: Mapping[str, object]) -> list[int | None] | None:
    """How deep each line is, if the sheet says so; None when each line names its parent instead.

    The edge of the sheet is depth 0. A line whose depth can't be told is refused and has None.
    """
    if any(name in columns for name in LEVEL_COLUMNS):
        return [_of_columns(line) for line in lines]
    if "level" in columns:
        return [_of_level(line) for line in lines]
    if "parent" in columns:
        return None
    return [indentation(line.raw.get("component")) for line in lines]


def _of_columns(line: Line) -> int | None:
    filled = [at for at, name in enumerate(LEVEL_COLUMNS) if text(line.raw.get(name))]
    if len(filled) != 1:
        line.refuse("component", Invalid("One code is wanted, at its level."))
        return None
    line.values["component"] = without_branch(line.raw[LEVEL_COLUMNS[filled[0]]])
    return filled[0]


def _of_level(line: Line) -> int | None:
    found = level(line.raw.get("level"))
    if found is None:
        line.refuse("level", Invalid("The level is missing."))
    return found


def parents(lines: Sequence[Line], deep: Sequence[int | None]) -> list[Line | None]:
    """The line that each is inside of; None for one at the top, and for one that hangs in the air, which is refused."""
    found: list[Line | None] = []
    above: list[tuple[int, Line]] = []
    for line, depth in zip(lines, deep, strict=True):
        if depth is None:
            found.append(None)
            continue
        while above and above[-1][0] >= depth:
            above.pop()
        found.append(above[-1][1] if above else None)
        above.append((depth, line))
    return found


def refuse_gaps(lines: Sequence[Line], deep: Sequence[int | None]) -> None:
    """Levels go down one at a time: 1 and then 3 leaves out somebody's parent."""
    known = [depth for depth in deep if depth is not None]
    last = min(known, default=0) - 1
    for line, depth in zip(lines, deep, strict=True):
        if depth is None:
            continue
        if depth > last + 1:
            line.refuse(
                "level",
                Invalid("Level %(level)s follows level %(last)s.", level=depth, last=max(last, 0)),
                str(last + 1),
            )
        last = depth
