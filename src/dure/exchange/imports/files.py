"""Files that a person takes home: a template, a register as it stands, and the rows that are wrong with the reasons."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from dure.exchange.imports import cells
from dure.exchange.imports.fields import Field, Kind, Register
from dure.exchange.imports.lines import Outcome
from dure.exchange.imports.reading import shown_choices
from dure.exchange.imports.registers import register
from dure.exchange.imports.selectors import reasons
from dure.exchange.models import Import
from dure.web.sheets import kept

_HEAD = PatternFill("solid", fgColor="E8EDF3")
_NEEDED = PatternFill("solid", fgColor="FFE3B3")
_WRONG = PatternFill("solid", fgColor="FFD6D1")
_TEXTS = (Kind.CODE, Kind.TEXT, Kind.NAME)
_EMPTY_ROWS = 500


def template(wanted: Register) -> bytes:
    """An empty sheet with the titles, what may be written in each column on a second one."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = str(wanted.label)[:28]
    _titles(sheet, wanted.fields)
    needed = {name for group in wanted.needs for name in group[:1]} | {
        one.name for one in wanted.fields if one.is_required
    }
    for place, one in enumerate(wanted.fields, start=1):
        letter = get_column_letter(place)
        if one.name in needed:
            sheet.cell(1, place).fill = _NEEDED
        if one.help:
            sheet.cell(1, place).comment = Comment(str(one.help), "Dure")
        if one.kind in _TEXTS:
            for row in range(2, _EMPTY_ROWS + 2):
                sheet.cell(row, place).number_format = "@"
        if one.kind is Kind.CHOICE:
            _offer(sheet, letter, one)
    _explain(book.create_sheet(_("Explanation")[:28]), wanted, needed)
    return _bytes(book)


def _titles(sheet: Worksheet, fields: Sequence[Field]) -> None:
    for place, one in enumerate(fields, start=1):
        cell = sheet.cell(1, place, str(one.label))
        cell.font, cell.fill = Font(bold=True), _HEAD
        sheet.column_dimensions[get_column_letter(place)].width = max(12, len(str(one.label)) * 1.8)
    sheet.freeze_panes = "A2"


def _offer(sheet: Worksheet, letter: str, one: Field) -> None:
    """A list to choose from in each cell of a column."""
    words = ",".join(word for word in shown_choices(one) if "," not in word)
    if len(words) < 250:
        offer = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(offer)
        offer.add(f"{letter}2:{letter}{_EMPTY_ROWS + 1}")


def _explain(sheet: Worksheet, wanted: Register, needed: set[str]) -> None:
    sheet.append([_("Column"), _("Needed"), _("What to write"), _("Example")])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for one in wanted.fields:
        choices = ", ".join(shown_choices(one)) if one.kind is Kind.CHOICE else ""
        help_text = " ".join(filter(None, [str(one.help), choices]))
        sheet.append([str(one.label), _("yes") if one.name in needed else "", help_text, one.example])
    for letter, width in zip("ABCD", (22, 8, 70, 22), strict=True):
        sheet.column_dimensions[letter].width = width


def as_it_stands(wanted: Register) -> bytes:
    """All rows of a register under the titles of the template: imported again it changes nothing."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(wanted.label)[:28])
    sheet.append([str(one.label) for one in wanted.fields])
    for row in wanted.export():
        sheet.append([_plain(WriteOnlyCell(sheet), _cell(one, row.get(one.name))) for one in wanted.fields])
    return _bytes(book)


def _plain(cell: Cell, value: Any) -> Cell:
    """The cell with the value; a text stays a text, also one that begins like a formula."""
    cell.value = kept(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _cell(one: Field, value: Any) -> Any:
    if value is None or value in ("", []):
        return None
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if one.kind is Kind.CHOICE:
        return next(iter(one.choices.get(value, ())), value)
    if isinstance(value, list):
        return ", ".join(next(iter(one.choices.get(word, ())), word) for word in value)
    return value if isinstance(value, int | date) else str(value)


def fixes(row: Import) -> bytes:
    """The rows that are wrong, with their cells as they are now and a first column that says why."""
    wanted = register(row.register)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    columns = sorted(row.columns, key=lambda one: one["at"])
    extra = sorted(
        {name for edits in row.rows.values_list("edits", flat=True) for name in edits} - {c["field"] for c in columns}
    )
    titles = [one["title"] for one in columns] + [str(wanted.field(name).label) for name in extra]
    _append(sheet, [_("What to mend"), _("Row in the file"), *titles])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for one in row.rows.filter(outcome=Outcome.WRONG.value).order_by("number"):
        values = [
            one.edits[c["field"]] if c["field"] in one.edits else cells.raw_of(one.cells.get(str(c["at"])))
            for c in columns
        ]
        _append(sheet, ["\n".join(reasons(row, one)), one.number, *values, *(one.edits.get(name) for name in extra)])
        wrong = {problem["field"] for problem in one.problems}
        for place, column in enumerate(columns, start=3):
            if column["field"] and column["field"] in wrong:
                sheet.cell(sheet.max_row, place).fill = _WRONG
    sheet.column_dimensions["A"].width = 60
    sheet.freeze_panes = "C2"
    return _bytes(book)


def _append(sheet: Worksheet, values: Sequence[Any]) -> None:
    row = sheet.max_row + 1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 1
    for place, value in enumerate(values, start=1):
        _plain(sheet.cell(row, place), value)


def _bytes(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
