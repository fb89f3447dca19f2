"""Peer figures out of a file of the region: a row for each group and module. Pure but for openpyxl.

Columns: table, sector, module (empty: the whole table), n, lower quartile, median, upper quartile, as of.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from dure.kernel.errors import Invalid
from dure.mentoring import plain_sheet
from dure.mentoring.scoring import LEAST_PEERS

COLUMNS = ("table", "sector", "module", "n", "q1", "median", "q3", "as_of")
_MOST, _HIGHEST = 20_000, 10**6


def read(data: bytes) -> list[dict[str, Any]]:
    """Rows as `PeerFigure` has them. Raises Invalid with row and column of the first thing that is wrong."""
    rows = plain_sheet.rows(data, len(COLUMNS), _MOST)
    if not rows or [str(one or "").strip() for one in rows[0][: len(COLUMNS)]] != list(COLUMNS):
        raise Invalid("The first row has to be: %(columns)s.", columns=", ".join(COLUMNS))
    found = [_row(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if not found:
        raise Invalid("There is nothing in the file.")
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(found, start=2):
        key = row["table_key"], row["sector"], row["module"]
        if key in seen:
            raise Invalid("Row %(row)s says the same group and module a second time.", row=number)
        seen.add(key)
    return found


def _row(number: int, row: Sequence[Any]) -> dict[str, Any]:
    cells = [*row, *[None] * len(COLUMNS)][: len(COLUMNS)]
    table, sector, module = (str(one or "").strip() for one in cells[:3])
    if not table or not sector:
        raise Invalid("Row %(row)s: table and sector are missing.", row=number)
    plants = _number(number, 3, cells[3])
    if plants != int(plants) or plants < LEAST_PEERS:
        raise Invalid(
            "Row %(row)s: a group of fewer than %(least)s plants could be recognised. Leave it out.",
            row=number, least=LEAST_PEERS,
        )  # fmt: skip
    low, median, high = (_number(number, place, cells[place]) for place in (4, 5, 6))
    if not 0 <= low <= median <= high <= 100:
        raise Invalid("Row %(row)s: quartiles rise from 0 to 100 percent.", row=number)
    return {
        "table_key": table, "sector": sector, "module": module, "n": int(plants), "low": low, "median": median,
        "high": high, "made_on": plain_sheet.day(number, "as_of", cells[7]),
    }  # fmt: skip


def _number(row: int, place: int, value: Any) -> Decimal:
    found = plain_sheet.number(row, COLUMNS[place], value)
    if not -_HIGHEST <= found <= _HIGHEST:
        raise Invalid("Row %(row)s, column %(column)s: no number.", row=row, column=COLUMNS[place])
    return found if place == 3 else found.quantize(Decimal("0.1"))
