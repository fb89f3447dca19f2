"""A table as a page shows it and as it is exported: the same cells, so that both always agree. Pure but for texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Kind:
    """How a column's cells are written. FINE: three decimals. BAR is a picture of another column and isn't exported."""

    TEXT = "text"
    NUMBER = "number"
    FINE = "fine"
    RATIO = "ratio"
    SECONDS = "seconds"
    TIME = "time"
    BAR = "bar"


class Column(NamedTuple):
    label: str
    kind: str = Kind.TEXT


class Bar(NamedTuple):
    """A bar from `start` to `end` (0 to 1 of the column's width) with a class that gives its colour."""

    start: float
    end: float
    css: str = ""

    @property
    def x(self) -> str:
        return f"{100 * min(self.start, self.end):.2f}"

    @property
    def width(self) -> str:
        return f"{max(100 * abs(self.end - self.start), 0.3):.2f}"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value (text, number, seconds, aware datetime, Bar or None) and where it leads. note: a small word beside it."""

    value: Any
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """title is a heading and the name of the sheet. foot: one more row, for sums. note: a sentence under it."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()
    note: str = ""
    name: str = field(default="table")

    @property
    def exported(self) -> list[int]:
        """Numbers of the columns that an export holds."""
        return [index for index, column in enumerate(self.columns) if column.kind != Kind.BAR]

    def zipped(self) -> list[list[tuple[Column, Cell]]]:
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    def zipped_foot(self) -> list[tuple[Column, Cell]]:
        return list(zip(self.columns, self.foot, strict=True)) if self.foot else []
