"""The picture of a sheet with what was found in it: titles, rows, and what is left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dure.exchange.imports.tables import sheet_of, table_of
from dure.exchange.models import Import
from dure.exchange.sheets import words
from dure.exchange.sheets.grid import Grid, Row, column_name
from dure.kernel.errors import Invalid

HEAD, TAIL, WIDE = 30, 10, 26
WHYS = {
    "header": _("titles of columns"),
    "row": "",
    "title": _("above the table"),
    "hidden": _("hidden in Excel"),
    "total": _("a sum"),
    "titles again": _("titles again"),
    "remark": _("a remark"),
    "after": _("another table"),
    "empty": "",
}


@dataclass(frozen=True, slots=True)
class SketchRow:
    """kind: one of WHYS. is_gap: rows in between are not shown."""

    number: int
    kind: str
    why: object
    cells: Sequence[tuple[str, bool]]
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """columns: (letter, hidden in Excel, part of the table). skipped: why → how many rows."""

    columns: Sequence[tuple[str, bool, bool]]
    rows: Sequence[SketchRow]
    count: int
    header: Sequence[int]
    skipped: Sequence[tuple[object, int]]


def sketch_of(row: Import) -> Sketch:
    grid = sheet_of(row)
    try:
        table = table_of(row)
    except Invalid:
        return _draw(grid, {}, (), set(), 0)
    kinds = dict(table.skipped)
    kinds |= dict.fromkeys(table.header, "header") | {one.number: "row" for one in table.rows}
    return _draw(grid, kinds, table.header, {column.at for column in table.columns}, len(table.rows))


def _draw(grid: Grid, kinds: dict[int, str], header: Sequence[int], inside: set[int], count: int) -> Sketch:
    wide = min(max((max(one.filled(), default=-1) + 1 for one in grid.rows[:2000]), default=0), WIDE)
    last = max((one.number for one in grid.rows if one.filled()), default=0)
    chosen = [one for one in grid.rows if one.number <= min(HEAD, last) or last - TAIL < one.number <= last]
    rows, before = [], 0
    for one in chosen:
        rows.append(_row(one, kinds.get(one.number, "empty"), wide, is_gap=before > 0 and one.number > before + 1))
        before = one.number
    skipped: dict[str, int] = {}
    for kind in kinds.values():
        skipped[kind] = skipped.get(kind, 0) + 1
    told = [(WHYS[kind], number) for kind, number in skipped.items() if kind not in ("row", "header")]
    columns = [(column_name(at), at in grid.hidden_columns, at in inside) for at in range(wide)]
    return Sketch(columns, rows, count, header, told)


def _row(one: Row, kind: str, wide: int, *, is_gap: bool) -> SketchRow:
    shown = [(words.text(one.cells[at])[:40] if at < len(one.cells) else "", at in one.merged) for at in range(wide)]
    return SketchRow(one.number, kind, WHYS[kind], shown, is_gap)
