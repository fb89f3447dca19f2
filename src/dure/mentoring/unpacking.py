"""Zip files and workbooks from outside, opened within limits. Pure but for openpyxl.

Nothing is unpacked before the file's own directory was looked at: how large that is, how many parts it lists, how they
are packed, and how much they say to hold. What is read afterwards never gives more than that.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MB = 1024 * 1024
_END, _LOCATOR, _END_SIZE, _LOCATOR_SIZE, _LONGEST_NOTE = b"PK\x05\x06", b"PK\x06\x07", 22, 20, 65_535
_LISTED = 300
"""Bytes that a part takes in the directory, with a name of some length."""
_BROKEN = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, KeyError, IndexError,
    ValueError, TypeError, AttributeError, NotImplementedError, RuntimeError, OSError, EOFError, SyntaxError,
)  # fmt: skip


class Limits(NamedTuple):
    """Bytes of the file, bytes of all its parts unpacked, number of parts."""

    packed: int
    unpacked: int
    parts: int


CARD = Limits(30 * MB, 41 * MB, 9)
BOOK = Limits(5 * MB, 30 * MB, 200)


class Unreadable(ValueError):
    """The file isn't what was asked for. Its argument is a key of why: kind, large, broken."""


@contextmanager
def opened(data: bytes, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """A zip file within its limits. Raises Unreadable, also for what breaks while it is read."""
    _check_directory(data, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check_parts(file.infolist(), limits)
            yield file
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable("broken") from error


def _check_directory(data: bytes, limits: Limits) -> None:
    if len(data) > limits.packed:
        raise Unreadable("large")
    at = len(data) - _END_SIZE
    if data[at : at + 4] != _END or data[-2:] != b"\0\0":
        at = data.rfind(_END, max(0, at - _LONGEST_NOTE))
    if at < 0 or len(data) < at + _END_SIZE:
        raise Unreadable("broken")
    # Of more than 4 GB or 65,535 parts, which nothing here is.
    if data[at - _LOCATOR_SIZE : at - _LOCATOR_SIZE + 4] == _LOCATOR:
        raise Unreadable("large")
    parts, size = struct.unpack("<HL", data[at + 10 : at + 16])
    if parts > limits.parts or size > limits.parts * _LISTED:
        raise Unreadable("large")


def _check_parts(parts: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts or sum(one.file_size for one in parts) > limits.unpacked:
        raise Unreadable("large")
    plain = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if any(one.compress_type not in plain or one.flag_bits & 1 for one in parts):
        raise Unreadable("broken")
    if len({one.filename for one in parts}) < len(parts):
        raise Unreadable("broken")


def sheets(data: bytes, columns: Sequence[int], most_rows: int) -> list[list[tuple[Any, ...]]]:
    """The first sheets of a workbook as rows of values, each with so many columns; formulas as they were worked out.

    Raises Unreadable, with "kind" for a workbook of fewer sheets and "large" for more rows.
    """
    with opened(data, BOOK):
        book = load_workbook(io.BytesIO(data), data_only=True, read_only=True)
        if len(book.worksheets) < len(columns):
            raise Unreadable("kind")
        found = []
        for sheet, count in zip(book.worksheets, columns, strict=False):
            rows = sheet.iter_rows(max_row=most_rows + 1, max_col=count, values_only=True)
            found.append([tuple(row) + (None,) * (count - len(row)) for row in rows])
    if any(len(rows) > most_rows for rows in found):
        raise Unreadable("large")
    return found
