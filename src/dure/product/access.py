"""Who may look at items, and who may change them."""

from dure.plant.roles import Role

EDITORS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
ACCESS = {
    "product:items": frozenset(Role) - {Role.OPERATOR},
    "product:item": EDITORS,
    "product:item-add": EDITORS,
    "product:item-in-use": EDITORS,
    "product:cycle-add": EDITORS,
    "product:cycle-remove": EDITORS,
    "product:change-undo": EDITORS,
}
