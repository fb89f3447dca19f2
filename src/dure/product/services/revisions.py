"""What BOMs and routings have in common: approving with four eyes, ending, retiring."""

from datetime import date, timedelta
from typing import TypeVar

from django.db import IntegrityError, connection, transaction

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services.records import change_row
from dure.product.errors import NotADraft, Overlap, OwnWork
from dure.product.models import Bom, Revision, Routing
from dure.product.services.drafts import edits_of

Kind = TypeVar("Kind", Bom, Routing)
_DAY = timedelta(days=1)


def take_turn() -> None:
    """Wait until no other approval is under way: two that don't see each other could close a loop together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('product.approve'))")


def writers(row: Bom | Routing) -> set[int]:
    """Ids of everyone who wrote or edited the draft."""
    edited = edits_of(row).exclude(edited_by=None).values_list("edited_by", flat=True)
    return {*edited, *([row.written_by_id] if row.written_by_id else [])}


def approve(row: Kind, by: Person | None) -> Kind:
    """Put a draft in force on its days and end the one before. To be called in a transaction, after `take_turn`.

    Raises NotADraft, OwnWork, and Overlap for days on which another one is in force.
    """
    fresh = type(row).objects.select_for_update().get(pk=row.pk)
    if not fresh.is_draft:
        raise NotADraft("Only a draft can be approved.")
    if by is not None and by.pk in writers(fresh):
        raise OwnWork("Somebody else than its writer must approve it.")
    _end_those_before(fresh, by)
    values = {"status": Revision.Status.APPROVED, "approved_by": by, "approved_at": clock.now()}
    try:
        with transaction.atomic():
            change_row(fresh, values, by=by)
    except IntegrityError as error:
        raise Overlap("Another revision is in force on these days.") from error
    edits_of(fresh).delete()
    return fresh


def _end_those_before(row: Bom | Routing, by: Person | None) -> None:
    """An earlier one ends on the day before, unless days behind the new one's last would be left without any."""
    others = type(row).objects.select_for_update().filter(item=row.item_id).exclude(status="draft")
    for other in others:
        if not _overlap(row, other):
            continue
        covers_rest = row.valid_to is None or (other.valid_to is not None and other.valid_to <= row.valid_to)
        if other.valid_from >= row.valid_from or not covers_rest:
            raise Overlap(
                "Revision %(revision)s is in force from %(start)s to %(end)s. End it first.",
                revision=other.revision,
                start=other.valid_from,
                end=other.valid_to or "…",
            )
        change_row(other, {"valid_to": row.valid_from - _DAY}, by=by)


def _overlap(one: Revision, other: Revision) -> bool:
    return all(row.valid_to is None or row.valid_to >= max(one.valid_from, other.valid_from) for row in (one, other))


def retire(row: Kind, last_day: date, by: Person | None) -> Kind:
    """End a revision: it was in force up to `last_day`, or on no day when that lies before its first.

    Raises NotADraft (a draft is removed, not retired) and Invalid for a day after its end.
    """
    fresh = type(row).objects.select_for_update().get(pk=row.pk)
    if fresh.is_draft:
        raise NotADraft("A draft isn't in force. Remove it instead.")
    if fresh.valid_to is not None and last_day > fresh.valid_to:
        raise Invalid("It ends on %(day)s already.", day=fresh.valid_to)
    last = max(last_day, fresh.valid_from - _DAY)
    change_row(fresh, {"status": Revision.Status.RETIRED, "valid_to": last}, by=by)
    return fresh
