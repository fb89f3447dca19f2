"""Reading a list of call-offs that was copied out of a spreadsheet. Pure.

Two shapes occur: items down and days across (the usual 납입지시), or one row each of item, day, quantity.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

_DAY = re.compile(r"(?:(\d{4}|\d{2})\s*[-./년]\s*)?(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*일?\s*(?:\(.\))?")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Row:
    """code: of the item as the customer writes it; line: where it stood, from 1."""

    line: int
    code: str
    day: date
    quantity: Decimal


class Unreadable(ValueError):
    """line: where, from 1; text: what."""

    def __init__(self, line: int, text: str) -> None:
        self.line, self.text = line, text
        super().__init__(f"{line}: {text}")


def read(text: str, *, today: date) -> list[Row]:
    """Rows of either shape. A day without a year is the one nearest to today. Raises Unreadable."""
    cells = [(n, [c.strip() for c in re.split(r"\t|;", line)]) for n, line in enumerate(text.splitlines(), 1)]
    rows = [(n, row) for n, row in cells if any(row)]
    if not rows:
        return []
    for at, (_, row) in enumerate(rows[:5]):
        days = {place: found for place, cell in enumerate(row) if (found := day_of(cell, today)) is not None}
        if len(days) > 1:
            return _across(rows[at + 1 :], days)
    return _down(rows, today)


def day_of(text: str, today: date) -> date | None:
    found = _DAY.fullmatch(text)
    if match := _PLAIN_DAY.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if found is None:
        return None
    month, day = int(found[2]), int(found[3])
    if found[1]:
        return _date(int(found[1]) + (2000 if len(found[1]) == 2 else 0), month, day)
    near = [one for year in (-1, 0, 1) if (one := _date(today.year + year, month, day))]
    return min(near, key=lambda one: abs(one - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def number_of(text: str) -> Decimal | None:
    """A quantity with or without separators; None for an empty cell or a dash. Raises InvalidOperation."""
    plain = text.replace(",", "").replace(" ", "")
    return None if plain in ("", "-", "–") else Decimal(plain)


def _across(rows: Sequence[tuple[int, list[str]]], days: dict[int, date]) -> list[Row]:
    """Items down, days across; the item's code is the first cell that isn't empty."""
    found = []
    for line, row in rows:
        code = next((cell for cell in row[: min(days)] if cell), "")
        if not code or code in ("합계", "계", "소계", "Total", "총계"):
            continue
        for place, day in days.items():
            quantity = _quantity(line, row[place] if place < len(row) else "")
            if quantity is not None:
                found.append(Row(line, code, day, quantity))
    return found


def _down(rows: Sequence[tuple[int, list[str]]], today: date) -> list[Row]:
    found = []
    for at, (line, row) in enumerate(rows):
        day = next((one for cell in row if (one := day_of(cell, today)) is not None), None)
        if day is None:
            if at == 0:
                continue  # the headings
            raise Unreadable(line, " ".join(row))
        quantity = _quantity(line, row[-1])
        if quantity is not None:
            found.append(Row(line, row[0], day, quantity))
    return found


def _quantity(line: int, text: str) -> Decimal | None:
    try:
        return number_of(text)
    except InvalidOperation as error:
        raise Unreadable(line, text) from error
