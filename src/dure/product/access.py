"""Who may open the pages of how things are made."""

from dure.plant.roles import Role

WRITERS = {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.MENTOR}
APPROVERS = {Role.ADMINISTRATOR, Role.SUPERVISOR, Role.PLANNER, Role.OWNER}
READERS = WRITERS | APPROVERS | {Role.QUALITY, Role.MAINTENANCE, Role.OFFICE}

ACCESS = {
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
