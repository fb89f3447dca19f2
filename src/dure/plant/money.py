"""Which fields of which tables are prices, costs and sums: told by the contexts whose tables they are."""

from collections.abc import Collection, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

EVERY_FIELD = frozenset({"*"})


@cache
def money_fields() -> Mapping[str, frozenset[str]]:
    """Table → its fields for those who may see prices, from `MONEY_FIELDS` in the `access` of each context."""
    found: dict[str, frozenset[str]] = {}
    for config in apps.get_app_configs():
        if config.name.startswith("dure.") and find_spec(f"{config.name}.access"):
            told: Mapping[str, Collection[str]] = getattr(import_module(f"{config.name}.access"), "MONEY_FIELDS", {})
            found |= {table: frozenset(fields) for table, fields in told.items()}
    return found
