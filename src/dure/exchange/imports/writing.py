"""Writing an import, and taking it back: each one transaction, whatever kills the process on the way."""

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from dure.exchange.imports import checking
from dure.exchange.imports.lines import Line, Outcome, Piece
from dure.exchange.imports.progress import Progress
from dure.exchange.imports.registers import register
from dure.exchange.imports.registers.drafts import HEADS, edits_of
from dure.exchange.models import Import, ImportRow
from dure.inventory.models import StockMove
from dure.kernel import clock
from dure.kernel.errors import Conflict, DureError, Invalid
from dure.plant.models import Person
from dure.plant.services import records_kept, undo_changes

AT_ONCE = 500
MOST_TRIES = 20
"""How many rows may be refused by the register itself before the whole is given up."""
State = Import.State


class Refused(Exception):
    """A piece that the register wouldn't take: its first row's number and why."""

    def __init__(self, number: int, error: DureError) -> None:
        self.number = number
        self.error = error
        super().__init__(str(error))


def holds_lock(import_id: int) -> bool:
    """Take the import for this transaction; False when another one has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('exchange.import'), %s)", [import_id])
        return bool(cursor.fetchone()[0])


def write(import_id: int, by: Person, *, only_good: bool) -> Import:
    """Write the rows into the register: all, or with `only_good` those that are right. Nothing is half-written.

    What has changed since the dry run counts. Raises Conflict when a row is wrong, or the register refuses one,
    and all were wanted; the rows say why.
    """
    refused: dict[int, DureError] = {}
    with closing(Progress(import_id)) as progress:
        for _try in range(MOST_TRIES):
            try:
                return _write_once(import_id, by, only_good, refused, progress)
            except Refused as one:
                refused[one.number] = one.error
                if not only_good:
                    break
    _give_up(import_id, refused)
    raise Conflict("Nothing was written: the register refuses rows. See below which and why.")


@transaction.atomic
def _write_once(
    import_id: int, by: Person, only_good: bool, refused: dict[int, DureError], progress: Progress
) -> Import:
    if not holds_lock(import_id):
        raise Conflict("This import is being written already.")
    row = Import.objects.get(pk=import_id)
    if row.state not in (State.CHECKED, State.WRITING):
        raise Conflict("This import was written or taken back already.")
    kept = list(row.rows.order_by("number"))
    lines, pieces = checking.judged(row, kept)
    _note(refused, lines, pieces)
    wrong = [line for line in lines.values() if line.is_wrong]
    if wrong and not only_good:
        raise Refused(wrong[0].number, wrong[0].problems[0].error)
    work = [piece for piece in pieces if piece.is_work]
    with records_kept() as records:
        _write_pieces(row, work, by, progress)
    made = [one for piece in work for one in _made(piece)]
    checking.store(row, kept, lines)
    _link(kept, work)
    row.state, row.only_good, row.records, row.made = State.WRITTEN, only_good, records, made
    row.written_by, row.written_at, row.refusal = by, clock.now(), None
    row.done = row.total = len(work)
    row.save()
    return row


def _note(refused: dict[int, DureError], lines: dict[int, Line], pieces: Sequence[Piece]) -> None:
    """What the register refused in an earlier try is wrong in this one."""
    for number, error in refused.items():
        if number in lines and not lines[number].is_wrong:
            lines[number].refuse("", error)
    if refused:
        checking.settle(pieces)


def _write_pieces(row: Import, work: Sequence[Piece], by: Person, progress: Progress) -> None:
    many = register(row.register).many
    fresh = [piece for piece in work if piece.lines[0].outcome is Outcome.NEW] if many else []
    done = 0
    for start in range(0, len(fresh), AT_ONCE):
        chunk = fresh[start : start + AT_ONCE]
        try:
            with transaction.atomic():
                assert many is not None
                many(chunk, by)
        except (DureError, DatabaseError):
            # One by one, to see which row it is.
            for piece in chunk:
                _write_piece(piece, by)
        done += len(chunk)
        progress.at(done, len(work))
    at_once = set(map(id, fresh))
    for piece in work:
        if id(piece) not in at_once:
            _write_piece(piece, by)
            done += 1
            progress.at(done, len(work))


def _write_piece(piece: Piece, by: Person) -> None:
    number = piece.lines[0].number
    try:
        piece.made = piece.write(by)
    except DureError as error:
        raise Refused(number, error) from error
    except DatabaseError as error:
        raise Refused(number, Invalid("The register can't take this row as it is.")) from error


def _made(piece: Piece) -> list[dict[str, Any]]:
    """What is kept of what a piece became, to link to it and to take it back."""
    made, number = piece.made, piece.lines[0].number
    if isinstance(made, list):
        moves = [one.pk for one in made if isinstance(one, StockMove)]
        return [{"row": number, "moves": moves, "label": piece.lines[0].label}]
    if not isinstance(made, models.Model):
        return []
    kept = {"row": number, "pk": made.pk, "label": str(made)} | piece.kept
    return [kept | {"edits": edits_of(made)} if isinstance(made, HEADS) else kept]


def _link(kept: Sequence[ImportRow], work: Sequence[Piece]) -> None:
    made = {
        line.number: piece.made.pk for piece in work if isinstance(piece.made, models.Model) for line in piece.lines
    }
    changed = [one for one in kept if one.number in made]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE exchange_importrow AS held SET made = given.made"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS given (id, made) WHERE held.id = given.id",
            [[one.pk for one in changed], [made[one.number] for one in changed]],
        )


@transaction.atomic
def _give_up(import_id: int, refused: dict[int, DureError]) -> None:
    """Keep why nothing was written, with the rows that were refused."""
    row = Import.objects.select_for_update().get(pk=import_id)
    kept = list(row.rows.order_by("number"))
    lines, pieces = checking.judged(row, kept)
    _note(refused, lines, pieces)
    checking.store(row, kept, lines)
    row.state = State.CHECKED
    row.save()


def take_back(import_id: int, by: Person) -> Import:
    """Take a whole import back, the last change first. All or none.

    Raises Conflict with what is in the way: something that was changed again or is used by now.
    """
    with closing(Progress(import_id)) as progress:
        return _take_back(import_id, by, progress)


@transaction.atomic
def _take_back(import_id: int, by: Person, progress: Progress) -> Import:
    if not holds_lock(import_id):
        raise Conflict("This import is being taken back already.")
    row = Import.objects.get(pk=import_id)
    if row.state not in (State.WRITTEN, State.UNDOING):
        raise Conflict("This import isn't written, or was taken back already.")
    wanted = register(row.register)
    if wanted.undo is not None:
        wanted.undo(row.made, by)
    else:
        total = len(row.records)
        undo_changes(record_ids=row.records, by=by, tables=wanted.tables, told=lambda done: progress.at(done, total))
    row.state, row.undone_by, row.undone_at, row.refusal = State.UNDONE, by, clock.now(), None
    row.rows.update(made=None)
    row.save()
    return row
