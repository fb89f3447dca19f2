"""Handing the history out: CSV and Excel for people, Parquet for programs."""

# ruff: noqa: S608 - SQL for table functions takes no parameters; only numbers and quoted own paths go in

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from dure.kernel import clock
from dure.kernel.errors import Invalid, NotFound
from dure.telemetry.history import engine, files, reader
from dure.telemetry.models import Signal

XLSX_ROWS = 1_048_575
"""Rows of an Excel sheet below its head line."""
PAGE_ROWS = {"csv": 2_000_000, "parquet": 20_000_000, "xlsx": 200_000}
"""What a page hands out while a person waits, in about 20 seconds."""
_HEAD = ("time", "signal", "work_unit", "value", "unit", "quality")
_STEP = 50_000
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Progress = Callable[[int, int], None]
"""(rows done, rows in all)"""


class Format(StrEnum):
    CSV = "csv"
    PARQUET = "parquet"
    XLSX = "xlsx"


def count(signals: Sequence[int], start_us: int, end_us: int) -> int:
    """How many readings an export would have."""
    found = files.paths(files.live(files.BASE_LEVELS, start_us, end_us))
    if not found or not signals:
        return 0
    with engine.reading() as cursor:
        query = f"SELECT count(*) FROM ({reader.base(found, signals, start_us, end_us)})"
        return int(cursor.execute(query).fetchone()[0])


def write(
    target: Path,
    kind: Format,
    *,
    signals: Sequence[int],
    start_us: int,
    end_us: int,
    zone: str = "Asia/Seoul",
    most: int | None = None,
    progress: Progress = lambda done, total: None,
) -> int:
    """Write the readings of signals in [start, end) to `target`; returns how many.

    Times are local with their offset in CSV, local in Excel (which knows no offsets), UTC
    microseconds in Parquet. Raises NotFound when there are none, Invalid when there are more than
    `most` or than an Excel sheet can hold.
    """
    total = count(signals, start_us, end_us)
    if not total:
        raise NotFound("There are no readings of these signals in this time")
    limit = min(most or total, XLSX_ROWS if kind is Format.XLSX else total)
    if total > limit:
        raise Invalid(
            "%(rows)s readings are more than the %(limit)s that this way of export can hold; "
            "choose a shorter time or another format",
            rows=f"{total:,}",
            limit=f"{limit:,}",
        )
    if kind is Format.PARQUET:
        _parquet(target, signals, start_us, end_us)
    else:
        rows = _counted(_rows(signals, start_us, end_us, ZoneInfo(zone)), total, progress)
        (_csv if kind is Format.CSV else _xlsx)(target, rows)
    progress(total, total)
    return total


def _rows(signals: Sequence[int], start_us: int, end_us: int, zone: ZoneInfo) -> Iterator[tuple]:
    names = {
        row.id: (row.name, row.work_unit.name if row.work_unit else "", row.unit)
        for row in Signal.objects.filter(id__in=signals).select_related("work_unit")
    }
    for signal, time_us, value, quality in reader.observations(signals, start_us, end_us):
        name, unit_name, unit = names[signal]
        yield clock.from_us(time_us).astimezone(zone), name, unit_name, value, unit, quality.name.lower()


def _counted(rows: Iterator[tuple], total: int, progress: Progress) -> Iterator[tuple]:
    for done, row in enumerate(rows):
        if done % _STEP == 0:
            progress(done, total)
        yield row


def _csv(target: Path, rows: Iterator[tuple]) -> None:
    # With a byte order mark, or Korean Excel takes it for CP949.
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(_HEAD)
        for moment, name, unit_name, value, unit, quality in rows:
            shown = _harmless(value) if isinstance(value, str) else value
            out.writerow((moment.isoformat(), _harmless(name), unit_name, shown, unit, quality))


def _xlsx(target: Path, rows: Iterator[tuple]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("history")
    sheet.freeze_panes = "A2"
    sheet.column_dimensions["A"].width = 24
    sheet.append([_head(sheet, text) for text in _HEAD])
    for moment, name, unit_name, value, unit, quality in rows:
        sheet.append((_time(sheet, moment), name, unit_name, _cell(sheet, value), unit, quality))
    book.save(target)


def _head(sheet: object, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _time(sheet: object, moment: datetime) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=moment.replace(tzinfo=None))
    cell.number_format = "yyyy-mm-dd hh:mm:ss.000"
    return cell


def _cell(sheet: object, value: object) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA) else text


def _parquet(target: Path, signals: Sequence[int], start_us: int, end_us: int) -> None:
    found = files.paths(files.live(files.BASE_LEVELS, start_us, end_us))
    names = ", ".join(
        f"({row.id}, {engine.quoted(row.name)}, {engine.quoted(row.work_unit.name if row.work_unit else '')}, "
        f"{engine.quoted(row.unit)})"
        for row in Signal.objects.filter(id__in=signals).select_related("work_unit")
    )
    query = (
        "SELECT time_ms * 1000 + time_rest AS time_us, n.name AS signal, n.work_unit, "
        "coalesce(whole::DOUBLE, number) AS number, text, n.unit, quality "
        f"FROM ({reader.base(found, signals, start_us, end_us)}) AS r "
        f"JOIN (VALUES {names}) AS n(id, name, work_unit, unit) ON n.id = r.signal "
        "ORDER BY r.signal, time_ms, time_rest, file_index, file_row_number"
    )
    with engine.reading() as cursor:
        engine.write(cursor, query, target)
