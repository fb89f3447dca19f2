"""Bytes of a text table → rows. Pure: knows separators, quotes, encodings and headings, but no file."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import NamedTuple

from dure.gateway.connector import BadData
from dure.gateway.connectors.csv_folder import cells
from dure.kernel.observation import Observation

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ROW_BYTES = 64 * 1024
LINE_BYTES = 512 * 1024
"""A line longer than this is no row of a table and is passed over."""
BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Row(NamedTuple):
    """A row's bytes, without its line end, and the byte after its line end."""

    data: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is to be read. columns: those wanted, None for all. See `manifest.toml` for the rest."""

    columns: tuple[str, ...] | None = None
    time_columns: tuple[str, ...] = ()
    time_format: str = ""
    zone: tzinfo | None = None
    encodings: tuple[str, ...] = ("utf-8", "cp949")
    delimiter: str = ""
    decimal_comma: bool = False
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns of one file. wanted: (name, index, number among those wanted)."""

    delimiter: str
    names: tuple[str, ...]
    wanted: tuple[tuple[str, int, int], ...]
    times: tuple[int, ...]
    width: int = 0
    missing: tuple[str, ...] = field(default=())


def rows(data: bytes, start: int, whole: bool) -> Iterator[Row]:
    """The complete rows of `data` from byte `start`; a quoted cell may hold line ends.

    whole: the file has ended, so that a last row without a line end is complete too.
    """
    at = start
    while at < len(data):
        end = _row_end(data, at)
        if end < 0:
            if whole:
                yield Row(data[at:].rstrip(b"\r\n"), len(data))
            return
        yield Row(data[at:end].rstrip(b"\r\n"), end)
        at = end


def _row_end(data: bytes, at: int) -> int:
    """The byte after the row that starts at `at`; -1 when it is not complete."""
    quotes, look = 0, at
    first = -1
    while (line_end := data.find(b"\n", look)) >= 0:
        quotes += data.count(b'"', look, line_end)
        first = line_end + 1 if first < 0 else first
        if quotes % 2 == 0:
            return line_end + 1
        if line_end - at > ROW_BYTES:
            # A quote that is never closed must not swallow the file: the line alone is the row.
            return first
        look = line_end + 1
    if first < 0:
        return len(data) if len(data) - at > LINE_BYTES else -1
    return first if len(data) - at > ROW_BYTES else -1


def decoded(data: bytes, encodings: Sequence[str]) -> str:
    """The text of a row in the first encoding that fits it; BadData when none does."""
    if data.startswith(_UTF16):
        raise BadData("The file is in UTF-16; save it as CSV UTF-8")
    for encoding in encodings:
        try:
            return data.removeprefix(BOM).decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadData("Not a text in %(encodings)s", encodings=" or ".join(encodings))


def split(text: str, delimiter: str) -> list[str]:
    """The cells of a row."""
    if "\0" in text:
        raise BadData("There are zero bytes in it")
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=False), [])
    except csv.Error as error:
        raise BadData(str(error)) from error


def heading(text: str, layout: Layout) -> Heading:
    """The columns that `text` (the heading, or the first row where there is none) tells.

    BadData when the time column is not there; a wanted column that is not there is in `missing`.
    """
    delimiter = layout.delimiter or _likely_delimiter(text)
    found = [name.strip() for name in split(text, delimiter)]
    names = _unique(found) if layout.header_row else tuple(str(at) for at in range(1, len(found) + 1))
    for name in layout.time_columns:
        if name not in names:
            raise BadData("There is no column %(name)s for the time", name=name)
    times = tuple(names.index(name) for name in layout.time_columns)
    chosen = layout.columns if layout.columns is not None else tuple(n for n in names if n not in layout.time_columns)
    wanted = tuple((name, names.index(name), at) for at, name in enumerate(chosen) if name in names)
    missing = tuple(name for name in chosen if name not in names)
    return Heading(delimiter, names, wanted, times, max(len(chosen), 1), missing)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    """Columns without a name are called by their number; a second one of the same name gets it added."""
    taken: dict[str, None] = {}
    for at, name in enumerate(names, 1):
        unique = name or str(at)
        while unique in taken:
            unique = f"{unique} ({at})"
        taken[unique] = None
    return tuple(taken)


def _likely_delimiter(text: str) -> str:
    outside = "".join(text.split('"')[::2])
    best = max(DELIMITERS.values(), key=outside.count)
    return best if best in outside else ","


def observations(text: str, number: int, top: Heading, layout: Layout, *, epoch: str, now_us: int) -> list[Observation]:
    """The observations of one data row; BadData names the column. number: of the data row, from 0."""
    values = split(text, top.delimiter)
    if len(values) > len(top.names) and any(cell.strip() for cell in values[len(top.names) :]):
        raise BadData("%(count)s cells under %(headings)s headings", count=len(values), headings=len(top.names))
    if len(values) < len(top.names):
        raise BadData("only %(count)s cells under %(headings)s headings", count=len(values), headings=len(top.names))
    time_us = now_us
    if top.times and layout.zone is not None:
        try:
            time_us = cells.time(" ".join(values[at] for at in top.times), layout.time_format, layout.zone)
        except BadData as error:
            raise BadData(
                "column %(columns)s: %(reason)s", columns="+".join(layout.time_columns), reason=error
            ) from error
    found = []
    for name, index, place in top.wanted:
        value, quality = cells.value(values[index], layout.decimal_comma)
        found.append(Observation(name, value, time_us, quality, epoch, number * top.width + place))
    return found
