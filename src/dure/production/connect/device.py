"""The step of devices that call Dure: what they must be told, and waiting for their first word."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel.errors import DureError
from dure.production.connect import asking, protocols
from dure.production.connect import draft as drafts
from dure.production.connect.draft import Draft
from dure.telemetry import mqtt_device, mqtt_logins, reach
from dure.web.problems import text_of

LISTEN_S = 5.0


@never_cache
@require_http_methods(["GET", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """Step 2, second half: a log-in made on the spot, address and example; then the first message."""
    draft = drafts.load(request)
    problem = ""
    if request.method == "POST":
        try:
            _log_in(request, draft)
        except DureError as error:
            problem = text_of(error)
        else:
            drafts.save(request, draft)
            return redirect("production:connect-device")
    context = {"draft": draft, "problem": problem, "step": 2, **_told(request, draft)}
    return render(request, "production/connect/device.html", context, status=422 if problem else 200)


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Whether something came; asked again and again by the page."""
    draft = drafts.load(request)
    problem = ""
    found: list[dict[str, Any]] = []
    try:
        found = asking.listen(draft, LISTEN_S) if draft.protocol == "http_push" else asking.browse(draft, "")
    except DureError as error:
        problem = text_of(error)
    if found:
        draft.remember(found)
        drafts.save(request, draft)
    fresh = [one for one in found if drafts.mark_of(one) not in draft.before]
    state = {} if draft.protocol == "http_push" else mqtt_device.state()
    context = {"draft": draft, "found": fresh[:8], "more": len(fresh) - 8, "old": len(found) - len(fresh)}
    context |= {"problem": problem, "state": state}
    return render(request, "production/connect/waiting.html", context)


def _log_in(request: HttpRequest, draft: Draft) -> None:
    """A new log-in, or one that a device has already."""
    user = request.POST.get("user", "").strip()
    if request.POST.get("known"):
        draft.login = mqtt_logins.login(int(request.POST["known"])).user
        return
    password = mqtt_logins.new_login(user=user, person=request.user, note=draft.name)  # type: ignore[arg-type]
    mqtt_device.keep(request, mqtt_logins.logins().get(user=user).pk, password)
    draft.login = user


def _told(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    if draft.protocol == "http_push":
        return {"push": _push(request, draft)}
    used = [row for row in mqtt_logins.logins() if row.withdrawn_at is None]
    chosen = next((row for row in used if row.user == draft.login), None)
    password = mqtt_device.shown_once(request, chosen.pk) if chosen else ""
    told = mqtt_device.told(request, draft.login, password) if chosen else None
    return {"logins": used, "told": told, "proposal": _proposal(draft.name, {row.user for row in mqtt_logins.logins()})}


def _push(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    settings = draft.clear_settings()
    host, _sep, port = str(settings.get("listen", "")).rpartition(":")
    own = reach.hosts(request.get_host().rpartition(":")[0] or request.get_host())
    name = host if host not in ("", "0.0.0.0", "::") else own[0]
    scheme = "https" if settings.get("certificate") else "http"
    url = f"{scheme}://{name}:{port}/push"
    token = str(settings.get("token", ""))
    body = '{"name": "count", "value": 17}'
    return {"url": url, "token": token, "body": body, "hosts": own,
            "curl": f"curl -H 'Authorization: Bearer {token}' -d '{body}' {url}"}  # fmt: skip


def _proposal(name: str, taken: set[str]) -> str:
    """A user name that any device's keyboard can type."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "device"
    return next(one for one in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if one not in taken)


def calls_dure(protocol: str, settings: dict[str, Any]) -> bool:
    """Whether the machine comes to Dure, so that it has to be told where, and waited for."""
    return protocol == "http_push" or (protocol in protocols.BROKERED and not settings.get("url"))
