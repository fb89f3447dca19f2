"""What the pages of planning share."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.planning.access import PRICES
from dure.plant.selectors import newest_change
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing


def today() -> date:
    return timezone.localdate(clock.now())


def undo_since(before: int, name: str = "planning:undo") -> str:
    """The address that takes back what was changed since, "" when nothing was."""
    after = newest_change()
    return reverse(name, args=[before + 1, after]) if after > before else ""


def undo_data(before: int) -> str:
    """The same for what schedules go by, which others may change."""
    return undo_since(before, "planning:data-undo")


def data_page(
    request: HttpRequest,
    form: forms.BaseForm,
    do: Callable[[], Any],
    rows: QuerySet[Any, Any],
    fields: Sequence[Field],
    *,
    name: str,
    template: str,
    title: str,
    done: str,
) -> HttpResponse:
    """A page of what schedules go by: its rows and a form for one more, or the rows as a spreadsheet. name: of its
    address."""
    if request.method != "POST" and "format" in request.GET:
        return listing(request, template, rows, fields, title=title)
    before = newest_change()
    return take(
        request, form, do, template=template, then=reverse(name), done=done, undo=lambda _row: undo_data(before),
        rows=rows,
    )  # fmt: skip


def sees_prices(request: HttpRequest) -> bool:
    return not PRICES.isdisjoint(pass_of(request).roles)


def ids(request: HttpRequest) -> list[int]:
    """Numbers of the chosen proposals. Raises Invalid."""
    found = [part for text in (*request.POST.getlist("ids"), request.GET.get("ids", "")) for part in text.split("-")]
    try:
        return [int(part) for part in found if part]
    except ValueError as error:
        raise Invalid("Choose at least one proposal.") from error
