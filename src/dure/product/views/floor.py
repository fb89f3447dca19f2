"""The tablet at the work place: what holds here now, step by step, and the signature below it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.plant.acting import address, who
from dure.plant.models import WorkUnit
from dure.plant.selectors import badge_holders
from dure.plant.services import log_in_by_badge
from dure.product import selectors, services
from dure.product.models import StandardVersion
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_none
from dure.web.toast import toast


@require_GET
def floor(request: HttpRequest) -> HttpResponse:
    """Standards and documents for what is made (`item`) and where (`unit`); without both, all that wait to be read."""
    item, unit = row_or_none(Item, request.GET.get("item", "")), _unit(request)
    today = timezone.localdate(clock.now())
    waiting = list(selectors.waiting_for(who(request)))
    context = {
        "item": item,
        "unit": unit,
        "rows": selectors.standards_here(item, unit, today) if item or unit else waiting,
        "waiting": {row.pk for row in waiting},
        "documents": selectors.documents_here(item, unit, today),
    }
    return render(request, "product/floor.html", context)


def _unit(request: HttpRequest) -> WorkUnit | None:
    wanted = request.GET.get("unit", "")
    return row_or_none(WorkUnit, wanted)


@require_GET
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """One step at a time, in big letters. Any version may be looked at; only the one in force is signed."""
    version = get_object_or_404(selectors.versions(), pk=pk)
    rows = selectors.version_rows(version)
    people = selectors.readers(version) if version.status == StandardVersion.Status.IN_FORCE else []
    mine = next((one.signed_at for one in people if one.person.pk == who(request).pk), None)
    context = {
        "version": version,
        "rows": rows,
        "slides": len(rows["step"]) + 2,
        "signed_at": mine,
        "is_in_force": version.status == StandardVersion.Status.IN_FORCE,
        "left": sum(one.signed_at is None for one in people),
        "gear": dict(StandardVersion.Gear.choices),
    }
    return render(request, "product/floor_standard.html", context)


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    version = get_object_or_404(StandardVersion, pk=pk)
    services.sign_reading(version=version, person=who(request))
    return toast(request, redirect("product:floor_standard", pk), _("Signed. Thank you."))


@require_http_methods(["GET", "POST"])
def sign_by_badge(request: HttpRequest, pk: int) -> HttpResponse:
    """Several people read together on one tablet: each signs with badge and PIN."""
    version = get_object_or_404(selectors.versions(), pk=pk)
    error, status = "", 200
    if request.method == "POST":
        try:
            person = log_in_by_badge(
                badge=request.POST.get("badge", ""), pin=request.POST.get("pin", ""), address=address(request),
                tablet=str(version),
            )  # fmt: skip
            services.sign_reading(version=version, person=person)
        except DureError as refused:
            error, status = text_of(refused), status_of(refused)
        else:
            text = _("%(name)s has signed.") % {"name": person}
            return toast(request, redirect(reverse("product:standard_sign_badge", args=[pk])), text)
    left = {person.pk for person in selectors.not_signed(version)}
    context = {"version": version, "people": [p for p in badge_holders() if p.pk in left], "error": error}
    return render(request, "product/sign_badge.html", context, status=status)
