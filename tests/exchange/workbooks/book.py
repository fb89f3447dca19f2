"""A workbook or text file made by code."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[object]]


@dataclass
class Book:
    """A workbook in the making: its sheets' cells and looks."""

    name: str
    book: Workbook = field(default_factory=Workbook)
    has_sheets: bool = False

    def sheet(self, title: str, rows: Rows, *, merge: Sequence[str] = (), hide_rows: Sequence[int] = (),
              hide_columns: Sequence[str] = (), state: str = "visible") -> Worksheet:  # fmt: skip
        sheet = self.book.create_sheet() if self.has_sheets else self.book.active
        self.has_sheets = True
        assert isinstance(sheet, Worksheet)
        sheet.title = title
        for row in rows:
            sheet.append(list(row))
        for block in merge:
            sheet.merge_cells(block)
        for number in hide_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in hide_columns:
            sheet.column_dimensions[letter].hidden = True
        sheet.sheet_state = state
        return sheet

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def text_file(rows: Rows, encoding: str = "cp949") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)
