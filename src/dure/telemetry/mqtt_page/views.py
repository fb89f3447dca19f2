"""MQTT log-ins of devices: list, make, renew, withdraw; where the broker listens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.telemetry import mqtt_device as device
from dure.telemetry import mqtt_logins
from dure.telemetry.mqtt_page.forms import BrokerForm, LoginForm, NoteForm
from dure.web.problems import text_of
from dure.web.toast import toast


@require_GET
def logins(request: HttpRequest) -> HttpResponse:
    """All log-ins, and where devices find the broker."""
    rows = list(mqtt_logins.logins())
    context = {"rows": rows, "used": [row for row in rows if row.withdrawn_at is None], "state": device.state()}
    return render(request, "telemetry/mqtt/list.html", {**context, "told": device.told(request, "")})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a log-in; the next page shows its password once."""
    form = LoginForm(request.POST or None, initial={"user": request.GET.get("user", "")})
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            password = mqtt_logins.new_login(person=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except DureError as error:
            problem = text_of(error)
        else:
            row = mqtt_logins.logins().get(user=form.cleaned_data["user"])
            device.keep(request, row.pk, password)
            return redirect("telemetry:mqtt-login", row.pk)
    status = 422 if form.errors or problem else 200
    return render(request, "telemetry/mqtt/new.html", {"form": form, "problem": problem}, status=status)


@never_cache
@require_GET
def login(request: HttpRequest, login_id: int) -> HttpResponse:
    """What the device must be told; with the password right after it was made, never again."""
    return render(request, "telemetry/mqtt/login.html", _login(request, login_id))


@require_POST
def renew(request: HttpRequest, login_id: int) -> HttpResponse:
    row, password = mqtt_logins.renew_password(login_id=login_id, person=request.user)  # type: ignore[arg-type]
    device.keep(request, row.pk, password)
    return toast(request, redirect("telemetry:mqtt-login", row.pk), _("A new password was made."))


@require_POST
def note(request: HttpRequest, login_id: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return render(request, "telemetry/mqtt/login.html", _login(request, login_id) | {"form": form}, status=422)
    mqtt_logins.note_login(login_id=login_id, note=form.cleaned_data["note"])
    return toast(request, redirect("telemetry:mqtt-login", login_id), _("Saved."))


@require_POST
def withdraw(request: HttpRequest, login_id: int) -> HttpResponse:
    """Keep a device out; one press lets it in again."""
    row = mqtt_logins.withdraw_login(login_id=login_id, person=request.user)  # type: ignore[arg-type]
    undo = reverse("telemetry:mqtt-restore", args=[row.pk])
    text = _("%(user)s is withdrawn. The device is let in no longer.") % {"user": row.user}
    return toast(request, redirect("telemetry:mqtt-logins"), text, kind="info", undo=undo)


@require_POST
def restore(request: HttpRequest, login_id: int) -> HttpResponse:
    row = mqtt_logins.restore_login(login_id=login_id, person=request.user)  # type: ignore[arg-type]
    text = _("%(user)s may log in again.") % {"user": row.user}
    return toast(request, redirect("telemetry:mqtt-logins"), text)


@require_POST
def forget(request: HttpRequest, login_id: int) -> HttpResponse:
    user = mqtt_logins.forget_login(login_id=login_id, person=request.user)  # type: ignore[arg-type]
    return toast(request, redirect("telemetry:mqtt-logins"), _("%(user)s is deleted.") % {"user": user}, kind="info")


@require_http_methods(["GET", "POST"])
def broker(request: HttpRequest) -> HttpResponse:
    """Port and certificate of the broker."""
    now = mqtt_logins.broker()
    begin = {"port": now.port, "certificate": now.certificate, "key": now.key} if now else {}
    form = BrokerForm(request.POST or None, initial=begin)
    if request.method == "POST" and form.is_valid():
        mqtt_logins.set_broker(person=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        return toast(request, redirect("telemetry:mqtt-logins"), _("Saved. Devices have to use the new address."))
    return render(request, "telemetry/mqtt/broker.html", {"form": form}, status=422 if form.errors else 200)


def _login(request: HttpRequest, login_id: int) -> dict[str, Any]:
    row = mqtt_logins.login(login_id)
    told = device.told(request, row.user, device.shown_once(request, row.pk))
    return {"login": row, "told": told, "form": NoteForm(initial={"note": row.note}), "state": device.state()}
