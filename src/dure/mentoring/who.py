"""Who may take which step of an improvement task, and what is said when something is missing for it."""

from collections.abc import Collection, Mapping

from dure.mentoring.progress import Need, Step, Who
from dure.plant.roles import Role

LEADERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})
WORKERS = LEADERS | {Role.MENTOR, Role.QUALITY, Role.MAINTENANCE, Role.PLANNER}
_MAY: Mapping[Who, frozenset[Role]] = {Who.LEADERS: LEADERS, Who.WORKERS: WORKERS}
LACKS: Mapping[Need, str] = {
    Need.WHY: "Ask at least once why it happens, or write down a cause.",
    Need.ROOT_CAUSE: "Say what the root cause is.",
    Need.MEASURE: "Say what is to be done about it.",
    Need.COST: "Say what it costs; 0 when it costs nothing.",
    Need.OWNER: "Say who does it.",
    Need.DUE: "Say by when it is done.",
    Need.KPI: "Choose the figure by which it is judged.",
    Need.WANTED: "Say which figure is wanted.",
    Need.CHANGED: "Say on which day it was changed.",
    Need.FIGURES: "There are too few days with figures before or after the change.",
    Need.WORKED: "Only a change that works can be kept up.",
    Need.HELD: "The look after 180 days has to find the gain still there.",
}
"""What to do about each thing that is missing."""


def may_take(step: Step, roles: Collection[str]) -> bool:
    """Whether one of the roles may take the step."""
    return not _MAY[step.who].isdisjoint(roles)
