"""Who gives a shift over and takes it over, who ticks and adds a word, who reads."""

from dure.plant.roles import Role
from dure.web.access import SIGNED_IN

LEADERS = frozenset({Role.SUPERVISOR, Role.OWNER, Role.ADMINISTRATOR})
FLOOR = LEADERS | {Role.OPERATOR, Role.QUALITY, Role.MAINTENANCE}
ACCESS = {
    "performance:handovers": SIGNED_IN,
    "performance:handover-shift": SIGNED_IN,
    "performance:handover": SIGNED_IN,
    "performance:handover-paper": SIGNED_IN,
    "performance:handover-sign": LEADERS,
    "performance:handover-receive": LEADERS,
    "performance:handover-undo": LEADERS,
    "performance:handover-add": FLOOR,
    "performance:handover-tick": FLOOR,
}
