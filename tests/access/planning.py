"""Who may open which page of planning, and what an honest request gets."""

from dure.plant.roles import Role
from tests.access.table import BUT_OPERATORS, CONFLICT, Row, deed, form, page

READERS = BUT_OPERATORS - {Role.MAINTENANCE}
DECIDERS = frozenset({Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
ROWS: dict[str, Row] = {
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
