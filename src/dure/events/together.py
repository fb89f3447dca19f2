"""One transaction for a service and all the services that it calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")

_inside: ContextVar[bool] = ContextVar("inside", default=False)


def together(service: Callable[P, R]) -> Callable[P, R]:
    """As `transaction.atomic`, but without a savepoint where another such service has begun the transaction.

    Savepoints are a fifth of the statements of a work order. So nobody may catch an error of a
    service called within another and go on as if nothing had been written: that error ends them both.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _inside.get():
            return service(*args, **kwargs)
        with _outermost(), transaction.atomic():
            return service(*args, **kwargs)

    return run


@contextmanager
def _outermost() -> Iterator[None]:
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)
