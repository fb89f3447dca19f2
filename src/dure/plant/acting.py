"""Who acts in a request, from where, and how what was changed is taken back."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from dure.plant import selectors, session
from dure.plant.models import Person, Tablet


def who(request: HttpRequest) -> Person:
    """The person who acts; only for pages behind the guard."""
    return cast(Person, request.user)


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def tablet(request: HttpRequest) -> Tablet | None:
    """The registered tablet that sends this request, with or without somebody logged in on it."""
    return session.tablet_of(request)


def watch_changes(page: str = "plant:change_undo") -> Callable[[Any], str]:
    """Begin before a change is made; the result then tells the address that takes it back ("": nothing changed).

    page: the name of that address, which takes the number of the change's record.
    """
    newest = selectors.newest_change()

    def undo_of(row: Model) -> str:
        record = selectors.change_after(newest, row)
        return reverse(page, args=[record.pk]) if record else ""

    return undo_of
