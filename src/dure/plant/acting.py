"""Who acts in a request, and from where."""

from typing import cast

from django.http import HttpRequest

from dure.plant.models import Person


def who(request: HttpRequest) -> Person:
    """The person who acts; only for pages behind the guard."""
    return cast(Person, request.user)


def address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
