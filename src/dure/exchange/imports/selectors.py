"""Questions about imports, as their pages ask them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dure.exchange.imports import cells
from dure.exchange.imports.fields import Register
from dure.exchange.imports.lines import Act, Outcome
from dure.exchange.imports.registers import open_to, register
from dure.exchange.imports.tables import mapping_of
from dure.exchange.models import Import, ImportRow
from dure.exchange.sheets.grid import column_name
from dure.kernel.errors import Denied, NotFound
from dure.plant.models import Person

OUTCOME_NAMES = {
    Outcome.NEW: gettext_lazy("new"),
    Outcome.CHANGE: gettext_lazy("changes"),
    Outcome.SAME: gettext_lazy("nothing to change"),
    Outcome.WRONG: gettext_lazy("wrong"),
    Outcome.LEFT: gettext_lazy("left out"),
}
BADGES = {Outcome.NEW: "good", Outcome.CHANGE: "info", Outcome.WRONG: "bad", Outcome.SAME: "", Outcome.LEFT: ""}
DOUBT = "doubt"


def imports_of(person: Person, *, text: str = "") -> QuerySet[Import]:
    """Imports into registers that the person may import, newest first."""
    rows = Import.objects.filter(register__in=[one.name for one in open_to(person.roles)])
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(by__display_name__icontains=text))
    return rows.select_related("by", "written_by", "undone_by").order_by("-pk")


def import_of(pk: int, person: Person) -> Import:
    """Raises NotFound, and Denied for a register that isn't the person's."""
    row = Import.objects.select_related("by", "written_by", "undone_by").filter(pk=pk).first()
    if row is None:
        raise NotFound("This import does not exist.")
    wanted = register(row.register)
    if (wanted.roles | wanted.approvers).isdisjoint(person.roles):
        raise Denied("Your role doesn't allow this register. Ask an administrator.")
    return row


def same_file(row: Import) -> Import | None:
    """An earlier import of the same file into the same register that is written still."""
    rows = Import.objects.filter(sha256=row.sha256, register=row.register, state=Import.State.WRITTEN, pk__lt=row.pk)
    return rows.order_by("-pk").first()


def is_worked_on(row: Import) -> bool:
    """Whether a process has the import in its hands right now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid ="
            " (hashtext('exchange.import')::bigint & 4294967295)::bigint::oid AND objid = %s",
            [row.pk],
        )
        return bool(cursor.fetchone()[0])


def said(message: str, params: Mapping[str, Any]) -> str:
    """A kept message in the user's language."""
    text = _(message)
    told = {name: _(one["say"]) if isinstance(one, dict) else one for name, one in params.items()}
    return text % told if told else text.replace("%%", "%")


@dataclass(frozen=True, slots=True)
class Told:
    """A problem as a page tells it. at: its number among the row's, by which its proposal is taken."""

    at: int
    field: str
    label: str
    column: str
    text: str
    proposal: str
    leaves: bool
    is_doubt: bool
    others: int = 0


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a matched column. before: what the register says where that is another thing."""

    field: str
    text: str
    label: str
    before: str | None = None
    after: str = ""
    is_wrong: bool = False
    is_doubtful: bool = False
    is_edited: bool = False


@dataclass(slots=True)
class RowView:
    row: ImportRow
    outcome: str
    badge: str
    cells: list[CellView] = field(default_factory=list)
    problems: list[Told] = field(default_factory=list)
    further: list[tuple[str, str, str]] = field(default_factory=list)
    """(label, before, after) of changes that no column shows"""


def rows_of(row: Import, show: str = "") -> QuerySet[ImportRow]:
    """Rows of an import in the order of the sheet. show: an outcome, or "doubt"; empty: all."""
    rows = row.rows.order_by("number")
    if show == DOUBT:
        return rows.filter(problems__contains=[{"doubt": True}])
    return rows.filter(outcome=show) if show in Outcome.__members__.values() else rows


def shown_fields(row: Import) -> list[str]:
    """Fields of the columns, and of cells that only proposals filled."""
    columns = [one["field"] for one in sorted(row.columns, key=lambda one: one["at"]) if one["field"]]
    typed = {name for edits in row.rows.exclude(edits={}).values_list("edits", flat=True) for name in edits}
    return columns + sorted(typed - set(columns))


def views_of(row: Import, rows: Sequence[ImportRow], fields: Sequence[str]) -> list[RowView]:
    wanted = register(row.register)
    columns = mapping_of(row.columns)
    return [_view(wanted, columns, one, fields) for one in rows]


class Rows(Sequence[RowView]):
    """Rows of an import as a list shows them, read only as far as they are looked at."""

    def __init__(self, row: Import, show: str, fields: Sequence[str]) -> None:
        self._import, self._fields, self._rows = row, fields, rows_of(row, show)

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, at: Any) -> Any:
        found = self._rows[at] if isinstance(at, slice) else [self._rows[at]]
        views = views_of(self._import, list(found), self._fields)
        return views if isinstance(at, slice) else views[0]

    def __iter__(self) -> Iterator[RowView]:
        return iter(self[:])


def _view(wanted: Register, columns: Mapping[str, tuple[int, str]], one: ImportRow, fields: Sequence[str]) -> RowView:
    outcome = Outcome(one.outcome or Outcome.NEW)
    found = RowView(one, str(OUTCOME_NAMES[outcome]), BADGES[outcome])
    changes = {name: (before, after) for name, before, after in one.changes}
    wrong = {problem["field"]: problem["doubt"] for problem in reversed(one.problems)}
    for name in fields:
        text = one.edits[name] if name in one.edits else _text(one, columns, name)
        before, after = changes.get(name, (None, ""))
        found.cells.append(
            CellView(
                name, text, str(wanted.field(name).label), before, after, name in wrong and not wrong[name],
                wrong.get(name, False), name in one.edits,
            )
        )  # fmt: skip
    found.further = [(_label(wanted, name), *change) for name, change in changes.items() if name not in fields]
    found.problems = [_told(wanted, columns, one, at, problem) for at, problem in enumerate(one.problems)]
    return found


def _text(one: ImportRow, columns: Mapping[str, tuple[int, str]], name: str) -> str:
    return cells.as_text(one.cells.get(str(columns[name][0]))) if name in columns else ""


def _label(wanted: Register, name: str) -> str:
    return next((str(one.label) for one in wanted.fields if one.name == name), name)


def _told(
    wanted: Register, columns: Mapping[str, tuple[int, str]], one: ImportRow, at: int, problem: Mapping[str, Any]
) -> Told:
    name = problem["field"]
    return Told(
        at,
        name,
        _label(wanted, name) if name else "",
        column_name(columns[name][0]) if name in columns else "",
        said(problem["message"], problem["params"]),
        problem["proposal"],
        problem["act"] == Act.LEAVE,
        problem["doubt"],
    )


def reasons(row: Import, one: ImportRow) -> list[str]:
    """Each problem of a row in one sentence, with its column and what is proposed."""
    told = [_told(register(row.register), mapping_of(row.columns), one, at, p) for at, p in enumerate(one.problems)]
    return [
        " ".join(filter(None, [f"[{p.label} {p.column}]".replace(" ]", "]") if p.label else "", p.text, _hint(p)]))
        for p in told
    ]


def _hint(problem: Told) -> str:
    if problem.leaves:
        return "→ " + _("leave this row out")
    return f"→ {problem.proposal}" if problem.proposal and problem.proposal != "-" else ""
