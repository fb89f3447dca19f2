"""Safety at a glance, and the same on a wall."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dure.plant.models import Site
from dure.plant.selectors import first_site
from dure.safety import selectors
from dure.safety.forms import today
from dure.web.rows import row_or_none


def _context(request: HttpRequest) -> dict[str, Any]:
    sites = list(selectors.sites_in_use())
    chosen = row_or_none(Site, request.GET.get("site", ""), is_active=True) or first_site()
    board = selectors.board(chosen, today()) if chosen else None
    return {"sites": sites, "chosen": chosen, "board": board, "today": today()}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    urgent = selectors.actions(today=today(), state="open")[:5]
    told = selectors.near_misses()[:5]
    return render(request, "safety/home.html", _context(request) | {"urgent": urgent, "told": told})


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """For a television: days without an accident, and what is being done."""
    return render(request, "safety/wall.html", _context(request))
