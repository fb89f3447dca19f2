"""What was done: security acts and changes of master data."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dure.plant.models import ChangeRecord, SecurityRecord

PER_PAGE = 50


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    rows = SecurityRecord.objects.select_related("person", "by")
    act = request.GET.get("act", "")
    if act in SecurityRecord.Act.values:
        rows = rows.filter(act=act)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plant/security.html", {"page": page, "acts": SecurityRecord.Act.choices, "act": act})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    page = Paginator(ChangeRecord.objects.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plant/changes.html", {"page": page})
