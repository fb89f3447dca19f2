"""Control charts: all of them, one of them live, its limits and its answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.plant.acting import who
from dure.quality import pictures, services
from dure.quality.charting import GOOD_BASE, run_length
from dure.quality.forms.plans import ChartForm
from dure.quality.models import Characteristic, Chart, ChartSignal
from dure.quality.selectors import charts as selectors
from dure.quality.selectors.capability import capability_of, measured_characteristics
from dure.quality.selectors.holds import holders_of
from dure.quality.views.moments import day_ends, day_starts
from dure.quality.words import ESTIMATORS, RULE_NAMES
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast

SHOWN = 60
"""Points that a chart shows unless more are asked for."""


@require_GET
def charts(request: HttpRequest) -> HttpResponse:
    """Those with signals that nobody has answered first."""
    text = request.GET.get("q", "").strip()
    rows = selectors.charts(text).order_by("-waiting", "characteristic__item__code", "characteristic__position", "pk")
    fields = [
        Field(_("item"), lambda row: row.characteristic.item.name),
        Field(_("characteristic"), lambda row: row.characteristic.name),
        Field(_("kind of chart"), lambda row: row.get_kind_display()),
        Field(_("signals to answer"), lambda row: row.waiting, "number"),
    ]
    return listing(request, "quality/charts.html", rows, fields, title=_("Control charts"), q=text)


def _of(pk: int) -> Chart:
    return row_or_404(Chart, "characteristic__item", "work_unit", pk=pk)


def _drawn(request: HttpRequest, row: Chart) -> dict[str, Any]:
    count = request.GET.get("points", "")
    shown = min(int(count), selectors.MOST) if count.isdecimal() and len(count) < 5 else SHOWN
    groups = selectors.groups_of(row, newest=max(2, shown))
    limits = selectors.limits_in_force(row)
    return {
        "row": row, "limits": limits, "shown": len(groups), "drawn": pictures.drawn(row, limits, groups),
        "signals": selectors.signals_of(row).filter(answered_at=None), "rule_names": RULE_NAMES,
        "answered": selectors.signals_of(row).exclude(answered_at=None)[:20],
    }  # fmt: skip


@require_GET
def chart(request: HttpRequest, pk: int) -> HttpResponse:
    row = _of(pk)
    context = _drawn(request, row)
    versions = list(row.limits.select_related("frozen_by"))
    context |= {"versions": versions, "estimators": ESTIMATORS, "good_base": GOOD_BASE}
    context["run_length"] = run_length(selectors.settings_of(row))
    return render(request, "quality/chart.html", context)


@require_GET
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture and what it says, fetched again with each new point."""
    return render(request, "quality/parts/chart.html", _drawn(request, _of(pk)))


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A chart of a characteristic."""
    of = row_or_404(Characteristic, "item", pk=pk)
    kinds = selectors.kinds_for(of)
    form = ChartForm(request.POST or None, kinds=kinds, initial={"size": 1, "kind": "i_mr"})
    return take(
        request, form, lambda: services.add_chart(characteristic=of, by=who(request), **form.cleaned_data),
        template="quality/chart_form.html", then=lambda row: reverse("quality:chart", args=[row.pk]),
        done=_("Added. Freeze its limits when some twenty points are there."), of=of,
        heading=_("Add a chart of %(name)s") % {"name": of.name},
    )  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = _of(pk)
    form = ChartForm(request.POST or None, kinds=selectors.kinds_for(row.characteristic), instance=row)
    return take(
        request, form, lambda: services.change_chart(chart=row, by=who(request), **form.cleaned_data),
        template="quality/chart_form.html", then=reverse("quality:chart", args=[pk]), done=_("Saved."),
        of=row.characteristic, heading=_("Change the chart"),
    )  # fmt: skip


@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    """Limits from the points of a period."""
    first, last = (parse_date(request.POST.get(name) or "") for name in ("since", "until"))
    made = services.freeze_limits(
        chart=_of(pk), by=who(request), since=day_starts(first) if first else None,
        until=day_ends(last) if last else None, drop_outside=request.POST.get("drop_outside") == "1",
        reason=request.POST.get("reason", ""),
    )  # fmt: skip
    text = _("Limits version %(number)s hold from now on.") % {"number": made.version}
    return toast(request, redirect("quality:chart", pk), text)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(ChartSignal, pk=pk)
    services.answer_signal(
        signal=row, cause=request.POST.get("cause", ""), release=request.POST.get("release") == "1", by=who(request)
    )
    held = holders_of(row.held_lot) if row.held_lot and request.POST.get("release") == "1" else []
    text = _("Answered. The lot stays on hold because of %(numbers)s.") % {"numbers": ", ".join(held)}
    return toast(request, redirect("quality:chart", row.chart_id), text if held else _("Answered."))


@require_GET
def capability(request: HttpRequest) -> HttpResponse:
    """All measured characteristics with their indices."""
    text = request.GET.get("q", "").strip()

    def dress(rows: Any) -> list[Any]:
        return [capability_of(row) for row in rows]

    fields = [
        Field(_("item"), lambda one: one.characteristic.item.name),
        Field(_("characteristic"), lambda one: one.characteristic.name),
        Field(_("values"), lambda one: len(one.values), "number"),
        Field("Cp", lambda one: one.within and one.within.two_sided and one.within.two_sided.value, "number"),
        Field("Cpk", lambda one: one.within and one.within.nearest.value, "number"),
        Field("Pp", lambda one: one.overall and one.overall.two_sided and one.overall.two_sided.value, "number"),
        Field("Ppk", lambda one: one.overall and one.overall.nearest.value, "number"),
        Field("ppm", lambda one: one.overall and one.overall.ppm, "number"),
    ]
    rows = measured_characteristics(text)
    return listing(request, "quality/capabilities.html", rows, fields, title=_("Capability"), q=text, dress=dress)


@require_GET
def capability_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One characteristic: histogram, indices with their intervals, and how they were taken."""
    row = row_or_404(Characteristic, "item", pk=pk)
    first, last = (parse_date(request.GET.get(name) or "") for name in ("since", "until"))
    found = capability_of(row, since=day_starts(first) if first else None, until=day_ends(last) if last else None)
    picture = ""
    if found.overall is not None:
        picture = pictures.histogram(row, found.values, found.overall.mean, found.overall.sigma)
    context = {
        "row": row, "found": found, "picture": picture, "since": first, "until": last, "estimators": ESTIMATORS,
        "charts": row.charts.filter(is_active=True),
    }  # fmt: skip
    return render(request, "quality/capability.html", context)
