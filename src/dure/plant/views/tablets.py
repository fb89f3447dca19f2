"""Shared tablets: log-in by badge and PIN, and which devices are tablets."""

import time

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.plant import selectors, services, session
from dure.plant.acting import address, who
from dure.plant.forms import TabletForm
from dure.plant.models import Tablet
from dure.plant.views.certificate import invitation
from dure.plant.views.login import BACKEND
from dure.web.problems import status_of, text_of
from dure.web.toast import toast
from dure.web.views import keep_language

_YEAR_S = 366 * 24 * 3600


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """The badge pad of a registered tablet."""
    tablet = session.tablet_of(request)
    if tablet is None:
        return render(request, "plant/tablet_unknown.html", status=403)
    if request.method != "POST":
        return render(request, "plant/tablet.html", {"tablet": tablet, "people": selectors.badge_holders()})
    try:
        person = services.log_in_by_badge(
            badge=request.POST.get("badge", ""),
            pin=request.POST.get("pin", ""),
            address=address(request),
            tablet=tablet.name,
        )
    except DureError as error:
        context = {"tablet": tablet, "people": selectors.badge_holders(), "error": text_of(error)}
        return render(request, "plant/tablet.html", context, status=status_of(error))
    login(request, person, backend=BACKEND)
    request.session["tablet"], request.session["seen"] = tablet.pk, time.time()
    services.see_tablet(tablet=tablet)
    response = redirect("web:home")
    keep_language(response, person.language)
    return response


@require_GET
def tablets(request: HttpRequest) -> HttpResponse:
    rows = selectors.tablets()
    this = session.tablet_of(request)
    context = {"tablets": rows, "this": this, "form": TabletForm(), **invitation(request)}
    return render(request, "plant/tablets.html", context)


@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Make the device that asks a tablet: its cookie holds the token from now on."""
    form = TabletForm(request.POST)
    if not form.is_valid():
        context = {"tablets": selectors.tablets(), "form": form}
        return render(request, "plant/tablets.html", context, status=422)
    tablet, token = services.register_tablet(**form.cleaned_data, by=who(request), address=address(request))
    response = redirect("plant:tablets")
    response.set_cookie(
        session.TABLET_COOKIE, token, max_age=_YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return toast(request, response, _("%(name)s is registered. Log out to see its badge pad.") % {"name": tablet.name})


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_tablet(tablet=get_object_or_404(Tablet, pk=pk), by=who(request), address=address(request))
    undo = reverse("plant:tablet_restore", args=[pk])
    return toast(request, redirect("plant:tablets"), _("The tablet is out of use."), undo=undo)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    services.restore_tablet(tablet=get_object_or_404(Tablet, pk=pk), by=who(request), address=address(request))
    undo = reverse("plant:tablet_remove", args=[pk])
    return toast(request, redirect("plant:tablets"), _("The tablet is in use again."), undo=undo)
