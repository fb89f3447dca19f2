"""Acting on exceptions, and not wanting to see them."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dure.commerce.models import PurchaseRequest
from dure.commerce.services.purchase_drafts import decide_request
from dure.commerce.services.requests import change_request
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning import sources
from dure.planning.errors import Outdated
from dure.planning.models import Advice, Dismissal, MrpRun, Proposal
from dure.planning.selectors.advice import can_follow, order_statuses
from dure.planning.services.decisions import accept_proposals
from dure.planning.services.running import ask_run, beside_runs
from dure.planning.sources import parse
from dure.planning.words import Act
from dure.plant.models import Person
from dure.production.models import WorkOrder
from dure.production.services import cancel_work_order
from dure.production.services.making.planning import change_plan


@dataclass(frozen=True, slots=True)
class Followed:
    """proposal: the one that was accepted, None when an order was changed."""

    advice: Advice
    proposal: Proposal | None = None


@transaction.atomic
def follow_advice(*, advice_id: int, by: Person | None) -> Followed:
    """Do what an exception advises. Raises Outdated, Invalid where only a person can do it, what the order refuses."""
    beside_runs()
    row = Advice.objects.select_for_update().filter(pk=advice_id).first()
    if row is None:
        raise Outdated("This was planned anew meanwhile. Look at the list again.")
    if not can_follow(row, order_statuses([row]).get(row.source)):
        raise Invalid("This can only be done on the order itself.")
    proposal = None
    source = parse(row.source)
    if source.kind == sources.PROPOSAL:
        proposal = _accepted(row, by)
    elif source.kind == sources.REQUEST:
        _follow_on_request(row, source.number, by)
    else:
        _follow_on_order(row, source.number, by)
    row.delete()
    ask_run(kind=MrpRun.Kind.CHANGES, by=by)
    return Followed(row, proposal)


def _accepted(row: Advice, by: Person | None) -> Proposal:
    number = parse(row.source).part
    found = Proposal.objects.filter(item=row.item_id, number=number, status=Proposal.Status.OPEN).first()
    if found is None:
        raise Outdated("This was planned anew meanwhile. Look at the list again.")
    return accept_proposals(ids=[found.pk], by=by).proposals[0]


def _follow_on_request(row: Advice, number: int, by: Person | None) -> None:
    request = PurchaseRequest.objects.get(pk=number)
    if row.act == Act.CANCEL:
        decide_request(request=request, refused=True, by=by, reason=_("Nothing needs it any more."))
    elif row.act == Act.REDUCE:
        change_request(request=request, by=by, quantity=request.quantity - row.quantity)
    else:
        change_request(request=request, by=by, needed_on=_not_past(row))


def _follow_on_order(row: Advice, number: int, by: Person | None) -> None:
    order = WorkOrder.objects.get(pk=number)
    if row.act == Act.CANCEL:
        cancel_work_order(work_order_id=order.pk)
    elif row.act == Act.REDUCE:
        change_plan(order, by=by, quantity=order.quantity - row.quantity)
    else:
        due = _not_past(row)
        moved = due - (row.day or due)
        start = max(order.start_on + moved, _today()) if order.start_on else None
        at = timezone.make_aware(datetime.combine(due, time(18)))
        change_plan(order, by=by, due_at=at, start_on=min(start, due) if start else None)


def _today() -> date:
    return timezone.localdate(clock.now())


def _not_past(row: Advice) -> date:
    return max(row.to_day or _today(), _today())


@transaction.atomic
def dismiss(*, item_id: int, key: str, by: Person | None) -> Dismissal:
    """Show a proposal or an exception no more, as long as it says the same."""
    said = Proposal.objects.filter(item=item_id, key=key).exists() or Advice.objects.filter(item=item_id, key=key)
    if not said:
        raise Outdated("This was planned anew meanwhile. Look at the list again.")
    row, _made = Dismissal.objects.get_or_create(item_id=item_id, key=key, defaults={"by": by, "at": clock.now()})
    return row


def show_again(*, row_id: int) -> None:
    """Show what was ignored."""
    Dismissal.objects.filter(pk=row_id).delete()
