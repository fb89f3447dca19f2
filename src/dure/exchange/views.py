"""The page of tokens."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from dure.exchange import selectors, services
from dure.exchange.models import TokenScope
from dure.kernel import clock
from dure.kernel.errors import Invalid


@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    return render(request, "exchange/tokens.html", _context())


@never_cache
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """The new token's text is shown in this one answer and nowhere else."""
    given = request.POST
    days = given.get("days", "")
    if not days.isascii() or not days.isdecimal():
        raise Invalid("Enter a number of days")
    row, text = services.create_token(
        name=given.get("name", ""),
        scopes=given.getlist("scopes"),
        days=int(days[:6]),
        person=request.user,  # type: ignore[arg-type]
        now=clock.now(),
    )
    return render(request, "exchange/tokens.html", _context() | {"made": row, "text": text})


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    services.revoke_token(token_id=token_id, person=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("The token was revoked."))
    return redirect("exchange:tokens")


def _context() -> dict[str, Any]:
    return {"rows": selectors.tokens(clock.now()), "scopes": TokenScope.choices, "longest": services.LONGEST_DAYS}
