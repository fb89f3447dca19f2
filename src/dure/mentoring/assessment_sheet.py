"""An assessment table as a workbook, written and read again. Nothing of the database.

Sheet 1 says what the table is: a word and its value in each row, then its levels and cut-offs. Sheet 2 has a row for
each question. Headings are in the writer's language, and read in that or in English. What is written comes back the
same; what can't be read is told with sheet, row and column.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dure.kernel.errors import Invalid
from dure.mentoring.measured import MEASURED, mark
from dure.mentoring.unpacking import Unreadable, sheets

ABOUT, QUESTIONS = mark("Assessment table"), mark("Questions")
COLUMNS = (
    mark("area of the table"),
    mark("module code"),
    mark("module"),
    mark("what is asked"),
    mark("points"),
    mark("evidence asked for"),
    mark("levels"),
    mark("measured figure"),
    mark("steps"),
)
_WIDTHS = (18, 14, 20, 60, 8, 30, 40, 18, 20)
_FACTS = (mark("short name"), mark("name"), mark("origin of the table"))
_LEVEL, _CUT = mark("level"), mark("cut-off")
_MOST, _TOLD, _DIGITS = 5_000, 10, 5
_HIGHEST_STEP = 10**9


@dataclass(frozen=True, slots=True)
class SheetItem:
    question: str
    points: int
    evidence: str
    levels: tuple[str, ...]
    figure: str
    steps: tuple[Decimal, ...]


@dataclass(slots=True)
class SheetModule:
    area: str
    code: str
    name: str
    position: int
    items: list[SheetItem] = field(default_factory=list)


@dataclass(slots=True)
class SheetTable:
    key: str
    name: str
    note: str
    levels: list[str] = field(default_factory=list)
    cut_points: list[int] = field(default_factory=list)
    cut_names: list[str] = field(default_factory=list)
    modules: list[SheetModule] = field(default_factory=list)


def write(table: SheetTable) -> bytes:
    book = Workbook()
    about = book.active
    about.title = _(ABOUT)
    for name, value in zip(_FACTS, (table.key, table.name, table.note), strict=True):
        _row(about, [_(name), value])
    for number, word in enumerate(table.levels):
        _row(about, [_(_LEVEL), number, word])
    for least, name in zip(table.cut_points, table.cut_names, strict=True):
        _row(about, [_(_CUT), least, name])
    _widths(about, (14, 40, 60))
    sheet = book.create_sheet(_(QUESTIONS))
    _row(sheet, [_(name) for name in COLUMNS])
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EDF3")
    for module in table.modules:
        for item in module.items:
            steps = "; ".join(f"{step:f}" for step in item.steps)
            words = "\n".join(item.levels)
            head = [module.area, module.code, module.name, item.question]
            _row(sheet, [*head, item.points, item.evidence, words, item.figure, steps])
    _widths(sheet, _WIDTHS)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(sheet: Any, values: Iterable[Any]) -> None:
    at = 1 if sheet.max_row == 1 and sheet["A1"].value is None else sheet.max_row + 1
    for place, value in enumerate(values, start=1):
        cell = sheet.cell(at, place, value)
        if isinstance(value, str):
            cell.data_type = "s"  # never a formula, whatever it begins with
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _widths(sheet: Any, widths: Sequence[int]) -> None:
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def read(data: bytes) -> SheetTable:
    """Raises Invalid with what is wrong and where, all faults of a file at once (at most ten)."""
    try:
        about, questions = sheets(data, (3, len(COLUMNS)), _MOST)
    except Unreadable as error:
        raise _refused(error) from error
    faults = _Faults()
    table = _about(about, faults)
    _questions(questions, table, faults)
    faults.refuse()
    return table


def _refused(error: Unreadable) -> Invalid:
    if str(error) == "large":
        return Invalid("There is too much in this file. A table has at most %(limit)s rows.", limit=_MOST)
    return Invalid("This is no workbook of an assessment table. Take one out first, change it, and bring that back.")


class _Faults:
    """Faults with their place, kept until all of the file was looked at."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, sheet: str, row: int, column: int, wrong: str) -> None:
        self.found.append(f"{_(sheet)} {get_column_letter(column)}{row}: {wrong}")

    def refuse(self) -> None:
        if self.found:
            more = "" if len(self.found) <= _TOLD else f" (+{len(self.found) - _TOLD})"
            raise Invalid("The workbook can't be taken: %(faults)s", faults=" · ".join(self.found[:_TOLD]) + more)


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _whole(value: Any) -> int | None:
    text = _text(value).removesuffix(".0")
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def _word(text: str, words: Sequence[str]) -> str:
    """Which of the words it is, in the reader's language or in English; as it stands when it is none."""
    return next((word for word in words if text in (word, _(word))), text)


def _about(rows: Sequence[Sequence[Any]], faults: _Faults) -> SheetTable:
    facts: dict[str, str] = {}
    table = SheetTable("", "", "")
    known = (*_FACTS, _LEVEL, _CUT)
    for number, row in enumerate(rows, start=1):
        kind, value, word = _word(_text(row[0]), known), row[1], _text(row[2])
        if kind in _FACTS:
            facts[kind] = _text(value)
        elif kind == _LEVEL:
            if _whole(value) != len(table.levels) or not word:
                faults.add(ABOUT, number, 2, _("level %(number)s with its words") % {"number": len(table.levels)})
            table.levels.append(word)
        elif kind == _CUT:
            if _whole(value) is None or not word:
                faults.add(ABOUT, number, 2, _("whole points, and a name beside them"))
            table.cut_points.append(_whole(value) or 0)
            table.cut_names.append(word)
        elif kind:
            faults.add(ABOUT, number, 1, _("one of: %(words)s") % {"words": ", ".join(_(name) for name in known)})
    table.key, table.name, table.note = (facts.get(name, "") for name in _FACTS)
    for place, name in enumerate(_FACTS[:2], start=1):
        if not facts.get(name):
            faults.add(ABOUT, place, 2, _missing(name))
    return table


def _missing(name: str) -> str:
    return _("%(name)s is missing") % {"name": _(name)}


def _questions(rows: Sequence[Sequence[Any]], table: SheetTable, faults: _Faults) -> None:
    head = [_text(value) for value in rows[0]] if rows else []
    for place, name in enumerate(COLUMNS):
        if place >= len(head) or _word(head[place], COLUMNS) != name:
            faults.add(QUESTIONS, 1, place + 1, _missing(name))
    modules: dict[str, SheetModule] = {}
    for number, row in enumerate(rows[1:], start=2):
        if any(_text(value) for value in row):
            _question(number, row, table, modules, faults)
    table.modules = list(modules.values())


def _question(
    number: int, row: Sequence[Any], table: SheetTable, modules: dict[str, SheetModule], faults: _Faults
) -> None:  # fmt: skip
    area, code, name, question, points, evidence, levels, figure, steps = row
    for place in (0, 1, 2, 3):
        if not _text(row[place]):
            faults.add(QUESTIONS, number, place + 1, _missing(COLUMNS[place]))
    if not _whole(points):
        faults.add(QUESTIONS, number, 5, _("whole points from 1"))
    words = tuple(line.strip() for line in _text(levels).splitlines() if line.strip())
    if words and len(words) != len(table.levels):
        faults.add(
            QUESTIONS, number, 7, _("one line for each of the %(count)s levels, or none") % {"count": len(table.levels)}
        )
    if _text(figure) and _text(figure) not in MEASURED:
        faults.add(QUESTIONS, number, 8, _("one of: %(words)s") % {"words": ", ".join(MEASURED)})
    module = modules.setdefault(
        _text(code), SheetModule(_text(area), _text(code), _text(name), (len(modules) + 1) * 10)
    )  # fmt: skip
    if (module.area, module.name) != (_text(area), _text(name)):
        faults.add(QUESTIONS, number, 2, _("the module has another name or area further up"))
    module.items.append(
        SheetItem(
            _text(question), _whole(points) or 0, _text(evidence), words, _text(figure),
            _steps(_text(steps), number, faults),
        )
    )  # fmt: skip


def _steps(text: str, number: int, faults: _Faults) -> tuple[Decimal, ...]:
    try:
        found = tuple(Decimal(part.strip()) for part in text.split(";") if part.strip())
    except InvalidOperation:
        faults.add(QUESTIONS, number, 9, _("numbers with semicolons between them, for example 20; 40; 60"))
        return ()
    return found if all(step.is_finite() and abs(step) < _HIGHEST_STEP for step in found) else ()
