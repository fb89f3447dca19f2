"""A short message after something was done, with a way to undo it where there is one."""

import json
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from dure.web import problems

_LEVELS = {
    "success": messages.SUCCESS,
    "info": messages.INFO,
    "warning": messages.WARNING,
    "error": messages.ERROR,
}


R = TypeVar("R", bound=HttpResponseBase)


def toast(request: HttpRequest, response: R, text: str, *, kind: str = "success", undo: str = "") -> R:
    """Say `text` with this answer: at once by htmx, else on the page that comes next.

    undo: address that a POST undoes it at. kind: success, info, warning or error.
    """
    if problems.is_htmx(request) and "HX-Redirect" not in response:
        triggers = json.loads(response.get("HX-Trigger", "{}"))
        triggers["dure:toast"] = {"text": str(text), "kind": kind, "undo": undo}
        response["HX-Trigger"] = json.dumps(triggers)
    else:
        messages.add_message(request, _LEVELS[kind], text, extra_tags=f"undo={undo}" if undo else "")
    return response
