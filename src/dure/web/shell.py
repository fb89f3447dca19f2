"""What every page's frame needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from dure.web import menu
from dure.web.access import pass_of

MENU_COOKIE = "dure_menu"
"""Written by menu.js: the headings of the navigation that this browser left open."""
ALL_PAGES_COOKIE = "dure_all_pages"
"""This browser shows all pages, also those beyond the plant's level."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` with groups, bar, person_menu, current (URL name), languages. Made when asked for.

    left_out: how many pages the navigation would leave out as beyond the plant's level; shows_all: this browser shows
    them all the same.
    """
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> dict[str, Any]:
    every = menu.open_to(pass_of(request))
    fitting = menu.within(every, menu.limit() if pass_of(request).signed_in else None)
    shows_all = request.COOKIES.get(ALL_PAGES_COOKIE) == "1"
    found = every if shows_all else fitting
    match = request.resolver_match
    way_out = next((entry.href for entry in found if entry.posts), "")
    idle_s = pass_of(request).idle_s
    return {
        "groups": menu.grouped(found, path=request.path, kept=request.COOKIES.get(MENU_COOKIE)),
        "left_out": len(every) - len(fitting),
        "shows_all": shows_all,
        "bar": [entry for entry in found if entry.in_bar][:4],
        "person_menu": [entry for entry in found if entry.group is menu.Group.PERSON],
        "current": match.view_name if match else "",
        "context": match.namespace if match else "",
        "languages": settings.LANGUAGES,
        "bells": menu.bells_for(pass_of(request)),
        "idle_logout": f"{idle_s}|{way_out}" if idle_s and way_out else "",
        "roles": pass_of(request).roles,
        "signed_in": pass_of(request).signed_in,
    }
