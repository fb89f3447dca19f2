"""A table of forecasts copied from a spreadsheet: an item's code, then a quantity for each period. Pure."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Mistake:
    """row and column as the person counts them, from 1. reason: unknown, number or columns."""

    row: int
    column: int
    text: str
    reason: str


@dataclass(slots=True)
class Pasted:
    """cells: (item, number of the period) → quantity, None where the cell is empty."""

    cells: dict[tuple[int, int], Decimal | None] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def codes(text: str) -> list[str]:
    """What stands in the first column."""
    return [cells[0].strip() for _n, cells in _rows(text)]


def parse(text: str, items: Mapping[str, int], periods: int) -> Pasted:
    """items: code in small letters → id. A first row whose first cell is no code is taken for a heading."""
    found = Pasted()
    for row, cells in _rows(text):
        item = items.get(cells[0].strip().lower())
        if item is None:
            if row > 1 or len(cells) < 2 or _is_number(cells[1]):
                found.mistakes.append(Mistake(row, 1, cells[0].strip(), "unknown"))
            continue
        if len(cells) - 1 > periods:
            found.mistakes.append(Mistake(row, periods + 2, cells[periods + 1].strip(), "columns"))
        _read(found, row, item, cells[1 : periods + 1])
    return found


def _read(found: Pasted, row: int, item: int, cells: Sequence[str]) -> None:
    for at, cell in enumerate(cells):
        try:
            found.cells[item, at] = number(cell)
        except ValueError:
            found.mistakes.append(Mistake(row, at + 2, cell.strip(), "number"))


def _rows(text: str) -> list[tuple[int, list[str]]]:
    lines = unicodedata.normalize("NFKC", text).splitlines()
    split = [(n, line.split("\t") if "\t" in line else line.split(";")) for n, line in enumerate(lines, start=1)]
    return [(n, cells) for n, cells in split if any(cell.strip() for cell in cells)]


def _is_number(cell: str) -> bool:
    try:
        return number(cell) is not None
    except ValueError:
        return False


def number(cell: str) -> Decimal | None:
    """A quantity from 0 with at most four decimals; None for an empty cell or a dash. Raises ValueError."""
    plain = unicodedata.normalize("NFKC", cell).strip().replace(",", "").replace(" ", "")
    if plain in ("", "-", "–"):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation as error:
        raise ValueError(cell) from error
    if not value.is_finite() or not 0 <= value < 10**13 or value != round(value, 4):
        raise ValueError(cell)
    return value
