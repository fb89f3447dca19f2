"""What a page says when something can't be done: a friendly page, or for htmx a message over the page as it was."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from dure.kernel.errors import Conflict, Denied, DureError, Invalid, NotFound

_STATUS: tuple[tuple[type[DureError], int], ...] = (
    (NotFound, 404),
    (Invalid, 422),
    (Conflict, 409),
    (Denied, 403),
)


def status_of(error: DureError) -> int:
    """HTTP status of one of the kernel's kinds of error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


def text_of(error: DureError) -> str:
    """The error's message in the user's language, with its parameters filled in; one of them may be an error itself."""
    text = _(error.message)
    params = {name: text_of(one) if isinstance(one, DureError) else one for name, one in error.params.items()}
    return text % params if params else text


def kept(error: DureError) -> dict[str, Any]:
    """An error as a row keeps it, so that each reader is told in their own language by `said`."""
    params = {
        name: kept(one) if isinstance(one, DureError) else one if isinstance(one, int | float) else str(one)
        for name, one in error.params.items()
    }
    return {"message": error.message, "params": params}


def said(told: Mapping[str, Any]) -> str:
    """What was kept as {"message": …, "params": {…}} in the reader's language; "" for {}."""
    if not told:
        return ""
    params = {name: said(one) if isinstance(one, dict) else one for name, one in told["params"].items()}
    return _(told["message"]) % params if params else _(told["message"])


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The answer to an error of the kernel's kinds, or to a row that is gone; None for any other exception."""
    if isinstance(error, ObjectDoesNotExist):
        # Between the page and the click: late news withdrew a stop, a recount has made other rows.
        return page(request, 404, _("This is no longer there. Open the page again."))
    if not isinstance(error, DureError):
        return None
    return page(request, status_of(error), text_of(error))


def page(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """A page, a toast (htmx), or JSON, by what the request asks for."""
    if is_htmx(request):
        toast = {"dure:toast": {"text": text, "kind": "error"}}
        return HttpResponse(status=status, headers={"HX-Trigger": json.dumps(toast), "HX-Reswap": "none"})
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": text}, status=status)
    return render(request, "web/problem.html", {"status": status, "text": text}, status=status)


def is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def htmx_redirect(address: str) -> HttpResponse:
    """Makes htmx leave the page for `address`."""
    return HttpResponse(status=200, headers={"HX-Redirect": address})


def back(request: HttpRequest, fallback: str) -> HttpResponseRedirect:
    """To the page from which something was done, as it was searched and paged: the form tells it as `back`."""
    return redirect(local_path(request, request.POST.get("back", ""), fallback))


def local_path(request: HttpRequest, address: str, fallback: str = "/") -> str:
    """Path and query of `address` when it is on this host, else `fallback`; so that nobody is sent elsewhere."""
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return fallback
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
