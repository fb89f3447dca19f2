"""Who may look at items and how they are made, and who may change it."""

from dure.plant.roles import Role

EDITORS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
"""Of the register of items and ideal cycles."""
WRITERS = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER})
APPROVERS = WRITERS | {Role.OWNER}
READERS = frozenset(Role) - {Role.OPERATOR}

ACCESS = {
    "product:items": READERS,
    "product:item": EDITORS,
    "product:item-add": EDITORS,
    "product:item-in-use": EDITORS,
    "product:cycle-add": EDITORS,
    "product:cycle-remove": EDITORS,
    "product:change-undo": EDITORS,
    "product:coverage": READERS,
    "product:boms": READERS,
    "product:bom": READERS,
    "product:bom_add": WRITERS,
    "product:bom_change": WRITERS,
    "product:bom_copy": WRITERS,
    "product:bom_remove": WRITERS,
    "product:bom_undo": WRITERS,
    "product:bom_approve": APPROVERS,
    "product:bom_retire": APPROVERS,
    "product:line_add": WRITERS,
    "product:line": WRITERS,
    "product:line_remove": WRITERS,
    "product:routing": READERS,
    "product:routing_add": WRITERS,
    "product:routing_copy": WRITERS,
    "product:routing_remove": WRITERS,
    "product:routing_undo": WRITERS,
    "product:routing_approve": APPROVERS,
    "product:operation_add": WRITERS,
    "product:operation": WRITERS,
    "product:operation_remove": WRITERS,
}
