"""How long the history is kept."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.plant.models import Site
from dure.telemetry import keeping
from dure.telemetry.keeping import READINGS, Level
from dure.telemetry.models import HistoryRetention
from dure.telemetry.retention_page.forms import KeepingForm, span
from dure.web.toast import toast

_YEARS = (1, 3, 5)


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """What lies on the disk, what it will take, and what each site wants."""
    raw_days, minute_days = keeping.kept()
    kinds = [
        _kind(_("Single readings"), keeping.stored(READINGS), raw_days),
        _kind(_("Minutes"), keeping.stored((Level.MINUTE,)), minute_days),
        _kind(_("Hours"), keeping.stored((Level.HOUR,)), None),
    ]
    wishes = [{"site": site, "raw": _said(row, "raw_days"), "minute": _said(row, "minute_days")}
              for site, row in keeping.wishes()]  # fmt: skip
    context = {"kinds": kinds, "wishes": wishes, "disk": keeping.disk(), "years": _YEARS}
    return render(request, "telemetry/history.html", {**context, "total": sum(kind["size"] for kind in kinds)})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, site_id: int) -> HttpResponse:
    """Choose, see what would go, and say so once more when something would."""
    site = get_object_or_404(Site, pk=site_id)
    now = keeping.wish_of(site)
    form = KeepingForm(request.POST or None, initial=now)
    going = None
    if request.method == "POST" and form.is_valid():
        going = keeping.with_wish(site, **form.cleaned_data)
        if not going.rows or request.POST.get("sure") == "1":
            keeping.set_retention(site=site, person=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            request.session[f"history-{site.pk}"] = now
            undo = reverse("telemetry:history-undo", args=[site.pk])
            return toast(request, redirect("telemetry:history"), _("Saved. It holds from the coming night."), undo=undo)
    context = {"form": form, "site": site, "going": going}
    return render(request, "telemetry/history_change.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: HttpRequest, site_id: int) -> HttpResponse:
    """What held before the last change; nothing is deleted before the night."""
    site = get_object_or_404(Site, pk=site_id)
    before = request.session.pop(f"history-{site.pk}", None)
    if before is None:
        return toast(request, redirect("telemetry:history"), _("There is nothing to undo."), kind="info")
    keeping.set_retention(site=site, person=request.user, **before)  # type: ignore[arg-type]
    return toast(request, redirect("telemetry:history"), _("As it was before."), kind="info")


def _kind(name: str, found: keeping.Stored, days: int | None) -> dict[str, Any]:
    later = [(year, found.after(min(days or year * 365, year * 365))) for year in _YEARS]
    kept = span(days) if days else _("For ever")
    return {"name": name, "found": found, "size": found.size_bytes, "kept": kept, "later": later}


def _said(row: HistoryRetention | None, column: str) -> str:
    days = getattr(row, column) if row else None
    return span(days) if days else _("For ever")
