"""Who may do what about maintenance.

Everybody reads and asks for repairs; asking needs no log-in on a registered tablet, the page sees to that itself. What
parts cost see those who see costs anywhere.
"""

from collections.abc import Collection

from dure.plant.roles import Role
from dure.web.access import PUBLIC

ALL = frozenset(Role)
FITTERS = frozenset({Role.MAINTENANCE, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""They plan and do the work."""
COSTS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})

ACCESS: dict[str, Collection[str]] = {
    **dict.fromkeys(("maintenance:home", "maintenance:calendar", "maintenance:history"), ALL),
    **dict.fromkeys(("maintenance:figures", "maintenance:failures", "maintenance:spares"), ALL),
    **dict.fromkeys(("maintenance:plans", "maintenance:plan"), ALL),
    **dict.fromkeys(("maintenance:requests", "maintenance:request", "maintenance:picture"), ALL),
    **dict.fromkeys(("maintenance:jobs", "maintenance:job", "maintenance:job-paper"), ALL),
    **dict.fromkeys(("maintenance:tell", "maintenance:told"), PUBLIC),
    **dict.fromkeys(("maintenance:plan-add", "maintenance:plan-change", "maintenance:plan-job"), FITTERS),
    **dict.fromkeys(("maintenance:check-add", "maintenance:check-remove"), FITTERS),
    **dict.fromkeys(("maintenance:plan-part-add", "maintenance:plan-part-remove"), FITTERS),
    **dict.fromkeys(("maintenance:request-decline", "maintenance:request-job", "maintenance:call-take"), FITTERS),
    **dict.fromkeys(("maintenance:job-add", "maintenance:job-change", "maintenance:job-slot"), FITTERS),
    **dict.fromkeys(("maintenance:job-start", "maintenance:job-finish", "maintenance:job-reopen"), FITTERS),
    **dict.fromkeys(("maintenance:job-cancel", "maintenance:job-service"), FITTERS),
    **dict.fromkeys(("maintenance:job-check", "maintenance:job-stops"), FITTERS),
    **dict.fromkeys(("maintenance:part-take", "maintenance:part-back"), FITTERS),
    **dict.fromkeys(("maintenance:time-add", "maintenance:time-remove"), FITTERS),
    **dict.fromkeys(("maintenance:spare-add", "maintenance:spare-remove"), FITTERS),
    **dict.fromkeys(("maintenance:reasons", "maintenance:undo"), FITTERS),
}
