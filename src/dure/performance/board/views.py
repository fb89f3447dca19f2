"""The live pages. Each has a partial that is fetched again when something changed."""

import time
from datetime import datetime
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from dure.kernel import clock
from dure.performance.board import day as days
from dure.performance.board import freshness
from dure.performance.board import tiles as boards
from dure.performance.board import unit as units
from dure.plant.models import Area
from dure.plant.selectors import first_site
from dure.production.connect import health
from dure.production.selectors import andon, pages, stops
from dure.production.unit import UnitState
from dure.safety import selectors as safety
from dure.telemetry import connections
from dure.telemetry.models import Connection

ON_WALL = 8
"""Tiles on one screen that can still be read at five metres."""
TURN_S = 15


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """A tile for each work unit of an area."""
    more = {"areas": pages.areas(), "has_machines": connections.in_use().exists()}
    return render(request, "performance/board/live.html", _tiles(request) | more)


@require_GET
def tiles(request: HttpRequest) -> HttpResponse:
    return render(request, "performance/board/tiles.html", _tiles(request))


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """For a television: turns by itself, with a code that leads to the tablet page of reasons."""
    address = request.build_absolute_uri(reverse("production:stops"))
    code = segno.make(address, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff", omitsize=True)
    context = {**_screen(request), "qr": code, "address": address, "turn_s": TURN_S}
    return render(request, "performance/board/wall.html", context)


@require_GET
def wall_page(request: HttpRequest) -> HttpResponse:
    return render(request, "performance/board/screen.html", _screen(request))


@require_GET
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one work unit now."""
    return render(request, "performance/board/unit.html", _unit(request, code))


@require_GET
def unit_live(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "performance/board/unit_live.html", _unit(request, code))


@require_GET
def phone(request: HttpRequest) -> HttpResponse:
    """The owner's page: today or yesterday at a glance."""
    return render(request, "performance/board/phone.html", _day(request))


@require_GET
def phone_live(request: HttpRequest) -> HttpResponse:
    return render(request, "performance/board/phone_live.html", _day(request))


def _area(request: HttpRequest) -> Area | None:
    code = request.GET.get("area", "")
    return pages.area(code) if code else None


def _tiles(request: HttpRequest) -> dict[str, Any]:
    area, now = _area(request), clock.now()
    found = boards.tiles(list(pages.work_units(area)), now)
    newest = max((tile.now.seen for tile in found if tile.now.seen), default=None)
    return {
        "area": area,
        "tiles": found,
        "now": now,
        "newest": newest,
        "counts": _counts(found),
        "old": freshness.warnings(now),
    }


def _counts(found: list[boards.Tile]) -> list[tuple[UnitState, int]]:
    return [(state, number) for state in UnitState if (number := sum(t.now.state == state for t in found))]


def _screen(request: HttpRequest) -> dict[str, Any]:
    """The screen whose turn it is: by the clock, so that every refresh shows the same one."""
    wanted = _area(request)
    screens: list[tuple[Area, list[Any]]] = []
    for area in [wanted] if wanted else pages.areas():
        every = list(pages.work_units(area))
        screens += [(area, every[at : at + ON_WALL]) for at in range(0, len(every), ON_WALL)]
    now = clock.now()
    number = int(time.time() // TURN_S) % len(screens) if screens else 0
    area, shown = screens[number] if screens else (None, [])
    return {
        "area": area,
        "tiles": boards.tiles(shown, now),
        "now": now,
        "number": number,
        "screens": range(len(screens)),
        "unexplained": stops.unexplained(wanted, now).count(),
        "old": freshness.warnings(now),
        "calls": [one for one in andon.open_calls(now) if wanted is None or _is_in(one, wanted)],
    }


def _is_in(one: andon.OpenCall, area: Area) -> bool:
    return one.call.work_unit.work_center.area_id == area.pk


def _unit(request: HttpRequest, code: str) -> dict[str, Any]:
    found, now = pages.work_unit(code), clock.now()
    (tile,) = boards.tiles([found], now)
    zoom = units.zoom_of(request.GET.get("zoom", ""))
    back = min(max(int(request.GET.get("back") or 0), 0), 400) if request.GET.get("back", "0").isdecimal() else 0
    drawn = units.drawn(found, zoom, back, tile.shift, now)
    return {
        "unit": found,
        "tile": tile,
        "now": now,
        "ribbon": drawn,
        "picked": _picked(request, found.pk),
        "hours": units.hours(found, tile.shift.start, now),
        "signals": pages.signals_of(found.pk),
        "counts_by": pages.counts_by(found.pk, now),
        "stops": stops.overlapping(found.pk, drawn.start, drawn.end)[:12],
        "connections": _connections(found.pk),
        "old": freshness.warnings(now),
    }


def _picked(request: HttpRequest, work_unit_id: int) -> dict[str, Any] | None:
    """The interval that was clicked on, with the stop it belongs to."""
    at = request.GET.get("at", "")
    if not at.isdecimal() or len(at) > 16:
        return None
    moment: datetime = clock.from_us(int(at))
    found = pages.interval_at(work_unit_id, moment)
    if found is None:
        return None
    stop = stops.overlapping(work_unit_id, found.start, found.end).first()
    return {"span": found, "stop": stop, "length": found.end - found.start}


def _connections(work_unit_id: int) -> list[tuple[Connection, health.Health]]:
    rows = connections.of_unit(work_unit_id)
    told = health.read() if rows else None
    return [(row, told.of(row)) for row in rows] if told else []


def _day(request: HttpRequest) -> dict[str, Any]:
    now = clock.now()
    back = 1 if request.GET.get("day") == "yesterday" else 0
    today, before = days.day(back, now), days.day(back + 1, now)
    site = first_site()
    return {
        "day": today,
        "before": before,
        "back": back,
        "now": now,
        "states": days.by_state(list(pages.work_units()), now),
        "decide": days.decisions(now),
        "calm": safety.calm_of(site, timezone.localdate(now)) if site else None,
        "old": freshness.warnings(now),
    }
