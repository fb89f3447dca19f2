"""Statements whose text stays the same: made once in a process, planned by the database once in a session.

For what is done thousands of times a day in short transactions: there Django works out the text of a
statement for longer than the database needs to answer it. What is read is never kept, only the text.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from decimal import Decimal
from functools import cache, wraps
from typing import Any, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

R = TypeVar("R")
Row = TypeVar("Row", bound=models.Model)


class Slot(models.Value):
    """Where a value comes in, given anew each time. `any` stands for one of the values of a list.

    It is compared by the database's `=`: None is equal to nothing, where a filter of Django would ask for IS NULL.
    """

    def __init__(self, position: int, text: str = "%s") -> None:
        super().__init__(position)
        self.text = text

    @property
    def any(self) -> "Slot":
        return Slot(self.value, "ANY(%s)")

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:
        return self.text, [self]


def among(ids: Collection[int]) -> RawSQL:
    """For `__in` of a queryset, as one parameter: thousands of them take longer to write down than the answer."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def fixed(build: Callable[..., QuerySet[Any, R]]) -> Callable[..., list[R]]:
    """Make a question to the database of a function from slots to a queryset.

    The answer is the list that the queryset would give with these values. Values go to the database as they are:
    ids, not rows; lists, not sets. Raises TransactionManagementError for a lock outside a transaction.
    """

    @cache
    def made() -> tuple[QuerySet[Any, R], Any, str, Sequence[Any]]:
        asked = build(*map(Slot, range(build.__code__.co_argcount)))
        compiler = asked.query.get_compiler(DEFAULT_DB_ALIAS)
        text, params = compiler.as_sql()
        if compiler.has_extra_select:
            raise TypeError("a fixed question is ordered by what it asks for")
        return asked, compiler, text, params

    @wraps(build)
    def ask(*values: Any) -> list[R]:
        asked, compiler, text, params = made()
        if asked.query.select_for_update and not connection.in_atomic_block:
            raise transaction.TransactionManagementError("rows are locked within a transaction")
        given = [values[one.value] if isinstance(one, Slot) else one for one in params]
        # All that Django does with the rows of a queryset stays Django's; only where they come from is ours.
        again = copy(compiler)
        again.connection = connections[DEFAULT_DB_ALIAS]
        again.execute_sql = lambda *_, **__: [rows_of(text, given)]
        answer = asked.all()
        answer.query.get_compiler = lambda *_, **__: again
        return list(answer)

    return ask


def _cursor() -> Any:
    """One whose statements the database plans once: Django's own writes the values into the text."""
    link = connections[DEFAULT_DB_ALIAS]
    link.close_if_health_check_failed()
    link.ensure_connection()
    return link._prepare_cursor(psycopg.Cursor(link.connection))  # noqa: SLF001 - counted, logged, errors as Django's


def rows_of(text: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that a statement answers with."""
    with _cursor() as cursor:
        cursor.execute(text, params)
        return list(cursor.fetchall())


def execute(text: str, params: Sequence[Any]) -> int:
    """Run a statement that answers nothing; how many rows it has changed."""
    with _cursor() as cursor:
        cursor.execute(text, params)
        return int(cursor.rowcount)


def insert(rows: Iterable[Row]) -> list[Row]:
    """As `bulk_create`, of new rows of one table: one statement, the same for one row and for thousands."""
    given = list(rows)
    if not given:
        return given
    text, fields = _insertion(type(given[0]))
    for row in given:
        row._prepare_related_fields_for_save(operation_name="insert")  # noqa: SLF001 - as bulk_create
    made = rows_of(text, [_column(field, kinds, given) for field, kinds in fields])
    for row, (pk,) in zip(given, made, strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - Django's documented name
    return given


@cache
def _insertion(model: type[models.Model]) -> tuple[str, list[tuple[Any, frozenset[type]]]]:
    """The statement, and the fields that it takes, an array each, with the types of values that go as they are."""
    meta = model._meta  # noqa: SLF001 - Django's documented name
    fields = [one for one in meta.local_concrete_fields if not isinstance(one, models.AutoField)]
    if meta.parents or not isinstance(meta.pk, models.AutoField) or any(one.has_db_default() for one in fields):
        raise TypeError(f"{model.__name__} is not a plain table with numbered rows")
    name = connection.ops.quote_name
    columns = ", ".join(name(one.column) for one in fields)
    arrays = ", ".join(f"%s::{str(one.db_type(connection)).split('(', maxsplit=1)[0]}[]" for one in fields)
    into = f"INSERT INTO {name(meta.db_table)} ({columns})"
    text = f"{into} SELECT * FROM unnest({arrays}) RETURNING {name(meta.pk.column)}"  # noqa: S608
    return text, [(one, _plain(one)) for one in fields]


_PLAIN: tuple[tuple[Any, type], ...] = (
    (models.IntegerField, int),
    (models.DecimalField, Decimal),
    ((models.CharField, models.TextField), str),
    (models.BooleanField, bool),
)


def _plain(field: Any) -> frozenset[type]:
    target = field.target_field if field.is_relation else field
    return frozenset([type(None), *(kind for fields, kind in _PLAIN if isinstance(target, fields))])


def _column(field: Any, plain: frozenset[type], rows: Iterable[models.Model]) -> list[Any]:
    """The values as Django sends them. It is asked only where it may change one: that saves a tenth of the time."""
    link = connections[DEFAULT_DB_ALIAS]
    values = [field.pre_save(row, add=True) for row in rows]
    return [
        one if type(one) in plain else field.get_db_prep_save(getattr(one, "value", one), link)
        for one in values
    ]  # fmt: skip
