"""Addresses of what holds a line up: the bottleneck, and changing over."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dure.performance.pages import bottleneck as bottleneck_page
from dure.performance.pages import changeovers as changeovers_page
from dure.performance.pages.page import answer
from dure.performance.pages.question import read


@require_GET
def bottleneck(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    page = bottleneck_page.build(read(asked, "week"), asked_scope="scope" in asked, shift="shift" in asked)
    return answer(request, page, "performance/bottleneck.html")


@require_GET
def changeovers(request: HttpRequest) -> HttpResponse:
    page = changeovers_page.build(read(request.GET, "month"), request.GET.get("by", "item"))
    return answer(request, page, "performance/changeovers.html")
