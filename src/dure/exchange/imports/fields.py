"""What a register's rows consist of, told once as data: the wizard, the template and the export all read this."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.functional import Promise

from dure.exchange.imports.lines import Line, Piece
from dure.exchange.sheets.matching import Wanted
from dure.exchange.sheets.words import key
from dure.plant.models import Person
from dure.plant.roles import Role

Text = str | Promise


class Kind(StrEnum):
    """How a cell is read. AMOUNT: a number that may have its unit behind it. SECONDS: a length of time."""

    TEXT = "text"
    CODE = "code"
    NUMBER = "number"
    WHOLE = "whole"
    AMOUNT = "amount"
    SECONDS = "seconds"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"
    WORDS = "words"
    UNIT = "unit"
    NAME = "name"
    """something that another table knows; the register finds it"""


@dataclass(frozen=True, slots=True)
class Field:
    """titles: what columns of it are called. choices: value → words for it. least: smallest number allowed.

    falls: an empty cell means the same as the cell above, as people leave it out under merged or grouped cells.
    """

    name: str
    label: Text
    titles: Sequence[str] = ()
    kind: Kind = Kind.TEXT
    is_required: bool = False
    longest: int = 0
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    places: int = 4
    least: Decimal | None = Decimal(0)
    help: Text = ""
    example: str = ""
    falls: bool = False

    def all_titles(self) -> list[str]:
        """What its column may be called, with its label in every language."""
        found = [*self.titles]
        for language in ("en", "ko"):
            with translation.override(language):
                found.append(str(self.label))
        return found

    def wanted(self, looks_right: Callable[[Any], bool] | None) -> Wanted:
        return Wanted(self.name, self.all_titles(), looks_right)


@dataclass(frozen=True, slots=True)
class Register:
    """A register that can be imported.

    roles: who may import it, those of its pages. judge: what would become of lines, in pieces that are
    written together. export: rows as they stand, field → value. tables: what its change records may be
    taken back of; undo: takes back what was made where that isn't enough. needs: of each group one column
    must be there. many: writes pieces of new rows all at once. approve: puts drafts in force, by another person.
    """

    name: str
    label: Text
    about: Text
    icon: str
    roles: frozenset[Role]
    fields: Sequence[Field]
    judge: Callable[[Sequence[Line]], list[Piece]]
    export: Callable[[], Iterable[Mapping[str, Any]]]
    tables: Mapping[str, type[models.Model]] = field(default_factory=dict)
    undo: Callable[[Sequence[Mapping[str, Any]], Person], None] | None = None
    approve: Callable[[Sequence[Mapping[str, Any]], Person], int] | None = None
    needs: Sequence[Sequence[str]] = ()
    many: Callable[[Sequence[Piece], Person], None] | None = None
    approvers: frozenset[Role] = frozenset()
    address: str = ""
    """page of what a row became, by its number"""
    spread: Callable[[Mapping[int, str], date], Mapping[int, Any]] | None = None
    """titles of columns that are no field → the day, period or the like whose quantities stand in them; read into the
    value "spread" of a line as (what, quantity)"""

    def field(self, name: str) -> Field:
        return next(one for one in self.fields if one.name == name)

    def known_titles(self) -> frozenset[str]:
        return frozenset(key(word) for one in self.fields for word in one.all_titles())

    def missing(self, columns: Iterable[str]) -> list[Text]:
        """Labels of the columns that must be there and aren't; the first of each group."""
        there = set(columns)
        return [self.field(group[0]).label for group in self.needs if there.isdisjoint(group)]
