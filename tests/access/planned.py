"""Something planned: proposals in every state, and an exception that can be acted on."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from dure.inventory.models import Item
from dure.inventory.services import add_item
from dure.kernel import clock
from dure.planning.models import (
    Absence,
    Advice,
    Proposal,
    Schedule,
    ScheduledOrder,
    ScheduledTask,
    SetupElement,
    SetupTime,
    SharedUnit,
    Simulation,
    Way,
)
from dure.planning.services import accept_proposals, run_mrp
from dure.plant.models import Person, WorkUnit
from dure.production.services import create_work_order
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
        **_schedules(chief),
    }


def _schedules(chief: Person) -> dict[str, Any]:
    """One that is followed, one that is proposed, a copy; each has one task."""
    now = clock.now()
    order = create_work_order(number="W-PLAN", item=Item.objects.get(code="MRP1"), quantity=Decimal(10), by=chief)
    unit = WorkUnit.objects.filter(is_active=True).first()
    assert unit is not None
    area, rows = unit.work_center.area, {}
    for status in ("live", "proposed", "copy"):
        row = Schedule.objects.create(
            status=status, asked_at=now, planned_at=now, ready_at=now, name=status, before=rows.get("live")
        )
        end = now + timedelta(hours=2)
        ScheduledTask.objects.create(
            schedule=row, order=order, number=10, name="포장", work_unit=unit, pieces=10, minutes=120, starts_at=now,
            ends_at=end, planned_start=now, planned_end=end,
        )  # fmt: skip
        ScheduledOrder.objects.create(schedule=row, order=order, ends_at=end)
        rows[status] = row
    absence = Absence.objects.create(person=chief, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10))
    return {
        "live_schedule": rows["live"].pk,
        "offered_schedule": rows["proposed"].pk,
        "copied_schedule": rows["copy"].pk,
        "scheduled_order": order.pk,
        "scheduled_task": f"{order.pk}-10",
        "scheduled_unit": unit.pk,
        "moment_ms": str(int((now + timedelta(hours=3)).timestamp() * 1000)),
        "shared_unit": SharedUnit.objects.create(work_unit=unit, capacity=9).pk,
        "way": Way.objects.create(from_area=area, to_area=area, minutes=3).pk,
        "an_area": f"Area-{area.pk}",
        "a_center": f"WorkCenter-{unit.work_center_id}",
        "setup_time": SetupTime.objects.create(minutes=10, before="면").pk,
        **_changeover(unit),
        "absence": absence.pk,
        "away": chief.pk,
        "simulation": Simulation.objects.create(status="stopped", asked_at=now, ended_at=now).pk,
    }


def _changeover(unit: WorkUnit) -> dict[str, int]:
    before, after = (Item.objects.create(code=f"CHG{n}", name=f"색상 {n}") for n in (1, 2))
    row = SetupElement.objects.create(
        work_unit=unit, before=before, after=after, number=1, name="공구 준비", seconds=60
    )
    return {"changed_from": before.pk, "changed_to": after.pk, "setup_element": row.pk}
