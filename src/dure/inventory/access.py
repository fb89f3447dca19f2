"""Who may see the stock and what it is worth, and who may move, judge and count it."""

from collections.abc import Collection

from dure.plant.roles import Role

EVERYONE = frozenset(Role)
READERS = EVERYONE - {Role.OPERATOR}
COSTS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Of what stock is worth; no one else sees a value."""
EDITORS = frozenset({Role.SUPERVISOR, Role.PLANNER, Role.OFFICE, Role.ADMINISTRATOR})
"""Of places, units and rules; who also take goods in without an order and run stock-takes."""
CARRIERS = EDITORS | {Role.OPERATOR, Role.QUALITY}
"""Of goods: to other places, into production, out as scrap; who count."""
JUDGES = frozenset({Role.QUALITY, Role.SUPERVISOR, Role.ADMINISTRATOR})
"""Of lots: who hold and release them."""
APPROVERS = frozenset({Role.SUPERVISOR, Role.OFFICE, Role.OWNER, Role.ADMINISTRATOR})
"""Of stock-takes: they see the book quantities while others count."""

ACCESS = {
    "inventory:stock": EVERYONE,
    "inventory:item": EVERYONE,
    "inventory:find": EVERYONE,
    "inventory:expiring": EVERYONE,
    "inventory:short": READERS,
    "inventory:slow": READERS,
    "inventory:values": COSTS,
    "inventory:lots": EVERYONE,
    "inventory:lot": EVERYONE,
    "inventory:lot-change": EDITORS | JUDGES,
    "inventory:lot-status": JUDGES,
    "inventory:lot-split": CARRIERS,
    "inventory:lot-merge": CARRIERS,
    "inventory:change-undo": EDITORS | JUDGES,
    "inventory:recall": READERS,
    "inventory:recall-hold": JUDGES,
    "inventory:acts": CARRIERS,
    "inventory:receive": EDITORS,
    "inventory:issue": CARRIERS,
    "inventory:scrap": CARRIERS,
    "inventory:transfer": CARRIERS,
    "inventory:putaway": CARRIERS,
    "inventory:picks": CARRIERS,
    "inventory:pick": CARRIERS,
    "inventory:slip": EVERYONE,
    "inventory:slip-back": CARRIERS,
    "inventory:takes": READERS,
    "inventory:take-start": EDITORS,
    "inventory:take": EVERYONE - {Role.MENTOR, Role.MAINTENANCE},
    "inventory:take-sheet": EVERYONE - {Role.MENTOR, Role.MAINTENANCE},
    "inventory:count": CARRIERS,
    "inventory:count-back": CARRIERS,
    "inventory:differences": APPROVERS,
    "inventory:recount": APPROVERS,
    "inventory:take-approve": APPROVERS,
    "inventory:take-cancel": EDITORS,
    "inventory:locations": READERS,
    "inventory:location-add": EDITORS,
    "inventory:location": EDITORS,
    "inventory:location-in-use": EDITORS,
    "inventory:units": READERS,
    "inventory:unit-add": EDITORS,
    "inventory:unit": EDITORS,
    "inventory:code-rule": EDITORS,
    "inventory:rules": EDITORS,
    "inventory:numbers": READERS,
    "inventory:number": EDITORS,
    "inventory:labels": EVERYONE,
    "inventory:labels-zpl": EVERYONE,
    "inventory:kanban": EVERYONE,
    "inventory:kanban-loops": EVERYONE,
    "inventory:kanban-loop": EVERYONE,
    "inventory:kanban-loop-add": EDITORS,
    "inventory:kanban-loop-change": EDITORS,
    "inventory:kanban-loop-in-use": EDITORS,
    "inventory:kanban-cards": EVERYONE,
    "inventory:kanban-lacking": EVERYONE,
    "inventory:kanban-scan": CARRIERS,
    "inventory:kanban-back": CARRIERS,
    "inventory:milk-runs": EVERYONE,
    "inventory:milk-run": EDITORS,
    "inventory:milk-run-add": EDITORS,
    "inventory:milk-run-in-use": EDITORS,
    "inventory:milk-run-stop-add": EDITORS,
    "inventory:milk-run-stop-remove": EDITORS,
    "inventory:milk-run-round": CARRIERS,
    "inventory:milk-run-sheet": EVERYONE,
}

MONEY_FIELDS: dict[str, Collection[str]] = {
    "StockMove": {"value", "paid"},
    "Revaluation": {"change", "standard"},
    "Worth": {"value", "standard"},
}
