"""Who may open the pages of performance. Everyone who works with figures reads them; few set targets."""

from dure.performance.board.access import ACCESS as BOARD
from dure.performance.handover.access import ACCESS as HANDOVER
from dure.plant.roles import Role

_LEADERS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.OWNER, Role.ADMINISTRATOR})
_READERS = _LEADERS | {Role.QUALITY, Role.MAINTENANCE, Role.OFFICE, Role.MENTOR}
_METERS = _LEADERS | {Role.MAINTENANCE}
ACCESS = {
    **BOARD,
    **HANDOVER,
    "performance:kpis": _READERS,
    "performance:kpi": _READERS,
    "performance:report": _READERS,
    "performance:trends": _READERS,
    "performance:waterfall": _READERS,
    "performance:pareto": _READERS,
    "performance:bottleneck": _READERS,
    "performance:changeovers": _READERS,
    "performance:hours": _READERS | {Role.OPERATOR},
    "performance:energy": _READERS,
    "performance:energy-figure": _READERS,
    "performance:energy-now": _READERS | {Role.OPERATOR},
    "performance:energy-now-live": _READERS | {Role.OPERATOR},
    "performance:energy-setup": _METERS,
    "performance:energy-add": _METERS,
    "performance:energy-change": _METERS,
    "performance:energy-remove": _METERS,
    "performance:energy-undo": _METERS,
    "performance:targets": _LEADERS,
    "performance:target-set": _LEADERS,
    "performance:target-remove": _LEADERS,
}
