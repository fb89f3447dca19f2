"""Who may open what. One table of URL name → roles, collected from the contexts; what isn't in it is refused.

A row is `"context:page": {Role.OPERATOR, …}`, or PUBLIC, or SIGNED_IN. A name may end in `*`
(`"admin:*"`). On the hub of a region only the rows count whose names a context lists in `HUB`. The guard asks the
person for a `Pass`; a person without one is anonymous.
"""

from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from dure.web import problems
from dure.web.contexts import offered
from dure.web.passes import Pass

__all__ = ["ACCESS", "PUBLIC", "SIGNED_IN", "AccessMiddleware", "Pass", "allows", "pass_of", "roles_for", "table"]
PUBLIC = frozenset({"*public"})
SIGNED_IN = frozenset({"*signed-in"})
ACCESS = {
    "web:home": SIGNED_IN,
    "web:live": SIGNED_IN,
    "web:search": SIGNED_IN,
    "web:language": PUBLIC,
    "web:help": SIGNED_IN,
    "web:all-pages": SIGNED_IN,
}
HUB = frozenset(ACCESS)


@cache
def table() -> Mapping[str, frozenset[str]]:
    """All rows of all contexts. Raises ImproperlyConfigured when two contexts declare the same name."""
    rows: dict[str, frozenset[str]] = {}
    for module in offered("access"):
        declared: Mapping[str, Collection[str]] = module.ACCESS
        if settings.SIDE == "hub":
            declared = {name: roles for name, roles in declared.items() if name in getattr(module, "HUB", ())}
        if twice := rows.keys() & declared.keys():
            raise ImproperlyConfigured(f"Declared twice in the access tables: {sorted(twice)}")
        rows |= {name: frozenset(map(str, roles)) for name, roles in declared.items()}
    return rows


def roles_for(url_name: str) -> frozenset[str] | None:
    """The roles of the row that covers `url_name`, or None when no row does."""
    rows = table()
    if url_name in rows:
        return rows[url_name]
    namespace = url_name.rpartition(":")[0]
    return rows.get(f"{namespace}:*")


def pass_of(request: HttpRequest) -> Pass:
    """The pass of the request's person, asked once for each request."""
    known: Pass | None = getattr(request, "dure_pass", None)
    if known is None:
        user: Any = getattr(request, "user", None)
        known = user.pass_for(request) if user is not None and user.is_authenticated else Pass()
        request.dure_pass = known  # type: ignore[attr-defined]
    return known


def allows(holder: Pass, url_name: str) -> bool:
    """Whether the holder of a pass may open the page."""
    roles = roles_for(url_name)
    if roles is None:
        return False
    if roles == PUBLIC:
        return True
    return holder.signed_in and (roles == SIGNED_IN or not roles.isdisjoint(holder.roles))


class AccessMiddleware:
    """Default deny: unknown page 404, nobody → log-in, wrong role 403; the kernel's errors become answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if roles_for(name) is None:
            return problems.page(request, 404, _("This page doesn't exist or isn't open to anyone."))
        holder = pass_of(request)
        if roles_for(name) == PUBLIC or name == holder.detour:
            return None
        if not holder.signed_in:
            return _to_login(request)
        if holder.detour:
            return _go(request, resolve_url(holder.detour))
        if not allows(holder, name):
            return problems.page(request, 403, _("Your role doesn't allow this page. Ask an administrator."))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        return problems.answer(request, error)


def _to_login(request: HttpRequest) -> HttpResponseBase:
    if "application/json" in request.headers.get("Accept", ""):
        return problems.page(request, 401, _("Please log in."))
    if "text/event-stream" in request.headers.get("Accept", ""):
        return problems.page(request, 401, _("Please log in."))
    if problems.is_htmx(request):
        # The fragment can't show a log-in; the whole page goes there and comes back.
        current = request.headers.get("HX-Current-URL", "")
        return _go(request, redirect_to_login(problems.local_path(request, current)).url)
    back = request.get_full_path() if request.method == "GET" else resolve_url("web:home")
    return cast(HttpResponseBase, redirect_to_login(back))


def _go(request: HttpRequest, address: str) -> HttpResponseBase:
    if problems.is_htmx(request):
        return problems.htmx_redirect(address)
    return redirect(address)
