"""The trail of a hub's pages: who opened or was refused what, and no file without a reason."""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from dure.plant.models import Person
from dure.programme.forms.trail import ReasonForm
from dure.programme.models import Firm, TrailEntry
from dure.programme.services.trail import Act, note, set_origin
from dure.web.noting import Seen, noting
from dure.web.problems import is_htmx

Kind = TrailEntry.Kind
PEOPLE = frozenset({"plant:people", "plant:security"})
"""Pages of other contexts that show personal data."""
REASONS = "trail_reasons"
REASON_S = 300
"""Seconds for which a reason that was given opens its file, once."""
_PAPERS = ("application/pdf", "application/vnd.", "application/zip", "text/csv", "application/octet-stream")
_SAFE = ("GET", "HEAD", "OPTIONS")


class TrailMiddleware:
    """Between the scope and the guard, so that refusals are seen too. An entry that can't be written opens nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SIDE != "hub" or request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        try:
            with noting() as seen:
                response = self.get_response(request)
        finally:
            if getattr(request, "dure_origin", False) and not connection.needs_rollback:
                set_origin("")
        return _noted(request, response, seen)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]) -> None:
        """Before something is changed: records of the change then tell where it came from."""
        if settings.SIDE != "hub" or request.method in _SAFE:
            return
        act = act_of(request)
        number = kwargs.get("pk") if act.page.startswith("programme:firm") else None
        told = {"address": act.address, "session": act.session, "page": act.page, "path": act.path, "firm": number}
        set_origin(json.dumps({name: value for name, value in told.items() if value}))
        request.dure_origin = True  # type: ignore[attr-defined]


def act_of(request: HttpRequest) -> Act:
    """Where a request comes from and what it asks for."""
    key = getattr(getattr(request, "session", None), "session_key", None) or ""
    match = request.resolver_match
    return Act(
        address=str(request.META.get("REMOTE_ADDR", "")),
        session=hashlib.sha256(key.encode()).hexdigest()[:12] if key else "",
        page=match.view_name if match else "",
        path=request.get_full_path(),
    )


def _noted(request: HttpRequest, response: HttpResponseBase, seen: Seen) -> HttpResponseBase:
    by = request.user if isinstance(getattr(request, "user", None), Person) else None
    act, ours = act_of(request), False
    ours = act.page.startswith("programme:") or act.page in PEOPLE
    firm = next((one for one in map(firm_of, seen.rows) if one), None)
    act = replace(act, firm=firm[0] if firm else None, whose=firm[1] if firm else "", rows=seen.count)
    if response.status_code in (403, 404) and by is not None and act.page:
        note(Kind.REFUSED, replace(act, status=response.status_code), by=by)
    elif response.status_code == 200 and is_file(response) and by is not None:
        reason = _given(request)
        if reason is None:
            return ask(request, ReasonForm(initial={"next": request.get_full_path()}))
        note(Kind.EXPORT, replace(act, what=name_of(response), reason=reason), by=by)
    elif response.status_code == 200 and request.method == "GET" and ours and by is not None:
        note(Kind.LIST if seen.count is not None else Kind.READ, act, by=by)
    return response


def firm_of(row: Model) -> tuple[int, str] | None:
    """Number and name of the firm whose row it is, as far as that was read with the row."""
    if isinstance(row, Firm):
        return row.pk, row.name
    known = row._state.fields_cache  # noqa: SLF001 - what was read; to look further would ask the database
    number = getattr(row, "firm_id", None)
    if number is not None:
        firm = known.get("firm")
        return number, firm.name if isinstance(firm, Firm) else str(row)
    return next((one for one in (firm_of(other) for other in known.values() if isinstance(other, Model)) if one), None)


def is_file(response: HttpResponseBase) -> bool:
    """Whether the answer is something to keep: a spreadsheet, a paper, an archive."""
    kind = response.headers.get("Content-Type", "")
    disposition = response.headers.get("Content-Disposition", "")
    return disposition.startswith("attachment") or kind.startswith(_PAPERS)


def name_of(response: HttpResponseBase) -> str:
    disposition = response.headers.get("Content-Disposition", "")
    _before, mark, name = disposition.partition("filename*=UTF-8''")
    return unquote(name) if mark else disposition.partition("filename=")[2].strip('"')


def ask(request: HttpRequest, form: ReasonForm, status: int = 200) -> HttpResponseBase:
    """The page that asks what a file is for, in the place of the file."""
    wanted = str(form["next"].value() or "/")
    page = render(request, "programme/reason.html", {"form": form, "back": _without_format(wanted)}, status=status)
    add_never_cache_headers(page)
    if is_htmx(request):
        page.headers["HX-Retarget"] = "body"
    return page


def _without_format(path: str) -> str:
    address, _mark, query = path.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not part.startswith("format="))
    return address + (f"?{kept}" if kept else "")


def keep_reason(request: HttpRequest, path: str, reason: str) -> None:
    """For the file at this path, once, and for the next minutes only."""
    now = time.time()
    kept = {
        one: given for one, given in request.session.get(REASONS, {}).items() if now - given["at"] < REASON_S
    }  # fmt: skip
    request.session[REASONS] = kept | {path: {"reason": reason, "at": now}}


def _given(request: HttpRequest) -> str | None:
    kept = dict(request.session.get(REASONS, {}))
    given = kept.pop(request.get_full_path(), None)
    if given is None or time.time() - given["at"] > REASON_S:
        return None
    request.session[REASONS] = kept
    return str(given["reason"])
