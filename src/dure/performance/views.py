"""Addresses to pages: read the question, ask, answer."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import Invalid
from dure.performance import services
from dure.performance.kpis import BY_CODE, Unit
from dure.performance.pages import explain, losses, overview, reports, target_list
from dure.performance.pages.page import answer
from dure.performance.pages.question import read
from dure.performance.scope import scope_of


@require_GET
def kpis(request: HttpRequest) -> HttpResponse:
    return answer(request, overview.build(read(request.GET)), "performance/overview.html")


@require_GET
def kpi(request: HttpRequest, code: str) -> HttpResponse:
    return answer(request, explain.build(read(request.GET), code), "performance/explain.html")


@require_GET
def report(request: HttpRequest) -> HttpResponse:
    return answer(request, reports.production(read(request.GET)))


@require_GET
def trends(request: HttpRequest) -> HttpResponse:
    return answer(request, reports.trends(read(request.GET, "month"), request.GET.get("by", "day")))


@require_GET
def waterfall(request: HttpRequest) -> HttpResponse:
    return answer(request, losses.waterfall(read(request.GET)))


@require_GET
def pareto(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    return answer(request, losses.pareto(read(asked, "week"), asked.get("key", ""), asked.get("rank", "")))


@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    return answer(request, losses.hours(read(request.GET)))


@require_http_methods(["GET", "HEAD"])
def targets(request: HttpRequest) -> HttpResponse:
    return answer(request, target_list.build(read(request.GET)), "performance/targets.html")


@require_POST
def set_target(request: HttpRequest) -> HttpResponse:
    """A ratio is entered in percent, a time in minutes."""
    given = request.POST
    code = given.get("kpi", "")
    try:
        value, since = float(given.get("value", "")), date.fromisoformat(given.get("valid_from", ""))
    except ValueError as error:
        raise Invalid("Enter a number and a date") from error
    unit = BY_CODE[code].unit if code in BY_CODE else Unit.RATIO
    value *= {Unit.RATIO: 0.01, Unit.SECONDS: 60.0}.get(unit, 1.0)
    scope = scope_of(given.get("scope", ""))
    services.set_target(kpi=code, scope=scope, valid_from=since, value=value, person=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The target was set."))
    return redirect(reverse("performance:targets"))


@require_POST
def remove_target(request: HttpRequest, target_id: int) -> HttpResponse:
    services.remove_target(target_id=target_id)
    messages.success(request, _("The target was removed."))
    return redirect(reverse("performance:targets"))
