"""The tables of a page as a spreadsheet (xlsx) or as text (csv, UTF-8 with a mark so that Excel reads Korean)."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from dure.web.tables import Cell, Kind, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS = {
    Kind.NUMBER: "#,##0.##",
    Kind.FINE: "#,##0.000",
    Kind.RATIO: "0.0%",
    Kind.SECONDS: "[h]:mm:ss",
    Kind.TIME: "yyyy-mm-dd hh:mm",
}
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def xlsx(heading: Sequence[str], tables: Sequence[Table], zone: tzinfo) -> bytes:
    """One sheet for each table, under the lines of the heading."""
    book = Workbook()
    sheet = book.active
    for number, table in enumerate(tables):
        sheet = book.create_sheet() if number else sheet
        assert isinstance(sheet, Worksheet)
        sheet.title = _NOT_IN_NAMES.sub(" ", table.title)[:28] or f"{number + 1}"
        _fill(sheet, heading, table, zone)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, heading: Sequence[str], table: Table, zone: tzinfo) -> None:
    for line in (*heading, table.title):
        sheet.append([_safe(line)])
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.append([_safe(table.columns[at].label) for at in table.exported])
    head = sheet.max_row
    for cell in sheet[head]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EDF3")
    for row in [*table.rows, *([table.foot] if table.foot else [])]:
        sheet.append([_value(row[at], table.columns[at].kind, zone) for at in table.exported])
    for place, at in enumerate(table.exported, start=1):
        form = _FORMATS.get(table.columns[at].kind)
        for line in range(head + 1, sheet.max_row + 1):
            if form:
                sheet.cell(line, place).number_format = form
        texts = [
            len(str(sheet.cell(line, place).value or "")) for line in range(head, min(sheet.max_row, head + 60) + 1)
        ]
        sheet.column_dimensions[get_column_letter(place)].width = min(max([*texts, 8]) * 1.6 + 2, 48)
    sheet.freeze_panes = sheet.cell(head + 1, 1)


def _value(cell: Cell, kind: str, zone: tzinfo) -> Any:
    value = cell.value
    if isinstance(value, datetime):
        return value.astimezone(zone).replace(tzinfo=None)  # a spreadsheet knows no zones
    if isinstance(value, Decimal):
        value = float(value)
    if kind == Kind.SECONDS and value is not None:
        return value / 86_400  # a spreadsheet counts time in days
    return _safe(value) if isinstance(value, str) else value


def kept(text: str) -> str:
    """A text without the control characters that a spreadsheet can't hold, as they come with pasted lines."""
    return ILLEGAL_CHARACTERS_RE.sub(" ", text)


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    text = kept(text)
    return "'" + text if text.startswith(_FORMULA) and not text.lstrip("-+").replace(".", "").isdecimal() else text


def text(heading: Sequence[str], tables: Sequence[Table], zone: tzinfo) -> bytes:
    """Comma-separated; tables below each other. Times local, ratios as fractions, lengths of time in seconds."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in heading:
        writer.writerow([_safe(line)])
    for table in tables:
        writer.writerows([[], [_safe(table.title)], [_safe(table.columns[at].label) for at in table.exported]])
        for row in [*table.rows, *([table.foot] if table.foot else [])]:
            writer.writerow([_plain(row[at], zone) for at in table.exported])
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell, zone: tzinfo) -> Any:
    value = cell.value
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, float):
        return round(value, 6)
    return _safe(value) if isinstance(value, str) else "" if value is None else value
