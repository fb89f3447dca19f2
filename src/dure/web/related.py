"""What upper contexts know of a document. A context offers `related.find(kind, number, roles) -> Iterable[Hit]`.

A sales order's page shows the work orders made for it, though the context of orders knows none of work.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from dure.web.search import Hit

Finder = Callable[[str, str, frozenset[str]], Iterable[Hit]]


@cache
def finders() -> tuple[Finder, ...]:
    return tuple(_finders())


def _finders() -> Iterator[Finder]:
    for config in apps.get_app_configs():
        name = f"{config.name}.related"
        if config.name.startswith("dure.") and config.name != "dure.web" and find_spec(name):
            yield import_module(name).find


def find(kind: str, number: str, roles: frozenset[str]) -> list[Hit]:
    """All that is made for or follows from the document of a kind (sales_order, …) with a number."""
    return [hit for finder in finders() for hit in finder(kind, number, roles)]
