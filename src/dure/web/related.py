"""What upper contexts know of a document. A context offers `related.find(kind, number, roles) -> Iterable[Hit]`.

A sales order's page shows the work orders made for it, though the context of orders knows none of work.
"""

from collections.abc import Callable, Iterable
from functools import cache

from dure.web.contexts import offered
from dure.web.search import Hit

Finder = Callable[[str, str, frozenset[str]], Iterable[Hit]]


@cache
def finders() -> tuple[Finder, ...]:
    return tuple(module.find for module in offered("related", but="dure.web"))


def find(kind: str, number: str, roles: frozenset[str]) -> list[Hit]:
    """All that is made for or follows from the document of a kind (sales_order, …) with a number."""
    return [hit for finder in finders() for hit in finder(kind, number, roles)]
