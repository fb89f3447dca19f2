"""Who may see prices and papers, and who may write them. Operators see neither."""

from collections.abc import Collection

from dure.plant.roles import Role

READERS = frozenset({Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR})
"""Of partners, prices and papers."""
SELLERS = frozenset({Role.OFFICE, Role.ADMINISTRATOR})
"""Of partners, prices, quotations and orders, invoices and payments."""
SHIPPERS = SELLERS | {Role.SUPERVISOR, Role.PLANNER}
"""Of deliveries and returns: these pages show no prices."""

PARTNERS: dict[str, Collection[Role]] = {}

SALES: dict[str, Collection[Role]] = {}

BUYING: dict[str, Collection[Role]] = {}

BOOKS: dict[str, Collection[Role]] = {}

ACCESS = PARTNERS | SALES | BUYING | BOOKS
