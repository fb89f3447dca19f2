"""The first sheet of a workbook, or a text file of comma separated values, as rows. Pure but for openpyxl."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from dure.kernel.errors import Invalid
from dure.mentoring.unpacking import BOOK, Unreadable, sheets

_SCRIPTS = ("utf-8-sig", "cp949")
"""Korean spreadsheets save text in cp949."""
_NUMBER = str.maketrans("", "", ", 원₩")


def rows(data: bytes, columns: int, most: int) -> list[Sequence[Any]]:
    """At most `most` rows. Raises Invalid for anything else than a workbook or such a text, and for more rows."""
    try:
        if data.startswith(b"PK"):
            return list(sheets(data, [columns], most)[0])
        if len(data) > BOOK.packed:
            raise Unreadable("large")
        found = list(islice(csv.reader(io.StringIO(_text(data)), strict=True), most + 1))
        if len(found) > most:
            raise Unreadable("large")
    except Unreadable as error:
        raise _refused(most, is_large=str(error) == "large") from error
    except (ValueError, csv.Error) as error:
        raise _refused(most, is_large=False) from error
    return list(found)


def _text(data: bytes) -> str:
    for script in _SCRIPTS:
        try:
            return data.decode(script)
        except UnicodeDecodeError:
            continue
    raise Unreadable("broken")


def _refused(most: int, *, is_large: bool) -> Invalid:
    if is_large:
        return Invalid("There is too much in this file. It has at most %(limit)s rows.", limit=most)
    return Invalid("The file can't be read. Take an xlsx file, or a csv file in UTF-8.")


def number(row: int, column: str, value: Any) -> Decimal:
    """A number, also with marks between thousands. Raises Invalid with row and column."""
    try:
        found = Decimal(str(value).translate(_NUMBER))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise Invalid("Row %(row)s, column %(column)s: no number.", row=row, column=column)
    return found


def day(row: int, column: str, value: Any) -> date:
    """A day such as 2026-05-04, 2026.05.04 or 20260504. Raises Invalid with row and column."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip().rstrip(".").replace(". ", "-").replace(".", "-").replace("/", "-"))
    except ValueError as error:
        raise Invalid("Row %(row)s, column %(column)s: no day like 2026-05-04.", row=row, column=column) from error
