"""Who may open which page of production, and what an honest request gets."""

from tests.access import floor
from tests.access.table import BAD, CHIEFS, ENGINEERS, EVERYONE, FLOOR, LEADERS, Role, Row, deed, form, page

ENTER = FLOOR | {Role.OFFICE}
RUN = FLOOR | {Role.PLANNER}
ANSWER = RUN | {Role.MENTOR}
ORDERS = CHIEFS | {Role.PLANNER}
GOODS = FLOOR | {Role.OFFICE, Role.PLANNER}
CORRECT = CHIEFS | {Role.QUALITY}
MONEY = frozenset({Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
REASONS = LEADERS | {Role.QUALITY}
CODE = "00000000-0000-4000-8000-000000000001"
ROWS: dict[str, Row] = {
    **floor.ROWS,
    "stops": page(EVERYONE),
    "stop-queue": page(EVERYONE),
    "stop": page(EVERYONE, "stop"),
    "stop-reason": deed(FLOOR, "stop", data={"reason": "=reason"}),
    "stop-split": deed(FLOOR, "stop", data={"minutes": "5"}),
    "stop-undo": deed(FLOOR, "explained"),
    "results": page(EVERYONE),
    "results-table": page(EVERYONE),
    "correct": form(
        CORRECT,
        "result",
        status_post=200,
        data={"produced": "120", "good": "117", "reject": "3", "rework": "0", "reason": "x", "seen": "120|118|2|0"},
    ),
    "correction-undo": deed(CORRECT, "correction"),
    "entries": page(EVERYONE),
    "entry": page(EVERYONE, "unit_code"),
    "entry-list": page(EVERYONE, "unit_code"),
    "entry-why": page(ENTER, "unit_code", query=f"?kind=reject&quantity=1&at=0&client_id={CODE}"),
    "entry-add": deed(
        ENTER, "hand_code", data={"client_id": CODE, "at": "=this_hour_us", "kind": "good", "quantity": "5"}
    ),
    "entry-correct": form(ENTER, "entry", status_post=200, data={"kind": "good", "quantity": "4"}),
    "entry-undo": deed(ENTER, "entry"),
    "entry-restore": deed(ENTER, "undone_entry"),
    "reject-reasons": page(EVERYONE),
    "reject-reason-add": deed(REASONS, data={"name": "이물"}),
    "reject-reason-off": deed(REASONS, "reject_reason"),
    "reject-reason-on": deed(REASONS, "reject_reason"),
    "held": page(EVERYONE),
    "held-list": page(EVERYONE),
    "held-decide": deed(CHIEFS, "held", data={"quantity": "3"}),
    "held-undo": deed(CHIEFS, "decided"),
    "calls": page(EVERYONE),
    "calls-open": page(EVERYONE),
    "calls-bell": page(EVERYONE),
    "call-answer": deed(ANSWER, "call"),
    "call-end": deed(ANSWER, "call", data={"cause": "걸림"}),
    "call-undo": deed(ANSWER, "call"),
    "call-rules": form(LEADERS, status_post=BAD, data={"x": "1"}),
    "acts": page(EVERYONE),
    "act-again": deed(LEADERS, "refused_act"),
    "act-settle": deed(LEADERS, "refused_act", data={"note": "이미 보고함"}),
    "orders": page(EVERYONE),
    "order-new": form(ORDERS, data={"number": "W9", "item": "=item", "quantity": "5"}),
    "order-paper": page(EVERYONE, "W1"),
    "order-values": page(EVERYONE, "W1"),
    "order-cancel": deed(ORDERS, "W2"),
    "order-release": deed(ORDERS, "W2", status_post=409),
    "order-release-back": deed(ORDERS, "W2"),
    "order-goods": form(GOODS, "W2", data={"good": "0", "rejected": "0"}, status_post=422),
    "order-goods-back": deed(GOODS, 999999, status_post=404),
    "order-costs": page(MONEY),
    "order-cost": page(MONEY, "W3"),
    "order-close": deed(MONEY, "W3"),
    "order-reopen": deed(MONEY, "W4"),
    "order-choose": page(RUN, "unit_code"),
    "run-start": deed(RUN, "unit_code", data={"order": "W2"}),
    "run-finish": deed(RUN, "unit_code"),
    "unit-rules": page(EVERYONE, "unit_code"),
    "recount-state": page(EVERYONE, "unit_code"),
    "rule-set": deed(
        ENGINEERS,
        "unit_code",
        data={"counted_from": "counter", "fastest_cycle_s": "1", "idle_after_s": "60", "micro_stop_s": "300"},
    ),
    "word-add": deed(ENGINEERS, "unit_code", data={"word": "SPIN", "state": "producing"}),
    "word-remove": deed(ENGINEERS, "unit_code", "word"),
    "program-add": deed(
        ENGINEERS, "unit_code", data={"pattern": "B*", "operation": "1", "operations": "1", "parts": "1"}
    ),
    "program-remove": deed(ENGINEERS, "unit_code", "program"),
    "reasons": page(EVERYONE),
    "reason-new": form(ENGINEERS, data={"code": "M9", "name": "공구", "kind": "unplanned"}),
    "reason-edit": form(
        ENGINEERS, "reason", data={"code": "M1", "name": "막힘", "parent": "=group", "kind": "unplanned"}
    ),
    "reason-remove": deed(ENGINEERS, "reason"),
    "reason-restore": deed(ENGINEERS, "reason"),
}
PUBLIC: dict[str, Row] = {
    "work": Row(),
    "work-worker": Row(),
    "work-manifest": Row(),
    # A device without a token is nobody; the other two take what is posted only.
    "work-picture": Row(status_get=401),
    "work-media": Row(args=("unit", 1), status_get=401),
    "work-acts": Row(status_get=405),
    "work-person": Row(status_get=405),
}
