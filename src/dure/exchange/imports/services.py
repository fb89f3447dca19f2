"""The steps of an import, as its pages take them. Each is one transaction."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from dure.exchange import tasks
from dure.exchange.imports import checking, writing
from dure.exchange.imports.lines import Act
from dure.exchange.imports.registers import register
from dure.exchange.imports.tables import best_sheet, grids_of, keep, propose, sheet_of, signature, table_of
from dure.exchange.models import Import, ImportRow, MatchMemory
from dure.exchange.sheets import words
from dure.exchange.sheets.grid import read
from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, DureError, Invalid
from dure.plant.models import Person

State = Import.State
AT_ONCE = 1500
"""Rows up to which a step is done while the person waits; beyond it is a job with a progress."""
AT_ONCE_ALONE = 100
"""Changed rows of a large file that are tried before the page comes back."""
_OPEN = (State.UPLOADED, State.MATCHED, State.CHECKED)


@transaction.atomic
def take_file(*, name: str, data: bytes, register_name: str, by: Person) -> Import:
    """Keep an uploaded file and look for its table. Raises Invalid for a file that can't be read, Denied."""
    wanted = register(register_name)
    check_role(wanted.roles, by)
    digest, kept_name = hashlib.sha256(data).hexdigest(), PurePath(name).name[:200]
    grids = keep(digest, kept_name, read(data, kept_name))
    row = Import(
        register=wanted.name, name=kept_name, sha256=digest, size=len(data), by=by, at=clock.now(),
        sheet=best_sheet(wanted, grids),
    )  # fmt: skip
    row.file.save(f"{digest[:16]}{PurePath(name).suffix.lower()[:8]}", ContentFile(data), save=False)
    row.save()
    return row


def check_role(roles: frozenset[Any], by: Person) -> None:
    if roles.isdisjoint(by.roles):
        raise Denied("Your role doesn't allow this register. Ask an administrator.")


def _open(row: Import) -> Import:
    """Locked, and still to be changed. Raises Conflict."""
    found = Import.objects.select_for_update().get(pk=row.pk)
    if found.state not in _OPEN:
        raise Conflict("This import was written already.")
    return found


@transaction.atomic
def choose_layout(
    *, row: Import, sheet: str, header: int | None, last_row: int | None = None, with_hidden: bool = False
) -> Import:
    """Say where the table is: None for what is found. Its columns are proposed anew. Raises Invalid."""
    row = _open(row)
    if sheet not in {grid.name for grid in grids_of(row)}:
        raise Invalid("There is no sheet %(sheet)s.", sheet=sheet)
    row.sheet, row.header, row.last_row, row.with_hidden = sheet, header, last_row, with_hidden
    table = table_of(row)
    if not table.rows:
        raise Invalid("There are no rows under the titles.")
    titles = [column.title for column in table.columns]
    known = memory(row.register, titles)
    found = propose(register(row.register), table, sheet_of(row), known)
    row.columns = [one._asdict() for one in found]
    row.is_remembered = MatchMemory.objects.filter(register=row.register, signature=signature(titles)).exists()
    row.state = State.UPLOADED
    row.save()
    return row


def memory(register_name: str, titles: list[str]) -> dict[str, str]:
    """Title's key → field: of a sheet with the same titles, else what single titles meant before."""
    own = MatchMemory.objects.filter(register=register_name, signature=signature(titles)).first()
    if own is not None:
        return dict(own.columns)
    found: dict[str, str] = {}
    for one in MatchMemory.objects.filter(register=register_name).order_by("at"):
        found |= {key: field for key, field in one.columns.items() if field}
    return found


@transaction.atomic
def match_columns(*, row: Import, fields: Mapping[int, str], by: Person) -> Import:
    """Confirm which column is which field ("" for none); remembered. The rows are tried, a large file's as a job.

    Raises Invalid for a field given twice or one that is needed and missing.
    """
    row = _open(row)
    wanted = register(row.register)
    given = [field for field in fields.values() if field]
    twice = next((field for field in given if given.count(field) > 1), None)
    if twice is not None:
        raise Invalid("Two columns are %(field)s. Choose one.", field=wanted.field(twice).label)
    missing = wanted.missing(given)
    if missing:
        raise Invalid("Say which column is: %(fields)s.", fields=", ".join(map(str, missing)))
    for one in row.columns:
        field = fields.get(one["at"], "")
        if field != one["field"]:
            one.update(field=field, score=1.0 if field else 0.0, why="person" if field else "")
    _remember(row, by)
    count = checking.take_rows(row)
    row.state, row.total, row.done = State.MATCHED, count, 0
    row.save()
    if count > AT_ONCE:
        tasks.check_soon(row.pk)
    else:
        checking.check(row)
    return row


def _remember(row: Import, by: Person) -> None:
    MatchMemory.objects.update_or_create(
        register=row.register,
        signature=signature([one["title"] for one in row.columns]),
        defaults={
            "columns": {words.key(one["title"]): one["field"] for one in row.columns},
            "by": by,
            "at": clock.now(),
        },
    )


@transaction.atomic
def check_again(*, row: Import) -> Import:
    """Try the rows as things stand now, those of a large file as a job."""
    row = _open(row)
    if row.rows.count() <= AT_ONCE:
        checking.check(row)
    else:
        row.is_stale = True
        row.save(update_fields=["is_stale"])
        tasks.check_soon(row.pk)
    return row


@transaction.atomic
def edit_cells(*, row: Import, number: int, texts: Mapping[str, str]) -> Import:
    """Let cells of a row (field → text) be what a person typed; the file stays as it was. See `_try_again`."""
    row = _open(row)
    for field in texts:
        register(row.register).field(field)
    one = row.rows.select_for_update().get(number=number)
    one.edits |= {field: text[:500] for field, text in texts.items()}
    one.save(update_fields=["edits"])
    _try_again(row, [number])
    return row


def _try_again(row: Import, changed: Sequence[int]) -> None:
    """Try what a change of some rows may change: every row of a small file; of a large one these, the rest as a job."""
    if row.rows.count() <= AT_ONCE:
        checking.check(row)
        return
    checking.check_some(row, changed[:AT_ONCE_ALONE])
    tasks.check_soon(row.pk)


@transaction.atomic
def leave_out(*, row: Import, number: int, left_out: bool) -> Import:
    row = _open(row)
    row.rows.filter(number=number).update(is_left_out=left_out)
    _try_again(row, [number])
    return row


@transaction.atomic
def take_proposal(*, row: Import, number: int, at: int, everywhere: bool = False) -> int:
    """Do what a problem of a row proposes; everywhere: in all rows with the same problem. How many rows changed."""
    row = _open(row)
    one = row.rows.get(number=number)
    if at >= len(one.problems):
        raise Conflict("This problem is solved already.")
    wanted = one.problems[at]
    rows = list(row.rows.all()) if everywhere else [one]
    changed = [
        other
        for other in rows
        if any(_is_same(problem, wanted) and _apply(other, problem) for problem in other.problems)
    ]
    ImportRow.objects.bulk_update(changed, ["edits", "is_left_out"], batch_size=500)
    _try_again(row, [other.number for other in changed])
    return len(changed)


def _is_same(problem: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    names = ("field", "message", "act") if wanted["act"] == Act.LEAVE else ("field", "message", "act", "into", "params")
    return all(problem[name] == wanted[name] for name in names)


def _apply(one: ImportRow, problem: Mapping[str, Any]) -> bool:
    if problem["act"] == Act.LEAVE:
        one.is_left_out = True
    elif problem["proposal"]:
        one.edits[problem["into"]] = problem["proposal"] if problem["proposal"] != "-" else ""
    else:
        return False
    return True


@transaction.atomic
def start_writing(*, row: Import, only_good: bool, by: Person) -> bool:
    """Begin to write as a job; False when the rows are few enough for `writing.write` right away."""
    row = Import.objects.select_for_update().get(pk=row.pk)
    if row.state not in (State.CHECKED, State.WRITING):
        raise Conflict("This import was written already.")
    check_role(register(row.register).roles, by)
    if row.rows.count() <= AT_ONCE:
        return False
    row.state, row.only_good, row.written_by, row.done = State.WRITING, only_good, by, 0
    row.save()
    tasks.write_import.defer(import_id=row.pk, person_id=by.pk, only_good=only_good)
    return True


def write(*, row: Import, only_good: bool, by: Person) -> bool:
    """Write the import, or begin to. Whether it is written."""
    if start_writing(row=row, only_good=only_good, by=by):
        return False
    writing.write(row.pk, by, only_good=only_good)
    return True


@transaction.atomic
def start_undoing(*, row: Import, by: Person) -> bool:
    row = Import.objects.select_for_update().get(pk=row.pk)
    if row.state not in (State.WRITTEN, State.UNDOING):
        raise Conflict("This import isn't written, or was taken back already.")
    check_role(register(row.register).roles, by)
    if max(len(row.records), len(row.made)) <= AT_ONCE:
        return False
    row.state, row.done, row.total = State.UNDOING, 0, len(row.records)
    row.save()
    tasks.undo_import.defer(import_id=row.pk, person_id=by.pk)
    return True


def undo(*, row: Import, by: Person) -> bool:
    """Take the whole import back, or begin to. Raises Conflict with what is in the way."""
    if start_undoing(row=row, by=by):
        return False
    try:
        writing.take_back(row.pk, by)
    except DureError as error:
        refuse(row.pk, State.WRITTEN, error)
        raise
    return True


@transaction.atomic
def refuse(import_id: int, state: State, error: DureError) -> None:
    """Keep why a job gave up, and where the import stands again. A job that is done anew after its end was not noted
    changes nothing."""
    params = {name: checking.kept_param(value) for name, value in error.params.items()}
    said = {"message": error.message, "params": params}
    under_way = Import.objects.filter(pk=import_id, state__in=(state, State.WRITING, State.UNDOING))
    under_way.update(state=state, refusal=said)


@transaction.atomic
def resume(*, row: Import) -> Import:
    """An import whose job was killed stands where it stood before: nothing of it was written. Raises Conflict."""
    if not writing.holds_lock(row.pk):
        raise Conflict("This import is being written already.")
    back = {State.WRITING: State.CHECKED, State.UNDOING: State.WRITTEN, State.MATCHED: State.MATCHED}
    found = Import.objects.select_for_update().get(pk=row.pk)
    if found.state in back:
        found.state = back[State(found.state)]
        found.save()
        if found.state == State.MATCHED:
            checking.check(found)
    return found


@transaction.atomic
def approve(*, row: Import, by: Person) -> int:
    """Put the drafts that an import made in force, by somebody else than its writer. How many."""
    wanted = register(row.register)
    if wanted.approve is None:
        raise Invalid("There is nothing to approve.")
    check_role(wanted.approvers, by)
    return wanted.approve(row.made, by)


@transaction.atomic
def discard(*, row: Import) -> None:
    """Throw an import away that was never written, with its file."""
    row = _open(row)
    file = row.file
    row.delete()
    if not Import.objects.filter(file=file.name).exists():
        transaction.on_commit(lambda: file.storage.delete(file.name))
