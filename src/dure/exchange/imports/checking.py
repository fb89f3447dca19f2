"""The dry run: what would become of each row, and each problem, without writing anything of the register."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone, translation
from django.utils.functional import Promise

from dure.exchange.imports import cells
from dure.exchange.imports.fields import Field, Register
from dure.exchange.imports.lines import Line, Outcome, Piece, settle
from dure.exchange.imports.reading import read_line
from dure.exchange.imports.registers import register
from dure.exchange.imports.tables import mapping_of, table_of
from dure.exchange.models import Import, ImportRow
from dure.exchange.sheets import words
from dure.exchange.sheets.words import Raw, Unreadable
from dure.kernel import clock
from dure.kernel.errors import Invalid

_STORED = ["outcome", "label", "problems", "changes"]


def take_rows(row: Import) -> int:
    """Keep the cells of the table's rows; what was typed or left out before is forgotten. How many rows."""
    table = table_of(row)
    row.rows.all().delete()
    ats = [column.at for column in table.columns]
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                of=row,
                number=one.number,
                cells={str(at): cells.kept(one.cells[at]) for at in ats if not words.is_nothing(one.cells[at])},
            )
            for one in table.rows
        ),
        batch_size=2000,
    )
    return len(table.rows)


def lines_of(row: Import, kept: Iterable[ImportRow], *, is_all: bool = True) -> dict[int, Line]:
    """Row number → line, of rows that aren't left out. is_all: they are all rows, in the order of the sheet."""
    wanted = register(row.register)
    columns = mapping_of(row.columns)
    fields = {field.name: field for field in wanted.fields}
    titles = {name: title for name, (_, title) in columns.items()}
    spread = _spread_columns(wanted, row.columns)
    said = {one["at"]: one["title"] for one in row.columns}
    above: dict[str, Raw] = {}
    found = {}
    for one in kept:
        if one.is_left_out:
            continue
        raw = _raw(one, columns, fields)
        if not is_all:
            above = _above(row, one, columns, fields)
        line = read_line(one.number, raw, {name: fields[name] for name in raw}, titles, above)
        if spread:
            line.values["spread"] = _spread(one, spread, said, line)
        above |= {name: cell for name, cell in raw.items() if not words.is_nothing(cell)}
        found[one.number] = line
    return found


def _above(
    row: Import, one: ImportRow, columns: Mapping[str, tuple[int, str]], fields: Mapping[str, Field]
) -> dict[str, Raw]:
    """What the empty cells of a row stand for."""
    found = {}
    for name, field in fields.items():
        if not field.falls or name not in columns:
            continue
        filled = Q(cells__has_key=str(columns[name][0])) | Q(edits__has_key=name)
        for before in row.rows.filter(filled, is_left_out=False, number__lt=one.number).order_by("-number")[:20]:
            cell = _raw(before, columns, fields)[name]
            if not words.is_nothing(cell):
                found[name] = cell
                break
    return found


def _raw(one: ImportRow, columns: Mapping[str, tuple[int, str]], fields: Mapping[str, Field]) -> dict[str, Raw]:
    raw = {name: cells.raw_of(one.cells.get(str(at))) for name, (at, _) in columns.items() if name in fields}
    return raw | {name: text for name, text in one.edits.items() if name in fields}


def _spread_columns(wanted: Register, columns: Sequence[Mapping[str, Any]]) -> Mapping[int, Any]:
    """Column → what its title names, of those that are no field."""
    if wanted.spread is None:
        return {}
    titles = {one["at"]: one["title"] for one in columns if not one["field"]}
    return wanted.spread(titles, timezone.localdate(clock.now()))


def _spread(
    one: ImportRow, columns: Mapping[int, Any], titles: Mapping[int, str], line: Line
) -> list[tuple[Any, Decimal]]:
    found = []
    for at, what in columns.items():
        try:
            quantity, unit = words.amount(cells.raw_of(one.cells.get(str(at))))
        except Unreadable as error:
            line.refuse("quantity", Invalid("%(day)s: this is no number.", day=titles[at]), error.proposal or "")
            continue
        if unit:
            line.values["quantity_unit"] = unit
        if quantity is not None and quantity >= 0:
            found.append((what, quantity))
    return found


def judged(row: Import, kept: Iterable[ImportRow], *, is_all: bool = True) -> tuple[dict[int, Line], list[Piece]]:
    """The lines and the pieces that would be written, as things stand now."""
    lines = lines_of(row, kept, is_all=is_all)
    pieces = register(row.register).judge(list(lines.values()))
    settle(pieces)
    return lines, pieces


def check(row: Import) -> None:
    """Try all rows and keep what came out of it. Only rows whose outcome is another one now are written."""
    kept = list(row.rows.order_by("number"))
    lines, _pieces = judged(row, kept)
    store(row, kept, lines)
    row.state = Import.State.CHECKED
    row.save(update_fields=["state", "counts", "is_stale"])


def check_some(row: Import, numbers: Collection[int]) -> None:
    """Try some rows alone, at once. What others have to do with them is seen when all are tried."""
    kept = list(row.rows.filter(number__in=numbers).order_by("number"))
    lines, _pieces = judged(row, kept, is_all=False)
    _store(kept, lines)
    row.counts, row.is_stale = _counted(row), True
    row.save(update_fields=["counts", "is_stale"])


def check_beside(row: Import) -> bool:
    """Try all rows without holding the import meanwhile; whether what people did since left nothing to try again.

    Judging a large file takes longer than a person waits for the next cell.
    """
    kept = list(row.rows.order_by("number"))
    lines, _pieces = judged(row, kept)
    with transaction.atomic():
        found = Import.objects.select_for_update().filter(pk=row.pk).first()
        if found is None or found.state not in (Import.State.MATCHED, Import.State.CHECKED):
            return True
        row = found
        now = {number: said for number, *said in row.rows.values_list("number", "edits", "is_left_out")}
        same = [one for one in kept if now.get(one.number) == [one.edits, one.is_left_out]]
        _store(same, lines)
        row.counts, row.state = _counted(row), Import.State.CHECKED
        row.is_stale = len(same) < len(now)
        row.save(update_fields=["state", "counts", "is_stale"])
    return not row.is_stale


def store(row: Import, kept: Sequence[ImportRow], lines: Mapping[int, Line]) -> None:
    """Keep what came out of trying all rows."""
    _store(kept, lines)
    row.counts, row.is_stale = _counted(row), False


def _store(kept: Iterable[ImportRow], lines: Mapping[int, Line]) -> None:
    changed = []
    for one in kept:
        before = [getattr(one, name) for name in _STORED]
        _keep(one, lines.get(one.number))
        if before != [getattr(one, name) for name in _STORED]:
            changed.append(one)
    _update(changed)


def _update(rows: Sequence[ImportRow]) -> None:
    """One statement with a list for each column: `bulk_update` takes a third of an import's time for its CASEs."""
    lists = [
        [one.pk for one in rows], [one.outcome for one in rows], [one.label for one in rows],
        [json.dumps(one.problems, cls=DjangoJSONEncoder) for one in rows], [json.dumps(one.changes) for one in rows],
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_importrow AS held SET outcome = given.outcome, label = given.label,"
            " problems = given.problems::jsonb, changes = given.changes::jsonb"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " AS given (id, outcome, label, problems, changes) WHERE held.id = given.id",
            lists,
        )


def _keep(one: ImportRow, line: Line | None) -> None:
    if line is None:
        one.outcome, one.problems, one.changes = Outcome.LEFT.value, [], []
        return
    one.outcome = (Outcome.WRONG if line.is_wrong else line.outcome).value
    one.label = line.label[:200]
    one.changes = [] if line.is_wrong else [list(change) for change in line.changes]
    one.problems = [
        {
            "field": problem.field,
            "message": problem.error.message,
            "params": {name: kept_param(value) for name, value in problem.error.params.items()},
            "proposal": problem.proposal,
            "act": problem.act.value,
            "doubt": problem.is_doubt,
            "into": problem.into or problem.field,
        }
        for problem in line.problems
    ]


def kept_param(value: object) -> Any:
    """A mark's value as it is kept: a text that has translations by its English one."""
    if not isinstance(value, Promise):
        return str(value)
    with translation.override("en"):
        return {"say": str(value)}


def _counted(row: Import) -> dict[str, int]:
    """Rows by outcome as they are kept, and how many of them are in doubt."""
    found = dict(row.rows.order_by().values_list("outcome").annotate(Count("pk")))
    doubts = row.rows.filter(problems__contains=[{"doubt": True}]).count()
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome} | {"doubt": doubts}
