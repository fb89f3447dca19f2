"""An import told in one call, and what a case expects of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dure.exchange.imports import services
from dure.exchange.models import Import, ImportRow
from dure.exchange.sheets.grid import column_name
from dure.plant.models import Person


def begin(data: bytes, name: str, register: str, by: Person, **layout: Any) -> Import:
    """Uploaded, with the layout that is found unless told otherwise."""
    row = services.take_file(name=name, data=data, register_name=register, by=by)
    given = {"sheet": row.sheet, "header": None} | layout
    return services.choose_layout(row=row, **given)


def tried(data: bytes, name: str, register: str, by: Person, **layout: Any) -> Import:
    """As far as the dry run, with the columns as they are proposed."""
    row = begin(data, name, register, by, **layout)
    return services.match_columns(row=row, fields={one["at"]: one["field"] for one in row.columns}, by=by)


def columns(row: Import) -> dict[str, str]:
    """Field → letter of its column."""
    return {one["field"]: column_name(one["at"]) for one in row.columns if one["field"]}


def outcomes(row: Import) -> dict[int, str]:
    return dict(row.rows.values_list("number", "outcome"))


def problems(row: Import, *, doubts: bool = False) -> dict[int, list[tuple[str, str]]]:
    """Row → (field, proposal) of each problem."""
    found: dict[int, list[tuple[str, str]]] = {}
    for one in row.rows.all():
        told = [(p["field"], p["proposal"]) for p in one.problems if p["doubt"] == doubts]
        if told:
            found[one.number] = told
    return found


def counts(row: Import) -> dict[str, int]:
    return {name: count for name, count in row.counts.items() if count and name != "doubt"}


def one_row(row: Import, number: int) -> ImportRow:
    return row.rows.get(number=number)


@dataclass
class Case:
    """A workbook, what is there before, and what must come out."""

    book: str
    register: str
    counts: Mapping[str, int]
    columns: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[int, list[tuple[str, str]]] = field(default_factory=dict)
    doubts: Mapping[int, list[tuple[str, str]]] = field(default_factory=dict)
    layout: Mapping[str, Any] = field(default_factory=dict)
    world: Sequence[str] = ()
