"""The tables of a handover: what each is called, and how it is kept as JSON and read again in any language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dure.maintenance.models import Job, WorkRequest
from dure.production.models import CallKind
from dure.production.models.rules import STATE_NAMES
from dure.quality.models import InspectionPlan, Nonconformance
from dure.web.tables import Cell, Column, Kind, Table

MOST = 30
"""Rows of a table; how many more there are is said below it."""
Text = str | Promise


class Line(NamedTuple):
    """A row. to: name of the page that tells more, with its arguments."""

    values: Sequence[Any]
    to: tuple[str, ...] = ()


class Col(NamedTuple):
    """A column. words: what a kept code is called; empty: what stands for a missing value."""

    label: Text
    kind: str = Kind.TEXT
    words: Mapping[str, Text] = {}
    empty: Text = ""


@dataclass(frozen=True, slots=True)
class Section:
    """nothing: what is said when there are no rows; a section without it is left out then."""

    title: Text
    columns: tuple[Col, ...]
    nothing: Text = ""
    is_warning: bool = field(default=False)


_UNIT, _SINCE = Col(_("Work unit")), Col(_("since"), Kind.TIME)
_DUE = {"due": pgettext_lazy("handover", "Due now"), "soon": _("Soon due")}
_STATES = {state.value: name for state, name in STATE_NAMES.items()}
_JOBS = {**dict(Job.Status.choices), **dict(WorkRequest.Status.choices)}
SECTIONS: dict[str, Section] = {
    "hours": Section(
        _("Hour by hour against the plan"),
        (
            Col(_("Hour")),
            Col(_("Plan"), Kind.NUMBER),
            Col(_("Produced"), Kind.NUMBER),
            Col(_("Difference"), Kind.NUMBER),
            Col(_("Good"), Kind.NUMBER),
            Col(_("Plan so far"), Kind.NUMBER),
            Col(_("Produced so far"), Kind.NUMBER),
        ),
        _("Nothing was planned and nothing was produced"),
    ),
    "machines": Section(
        _("Machines: made, running now, next"),
        (
            _UNIT,
            Col(_("Good"), Kind.NUMBER),
            Col(_("Rejects"), Kind.NUMBER),
            Col(_("State"), words=_STATES),
            Col(_("Running now"), empty="–"),
            Col(_("Comes next"), empty="–"),
        ),
        _("No machine has been set up yet"),
    ),
    "rejects": Section(
        _("Rejects by reason"),
        (Col(_("Reason"), empty=_("No reason said")), Col(_("Pieces"), Kind.NUMBER)),
        _("No rejects."),
    ),
    "stops": Section(
        _("Stops, the longest first"),
        (
            _UNIT,
            Col(_("from"), Kind.TIME),
            Col(_("Time"), Kind.SECONDS),
            Col(_("Reason"), empty=_("Not explained yet")),
        ),
        _("No stop in planned time."),
    ),
    "outages": Section(
        _("Machines out of service"), (_UNIT, _SINCE, Col(_("Reason")), Col(_("taken out by"))), is_warning=True
    ),
    "calls": Section(
        _("Open calls"),
        (_UNIT, Col(_("Kind"), words=dict(CallKind.choices)), _SINCE, Col(_("Note")), Col(_("answered by"))),
        is_warning=True,
    ),
    "ccp": Section(
        _("CCP deviations without a corrective action"),
        (Col(_("CCP")), Col(_("What is measured")), Col(_("Value")), Col(_("at"), Kind.TIME), Col(_("Case"))),
        is_warning=True,
    ),
    "lots": Section(
        _("Lots on hold"), (Col(_("Lot")), Col(_("Item")), Col(_("Quantity"), Kind.NUMBER), Col(_("Reason")))
    ),
    "cases": Section(
        _("Open nonconformances"),
        (
            Col(_("Number")),
            Col(_("What is wrong")),
            Col(_("About")),
            Col(_("Stage"), words=dict(Nonconformance.Stage.choices)),
            _SINCE,
        ),
    ),
    "inspections": Section(
        _("Inspections waiting"),
        (Col(_("Kind"), words=dict(InspectionPlan.Kind.choices)), Col(_("Item")), Col(_("About"))),
    ),
    "jobs": Section(
        _("Maintenance open"),
        (
            Col(_("Number")),
            Col(_("Machine or tool")),
            Col(_("Work")),
            Col(_("Status"), words=_JOBS),
            Col(pgettext_lazy("handover", "due")),
        ),
    ),
    "due": Section(
        _("Tools and services due"),
        (
            Col(_("Machine or tool")),
            Col(pgettext_lazy("handover", "Service")),
            Col(_("Status"), words=_DUE),
            Col(pgettext_lazy("handover", "due")),
        ),
    ),
}


def kept(lines: Sequence[Line]) -> dict[str, Any]:
    """Lines as JSON: the first of them, and how many are left out."""
    rows = [{"values": [_plain(value) for value in line.values], "to": list(line.to)} for line in lines[:MOST]]
    return {"rows": rows, "more": max(len(lines) - MOST, 0)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, slots=True)
class Shown:
    """A section as it is read. more: rows that were left out."""

    table: Table
    more: int
    nothing: str
    is_warning: bool


def shown(picture: Mapping[str, Any], may_open: Callable[[tuple[str, ...]], str]) -> list[Shown]:
    """The sections of a picture with something to say. may_open: the address of a page, empty without the right."""
    found = []
    for name, section in SECTIONS.items():
        part = picture.get(name, {"rows": [], "more": 0})
        if not part["rows"] and not section.nothing:
            continue
        columns = [Column(str(col.label), col.kind) for col in section.columns]
        rows = [_cells(row, section.columns, may_open(tuple(row["to"])) if row["to"] else "") for row in part["rows"]]
        table = Table(str(section.title), columns, rows, name=name)
        found.append(Shown(table, part["more"], str(section.nothing), section.is_warning))
    return found


def _cells(row: Mapping[str, Any], columns: Sequence[Col], href: str) -> list[Cell]:
    values = [_read(value, col) for value, col in zip(row["values"], columns, strict=True)]
    notes = [
        "missing" if col.empty and kept in (None, "") else "" for kept, col in zip(row["values"], columns, strict=True)
    ]
    return [
        Cell(value, href if not at else "", note) for at, (value, note) in enumerate(zip(values, notes, strict=True))
    ]


def _read(value: Any, col: Col) -> Any:
    if value in (None, ""):
        return str(col.empty) or ("" if col.kind == Kind.TEXT else None)
    if col.kind == Kind.TIME:
        return datetime.fromisoformat(value)
    if col.kind == Kind.NUMBER:
        return Decimal(value)
    return str(col.words.get(value, value)) if col.kind == Kind.TEXT else value
