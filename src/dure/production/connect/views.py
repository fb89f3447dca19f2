"""Connections and how they do; the first count after the wizard."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.production import services
from dure.production.connect import first, health, overview, protocols
from dure.production.models.rules import STATE_NAMES
from dure.production.selectors import pages
from dure.production.unit import UnitState
from dure.telemetry import connections, gateways, lifecycle, sealing
from dure.web.problems import text_of
from dure.web.toast import toast


@require_GET
def all_connections(request: HttpRequest) -> HttpResponse:
    return render(request, "production/connect/list.html", _all(request))


@require_GET
def all_connections_list(request: HttpRequest) -> HttpResponse:
    return render(request, "production/connect/list_rows.html", _all(request))


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Connections that were put away, to take back or to delete for good."""
    return render(request, "production/connect/away.html", {"rows": lifecycle.retired(), "now": clock.now()})


def _plain(value: object) -> object:
    """A setting as people say it: yes or no for a switch."""
    return (_("yes") if value else _("no")) if isinstance(value, bool) else value


@require_GET
def connection(request: HttpRequest, code: str) -> HttpResponse:
    found = _one(code)
    row = found["connection"]
    labels = protocols.labels(row.protocol)
    settings = [(labels.get(key, key), _plain(value)) for key, value in connections.plain_settings(row).items()]
    secrets = [labels.get(key, key) for key in sorted(connections.secret_names(row))]
    context = {**found, "settings": settings, "secrets": secrets, "days": overview.days_of(row)}
    return render(request, "production/connect/connection.html", context)


@require_GET
def connection_live(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "production/connect/connection_live.html", _one(code))


@require_POST
def switch(request: HttpRequest, code: str) -> HttpResponse:
    is_on = (request.POST.get("on") or request.GET.get("on")) == "1"
    connections.switch_connection(code=code, is_on=is_on, person=request.user)  # type: ignore[arg-type]
    text = _("Switched on.") if is_on else _("Switched off.")
    undo = f"{reverse('production:connection-switch', args=[code])}?on={int(not is_on)}"
    return toast(request, redirect("production:connection", code), text, undo=undo)


@require_POST
def test(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the gateway to reach the machine now."""
    row = connections.connection(code)
    answer = redirect("production:connection", code)
    try:
        question = {"do": "browse", "protocol": row.protocol, "settings": sealing.opened(row.settings), "path": ""}
        found = gateways.ask(row.gateway, question)["found"]
    except DureError as error:
        return toast(request, answer, text_of(error), kind="error")
    return toast(request, answer, _("The machine answers and shows %(count)s entries.") % {"count": len(found)})


@require_POST
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Put a connection away; one press takes it back."""
    row = lifecycle.retire_connection(code=code, person=request.user)  # type: ignore[arg-type]
    text = _("%(name)s was put away. What it collected stays.") % {"name": row.name}
    undo = reverse("production:connection-restore", args=[code])
    return toast(request, redirect("production:connections"), text, kind="info", undo=undo)


@require_POST
def restore(request: HttpRequest, code: str) -> HttpResponse:
    row = lifecycle.restore_connection(code=code, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect("production:connection", code), _("%(name)s is back.") % {"name": row.name})


@require_POST
def delete(request: HttpRequest, code: str) -> HttpResponse:
    is_gone = lifecycle.delete_connection(code=code, person=request.user)  # type: ignore[arg-type]
    text = _("Deleted.") if is_gone else _("Deleted with its passwords. What it collected stays in the history.")
    return toast(request, redirect("production:connections-away"), text, kind="info")


@require_GET
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Step 6: waiting for the first count, with a check list."""
    return render(request, "production/connect/done.html", {**_first(code), "step": 6})


@require_GET
def first_count(request: HttpRequest, code: str) -> HttpResponse:
    return render(request, "production/connect/first.html", _first(code))


@require_POST
def explain_word(request: HttpRequest, code: str) -> HttpResponse:
    """What a word of the new machine means, said right in the wizard."""
    row = connections.connection(code)
    services.save_state_word(
        work_unit=pages.work_unit(request.POST.get("unit", "")),
        word=request.POST.get("word", ""),
        state=UnitState(request.POST.get("state", UnitState.UNKNOWN)),
        person=request.user,  # type: ignore[arg-type]
    )
    return redirect("production:connect-done", row.code)


def _all(request: HttpRequest) -> dict[str, Any]:
    return overview.page(request.GET.get("q", "")[:80], request.GET.get("only") == "trouble")


def _one(code: str) -> dict[str, Any]:
    """What the live part of a connection's page shows."""
    row = connections.connection(code)
    told = health.read(row.gateway)
    return {
        "connection": row,
        "health": told.of(row),
        "gateway": told,
        "signals": connections.signals(row),
        "today": overview.today_of(row),
        "now": clock.now(),
    }


def _first(code: str) -> dict[str, Any]:
    row = connections.connection(code)
    states = [(state.value, STATE_NAMES[state]) for state in UnitState if state != UnitState.UNKNOWN]
    return {**first.checklist(row, health.read(row.gateway).of(row)), "now": clock.now(), "states": states}
