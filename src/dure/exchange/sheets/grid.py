"""A workbook or text file as rows of raw cells, with what its look says: merged, hidden. No meaning yet."""

import csv
import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from dure.exchange.sheets.words import Raw, is_nothing
from dure.kernel.errors import Invalid

MOST_MB = 30
MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes that a workbook may be inside: 200,000 rows of thirty columns are less."""
MOST_ROWS = 200_000
MOST_COLUMNS = 500
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZEROS = re.compile(r"0{2,}")
_ENCODINGS = ("utf-8-sig", "cp949", "utf-16")
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, KeyError, IndexError, ValueError, TypeError,
    AttributeError, OSError, EOFError, NotImplementedError,
)  # fmt: skip
"""What reading a broken workbook ends with, by where it is broken; XML that isn't one is a SyntaxError."""


@dataclass(slots=True)
class Row:
    """number: as the user sees it, from 1. merged: columns whose value is spread from a merged cell's first."""

    number: int
    cells: list[Raw]
    is_hidden: bool = False
    merged: frozenset[int] = frozenset()

    def filled(self) -> list[int]:
        return [at for at, raw in enumerate(self.cells) if not is_nothing(raw)]


@dataclass(slots=True)
class Grid:
    name: str
    rows: list[Row]
    is_hidden: bool = False
    formulas: set[tuple[int, int]] = field(default_factory=set)
    """(row number, column) of formulas whose result the file doesn't hold."""
    hidden_columns: frozenset[int] = frozenset()


def column_name(at: int) -> str:
    return str(get_column_letter(at + 1))


def read(data: bytes, name: str) -> list[Grid]:
    """The sheets of an xlsx file, or the one of a csv or txt file. Raises Invalid with what to do."""
    if len(data) > MOST_MB * 1024**2:
        raise Invalid("The file is larger than %(limit)s MB. Split it.", limit=MOST_MB)
    if not data:
        raise Invalid("The file is empty.")
    if data.startswith(_OLD_EXCEL):
        raise Invalid("This is an old Excel file (.xls) or one with a password. Save it as .xlsx without password.")
    grids = _workbook(data) if data.startswith(b"PK") else [_text_file(data, name)]
    if not any(row.filled() for grid in grids for row in grid.rows):
        raise Invalid("There is nothing in the file.")
    return grids


def _check_unpacked(data: bytes) -> None:
    """A small file may hold far more than memory does; its own list says how much before it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if sum(one.file_size for one in book.infolist()) > MOST_UNPACKED:
            raise Invalid("The file is larger than %(limit)s MB. Split it.", limit=MOST_UNPACKED // 1024**2)


def _workbook(data: bytes) -> list[Grid]:
    try:
        _check_unpacked(data)
        values = load_workbook(io.BytesIO(data), data_only=True)
        # Reading takes most of the time; a second time only to see which formulas have no result.
        written = load_workbook(io.BytesIO(data), data_only=False) if _has_formulas(data) else values
    except _BROKEN as error:
        raise Invalid("The file can't be read as an Excel file. Open it in Excel and save it again.") from error
    return [_sheet(sheet, written[sheet.title]) for sheet in values.worksheets]


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        names = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return any(b"<f>" in (part := book.read(name)) or b"<f " in part for name in names)


def _as_shown(cell: Cell) -> Raw:
    """A cell's value; zeros in front that only its format shows, and indentation, as part of the text."""
    value: Raw = cell.value
    if value is None or not cell.has_style:
        return value
    if isinstance(value, int) and not isinstance(value, bool) and _ZEROS.fullmatch(cell.number_format):
        value = str(value).zfill(len(cell.number_format))
    indent = int(cell.alignment.indent or 0)
    return f"{'  ' * indent}{value}" if indent and isinstance(value, str | int) else value


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    """A group of hidden columns is kept once, by its first and last."""
    return frozenset(
        at - 1
        for one in sheet.column_dimensions.values()
        if one.hidden and one.min is not None
        for at in range(one.min, min(one.max or one.min, MOST_COLUMNS) + 1)
    )


def _sheet(values: Worksheet, written: Worksheet) -> Grid:
    if values.max_row > MOST_ROWS or values.max_column > MOST_COLUMNS:
        raise Invalid(
            "Sheet %(sheet)s is too large: at most %(rows)s rows and %(columns)s columns.",
            sheet=values.title,
            rows=MOST_ROWS,
            columns=MOST_COLUMNS,
        )
    hidden = {number for number, one in values.row_dimensions.items() if one.hidden}
    rows = [
        Row(number, [_as_shown(cell) for cell in cells], number in hidden)
        for number, cells in enumerate(values.iter_rows(), 1)
    ]
    _spread_merged(values, rows)
    formulas = {
        (cell.row, cell.column - 1)
        for line in written.iter_rows()
        for cell in line
        if written is not values and cell.data_type == "f" and values.cell(cell.row, cell.column).value is None
    }
    return Grid(values.title, rows, values.sheet_state != "visible", formulas, _hidden_columns(values))


def _spread_merged(sheet: Worksheet, rows: list[Row]) -> None:
    """Every cell of a merged block has the block's value."""
    for block in sheet.merged_cells.ranges:
        value = rows[block.min_row - 1].cells[block.min_col - 1]
        for number in range(block.min_row, min(block.max_row, len(rows)) + 1):
            row = rows[number - 1]
            spread = set(row.merged)
            for at in range(block.min_col - 1, min(block.max_col, len(row.cells))):
                if (number, at) != (block.min_row, block.min_col - 1):
                    row.cells[at] = value
                    spread.add(at)
            row.merged = frozenset(spread)


def _text_file(data: bytes, name: str) -> Grid:
    decoded = _decoded(data)
    sample = decoded[:20_000]
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(sample, delimiters=",\t;|")
    except csv.Error:
        dialect = csv.excel
    try:
        lines = list(csv.reader(io.StringIO(decoded, newline=""), dialect))
    except csv.Error as error:
        raise Invalid("The file can't be read as a table: %(reason)s", reason=str(error)) from error
    if len(lines) > MOST_ROWS:
        raise Invalid("The file has more than %(rows)s rows. Split it.", rows=MOST_ROWS)
    width = max((len(line) for line in lines), default=0)
    return Grid(name, [Row(n, [*line, *[None] * (width - len(line))]) for n, line in enumerate(lines, 1)])


def _decoded(data: bytes) -> str:
    """UTF-8, with or without a mark, UTF-16 with one, or CP949 as Korean Excel writes it."""
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS[:2]
    for encoding in encodings:
        try:
            found = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in found:
            return found
    raise Invalid("The file is no text in UTF-8 or CP949 and no Excel file.")
