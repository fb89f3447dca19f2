"""Something planned: proposals in every state, and an exception that can be acted on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dure.inventory.services import add_item
from dure.kernel import clock
from dure.planning.models import Advice, Proposal
from dure.planning.services import accept_proposals, run_mrp
from dure.plant.models import Person
from tests.planning.shop import sold


def make(chief: Person) -> dict[str, Any]:
    item = add_item(
        by=chief, code="MRP1", name="포장지", kind="packaging", unit_id="EA", supply="buy", lead_time_days=3
    )
    today = timezone.localdate(clock.now())
    days = {"release_on": today, "due_on": today + timedelta(days=5), "needed_on": today + timedelta(days=5)}
    accepted, firm, other = (
        Proposal.objects.create(item=item, kind="buy", status="firm", quantity=Decimal(3), **days) for _n in range(3)
    )
    accept_proposals(ids=[accepted.pk], by=chief)
    sold(item, 20, 1)
    run_mrp()
    late = Proposal.objects.get(item=item, status="open")
    return {
        "planned_item": item.pk,
        "proposal": late.pk,
        "proposal_key": late.key,
        "accepted_proposal": accepted.pk,
        "firm_proposal": firm.pk,
        "two_proposals": [firm.pk, other.pk],
        "late_advice": Advice.objects.get(item=item, act="late").pk,
        "next_week": str(today + timedelta(days=7)),
    }
