"""Who may look at the planning, and who may decide. Nobody on the floor: its pages tell of customers and suppliers."""

from dure.plant.roles import Role

READERS = frozenset(
    {Role.PLANNER, Role.OFFICE, Role.SUPERVISOR, Role.OWNER, Role.MENTOR, Role.QUALITY, Role.ADMINISTRATOR}
)
DECIDERS = frozenset({Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
PRICES = frozenset({Role.PLANNER, Role.OFFICE, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Who sees what proposals would cost; the same as in commerce."""

ACCESS = {
    **dict.fromkeys(
        (
            "planning:board", "planning:proposals", "planning:item", "planning:forecasts", "planning:parameters",
            "planning:runs", "planning:progress", "planning:pegging",
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
}  # fmt: skip
