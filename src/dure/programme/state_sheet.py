"""Lines of the state's subsidy system (보탬e) out of its file. Pure but for openpyxl.

Columns are known by their titles wherever they stand, under some lines of heading; others are left alone.
"""

from collections.abc import Sequence
from typing import Any

from dure.kernel.errors import Invalid
from dure.mentoring import plain_sheet
from dure.programme.reconciling import Line

TITLES = {
    "case": ("과제번호", "사업번호", "지원번호", "case"),
    "document": ("문서번호", "증빙번호", "이체번호", "document"),
    "day": ("지급일", "집행일", "이체일", "day"),
    "won": ("지급금액", "집행금액", "이체금액", "won"),
}
_MOST, _WIDE, _HEADING = 20_000, 60, 10


def read(data: bytes) -> list[Line]:
    """Raises Invalid with row and column of the first thing that is wrong, or the titles that are missing."""
    rows = plain_sheet.rows(data, _WIDE, _MOST)
    at, places = _titles(rows)
    found = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {name: row[place] if place < len(row) else None for name, place in places.items()}
        texts = {name: str(cells[name] or "").strip() for name in ("case", "document")}
        if not any(texts.values()):
            continue  # a sum under the lines, or nothing
        for name, text in texts.items():
            if not text:
                raise Invalid("Row %(row)s, column %(column)s is empty.", row=number, column=TITLES[name][0])
        won = plain_sheet.number(number, TITLES["won"][0], cells["won"])
        if won != won.to_integral_value():
            raise Invalid("Row %(row)s, column %(column)s: no whole won.", row=number, column=TITLES["won"][0])
        day = plain_sheet.day(number, TITLES["day"][0], cells["day"])
        found.append(Line(texts["case"], texts["document"], day, won, number))
    if not found:
        raise Invalid("There is nothing in the file.")
    return found


def _titles(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    best: dict[str, int] = {}
    for at, row in enumerate(rows[:_HEADING]):
        plain = [str(cell or "").replace(" ", "").replace("\n", "").lower() for cell in row]
        places = {
            name: plain.index(title) for name, titles in TITLES.items() for title in titles[::-1] if title in plain
        }
        if len(places) == len(TITLES):
            return at, places
        best = max(best, places, key=len)
    missing = [" · ".join(titles[:-1]) for name, titles in TITLES.items() if name not in best]
    raise Invalid("One of these columns is missing in the first rows: %(columns)s.", columns=" / ".join(missing))
