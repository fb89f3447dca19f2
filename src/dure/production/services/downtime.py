"""Why a stop happened: naming the reason, splitting a stop in two, taking either back."""

from datetime import datetime

from django.db import transaction

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged, NotAReason, NothingToUndo
from dure.production.events import DowntimeChangeUndone, DowntimeReasonAssigned, DowntimeSplit
from dure.production.models import Downtime, DowntimeReason, DowntimeRevision
from dure.production.services.record import locked
from dure.web.live import announce


@transaction.atomic
def assign_downtime_reason(
    *, downtime_id: int, reason: DowntimeReason | None, person: Person, note: str = ""
) -> Downtime:
    """Say, correct, or (None) clear why a stop happened. Raises NotAReason and AlreadyChanged."""
    if reason is not None and (reason.parent_id is None or not reason.is_active):
        raise NotAReason("Choose a reason of the second level that is in use.")
    stop = _held(downtime_id)
    _revise(stop, "reason", person, reason)
    stop.reason = reason
    stop.note = note.strip()
    stop.reason_by = person if reason else None
    stop.reason_at = clock.now() if reason else None
    stop.save(update_fields=["reason", "note", "reason_by", "reason_at"])
    append(
        DowntimeReasonAssigned(
            downtime_id=stop.pk,
            work_unit_id=stop.work_unit_id,
            reason_id=reason.pk if reason else None,
            person_id=person.pk,
        )
    )
    _tell(stop)
    return stop


@transaction.atomic
def split_downtime(*, downtime_id: int, at: datetime, person: Person) -> tuple[Downtime, Downtime]:
    """Two stops instead of one, cut at a moment inside it. The original is kept, marked as replaced.

    Both parts keep its reason. Raises Invalid when the moment lies outside, AlreadyChanged.
    """
    stop = _held(downtime_id)
    end = stop.ended_at or clock.now()
    if not stop.started_at < at < end:
        raise Invalid("The cut must lie inside the stop.")
    _revise(stop, "split", person, stop.reason)
    stop.replaced_at = clock.now()
    stop.save(update_fields=["replaced_at"])
    parts = (_part(stop, stop.started_at, at), _part(stop, at, stop.ended_at))
    append(
        DowntimeSplit(
            downtime_id=stop.pk,
            work_unit_id=stop.work_unit_id,
            part_ids=tuple(part.pk for part in parts),
            person_id=person.pk,
        )
    )
    _tell(stop)
    return parts


@transaction.atomic
def undo_downtime_change(*, downtime_id: int, person: Person) -> Downtime:
    """Take back the last change of a stop: its reason, or (on a part) the split that made it.

    A part whose reason was changed goes back to the reason before; one never changed is joined
    again with its other part. Raises NothingToUndo and AlreadyChanged.
    """
    stop = _held(downtime_id)
    revision = _last_change(stop)
    if revision is not None:
        _revise(stop, "undo", person, revision.reason_before)
        stop.reason, stop.note = revision.reason_before, revision.note_before
        stop.reason_by = person if stop.reason else None
        stop.reason_at = clock.now() if stop.reason else None
        stop.save(update_fields=["reason", "note", "reason_by", "reason_at"])
    elif stop.origin_id is not None:
        stop = _join(stop, person)
    else:
        raise NothingToUndo("Nothing was changed on this stop.")
    append(DowntimeChangeUndone(downtime_id=stop.pk, work_unit_id=stop.work_unit_id, person_id=person.pk))
    _tell(stop)
    return stop


def _held(downtime_id: int) -> Downtime:
    """The stop, locked together with its work unit, so that the recorder doesn't end it meanwhile."""
    work_unit_id = Downtime.objects.values_list("work_unit_id", flat=True).get(pk=downtime_id)
    locked(work_unit_id)
    stop = Downtime.objects.select_related("reason", "work_unit").get(pk=downtime_id)
    if stop.replaced_at is not None:
        raise AlreadyChanged("This stop was split meanwhile; look at its parts.")
    return stop


def _revise(stop: Downtime, action: str, person: Person, after: DowntimeReason | None) -> None:
    DowntimeRevision.objects.create(
        downtime=stop,
        action=action,
        reason_before=stop.reason,
        reason_after=after,
        note_before=stop.note,
        made_by=person,
        made_at=clock.now(),
    )


def _part(stop: Downtime, start: datetime, end: datetime | None) -> Downtime:
    return Downtime.objects.create(
        work_unit_id=stop.work_unit_id,
        started_at=start,
        ended_at=end,
        reason=stop.reason,
        note=stop.note,
        reason_by=stop.reason_by,
        reason_at=stop.reason_at,
        origin=stop,
    )


def _last_change(stop: Downtime) -> DowntimeRevision | None:
    """The newest change that no undo has taken back yet: undos pair off with changes, newest first."""
    undone = 0
    for revision in stop.revisions.order_by("-made_at", "-pk"):
        if revision.action == "undo":
            undone += 1
        elif revision.action == "reason":
            if not undone:
                return revision
            undone -= 1
    return None


def _join(part: Downtime, person: Person) -> Downtime:
    original = Downtime.objects.select_for_update().get(pk=part.origin_id)
    newest = sorted(original.parts.order_by("-pk")[:2], key=lambda piece: piece.started_at)
    if any(piece.replaced_at is not None for piece in newest):
        raise AlreadyChanged("A part of this stop was split again; take that back first.")
    moment = clock.now()
    Downtime.objects.filter(pk__in=[piece.pk for piece in newest]).update(replaced_at=moment)
    original.replaced_at = None
    original.ended_at = newest[-1].ended_at
    original.save(update_fields=["replaced_at", "ended_at"])
    _revise(original, "join", person, original.reason)
    return original


def _tell(stop: Downtime) -> None:
    announce(f"unit:{stop.work_unit_id}")
    announce(f"downtime:{stop.work_unit_id}")
