"""Which fields of which tables are prices, costs and sums: told by the contexts whose tables they are."""

from collections.abc import Collection, Mapping
from functools import cache

from dure.web.contexts import offered

EVERY_FIELD = frozenset({"*"})


@cache
def money_fields() -> Mapping[str, frozenset[str]]:
    """Table → its fields for those who may see prices, from `MONEY_FIELDS` in the `access` of each context."""
    found: dict[str, frozenset[str]] = {}
    for module in offered("access"):
        told: Mapping[str, Collection[str]] = getattr(module, "MONEY_FIELDS", {})
        found |= {table: frozenset(fields) for table, fields in told.items()}
    return found
