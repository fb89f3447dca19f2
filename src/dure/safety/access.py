"""Who may do what about safety.

Everybody reads what is told, answered, assessed and put right. Accidents are open to those who handle them, who was
hurt to the owner and the administrator. Telling needs no log-in where a QR code of the plant or a registered tablet
stands for it; the pages see to that themselves (decision 0087).
"""

from collections.abc import Collection

from dure.plant.roles import Role
from dure.web.access import PUBLIC

ALL = frozenset(Role)
LEADERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})
ASSESSORS = LEADERS | {Role.PLANNER, Role.QUALITY, Role.MAINTENANCE, Role.MENTOR}
"""Of risks and of the load of work; what they write is a draft until a leader approves it."""
ANSWERERS = LEADERS | {Role.QUALITY, Role.MAINTENANCE}
KEEPERS = LEADERS | {Role.OFFICE}
"""Of accidents and of hours worked."""
NAMERS = frozenset({Role.OWNER, Role.ADMINISTRATOR})
"""Who see who was hurt."""

TELLING: dict[str, Collection[str]] = {
    **dict.fromkeys(("safety:tell", "safety:suggest", "safety:at", "safety:at-suggest", "safety:told"), PUBLIC),
    **dict.fromkeys(("safety:near-misses", "safety:near-miss"), ALL),
    **dict.fromkeys(("safety:suggestions", "safety:suggestion"), ALL),
    "safety:picture": ALL,
    "safety:near-miss-answer": ANSWERERS,
    "safety:suggestion-answer": LEADERS,
    **dict.fromkeys(("safety:points", "safety:point-add", "safety:point-in-use", "safety:point-renew"), KEEPERS),
}
RISKS: dict[str, Collection[str]] = {
    **dict.fromkeys(("safety:risks", "safety:risk", "safety:risk-print"), ALL),
    **dict.fromkeys(("safety:risk-add", "safety:risk-change", "safety:risk-again"), ASSESSORS),
    **dict.fromkeys(("safety:participant-add", "safety:participant-remove"), ASSESSORS),
    **dict.fromkeys(("safety:line-add", "safety:line", "safety:line-remove"), ASSESSORS),
    "safety:risk-approve": LEADERS,
    **dict.fromkeys(("safety:matrices", "safety:matrix"), ALL - {Role.OPERATOR}),
    **dict.fromkeys(("safety:matrix-first", "safety:matrix-new", "safety:matrix-words"), LEADERS),
    **dict.fromkeys(("safety:band-add", "safety:band", "safety:band-remove", "safety:matrix-in-force"), LEADERS),
}
ACTIONS: dict[str, Collection[str]] = {
    **dict.fromkeys(("safety:actions", "safety:action", "safety:evidence-file"), ALL),
    **dict.fromkeys(("safety:evidence-add", "safety:evidence-remove", "safety:action-close"), ALL - {Role.MENTOR}),
    **dict.fromkeys(("safety:action-add", "safety:action-add-for", "safety:action-change"), ASSESSORS | {Role.OFFICE}),
    "safety:action-reopen": LEADERS,
    "safety:undo": ASSESSORS | {Role.OFFICE},
}
ACCIDENTS: dict[str, Collection[str]] = {
    **dict.fromkeys(("safety:accidents", "safety:accident", "safety:accident-picture"), KEEPERS),
    **dict.fromkeys(("safety:accident-add", "safety:accident-change", "safety:accident-close"), KEEPERS),
    **dict.fromkeys(("safety:injury-add", "safety:injury"), KEEPERS),
    "safety:rates": ALL,
    "safety:hours": KEEPERS,
}
LOAD: dict[str, Collection[str]] = {
    **dict.fromkeys(("safety:tasks", "safety:task"), ALL),
    **dict.fromkeys(("safety:task-add", "safety:task-change", "safety:lifting", "safety:posture"), ASSESSORS),
}
ACCESS = {"safety:home": ALL, "safety:wall": ALL} | TELLING | RISKS | ACTIONS | ACCIDENTS | LOAD
