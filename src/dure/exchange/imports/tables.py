"""The table of an import's file: read once per process, with the columns that are proposed for it."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.core.files.storage import default_storage

from dure.exchange.imports.fields import Register
from dure.exchange.imports.reading import looks_right
from dure.exchange.imports.registers import REGISTERS, register
from dure.exchange.models import Import
from dure.exchange.sheets import layout, matching, words
from dure.exchange.sheets.grid import Grid, Row, read
from dure.exchange.sheets.layout import Table
from dure.kernel.errors import Invalid

SAMPLES = 40


class Proposal(NamedTuple):
    """What a column is taken for. why: remembered, name, alike, content, or "" when it is left out."""

    at: int
    title: str
    field: str
    score: float
    why: str
    is_hidden: bool


_KEPT: dict[tuple[str, str], list[Grid]] = {}
_MOST_KEPT = 2


def keep(sha256: str, name: str, grids: list[Grid]) -> list[Grid]:
    """Keep what was read of a file for the next steps in this process."""
    _KEPT[sha256, name] = grids
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)), None)
    return grids


def grids_of(row: Import) -> list[Grid]:
    """The sheets of the file."""
    kept = _KEPT.get((row.sha256, row.name))
    if kept is not None:
        return kept
    with default_storage.open(row.file.name, "rb") as file:
        return keep(row.sha256, row.name, read(file.read(), row.name))


def table_of(row: Import) -> Table:
    """The table that was chosen of the file. Raises Invalid when there is none."""
    grid = sheet_of(row)
    known = register(row.register).known_titles()
    if row.with_hidden:
        grid = Grid(grid.name, [Row(one.number, one.cells, False, one.merged) for one in grid.rows])
    is_title = any_titles().__contains__
    found = layout.find(grid, known.__contains__, header=row.header, last=row.last_row, is_title=is_title)
    if found is None:
        raise Invalid("No table was found in this sheet. Say in which row the titles are.")
    return found


@cache
def any_titles() -> frozenset[str]:
    """What columns of any register are called."""
    return frozenset().union(*(one.known_titles() for one in REGISTERS.values()))


def sheet_of(row: Import) -> Grid:
    grids = grids_of(row)
    return next((grid for grid in grids if grid.name == row.sheet), grids[0])


def best_sheet(wanted: Register, grids: Sequence[Grid]) -> str:
    """The sheet whose table has most columns that are known; of equals the first, visible ones before hidden."""
    known = wanted.known_titles()
    scores = []
    for at, grid in enumerate(grids):
        found = layout.find(grid, known.__contains__)
        columns = 0 if found is None else sum(_is_known(column.title, known) for column in found.columns)
        rows = 0 if found is None else min(len(found.rows), 5)
        scores.append((not grid.is_hidden, columns, rows, -at))
    return grids[-max(scores)[3]].name


def _is_known(title: str, known: frozenset[str]) -> bool:
    return words.key(title) in known or any(words.key(part) in known for part in title.split(" / "))


def signature(titles: Sequence[str]) -> str:
    """What two sheets with the same titles, in any order, have in common."""
    return hashlib.sha256("\n".join(sorted(map(words.key, titles))).encode()).hexdigest()


def propose(wanted: Register, table: Table, grid: Grid, remembered: Mapping[str, str]) -> list[Proposal]:
    """A field for each column, or none. remembered: title's key → field, "" for one that was left out."""
    left_out = {key for key, field in remembered.items() if not field}
    fields = [field.wanted(looks_right(field)) for field in wanted.fields]
    columns = [
        column
        for column in table.columns
        if words.key(column.title) in remembered or column.at not in grid.hidden_columns
    ]
    open_ones = [column for column in columns if words.key(column.title) not in left_out]
    samples = {
        column.at: [raw for row in table.rows[:SAMPLES] if not words.is_nothing(raw := row.cells[column.at])]
        for column in open_ones
    }
    found = matching.propose(open_ones, samples, fields, {k: v for k, v in remembered.items() if v})
    return [
        Proposal(
            column.at,
            column.title,
            found[column.at].field if column.at in found else "",
            round(min(found[column.at].score, 1.0), 2) if column.at in found else 0.0,
            _why(found[column.at].score) if column.at in found else "",
            column.at in grid.hidden_columns,
        )
        for column in table.columns
    ]


def _why(score: float) -> str:
    if score >= matching.EXACT + 0.1:
        return "remembered"
    if score >= matching.EXACT:
        return "name"
    return "content" if score == matching.CONTENT else "alike"


def mapping_of(columns: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, str]]:
    """Field → (column, its title)."""
    return {one["field"]: (one["at"], one["title"]) for one in columns if one["field"]}
