"""A form that moves money or goods is taken once, however often it is sent: a double click, a resend, the way back.

`{% once %}` in a form gives each rendering of it a key. What the form does and the key are written in one
transaction: a second sending waits for the first, and is then led to what came of it.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.web import problems
from dure.web.models import SentForm
from dure.web.toast import toast

FIELD = "once"
KEPT = timedelta(days=7)


class OnceMiddleware:
    """The innermost: whoever comes here may open the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        # An interface for programs reads its body itself, and has its own way of knowing what it got before.
        key = None if getattr(view, "csrf_exempt", False) else _key(request)
        return None if key is None else _once(request, key, lambda: view(request, *args, **kwargs))


def _key(request: HttpRequest) -> UUID | None:
    try:
        return UUID(hex=request.POST[FIELD]) if request.method == "POST" and FIELD in request.POST else None
    except ValueError:
        return None


@transaction.atomic
def _once(request: HttpRequest, key: UUID, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    SentForm.objects.bulk_create([SentForm(key=key, sent_at=clock.now())], ignore_conflicts=True)
    row = SentForm.objects.select_for_update().get(pk=key)
    if row.address:
        return _again(request, row.address)
    try:
        response = do()
    except (DureError, ObjectDoesNotExist) as error:
        # Here, for Django asks no middleware about what a view that it didn't call itself has raised.
        refused = problems.answer(request, error)
        if refused is None:
            raise
        response = refused
    address = response.get("Location", "") or response.get("HX-Redirect", "")
    if response.status_code >= 400:
        transaction.set_rollback(True)
    elif address:
        SentForm.objects.filter(pk=key).update(address=address[:1000])
    else:
        row.delete()  # it was only looked at, such as a preview
    return response


def _again(request: HttpRequest, address: str) -> HttpResponseBase:
    text = _("This was booked already; here it is. Open the form anew to enter another.")
    if problems.is_htmx(request):
        return toast(request, problems.htmx_redirect(address), text, kind="info")
    return toast(request, redirect(address), text, kind="info")


def forget_old() -> None:
    """Let go of keys that nobody sends any more."""
    SentForm.objects.filter(sent_at__lt=clock.now() - KEPT).delete()
