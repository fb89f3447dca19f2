"""Who may open which page of work on the floor, and one of everything there."""

import uuid
from decimal import Decimal
from typing import Any

from dure.inventory.models import Item
from dure.plant.models import Person, WorkUnit
from dure.plant.services import add_tool
from dure.production import services
from dure.production.models import OrderOperation, WeighRule
from dure.production.services.floor.holding import hold_order
from dure.production.services.floor.reporting import Loss, Said, report
from dure.production.services.floor.starting import start
from tests.access.table import CHIEFS, ENGINEERS, EVERYONE, FLOOR, Role, Row, deed, form, page

RUN = FLOOR | {Role.PLANNER}
CODE = "00000000-0000-4000-8000-000000000002"
TOOL = {"code": "T9", "name": "새 금형", "kind": "mould", "cavities": "2", "shots_before": "0", "is_active": "on"}
PLAN = CHIEFS | {Role.PLANNER}
HOLD = PLAN | {Role.QUALITY}
RULERS = frozenset({Role.SUPERVISOR, Role.QUALITY, Role.ADMINISTRATOR})
LIMITS = {"item": "=item", "low_percent": "1", "high_percent": "1"}
RULES = dict.fromkeys(("material", "standard", "skill", "tool", "pieces"), "warn")
ROWS: dict[str, Row] = {
    "floor": page(EVERYONE),
    "floor-unit": page(EVERYONE, "hand_code"),
    "floor-act": deed(RUN, "hand_code", "floor_operation", data={"client_id": CODE, "act": "pause"}),
    "floor-report": form(RUN, "hand_code", "floor_operation", data={"client_id": CODE, "good": "1"}),
    "step-undo": deed(RUN, "floor_step"),
    "report-correct": form(RUN, "floor_step", data={"client_id": CODE, "good": "4"}),
    "rework": form(RUN, "floor_operation", data={"client_id": CODE, "quantity": "1", "name": "닦기"}),
    "order-floor": page(EVERYONE, "W7"),
    "operation-skip": deed(RUN, "floor_operation", data={"client_id": CODE, "reason": "x"}),
    "floor-batch": form(RUN, "hand_code", data={"client_id": CODE}, status_post=422),
    "order-hold": deed(HOLD, "W7", data={"reason": "확인"}),
    "order-lift": deed(HOLD, "order_hold"),
    "order-split": deed(PLAN, "W7", data={"quantity": "1"}),
    "order-merge": deed(PLAN, "W7", data={"orders": "W2"}),
    "order-unmerge": deed(PLAN, "W7"),
    "day-sheet": page(EVERYONE, "hand_code"),
    "day-sheet-enter": form(RUN, "hand_code", data={"nothing": "1"}, status_post=422),
    "unit-outage": deed(ENGINEERS, "hand_code", data={"reason": "수리"}),
    "differences": page(EVERYONE),
    "difference-settle": deed(CHIEFS, "floor_step", data={"note": "시험편"}),
    "start-rules": form(ENGINEERS, data=RULES),
    "training": page(EVERYONE - {Role.OPERATOR}),
    "skill-matrix": page(EVERYONE - {Role.OPERATOR}),
    "weigh": page(RUN),
    "weigh-order": form(RUN, "weigh_order", data={"nothing": "1"}, status_post=200),
    "weigh-reading": page(RUN, "weigh_order", status_get=204),
    "weigh-undo": deed(RUN, 999999, status_post=404),
    "weigh-label": page(EVERYONE, 999999, status_get=404),
    "weighings": page(EVERYONE),
    "weigh-rules": page(EVERYONE),
    "weigh-rule-add": form(RULERS, data={"nothing": "1"}, status_post=422),
    "weigh-rule": form(RULERS, "weigh_rule", data=LIMITS),
    "weigh-rule-off": deed(RULERS, "weigh_rule"),
    "tools": page(EVERYONE),
    "tool-add": form(ENGINEERS, data=TOOL),
    "tool": form(ENGINEERS, "tool", data=TOOL),
    "tool-mount": deed(FLOOR, data={"tool": "=tool", "work_unit": "=unit"}),
    "tool-off": deed(FLOOR, "tool"),
    "tool-cavities": form(FLOOR, "tool", data={"blocked": "1"}),
}


def make(chief: Person) -> dict[str, Any]:
    """An order that runs on a machine without a counter, with pieces for rework, and a tool."""
    unit = WorkUnit.objects.get(code="M2")
    order = services.create_work_order(number="W7", item=Item.objects.get(code="N1"), quantity=Decimal(9), by=chief)
    row = OrderOperation.objects.select_related("order").get(order=order)
    start(client_id=uuid.uuid4(), operation=row, work_unit=unit, person=chief)
    said = Said(Decimal(0), losses=[Loss(Decimal(3), "rework")])
    # Nothing good: goods in stock would keep the item from being taken out of use.
    step = report(client_id=uuid.uuid4(), operation=row, work_unit=unit, person=chief, said=said)
    tool = add_tool(by=chief, code="T1", name="금형 1호", kind="mould", cavities=4)
    rule = WeighRule.objects.create(item=order.item, low_percent=1, high_percent=2)
    held = hold_order(order=order, reason="확인", by=chief)
    weighed = {"order_hold": held.pk, "weigh_order": order.pk, "weigh_rule": rule.pk}
    return weighed | {"floor_operation": row.pk, "floor_step": step.pk, "tool": tool.pk}
