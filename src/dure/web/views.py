"""The few pages that belong to no context: start, search, language, help with the keys."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from dure.web import first_steps, menu, search
from dure.web.access import allows, pass_of
from dure.web.problems import local_path
from dure.web.shell import ALL_PAGES_COOKIE


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The page made for the role; in a new plant the first steps, for those who take them."""
    holder = pass_of(request)
    if allows(holder, "web:first-steps") and first_steps.is_new():
        return redirect("web:first-steps")
    entry = menu.start(holder)
    return render(request, "web/empty.html") if entry is None else redirect(entry.href)


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    hits = search.find(text, pass_of(request).roles)
    template = "web/parts/hits.html" if request.headers.get("HX-Request") else "web/search.html"
    return render(request, template, {"text": text.strip(), "hits": hits})


@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/help.html")


@require_GET
def first_steps_page(request: HttpRequest) -> HttpResponse:
    return render(request, "web/first_steps.html", {"ways": first_steps.ways(pass_of(request))})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie, and for the person's next log-in."""
    code = request.POST.get("language", "")
    response = redirect(local_path(request, request.headers.get("Referer", "")))
    if code not in dict(settings.LANGUAGES) or not check_for_language(code):
        return response
    if request.user.is_authenticated:
        request.user.language = code  # type: ignore[attr-defined]
        request.user.save(update_fields=["language"])
    keep_language(response, code)
    return response


@require_POST
def all_pages(request: HttpRequest) -> HttpResponse:
    """Show all pages in this browser's navigation, or again only those that fit the plant's level."""
    response = redirect(local_path(request, request.headers.get("Referer", "")))
    if request.POST.get("all") == "1":
        response.set_cookie(
            ALL_PAGES_COOKIE,
            "1",
            max_age=366 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
    else:
        response.delete_cookie(ALL_PAGES_COOKIE)
    return response


def keep_language(response: HttpResponse, code: str) -> None:
    """Put the language on the answer for the requests that follow."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=366 * 24 * 3600,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
