"""The plant's own list of reasons for rejects."""

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.production.models import RejectReason


@transaction.atomic
def add_reject_reason(*, name: str) -> RejectReason:
    """A reason at the end of the list; one that was switched off is used again. Raises Conflict, Invalid."""
    wanted = " ".join(name.split())
    if not wanted:
        raise Invalid("Type a name for the reason.")
    known = RejectReason.objects.filter(name=wanted).first()
    if known is not None and known.is_active:
        raise Conflict("This reason is in the list already.")
    if known is not None:
        return switch_reject_reason(reason_id=known.pk, is_active=True)
    return RejectReason.objects.create(name=wanted, sort_order=RejectReason.objects.count())


@transaction.atomic
def switch_reject_reason(*, reason_id: int, is_active: bool) -> RejectReason:
    """Switch a reason off, or use it again; entries that name it keep it."""
    reason = RejectReason.objects.select_for_update().get(pk=reason_id)
    reason.is_active = is_active
    reason.save(update_fields=["is_active"])
    return reason
