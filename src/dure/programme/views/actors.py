"""Organisations of the programme, and who sits for them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme.forms.actors import EndForm, KindSearch, OrganisationForm, SeatForm
from dure.programme.models import Organisation, Seat
from dure.programme.selectors import firms as selectors
from dure.programme.services import actors as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    search = KindSearch(request.GET)
    fields = [
        Field(_("name"), lambda row: row.name),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("city or county"), lambda row: row.get_city_display()),
        Field(_("takes part"), lambda row: _("yes") if row.is_active else _("no")),
    ]
    rows = selectors.organisations(kind=search.cleaned_data["kind"] if search.is_valid() else "")
    return listing(request, "programme/organisations.html", rows, fields, title=_("Organisations"), search=search)


@require_GET
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Organisation, "firm", pk=pk)
    context = {"row": row, "seats": selectors.seats_in(row), "today": today()}
    return render(request, "programme/organisation.html", context)


@require_http_methods(["GET", "POST"])
def organisation_add(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    values = ("kind", "name", "city", "firm")
    return take(
        request, form,
        lambda: services.add_organisation(by=who(request), **{name: form.cleaned_data[name] for name in values}),
        template=_FORM, then=lambda made: reverse("programme:organisation", args=[made.pk]), done=_("Added."),
        undo=watch_changes(_UNDO), heading=_("Add an organisation"), back=reverse("programme:organisations"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def organisation_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Organisation, pk=pk), reverse("programme:organisation", args=[pk])
    form = OrganisationForm(request.POST or None, instance=row)
    return take(
        request, form,
        lambda: services.change_organisation(organisation=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), undo=watch_changes(_UNDO), heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def seat_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(Organisation, pk=pk), reverse("programme:organisation", args=[pk])
    form = SeatForm(request.POST or None, initial={"first_on": today()})
    return take(
        request, form, lambda: services.give_seat(organisation=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Added."), undo=watch_changes(_UNDO), heading=str(row), back=back,
        hint=_("A log-in that isn't there is made. The administrator gives it a password under People."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def seat_end(request: HttpRequest, pk: int) -> HttpResponse:
    seat = row_or_404(Seat, "organisation", "person", pk=pk)
    back = reverse("programme:organisation", args=[seat.organisation_id])
    form = EndForm(request.POST or None, initial={"last_on": today()})
    return take(
        request, form, lambda: services.end_seat(seat=seat, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=watch_changes(_UNDO), heading=str(seat), back=back,
    )  # fmt: skip
