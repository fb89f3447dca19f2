"""Who may open which page of planning, and what an honest request gets."""

from dure.plant.roles import Role
from tests.access.table import BUT_OPERATORS, CONFLICT, Row, deed, form, page

READERS = BUT_OPERATORS - {Role.MAINTENANCE}
DECIDERS = frozenset({Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
SCHEDULERS = DECIDERS | {Role.SUPERVISOR, Role.OWNER}
MOVED = {"task": "=scheduled_task", "unit": "=scheduled_unit", "at": "=moment_ms", "locked": "1"}
ROWS: dict[str, Row] = {
    "schedule": page(READERS),
    "schedule-one": page(READERS, "live_schedule"),
    "schedule-data": page(READERS, "live_schedule"),
    "schedule-progress": page(READERS),
    "schedule-news": page(READERS),
    "schedule-compare": page(READERS, query="?a={live_schedule}&b={copied_schedule}"),
    "schedule-history": page(READERS),
    "schedule-orders": page(READERS, "live_schedule"),
    "schedule-why": page(READERS, "live_schedule", "scheduled_order"),
    "schedule-load": page(READERS, "live_schedule"),
    "schedule-lists": page(READERS, "live_schedule"),
    "schedule-risk": page(READERS),
    "promise": page(READERS),
    "simulation": page(READERS),
    "simulation-one": page(READERS, "simulation"),
    "simulation-progress": page(READERS, "simulation"),
    "simulation-compare": page(READERS, query="?a={simulation}&b={simulation}"),
    "simulation-ask": deed(SCHEDULERS, data={"before": "measured", "after": "due", "days": "28", "seeds": "20"}),
    "simulation-stop": deed(SCHEDULERS, "simulation"),
    "simulation-remove": deed(SCHEDULERS, "simulation"),
    "simulation-restore": deed(SCHEDULERS, "simulation"),
    "schedule-ask": deed(SCHEDULERS),
    "schedule-stop": deed(SCHEDULERS, "live_schedule"),
    "schedule-move": deed(SCHEDULERS, "copied_schedule", data=MOVED, status_post=200),
    "schedule-undo-move": deed(SCHEDULERS, "copied_schedule", 1, status_post=CONFLICT),
    "schedule-lock": deed(SCHEDULERS, "live_schedule", data=MOVED, status_post=200),
    "schedule-accept": deed(SCHEDULERS, "offered_schedule"),
    "schedule-undo-accept": deed(SCHEDULERS, "live_schedule"),
    "schedule-decline": deed(SCHEDULERS, "offered_schedule"),
    "schedule-undo-decline": deed(SCHEDULERS, "copied_schedule", status_post=CONFLICT),
    "schedule-copy": deed(SCHEDULERS, "live_schedule"),
    "schedule-remove": deed(SCHEDULERS, "copied_schedule"),
    "schedule-rules": form(
        SCHEDULERS,
        data={
            "setup_matters": "10",
            "flow_matters": "1",
            "calm_matters": "10",
            "frozen_minutes": "30",
            "early_days": "3",
            "horizon_days": "60",
            "search_seconds": "3",
            "gain_minutes": "30",
        },
    ),
    "setups": form(SCHEDULERS, data={"minutes": "20"}),
    "setup-remove": deed(SCHEDULERS, "setup_time"),
    "data-undo": deed(SCHEDULERS, 1, 1, status_post=CONFLICT),
    "changeovers": page(READERS),
    "changeover": page(READERS, "unit", "changed_from", "changed_to"),
    "setup-element-add": deed(
        SCHEDULERS,
        "unit",
        "changed_from",
        "changed_to",
        data={"number": "7", "name": "금형 교체", "seconds": "300", "kind": "internal"},
    ),
    "setup-element": form(
        SCHEDULERS, "setup_element", data={"number": "1", "name": "공구 준비", "seconds": "60", "kind": "external"}
    ),
    "setup-element-remove": deed(SCHEDULERS, "setup_element"),
    "setup-take": deed(SCHEDULERS, "unit", "changed_from", "changed_to", status_post=422),
    "ways": form(SCHEDULERS, data={"start": "=an_area", "end": "=a_center", "minutes": "12"}),
    "way-remove": deed(SCHEDULERS, "way"),
    "absences": form(
        SCHEDULERS, data={"person": "=away", "starts_at": "2030-01-01T08:00", "ends_at": "2030-01-01T18:00"}
    ),
    "absence-remove": deed(SCHEDULERS, "absence"),
    "priority": form(SCHEDULERS, "scheduled_order", data={"weight": "5"}),
    "board": page(READERS),
    "progress": page(READERS),
    "runs": page(READERS),
    "run": deed(DECIDERS),
    "follow": deed(DECIDERS, "late_advice"),
    "dismiss": deed(DECIDERS, data={"item": "=planned_item", "key": "=proposal_key"}),
    "show": deed(DECIDERS, data={"row": "1"}),
    "undo": deed(DECIDERS, 1, 1, status_post=CONFLICT),
    "rules": form(
        DECIDERS, data={"horizon_days": "200", "back_days": "31", "forward_days": "31", "patience_days": "2"}
    ),
    "proposals": page(READERS),
    "accept": deed(DECIDERS, data={"ids": ["=proposal"]}),
    "unaccept": deed(DECIDERS, data={"ids": ["=accepted_proposal"]}),
    "merge": deed(DECIDERS, data={"ids": "=two_proposals"}),
    "proposal": form(DECIDERS, "proposal", data={"quantity": "7", "due_on": "=next_week", "kind": "buy"}),
    "unfix": deed(DECIDERS, "firm_proposal"),
    "split": deed(DECIDERS, "proposal", data={"quantity": "2"}),
    "item": page(READERS, "planned_item"),
    "pegging": page(READERS, query="?of=stock"),
    "parameters": page(READERS),
    "forecasts": page(READERS),
    "forecast-save": deed(DECIDERS, data={"by": "month", "c-{item}-0": "1,5"}),
    "forecast-paste": deed(DECIDERS, data={"by": "month", "table": "P1\t7"}),
}
