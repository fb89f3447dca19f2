"""Rows of a sheet on their way into a register. Pure but for what `Piece.write` does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from dure.exchange.sheets.words import Raw
from dure.kernel.errors import DureError, Invalid
from dure.plant.models import Person


class Outcome(StrEnum):
    NEW = "new"
    CHANGE = "change"
    SAME = "same"
    WRONG = "wrong"
    LEFT = "left"
    """left out by a person"""


class Act(StrEnum):
    """What one click on a proposal does: puts its text into the cell, or leaves the row out."""

    CELL = "cell"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell of a field, or with the row (field ""). is_doubt: worth a look, hinders nothing."""

    field: str
    error: DureError
    proposal: str = ""
    act: Act = Act.CELL
    is_doubt: bool = False
    into: str = ""
    """field whose cell takes the proposal, where it isn't the problem's own"""


class Change(NamedTuple):
    field: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """A row of the table. raw and values: by field, of matched columns alone; a value None is an empty cell."""

    number: int
    raw: Mapping[str, Raw]
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    outcome: Outcome = Outcome.NEW
    changes: list[Change] = field(default_factory=list)
    label: str = ""

    @property
    def is_wrong(self) -> bool:
        return any(not problem.is_doubt for problem in self.problems)

    def __getitem__(self, name: str) -> Any:
        """The value of a field; None for an empty cell, a column that isn't there, or a cell that is wrong."""
        return self.values.get(name)

    def given(self, *names: str) -> dict[str, Any]:
        """Those of the fields that have a value."""
        return {name: self.values[name] for name in names if self.values.get(name) is not None}

    def refuse(self, name: str, error: DureError, proposal: str = "", act: Act = Act.CELL) -> None:
        self.problems.append(Problem(name, error, proposal, act))

    def doubt(self, name: str, error: DureError, proposal: str = "", act: Act = Act.CELL, into: str = "") -> None:
        self.problems.append(Problem(name, error, proposal, act, is_doubt=True, into=into))


@dataclass(slots=True)
class Piece:
    """Lines that are written together or not at all. write: what was made or changed, for a link to it.

    write is not called when every line is the same as what stands. kept: what taking back has to know of it.
    """

    lines: Sequence[Line]
    write: Callable[[Person], Any]
    made: Any = None
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def is_wrong(self) -> bool:
        return any(line.is_wrong for line in self.lines)

    @property
    def is_work(self) -> bool:
        return not self.is_wrong and any(line.outcome in (Outcome.NEW, Outcome.CHANGE) for line in self.lines)


def settle(pieces: Sequence[Piece]) -> None:
    """Where one line of a piece is wrong, the others can't be written either, and say so."""
    for piece in pieces:
        wrong = next((line for line in piece.lines if line.is_wrong), None)
        if wrong is None:
            continue
        for line in piece.lines:
            if not line.is_wrong:
                line.refuse("", Invalid("Row %(row)s belongs with this one and is wrong.", row=wrong.number))
            line.outcome = Outcome.WRONG
