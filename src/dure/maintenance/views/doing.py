"""What is done within a job."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dure.inventory.models import StockMove
from dure.kernel.errors import DureError
from dure.maintenance import selectors, services
from dure.maintenance.forms import AnswerCheckForm, PartForm, TimeForm
from dure.maintenance.models import Job, JobCheck, JobTime
from dure.maintenance.views.jobs import page
from dure.plant.acting import who
from dure.product.media import MOST_PICTURE_MB
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import takes_files


def _do(request: HttpRequest, pk: int, do: Callable[[], Any], done: str) -> HttpResponse:
    try:
        do()
    except DureError as error:
        return page(request, pk, error=error)
    return toast(request, redirect("maintenance:job", pk), done)


@takes_files(MOST_PICTURE_MB)
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(JobCheck, "job", pk=pk), AnswerCheckForm(request.POST, request.FILES)
    if not form.is_valid():
        return toast(request, redirect("maintenance:job", row.job_id), _("Enter a number."), kind="error")
    do: Callable[[], Any] = lambda: services.answer_check(check=row, by=who(request), **form.values())  # noqa: E731
    return _do(request, row.job_id, do, _("Saved."))


@require_POST
def stops(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Job, pk=pk)
    found = selectors.stops_named(request.POST.getlist("stop"))
    return _do(request, pk, lambda: services.set_stops(job=row, stops=found, by=who(request)), _("Saved."))


@require_POST
def part_take(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(Job, pk=pk), PartForm(request.POST)
    if not form.is_valid():
        return page(request, pk, part_form=form)
    return _do(
        request, pk, lambda: services.take_part(job=row, by=who(request), **form.cleaned_data), _("Taken out of stock.")
    )


@require_POST
def part_back(request: HttpRequest, pk: int, move: int) -> HttpResponse:
    row, taken = row_or_404(Job, pk=pk), row_or_404(StockMove, pk=move)
    return _do(request, pk, lambda: services.give_part_back(job=row, taken=taken, by=who(request)), _("Back in stock."))


@require_POST
def time_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_or_404(Job, pk=pk), TimeForm(request.POST)
    if not form.is_valid():
        return page(request, pk, time_form=form)
    return _do(request, pk, lambda: services.add_time(job=row, by=who(request), **form.cleaned_data), _("Added."))


@require_POST
def time_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(JobTime, "job", pk=pk)
    return _do(request, row.job_id, lambda: services.remove_time(time=row, by=who(request)), _("Removed."))
