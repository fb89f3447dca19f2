"""The plant's own two-level list of reasons."""

from django.db import IntegrityError, transaction
from django.db.models import Max

from dure.kernel.errors import Conflict, Invalid
from dure.production.models import Downtime, DowntimeReason, DowntimeRevision


@transaction.atomic
def save_downtime_reason(
    *,
    code: str,
    name: str,
    kind: str,
    parent: DowntimeReason | None,
    reason_id: int | None = None,
    waits_for: str | None = None,
) -> DowntimeReason:
    """Add or change a reason. waits_for: None leaves it. Raises Conflict when the code is taken, Invalid for a third
    level or for set-up that waits."""
    if parent is not None and parent.parent_id is not None:
        raise Invalid("Reasons have two levels; choose a group of the first one.")
    if reason_id is not None and parent is not None and _has_children(reason_id):
        raise Invalid("This group has reasons below it; it can't become a reason itself.")
    if waits_for and kind != DowntimeReason.Kind.UNPLANNED:
        raise Invalid("Only in an unplanned stop does a machine wait for others.")
    reason = DowntimeReason.objects.get(pk=reason_id) if reason_id else DowntimeReason(sort_order=_last_place(parent))
    reason.code, reason.name, reason.kind, reason.parent = code.strip(), name.strip(), kind, parent
    if waits_for is not None or kind != DowntimeReason.Kind.UNPLANNED:
        reason.waits_for = waits_for or ""
    try:
        with transaction.atomic():
            reason.save()
    except IntegrityError as error:
        raise Conflict("Code %(code)s is already in use.", code=code) from error
    return reason


@transaction.atomic
def remove_downtime_reason(*, reason_id: int) -> bool:
    """Delete a reason that was never used; switch off one that was. True when it was deleted."""
    reason = DowntimeReason.objects.select_for_update().get(pk=reason_id)
    if _is_used(reason) or _has_children(reason.pk):
        reason.is_active = False
        reason.save(update_fields=["is_active"])
        return False
    reason.delete()
    return True


@transaction.atomic
def restore_downtime_reason(*, reason_id: int) -> None:
    """Offer a switched-off reason again."""
    DowntimeReason.objects.filter(pk=reason_id).update(is_active=True)


def _last_place(parent: DowntimeReason | None) -> int:
    last = DowntimeReason.objects.filter(parent=parent).aggregate(last=Max("sort_order"))["last"]
    return 0 if last is None else last + 1


def _has_children(reason_id: int) -> bool:
    return DowntimeReason.objects.filter(parent_id=reason_id).exists()


def _is_used(reason: DowntimeReason) -> bool:
    """Whether a stop or the history of one names the reason."""
    return (
        Downtime.objects.filter(reason=reason).exists()
        or DowntimeRevision.objects.filter(reason_before=reason).exists()
        or DowntimeRevision.objects.filter(reason_after=reason).exists()
    )
