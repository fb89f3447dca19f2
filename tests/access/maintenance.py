"""Who may open which page of maintenance, and what an honest request gets; with one of everything."""

import uuid
from decimal import Decimal
from typing import Any

from dure.inventory.models import Location
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, add_item, move
from dure.maintenance import services
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import add_tool
from dure.production.services.andon import call
from tests.access.table import BAD, ENGINEERS, EVERYONE, Row, deed, form, page
from tests.plant.plants import small_plant

PLAN = {"asset": "=asset", "name": "주유", "basis": "calendar", "every": "30", "warn": "3", "minutes": "30"}
JOB = {"asset": "=asset", "title": "벨트 교체", "kind": "repair", "minutes": "30"}
SLOT = {"starts_at": "2099-05-04T10:00", "minutes": "30"}
ROWS: dict[str, Row] = {
    "home": page(EVERYONE),
    "calendar": page(EVERYONE),
    "history": page(EVERYONE, "unit_word", "unit"),
    "picture": page(EVERYONE, "request_word", "request"),
    "figures": page(EVERYONE),
    "failures": page(EVERYONE, "unit"),
    "reasons": form(ENGINEERS, data={"sent": "1"}),
    "spares": page(EVERYONE),
    "spare-add": form(ENGINEERS, data={"item": "BELT"}),
    "spare-remove": deed(ENGINEERS, "spare"),
    "plans": page(EVERYONE),
    "plan": page(EVERYONE, "plan"),
    "plan-add": form(ENGINEERS, data=PLAN),
    "plan-change": form(ENGINEERS, "plan", data=PLAN | {"asset": "=tool_asset"}),
    "plan-job": deed(ENGINEERS, "plan"),
    "check-add": form(ENGINEERS, "plan", data={"text": "기름", "kind": "tick"}),
    "check-remove": deed(ENGINEERS, "plan_check"),
    "plan-part-add": form(ENGINEERS, "plan", data={"item": "BOLT", "quantity": "1"}),
    "plan-part-remove": deed(ENGINEERS, "plan_part"),
    "requests": page(EVERYONE),
    "request": page(EVERYONE, "request"),
    "request-decline": form(ENGINEERS, "request", data={"answer": "정상"}),
    "request-job": deed(ENGINEERS, "request"),
    "call-take": deed(ENGINEERS, "call"),
    "jobs": page(EVERYONE),
    "job": page(EVERYONE, "job"),
    "job-paper": page(EVERYONE, "job"),
    "job-add": form(ENGINEERS, data=JOB),
    "job-change": form(ENGINEERS, "job", data=JOB),
    "job-slot": form(ENGINEERS, "planned_job", data=SLOT),
    "job-start": deed(ENGINEERS, "planned_job"),
    "job-finish": deed(ENGINEERS, "job", data={"done": "교체"}, status_post=BAD),
    "job-reopen": deed(ENGINEERS, "done_job"),
    "job-cancel": deed(ENGINEERS, "planned_job"),
    "job-service": deed(ENGINEERS, "job", data={"out": "0"}),
    "job-check": deed(ENGINEERS, "check", data={"is_ok": "1"}),
    "job-stops": deed(ENGINEERS, "job"),
    "part-take": deed(ENGINEERS, "job", data={"item": "BELT", "quantity": "1"}),
    "part-back": deed(ENGINEERS, "job", "move"),
    "time-add": deed(ENGINEERS, "job", data={"person": "=owner", "minutes": "5"}),
    "time-remove": deed(ENGINEERS, "time"),
    "undo": deed(ENGINEERS, "change"),
}
OPEN = {"tell", "told"}
"""Without a log-in on a registered tablet; the pages themselves ask for it."""


def make(chief: Person, pixel: bytes) -> dict[str, Any]:
    """One of everything, in a small plant."""
    unit = small_plant()
    tool = add_tool(by=chief, code="T1", name="금형", cavities=1)
    belt, bolt = (add_item(by=chief, code=code, name=code, kind="consumable") for code in ("BELT", "BOLT"))
    source, target = default_location(Location.Kind.SUPPLIER), default_location(Location.Kind.STOCK)
    move([Movement(belt, Decimal(50), source, target, value=Decimal(50))], by=chief)
    asked = services.ask(client_id=uuid.uuid4(), work_unit=unit, text="소음", picture=pixel, by=chief)
    plan = services.add_plan(tool=tool, name="세척", basis="count", every=Decimal(1000), by=chief)
    check = services.add_check(plan=plan, text="세척", kind="tick", by=chief)
    part = services.add_plan_part(plan=plan, item=belt, quantity=Decimal(1), by=chief)
    job = services.start_job(job=services.job_of_plan(plan=plan, by=chief), by=chief)
    (taken,) = services.take_part(job=job, item=belt, quantity=Decimal(1), by=chief)
    time = services.add_time(job=job, person=chief, minutes=5, by=chief)
    done = services.start_job(job=services.add_job(title="수리", work_unit=unit, by=chief), by=chief)
    services.finish_job(job=done, done="수리", cause="마모", by=chief)
    called = call(client_id=uuid.uuid4(), kind="machine", work_unit=unit, person=chief)
    spare = services.add_spare(item=bolt, by=chief)
    change = ChangeRecord.objects.get(table="SparePart", row_id=spare.pk)
    return {
        "unit": unit.pk, "unit_word": "unit", "asset": f"u{unit.pk}", "tool_asset": f"t{tool.pk}",
        "request": asked.pk, "request_word": "request",
        "plan": plan.pk, "plan_check": check.pk, "plan_part": part.pk, "job": job.pk, "check": job.checks.get().pk,
        "move": taken.pk, "time": time.pk, "done_job": done.pk, "owner": chief.pk, "call": called.pk,
        "planned_job": services.add_job(title="점검", work_unit=unit, by=chief).pk, "spare": spare.pk,
        "change": change.pk, "number": asked.number,
    }  # fmt: skip
