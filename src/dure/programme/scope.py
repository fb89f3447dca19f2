"""What a database connection may see of the firms: everything, some cities, some firms, or nothing.

Policies of PostgreSQL read it (`row_security`); whoever sets nothing sees nothing. It is kept on the connection and
taken off again, so that a pooled one never carries it to the next request.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection

_NAMES = ("dure.all", "dure.cities", "dure.firms")
_SET = "SELECT " + ", ".join(f"set_config('{name}', %s, false)" for name in _NAMES)


@dataclass(frozen=True, slots=True)
class Scope:
    """everything: all firms. cities, firms: those of these cities, and these themselves."""

    everything: bool = False
    cities: frozenset[str] = frozenset()
    firms: frozenset[int] = frozenset()

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.everything or other.everything, self.cities | other.cities, self.firms | other.firms)


NOTHING = Scope()
EVERYTHING = Scope(everything=True)


_current: ContextVar[Scope] = ContextVar("programme_scope", default=NOTHING)


@contextmanager
def within(scope: Scope) -> Iterator[None]:
    """The connection sees this much inside, and what it saw before afterwards."""
    token = _current.set(scope)
    _apply(scope)
    try:
        yield
    finally:
        _current.reset(token)
        # A transaction that failed inside takes the setting back itself.
        if not connection.needs_rollback:
            _apply(_current.get())


def _apply(scope: Scope) -> None:
    cities, firms = ",".join(sorted(scope.cities)), ",".join(map(str, sorted(scope.firms)))
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["on" if scope.everything else "", cities, firms])
