"""Texts in spreadsheets: none is a formula, and none stops the whole list."""

import io
from datetime import UTC

from openpyxl import load_workbook

from dure.web import sheets
from dure.web.tables import Cell, Column, Table


def test_pasted_control_characters_do_not_stop_an_export() -> None:
    table = Table("표", [Column("메모")], [[Cell("첫 줄\x0b둘째 줄")], [Cell("=1+1")]])
    sheet = load_workbook(io.BytesIO(sheets.xlsx([], [table], UTC))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["첫 줄 둘째 줄", "'=1+1"]
