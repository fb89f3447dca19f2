"""The door itself: token, scope, rate, question, page of the answer; errors as problem details (RFC 9457)."""

import math
import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

import dure
from dure.exchange import schema, services
from dure.exchange.endpoints import BY_PATH, ENDPOINTS, Asked, Endpoint
from dure.exchange.models import ApiToken
from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.web.problems import status_of
from dure.web.rate import Limiter

limiter = Limiter()
_TITLES = {401: "Unauthorized", 403: "Forbidden", 404: "Not found", 405: "Method not allowed", 409: "Conflict",
           422: "Not understood", 429: "Too many requests"}  # fmt: skip


def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API; open to everyone who reaches the plant, since it holds no figures."""
    return JsonResponse(schema.document((endpoint.described for endpoint in ENDPOINTS), dure.__version__))


def endpoint(request: HttpRequest, path: str) -> HttpResponse:
    """The answer of one endpoint."""
    found = BY_PATH.get(path)
    if found is None:
        return problem(404, "There is no such endpoint; see /api/openapi.json")
    if request.method not in ("GET", "HEAD"):
        return problem(405, "The API only reads", Allow="GET, HEAD")
    token = _token(request)
    if token is None:
        return problem(401, "Send a token that is in force: Authorization: Bearer …", **{"WWW-Authenticate": "Bearer"})
    if found.described.scope not in token.scopes:
        return problem(403, f"This token lacks the scope {found.described.scope}")
    wait_s = limiter.wait_s(token.pk, time.monotonic())
    if wait_s:
        return problem(429, "Too many requests; wait a little", **{"Retry-After": str(math.ceil(wait_s))})
    try:
        return JsonResponse(_page(found, Asked(request.GET)), json_dumps_params={"ensure_ascii": False})
    except DureError as error:
        return problem(status_of(error), str(error))


def _token(request: HttpRequest) -> ApiToken | None:
    word, _, text = request.headers.get("Authorization", "").partition(" ")
    return services.use_token(text.strip(), clock.now()) if word.lower() == "bearer" and text else None


def _page(found: Endpoint, asked: Asked) -> dict[str, Any]:
    per_page, page = asked.number("per_page", 100, 1000), asked.number("page", 1, 10**6)
    rows = found.ask(asked)
    start = (page - 1) * per_page
    return {"items": rows[start : start + per_page], "page": page, "per_page": per_page, "count": len(rows)}


def problem(status: int, detail: str, **headers: str) -> HttpResponse:
    """An error as application/problem+json, in English: it is read by programs and their makers."""
    body = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)
