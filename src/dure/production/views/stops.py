"""The tablet page on which people say why a machine stopped."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.plant.models import Area
from dure.production import services
from dure.production.forms import SplitForm, cut_at
from dure.production.models import Downtime
from dure.production.selectors import pages
from dure.production.selectors import stops as selectors
from dure.web.toast import toast

CUTS = (1, 2, 3)
"""Quarters of a stop offered as places to cut it."""


@require_GET
def stops(request: HttpRequest) -> HttpResponse:
    """Stops without a reason, open ones first, and those explained today."""
    area = _area(request)
    return render(request, "production/stops.html", {**_queue(area), "areas": pages.areas()})


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The list of the page above, fetched again on each tick."""
    return render(request, "production/parts/queue.html", _queue(_area(request)))


@require_GET
def stop(request: HttpRequest, downtime_id: int) -> HttpResponse:
    """Two levels of big buttons for one stop, those chosen last first."""
    found = selectors.stop(downtime_id)
    if found.replaced_at is not None:
        return redirect(_queue_url(found))
    groups = selectors.reason_groups()
    wanted = request.GET.get("group", "")
    chosen = next((group for group in groups if str(group.group.pk) == wanted), None)
    context = {
        **_facts(found),
        "groups": groups,
        "chosen": chosen,
        "last": selectors.last_reasons(found.work_unit_id),
        "revisions": selectors.revisions(found),
        "back": _queue_url(found),
    }
    return render(request, "production/stop.html", context)


@require_POST
def give_reason(request: HttpRequest, downtime_id: int) -> HttpResponse:
    chosen = request.POST.get("reason", "")
    reason = selectors.reason(int(chosen)) if chosen.isdecimal() else None
    row = services.assign_downtime_reason(
        downtime_id=downtime_id,
        reason=reason,
        person=request.user,  # type: ignore[arg-type]
        note=request.POST.get("note", "")[:200],
    )
    text = _("%(unit)s: %(reason)s") % {"unit": row.work_unit.name, "reason": reason.name if reason else _("no reason")}
    return toast(request, redirect(_queue_url(row)), text, undo=reverse("production:stop-undo", args=[row.pk]))


@require_POST
def split(request: HttpRequest, downtime_id: int) -> HttpResponse:
    form = SplitForm(request.POST)
    found = selectors.stop(downtime_id)
    if not form.is_valid():
        return toast(
            request, redirect("production:stop", found.pk), _("Type how many minutes after the start."), kind="error"
        )
    cut = cut_at(found.started_at, form.cleaned_data["minutes"])
    first, _second = services.split_downtime(downtime_id=found.pk, at=cut, person=request.user)  # type: ignore[arg-type]
    answer = redirect("production:stop", first.pk)
    return toast(request, answer, _("The stop was split."), undo=reverse("production:stop-undo", args=[first.pk]))


@require_POST
def undo(request: HttpRequest, downtime_id: int) -> HttpResponse:
    row = services.undo_downtime_change(downtime_id=downtime_id, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect(_queue_url(row)), _("Taken back."), kind="info")


def _area(request: HttpRequest) -> Area | None:
    code = request.GET.get("area", "")
    return pages.area(code) if code else None


def _queue(area: Area | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "area": area,
        "now": now,
        "open": selectors.unexplained(area, now)[:40],
        "explained": selectors.explained(area, now)[:20],
    }


def _queue_url(stop: Downtime) -> str:
    return f"{reverse('production:stops')}?area={stop.work_unit.work_center.area.code}"


def _facts(stop: Downtime) -> dict[str, Any]:
    now = clock.now()
    length = (stop.ended_at or now) - stop.started_at
    cuts = [stop.started_at + length * part / 4 for part in CUTS]
    return {
        "stop": stop,
        "now": now,
        "length": length,
        "cuts": [(cut, round((cut - stop.started_at) / timedelta(minutes=1), 2)) for cut in cuts],
    }
