"""Accidents, for those who handle them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.plant.acting import who
from dure.plant.placing import place_key
from dure.product.media import MOST_PICTURE_MB
from dure.safety import selectors, services
from dure.safety.access import NAMERS
from dure.safety.forms import AccidentForm, CauseForm, InjuryForm, today
from dure.safety.models import Accident, Injury
from dure.safety.views.reports import FORM
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast
from dure.web.uploads import data_of, takes_files


@never_cache
@require_GET
def accidents(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("when"), lambda row: row.happened_at, "time"),
        Field(_("place"), lambda row: row.place),
        Field(_("what happened"), lambda row: row.get_kind_display()),
        Field(_("people hurt"), lambda row: row.hurt, "number"),
        Field(_("days lost"), lambda row: row.lost or 0, "number"),
        Field(_("main cause"), lambda row: row.get_cause_display()),
        Field(_("status"), lambda row: row.get_status_display()),
    ]
    return listing(
        request, "safety/accidents.html", selectors.accidents(state=state), fields, title=_("Accidents"), state=state,
        unfiled=set(selectors.accidents(state="unfiled").values_list("pk", flat=True)),
    )  # fmt: skip


def address_of(row: Accident) -> str:
    return reverse("safety:accident", args=[row.pk])


@takes_files(MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime(clock.now()).replace(second=0, microsecond=0, tzinfo=None)
    form = AccidentForm(request.POST or None, request.FILES or None, initial={"happened_at": now})
    return take(
        request, form,
        lambda: services.add_accident(by=who(request), picture=data_of(form), **form.values()),
        template=FORM, then=address_of, done=_("Written down."), heading=_("Write an accident down"),
        back=reverse("safety:accidents"),
    )  # fmt: skip


def _row(pk: int) -> Accident:
    return row_or_404(Accident, "area", "work_unit", pk=pk)


@never_cache
@require_GET
def accident(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    context = {
        "accident": row, "injuries": row.injuries.select_related("person"), "today": today(),
        "actions": row.actions.select_related("owner"), "file_by": selectors.file_by(row),
        "may_name": _may_name(request),
    }  # fmt: skip
    return render(request, "safety/accident.html", context)


def _may_name(request: HttpRequest) -> bool:
    return bool(pass_of(request).roles & NAMERS)


@takes_files(MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _row(pk)
    names = ("kind", "text", "immediate_measure", "cause", "cause_text", "filed_on")
    first: dict[str, Any] = {name: getattr(row, name) for name in names}
    first |= {"place": place_key(row.area, row.work_unit), "happened_at": timezone.localtime(row.happened_at)}
    form = CauseForm(request.POST or None, request.FILES or None, initial=first)
    return take(
        request, form,
        lambda: services.change_accident(accident=row, by=who(request), picture=data_of(form), **form.values()),
        template=FORM, then=address_of, done=_("Saved."), heading=row.number, back=address_of(row),
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.close_accident(accident=_row(pk), by=who(request))
    return toast(request, redirect(address_of(row)), _("The accident is looked into."))


@require_http_methods(["GET", "POST"])
def injury_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = _row(pk), InjuryForm(request.POST or None, names=True)
    return take(
        request, form, lambda: services.add_injury(accident=row, by=who(request), **form.cleaned_data),
        template=FORM, then=address_of(row), done=_("Saved."), heading=_("Somebody was hurt"), back=address_of(row),
        hint=_("Who it was is shown to the owner and the administrator only. Write no more than is needed."),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def injury(request: HttpRequest, pk: int) -> HttpResponse:
    """Days lost as they grow; the name only for those who may read it."""
    row = row_or_404(Injury, "accident", "person", pk=pk)
    names = ("outcome", "body_part", "lost_days", "grade", "employment", "name")
    first = {name: getattr(row, name) for name in names} | {"person": row.person_id}
    form = InjuryForm(request.POST or None, names=_may_name(request), initial=first)
    return take(
        request, form, lambda: services.change_injury(injury=row, by=who(request), **form.cleaned_data),
        template=FORM, then=address_of(row.accident), done=_("Saved."), heading=_("Injury"),
        back=address_of(row.accident), records=row.records.select_related("by"),
    )  # fmt: skip
