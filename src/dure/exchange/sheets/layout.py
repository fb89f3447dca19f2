"""Where the table is in a sheet: its titles, its rows, and what around them isn't part of it. Pure."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from dure.exchange.sheets.grid import Grid, Row
from dure.exchange.sheets.words import Unreadable, key, number, text

LOOKED_AT = 40
"""Rows in which titles are looked for."""

_TOTAL = re.compile(
    r"(총|누|소|중)?(합계|계|누계|소계|총계)|.*(소계|합계|총계|누계)|(grand|sub)?-?total|sum", re.IGNORECASE
)
_REMARK = re.compile(r"^\s*(※|\*|주\)|비고\s*[:：]|작성|검토|승인|결재|참고|단위\s*[:：])")


@dataclass(frozen=True, slots=True)
class Column:
    """at: number of the column from 0. title: as written, of two rows with a slash between."""

    at: int
    title: str


@dataclass(slots=True)
class Table:
    """header: numbers of the title rows. skipped: row number → why it isn't one of the table's."""

    columns: list[Column]
    rows: list[Row]
    header: tuple[int, ...]
    skipped: dict[int, str] = field(default_factory=dict)


def find(
    grid: Grid,
    is_known: Callable[[str], bool],
    *,
    header: int | None = None,
    last: int | None = None,
    is_title: Callable[[str], bool] | None = None,
) -> Table | None:
    """The table of a sheet; None when no row looks like titles.

    is_known: whether a title's key (see `words.key`) names something that is wanted. header: the
    row number of the titles, and last: of the last row, when a person has said so. is_title: whether a
    key names a column of any kind of table, by which another table below is known; is_known if None.
    """
    at = _header(grid.rows, is_known) if header is None else header - 1
    if at is None or at >= len(grid.rows):
        return None
    depth = 2 if _has_second(grid.rows, at) else 1
    columns = _columns(grid.rows[at : at + depth])
    table = Table(columns, [], tuple(row.number for row in grid.rows[at : at + depth]))
    for row in grid.rows[:at]:
        if row.filled():
            table.skipped[row.number] = "title"
    end = (
        last
        if last is not None
        else _end(grid.rows, at + depth, {column.at for column in columns}, is_title or is_known)
    )
    _take_rows(grid.rows[at + depth : end], {column.at for column in columns}, table)
    for row in grid.rows[end:]:
        if row.filled():
            table.skipped[row.number] = "after"
    return table


def _end(rows: list[Row], start: int, columns: Collection[int], is_known: Callable[[str], bool]) -> int:
    """Where another table begins: behind an empty row, several titles that are known and not a row's contents."""
    was_empty = False
    for at in range(start, len(rows)):
        filled = [i for i in rows[at].filled() if i in columns]
        titles = {key(rows[at].cells[i]) for i in filled if i not in rows[at].merged}
        if was_empty and len(titles) >= 2 and sum(map(is_known, titles)) >= max(2, len(titles) // 2):
            above = {key(rows[start - 1].cells[i]) for i in rows[start - 1].filled()}
            if len(titles & above) < max(2, len(titles) - 1):
                return at
        was_empty = not filled
    return len(rows)


def _header(rows: list[Row], is_known: Callable[[str], bool]) -> int | None:
    """The row with most titles that are known; of equals the first. Titles are texts, and several."""
    best, best_score = None, 0.0
    for at, row in enumerate(rows[:LOOKED_AT]):
        titles = {key(row.cells[i]) for i in row.filled() if i not in row.merged and not _is_number(row.cells[i])}
        known = sum(is_known(title) for title in titles)
        below = {key(rows[at + 1].cells[i]) for i in rows[at + 1].filled()} if at + 1 < len(rows) else set()
        score = known * 3 + len(titles) * 0.1 - len(titles & below)
        if len(titles) >= 2 and known and score > best_score:
            best, best_score = at, score
    if best is not None and best and _has_second(rows, best - 1) and rows[best].filled():
        # The lower of two title rows had more known words: the upper one names the groups.
        return best - 1
    return best


def _is_number(raw: object) -> bool:
    try:
        return number(raw) is not None  # type: ignore[arg-type]
    except Unreadable:
        return False


def _has_second(rows: list[Row], at: int) -> bool:
    """Whether the row below carries titles under groups: some title spreads over columns, or is merged downwards."""
    if at + 1 >= len(rows):
        return False
    upper, lower = rows[at], rows[at + 1]
    filled = lower.filled()
    if not filled or any(_is_number(lower.cells[i]) for i in filled):
        return False
    groups = [
        i
        for i in upper.merged
        if i
        and key(upper.cells[i]) == key(upper.cells[i - 1])
        and key(upper.cells[i])
        and i < len(lower.cells)
        and key(lower.cells[i]) != key(upper.cells[i])
    ]
    # One text over all columns is the title of the sheet, not of a group.
    return bool(groups) and len({key(upper.cells[i]) for i in upper.filled()}) >= 2


def _columns(header: list[Row]) -> list[Column]:
    found = []
    for at in range(max(len(row.cells) for row in header)):
        parts: list[str] = []
        for row in header:
            part = text(row.cells[at]) if at < len(row.cells) else ""
            if part and part not in parts:
                parts.append(part)
        if parts:
            found.append(Column(at, " / ".join(parts)))
    return found


def _take_rows(rows: list[Row], columns: Collection[int], table: Table) -> None:
    titles = {key(part) for column in table.columns for part in column.title.split(" / ")}
    for row in rows:
        filled = [at for at in row.filled() if at in columns]
        if not filled:
            continue
        why = _why_not(row, filled, titles)
        if why:
            table.skipped[row.number] = why
        else:
            table.rows.append(row)


def _why_not(row: Row, filled: list[int], titles: set[str]) -> str:
    words = [text(row.cells[at]) for at in filled]
    if row.is_hidden:
        return "hidden"
    if any(_TOTAL.fullmatch(word.replace(" ", "")) for word in words[:3]):
        return "total"
    if len({key(word) for word in words} & titles) >= max(2, len(words) - 1):
        return "titles again"
    own = [at for at in filled if at not in row.merged]
    if len(own) == 1 and (_REMARK.match(words[0]) or len(words[0]) > 40):
        return "remark"
    return ""
