"""Who may look at the planning, and who may decide. Nobody on the floor: its pages tell of customers and suppliers."""

from dure.plant.roles import Role

READERS = frozenset(
    {Role.PLANNER, Role.OFFICE, Role.SUPERVISOR, Role.OWNER, Role.MENTOR, Role.QUALITY, Role.ADMINISTRATOR}
)
DECIDERS = frozenset({Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
SCHEDULERS = DECIDERS | {Role.SUPERVISOR, Role.OWNER}
"""Who decides what is done when: also whoever leads the floor."""
PRICES = frozenset({Role.PLANNER, Role.OFFICE, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Who sees what proposals would cost; the same as in commerce."""

ACCESS = {
    **dict.fromkeys(
        (
            "planning:board", "planning:proposals", "planning:item", "planning:forecasts", "planning:parameters",
            "planning:runs", "planning:progress", "planning:pegging", "planning:schedule", "planning:schedule-one",
            "planning:schedule-data", "planning:schedule-progress", "planning:schedule-compare",
            "planning:schedule-history", "planning:schedule-orders", "planning:schedule-why", "planning:schedule-load",
            "planning:schedule-lists", "planning:schedule-news", "planning:promise", "planning:schedule-risk",
            "planning:changeovers", "planning:changeover",
            "planning:simulation", "planning:simulation-one", "planning:simulation-progress",
            "planning:simulation-compare",
        ),
        READERS,
    ),
    **dict.fromkeys(
        (
            "planning:run", "planning:accept", "planning:unaccept", "planning:proposal", "planning:unfix",
            "planning:split", "planning:merge", "planning:follow", "planning:dismiss", "planning:show",
            "planning:forecast-save", "planning:forecast-paste", "planning:undo", "planning:rules",
        ),
        DECIDERS,
    ),
    **dict.fromkeys(
        (
            "planning:schedule-ask", "planning:schedule-stop", "planning:schedule-move", "planning:schedule-lock",
            "planning:schedule-accept", "planning:schedule-undo-accept", "planning:schedule-decline",
            "planning:schedule-undo-decline", "planning:schedule-copy", "planning:schedule-remove",
            "planning:schedule-rules", "planning:setups", "planning:setup-remove", "planning:absences",
            "planning:absence-remove", "planning:priority", "planning:schedule-undo-move", "planning:data-undo",
            "planning:setup-take", "planning:setup-element", "planning:setup-element-add",
            "planning:setup-element-remove", "planning:simulation-ask", "planning:simulation-stop",
            "planning:simulation-remove", "planning:simulation-restore",
            "planning:ways", "planning:way-remove", "planning:shared-units",
            "planning:shared-remove",
        ),
        SCHEDULERS,
    ),
}  # fmt: skip
