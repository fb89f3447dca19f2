"""Changing a connection later: its settings, a copy of it, more of its signals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from dure.kernel.errors import Conflict, DureError
from dure.plant.models import WorkUnit
from dure.production.connect import draft as drafts
from dure.production.connect import protocols
from dure.production.connect.draft import Draft
from dure.production.connect.forms import CopyForm, UpkeepForm
from dure.telemetry import connections, gateways, lifecycle, sealing
from dure.telemetry.models import Connection
from dure.web.problems import text_of
from dure.web.toast import toast


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Settings of a connection. Secrets are never shown; one that is left empty stays."""
    row = connections.connection(code)
    one = _manifest(row)
    form = protocols.SettingsForm(one, request.POST or None, {**row.settings, "name": row.name})
    upkeep = UpkeepForm(request.POST or None, initial=_upkeep(row))
    said = ""
    if request.method == "POST" and form.is_valid() and upkeep.is_valid():
        if request.POST.get("test") != "1":
            return _save(request, row, form, upkeep)
        said = _tried(row, form)
    context = {"connection": row, "form": form, "upkeep": upkeep, "said": said, "one": one}
    status = 422 if form.errors or upkeep.errors else 200
    return render(request, "production/connect/edit.html", context, status=status)


@require_POST
def undo_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The settings that held before the last change of this person."""
    before = request.session.pop(_key(code), None)
    answer = redirect("production:connection", code)
    if before is None:
        return toast(request, answer, _("There is nothing to undo."), kind="info")
    _store(request, code, before)
    return toast(request, answer, _("As it was before."), kind="info")


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """A twin for a machine of the same kind; its address is asked for next."""
    row = connections.connection(code)
    form = CopyForm(request.POST or None, initial={"name": _("%(name)s (copy)") % {"name": row.name}})
    if request.method == "POST" and form.is_valid():
        unit: WorkUnit | None = form.cleaned_data["unit"]
        name: str = form.cleaned_data["name"]
        made = lifecycle.copy_connection(code=code, name=name, person=request.user, work_unit=unit)  # type: ignore[arg-type]
        text = _("Copied and switched off. Give it its own address and passwords, then switch it on.")
        return toast(request, redirect("production:connection-edit", made.code), text)
    context = {"connection": row, "form": form, "signals": connections.signals(row).count()}
    return render(request, "production/connect/copy.html", context, status=422 if form.errors else 200)


@require_POST
def more(request: HttpRequest, code: str) -> HttpResponse:
    """Choose further signals of a connection that stands: the wizard from its third step on."""
    row = connections.connection(code)
    drafts.save(request, Draft(row.protocol, protocols.title(row.protocol), dict(row.settings), row.name, row.code))
    return redirect("production:connect-choose")


def _manifest(row: Connection) -> dict[str, Any]:
    if row.retired_at is not None:
        raise Conflict("This connection was put away; take it back first.")
    one = protocols.manifest(row.protocol)
    if one is None:
        raise Conflict("The gateway has no connector for this connection, so its settings can't be shown.")
    return one


def _upkeep(row: Connection) -> dict[str, Any]:
    return {"silent_after_s": row.silent_after_s, "collects_everything": row.collects_everything}


def _save(request: HttpRequest, row: Connection, form: protocols.SettingsForm, upkeep: UpkeepForm) -> HttpResponse:
    request.session[_key(row.code)] = {"name": row.name, "settings": row.settings, **_upkeep(row)}
    _store(request, row.code, {"name": form.cleaned_data["name"], "settings": form.sealed(), **upkeep.cleaned_data})
    undo = reverse("production:connection-edit-undo", args=[row.code])
    text = _("Saved. The gateway uses it within a second or two.")
    return toast(request, redirect("production:connection", row.code), text, undo=undo)


def _store(request: HttpRequest, code: str, given: dict[str, Any]) -> None:
    settings = given["settings"]
    clear = sealing.opened(settings)
    connections.save_connection(
        code=code,
        name=given["name"],
        protocol=connections.connection(code).protocol,
        settings={key: value for key, value in settings.items() if not sealing.is_sealed(value)},
        secrets={key: clear[key] for key, value in settings.items() if sealing.is_sealed(value)},
        person=request.user,  # type: ignore[arg-type]
        collects_everything=given["collects_everything"],
        silent_after_s=given["silent_after_s"],
    )


def _tried(row: Connection, form: protocols.SettingsForm) -> dict[str, str]:
    """What trying the typed settings gave, without saving them."""
    question = {"do": "browse", "protocol": row.protocol, "settings": sealing.opened(form.sealed()), "path": ""}
    try:
        found = gateways.ask(row.gateway, question)["found"]
    except DureError as error:
        return {"kind": "bad", "text": text_of(error)}
    text = _("The machine answers and shows %(count)s entries.") % {"count": len(found)}
    return {"kind": "good", "text": f"{text} {gettext_lazy('Nothing is saved yet.')}"}


def _key(code: str) -> str:
    return f"connection-before:{code}"
