"""What a request may see of the firms, by the seats of who asks."""

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from dure.plant.models import Person
from dure.plant.roles import RegionRole
from dure.programme.scope import within
from dure.programme.selectors.seats import scope_of, seats_of
from dure.web.access import pass_of

_OF_SEATS = frozenset(RegionRole)


class ScopeMiddleware:
    """Before the guard: a role of the region counts while a seat gives it, and rows are seen as far as seats reach."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        holder = pass_of(request)
        if not holder.signed_in or not isinstance(request.user, Person):
            return self.get_response(request)
        today = timezone.localdate()
        given = holder.roles & _OF_SEATS
        if given:
            held = {seat.organisation.kind for seat in seats_of(request.user, today)}
            request.dure_pass = replace(holder, roles=holder.roles - (given - held))  # type: ignore[attr-defined]
        elif "administrator" not in holder.roles:
            return self.get_response(request)
        with within(scope_of(request.user, today)):
            return self.get_response(request)
