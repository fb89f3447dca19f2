"""Visits of other factories: offered and answered by the host, booked by a guest who has no log-in here."""

import time
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.mentoring.forms.visits import STATEMENT, BookForm, DecideForm, NotesForm, VisitForm
from dure.mentoring.models import FactoryVisit, VisitBooking
from dure.mentoring.selectors import visits as selectors
from dure.mentoring.services import visits as services
from dure.mentoring.views.knowhow_undo import undo_address
from dure.plant.acting import address, who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import status_of, text_of
from dure.web.rate import Limiter
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "mentoring/form.html"
limiter = Limiter(burst=5, per_second=1 / 60)
"""Of bookings that an address may send."""


@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(pgettext("visit", "topic"), lambda row: row.topic),
        Field(_("day"), lambda row: row.held_on.isoformat()),
        Field(_("state"), lambda row: row.get_status_display()),
        Field(_("host"), lambda row: str(row.host)),
        Field(_("bookings"), lambda row: row.asked, "number"),
    ]
    return listing(request, "mentoring/visits.html", selectors.visits(), fields, title=_("Factory visits"))


@require_GET
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FactoryVisit, "host", pk=pk)
    context = {
        "row": row, "bookings": row.bookings.order_by("pk"), "left": selectors.places_left(row), "today": today(),
        "link": request.build_absolute_uri(reverse("mentoring:visit-open", args=[row.token])),
        "notes": NotesForm(initial={"notes": row.notes}), "decide": DecideForm(), "states": FactoryVisit.Status.choices,
    }  # fmt: skip
    return render(request, "mentoring/visit.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = VisitForm(request.POST or None, initial={"statement": STATEMENT})
    return take(
        request, form, lambda: services.offer(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:visit", args=[made.pk]), done=_("Offered. Send the link to your guests."),
        heading=_("Offer a visit"), back=reverse("mentoring:visits"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    before, back = newest_change(), reverse("mentoring:visit", args=[pk])
    form = VisitForm(request.POST or None, instance=row_or_404(FactoryVisit, pk=pk))
    return take(
        request, form,
        lambda: services.change_visit(visit=row_or_404(FactoryVisit, pk=pk), by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=_("Change"), back=back,
    )  # fmt: skip


@require_POST
def status(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(FactoryVisit, pk=pk), newest_change()
    made = services.set_status(visit=row, status=request.POST.get("status", ""), by=who(request))
    return toast(request, redirect("mentoring:visit", pk), _("Saved."), undo=undo_address(before, made))


@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(FactoryVisit, pk=pk), newest_change()
    made = services.note_visit(visit=row, notes=request.POST.get("notes", "")[:4000], by=who(request))
    return toast(request, redirect("mentoring:visit", pk), _("Saved."), undo=undo_address(before, made))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(VisitBooking, "visit", pk=pk), newest_change()
    given = {name: request.POST.get(name, "")[:500] for name in ("status", "answer")}
    made = services.decide(booking=row, by=who(request), **given)
    return toast(request, redirect("mentoring:visit", row.visit_id), _("Saved."), undo=undo_address(before, made))


@never_cache
@require_http_methods(["GET", "POST"])
def open_offer(request: HttpRequest, token: str) -> HttpResponse:
    """The offer as a guest reads it, and books it. Whoever holds the link sees no more than this."""
    row = selectors.visit_by(token)
    if row is None:
        raise Http404
    form, status = BookForm(request.POST or None), 200
    if request.method == "POST":
        done, status = _book(request, row, form)
        if done is not None:
            return redirect("mentoring:visit-booking", done.token)
    context: dict[str, Any] = {"offer": selectors.offer_of(row, today()), "form": form}
    return render(request, "mentoring/visit_open.html", context, status=status)


def _book(request: HttpRequest, row: FactoryVisit, form: BookForm) -> tuple[VisitBooking | None, int]:
    if not form.is_valid():
        return None, 422
    if limiter.wait_s(address(request), time.monotonic()):
        form.add_error(None, _("Too many bookings at once. Wait some minutes."))
        return None, 429
    try:
        return services.book(visit=row, **form.cleaned_data), 200
    except DureError as error:
        form.add_error(None, text_of(error))
        return None, status_of(error)


@never_cache
@require_GET
def open_booking(request: HttpRequest, token: str) -> HttpResponse:
    """How the own booking stands."""
    found = selectors.booking_by(token)
    if found is None:
        raise Http404
    return render(request, "mentoring/visit_booking.html", {"booking": found})
