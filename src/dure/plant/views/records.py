"""What was done: security acts and changes of master data."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dure.plant import selectors
from dure.plant.models import SecurityRecord

PER_PAGE = 50


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    act = request.GET.get("act", "")
    page = Paginator(selectors.security_records(act), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plant/security.html", {"page": page, "acts": SecurityRecord.Act.choices, "act": act})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    page = Paginator(selectors.change_records(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plant/changes.html", {"page": page})
