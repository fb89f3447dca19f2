"""Who may look at figures and live pages; exports are the same pages with another ending of the question."""

from datetime import date

from dure.performance.handover import services, shifts
from dure.plant.models import Area, Person
from dure.plant.roles import Role
from tests.access.table import BUT_OPERATORS, EVERYONE, FLOOR, LEADERS, TARGETS, Row, deed, form, page

METERS = TARGETS | {Role.MAINTENANCE}
SHIFT_LEADERS = LEADERS | {Role.OWNER}
TURN = {"area": "A1", "day": "2026-05-06", "shift": "D", "note": "금형 확인", "tasks": "청소"}
CONTRACT = {
    "site": "=site", "valid_from": "2026-07-01", "contract_kw": "500", "base_price": "8320", "least_percent": "30",
    "counted_months": "12, 1, 2, 7, 8, 9",
}  # fmt: skip
PERFORMANCE: dict[str, Row] = {
    "kpis": page(BUT_OPERATORS),
    "kpi": page(BUT_OPERATORS, "oee"),
    "report": page(BUT_OPERATORS),
    "trends": page(BUT_OPERATORS),
    "waterfall": page(BUT_OPERATORS),
    "pareto": page(BUT_OPERATORS),
    "bottleneck": page(BUT_OPERATORS),
    "changeovers": page(BUT_OPERATORS),
    "hours": page(EVERYONE),
    "energy": page(BUT_OPERATORS),
    "energy-figure": page(BUT_OPERATORS, "peak"),
    "energy-now": page(EVERYONE),
    "energy-now-live": page(EVERYONE),
    "energy-setup": page(METERS),
    "energy-add": form(METERS, "contract", data=CONTRACT),
    "energy-change": form(METERS, "contract", "power_contract", data=CONTRACT),
    "energy-remove": deed(METERS, "contract", "power_contract"),
    "energy-undo": deed(METERS, "contract_change"),
    "handovers": page(EVERYONE),
    "handover-shift": page(EVERYONE),
    "handover-sign": deed(SHIFT_LEADERS, data=TURN),
    "handover": page(EVERYONE, "handover"),
    "handover-paper": page(EVERYONE, "handover"),
    "handover-receive": deed(SHIFT_LEADERS, "handover"),
    "handover-undo": deed(SHIFT_LEADERS, "handover"),
    "handover-add": deed(FLOOR, "handover", data={"text": "정정"}),
    "handover-tick": deed(FLOOR, "handover_task", data={"done": "1"}),
    "targets": page(TARGETS),
    "target-set": deed(TARGETS, data={"kpi": "oee", "scope": "=site_scope", "value": "80", "valid_from": "2026-05-04"}),
    "target-remove": deed(TARGETS, "target"),
}
EXPORTS = ("report", "trends", "waterfall", "pareto", "hours", "kpis", "energy", "bottleneck", "changeovers")
BOARD: dict[str, Row] = {
    "live": page(EVERYONE),
    "tiles": page(EVERYONE),
    "wall": page(EVERYONE),
    "wall-page": page(EVERYONE),
    "phone": page(EVERYONE),
    "phone-live": page(EVERYONE),
    "unit": page(EVERYONE, "unit_code"),
    "unit-live": page(EVERYONE, "unit_code"),
}


def make(chief: Person) -> dict[str, int]:
    """A shift that the chief gave over with one thing to do."""
    turn = shifts.turn(Area.objects.select_related("site").get(code="A1"), date(2026, 5, 4), "D")
    row = services.sign(turn=turn, note="", tasks=["청소"], by=chief)
    return {"handover": row.pk, "handover_task": row.tasks.get().pk}
