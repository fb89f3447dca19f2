"""The Gantt of a schedule without a plant behind it: the page's own template and files, a schedule that is made up.

For the measurement of its frames, and for what a browser has to show of rules that a plant would take long to set up.
"""

import json
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.staticfiles import finders
from django.template import engines
from django.utils import translation
from playwright.sync_api import Page

from dure.web.csp import POLICY

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
MONDAY = 1_761_490_800_000
"""2025-10-27 00:00 in Seoul."""
NOW = MONDAY + 9 * HOUR
PAGE = """{% extends "web/office.html" %}{% load static %}
{% block css %}<link rel="stylesheet" href="{% static 'planning/gantt.css' %}">{% endblock %}
{% block js %}<script type="module" src="{% static 'planning/gantt.js' %}"></script>{% endblock %}
{% block heading %}Schedule {{ id }}{% endblock %}
{% block content %}<p id="told">{{ status }}</p>
{% if others %}<div class="side-by-side">
{% include "planning/parts/gantt.html" with linked="both" title="A" %}
{% include "planning/parts/gantt.html" with linked="both" title="B" data=others %}</div>
{% else %}<section class="card">{% include "planning/parts/gantt.html" %}</section>
{% endif %}{% endblock %}"""
CENTERS = ("성형", "혼합", "제면", "증숙", "포장")
OPERATIONS = ("계량", "혼합", "제면", "증숙", "냉각", "포장")
ITEMS = ("칼국수면 500 g", "쌀국수 200 g", "메밀면 1 kg", "우동면 230 g", "소면 900 g", "비빔면 5입", "냉면 사리 160 g")
SHIFT = ((8 * 60, 10 * 60), (10 * 60 + 10, 12 * 60), (13 * 60, 15 * 60), (15 * 60 + 10, 17 * 60))
NIGHT = ((20 * 60, 24 * 60), (24 * 60 + 30, 29 * 60))


def made_up(*, units: int = 50, days: int = 14, tasks: int = 2_000, seed: int = 1) -> dict[str, Any]:
    """A schedule of the size asked for: breaks, nights for two units of five, orders of four to six operations."""
    chance = Random(seed)
    rows = [_unit(at, days) for at in range(units)]
    free = dict.fromkeys(range(1, units + 1), NOW - 2 * HOUR)
    found: list[dict[str, Any]] = []
    orders: list[dict[str, Any]] = []
    while len(found) < tasks:
        number, item = len(orders) + 1, chance.choice(ITEMS)
        ends, before = NOW - 2 * HOUR + len(found) * (days - 3) * DAY // tasks, []
        for step in range(min(chance.randint(4, 6), tasks - len(found))):
            ways = [(unit, chance.randint(30, 150)) for unit in chance.sample(sorted(free), 3)]
            unit, minutes = min(ways, key=lambda way: max(free[way[0]], ends))
            setup = chance.choice((0, 0, 10, 15, 30))
            start = _open_from(rows[unit - 1]["open"], max(free[unit] + setup * MINUTE, ends))
            ends = free[unit] = _finish(rows[unit - 1]["open"], start, minutes)
            found.append({
                "id": f"{number}-{(step + 1) * 10}", "order": number, "no": f"W-{number:04}", "item": item,
                "op": (step + 1) * 10, "name": OPERATIONS[step], "unit": unit, "start": start, "end": ends,
                "setup": setup, "pieces": f"{chance.randrange(100, 9000):,}", "minutes": minutes, "planned": start,
                "locked": chance.random() < 0.04, "running": start <= NOW < ends, "units": ways, "after": before,
                "people": ["가"] if step == 0 else [],
            })  # fmt: skip
            before = [found[-1]["id"]]
        due = ends + chance.randint(-6, 40) * HOUR
        orders.append({
            "id": number, "no": f"W-{number:04}", "item": item, "due": due, "end": ends,
            "late": max(0, (ends - due) // MINUTE), "href": f"/orders/{number}/",
        })  # fmt: skip
    end = max(MONDAY + days * DAY, *(one["end"] for one in found))
    return {
        "id": 12, "status": "live", "name": "", "is_editable": True, "now": NOW, "from": MONDAY, "to": end,
        "units": rows, "tasks": found, "orders": orders,
    }  # fmt: skip


def _unit(at: int, days: int) -> dict[str, Any]:
    spans = [*SHIFT, *NIGHT] if at % 5 < 2 else [*SHIFT]
    worked = [day for day in range(days * 2) if day % 7 < 6]
    spread = [[MONDAY + day * DAY + a * MINUTE, MONDAY + day * DAY + b * MINUTE] for day in worked for a, b in spans]
    center = CENTERS[at % len(CENTERS)]
    stop = NOW + 5 * HOUR if at == 3 else None
    return {"id": at + 1, "name": f"{center}기 {at // 5 + 1}", "center": center, "open": spread, "stop": stop}


def _open_from(spans: list[list[int]], at: int) -> int:
    return next((max(at, begin) for begin, end in spans if end > at), at)


def _finish(spans: list[list[int]], start: int, minutes: int) -> int:
    left, at = minutes * MINUTE, start
    for begin, end in spans:
        if end > at:
            at = max(at, begin)
            if left <= end - at:
                return at + left
            left, at = left - (end - at), end
    return at + left


@dataclass
class Hand:
    """A mouse over the first Gantt of a page."""

    page: Page

    def place(self, unit: int, moment: float) -> tuple[float, float]:
        """Where a moment of a unit is on the screen."""
        x, y = self.page.evaluate(
            """([unit, at]) => {
              const { view } = document.querySelector(".gantt").chart, row = view.places.get(unit);
              const box = view.box.getBoundingClientRect();
              return [box.left + view.x(at), box.top + view.y(row) + view.rows[row].height / 2];
            }""",
            [unit, moment],
        )
        return x, y

    def show(self, moment: float) -> None:
        """A minute a pixel, from a moment on."""
        self.page.evaluate(
            """(at) => {
              const { view } = document.querySelector(".gantt").chart;
              view.setScale(1 / 60000);
              view.scrollTo((at - view.from) * view.scale, 0);
            }""",
            moment,
        )

    def grab(self, unit: int, moment: float, to_unit: int, to: float) -> None:
        """Take what is there and hold it elsewhere."""
        self.page.mouse.move(*self.place(unit, moment))
        self.page.mouse.down()
        self.page.mouse.move(*self.place(to_unit, to), steps=6)


@dataclass
class Server:
    """Answers as the views of a plant do. asked: what was sent to move and lock; refusal: said to the next move."""

    url: str
    schedules: dict[int, dict[str, Any]]
    language: str = "ko"
    compared: bool = False
    asked: list[Mapping[str, str]] = field(default_factory=list)
    refusal: str = ""

    def page(self, pk: int) -> str:
        base = f"/planning/schedule/{pk}/"
        links = {"data": f"{base}data", "move": f"{base}move", "lock": f"{base}lock", "why": f"{base}orders/0/why"}
        others = "/planning/schedule/13/data" if self.compared else ""
        status = self.schedules[pk]["status"]
        with translation.override(self.language):
            template = engines["django"].from_string(PAGE)
            return str(template.render({"id": pk, "status": status, "others": others, **links}))

    def change(self, pk: int, kind: str, fields: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """The plan that is followed stays as it is: a copy holds the change."""
        self.asked.append({"kind": kind, **fields})
        if self.refusal:
            return HTTPStatus.CONFLICT, {"message": self.refusal}
        place = 13 if self.schedules[pk]["status"] == "live" else pk
        if place != pk:
            self.schedules[place] = json.loads(json.dumps(self.schedules[pk])) | {"id": place, "status": "copy"}
        task = next(one for one in self.schedules[place]["tasks"] if one["id"] == fields["task"])
        if kind == "lock":
            task["locked"] = fields["locked"] == "1"
        else:
            minutes = dict(map(tuple, task["units"]))[int(fields["unit"])]
            spans = self.schedules[place]["units"][int(fields["unit"]) - 1]["open"]
            start = _open_from(spans, int(fields["at"]))
            task |= {"unit": int(fields["unit"]), "start": start, "end": _finish(spans, start, minutes), "locked": True}
        there = {"url": f"/planning/schedule/{place}/", "message": "Moved.", "undo": "/undo"}
        return HTTPStatus.OK, {"data": self.schedules[place], **there}


class _Handler(BaseHTTPRequestHandler):
    owner: Server

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        parts = path.strip("/").split("/")
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            kind = mimetypes.guess_type(path)[0] or "text/plain"
            self._answer(HTTPStatus.OK, open(found, "rb").read(), kind) if found else self.send_error(404)  # noqa: PTH123, SIM115
        elif parts[:2] != ["planning", "schedule"] or int(parts[2]) not in self.owner.schedules:
            self._answer(HTTPStatus.OK, b"", "text/plain")
        elif parts[-1] == "data":
            self._json(HTTPStatus.OK, self.owner.schedules[int(parts[2])])
        elif parts[-1] == "why":
            self._answer(HTTPStatus.OK, f"<p>why {parts[4]}</p>".encode(), "text/html")
        else:
            self._answer(HTTPStatus.OK, self.owner.page(int(parts[2])).encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        parts = self.path.strip("/").split("/")
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        fields = {name: values[0] for name, values in sent.items()}
        self._json(*self.owner.change(int(parts[2]), parts[-1], fields))

    def _json(self, status: int, content: Any) -> None:
        self._answer(status, json.dumps(content).encode(), "application/json")

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Nothing: what a browser asks for is no news."""


@contextmanager
def serving(schedule: dict[str, Any]) -> Iterator[Server]:
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server = Server(f"http://localhost:{listener.server_port}", {schedule["id"]: schedule})
    listener.RequestHandlerClass = type("Handler", (_Handler,), {"owner": server})
    thread = threading.Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
