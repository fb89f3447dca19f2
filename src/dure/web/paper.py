"""A document on A4 paper: one template, a page to look at and print, and with `?format=pdf` the same as a PDF."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.web import problems
from dure.web.access import allows, pass_of
from dure.web.contexts import offered
from dure.web.listing import as_file
from dure.web.pdf import Fetch, Lack, lack, pdf

P = ParamSpec("P")
PDF = "application/pdf"
_STATIC_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}
_MOST_PICTURE = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a document as it is printed. stamp: address of the picture of its seal, or empty."""

    name: str = ""
    business_number: str = ""
    representative: str = ""
    address: str = ""
    business_type: str = ""
    business_item: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    bank_account: str = ""
    stamp: str = ""


def paper(
    request: HttpRequest, template: str, *, title: str, number: str = "", landscape: bool = False, **context: Any
) -> HttpResponse:
    """A document of a template that extends `web/paper.html`.

    title and number name the file and the tab. The template also knows `issuer` and `printed_at`. Its view has the
    decorator `in_asked_language`. Raises Invalid for another form than pdf.
    """
    form = request.GET.get("format", "")
    if form not in ("", "pdf"):
        raise Invalid("%(text)s is no form of export", text=form)
    if form and lack() is not None:
        return problems.page(request, 501, why_no_pdf())
    values = {"title": title, "number": number, "landscape": landscape, "issuer": issuer(), "as_pdf": bool(form)}
    values |= {"printed_at": clock.now(), "may_pdf": lack() is None, "why_no_pdf": why_no_pdf()}
    html = render_to_string(template, values | context, request)
    if not form:
        return HttpResponse(html)
    name = " ".join(filter(None, [title, number])) or str(timezone.localdate(clock.now()))
    return as_file(pdf(html, _fetch_for(request)), f"{name}.pdf", PDF)


def in_asked_language(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a document that says all in the language of `?language=`, its title and the words it hands over too."""

    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(_language(request)):
            return view(request, *args, **kwargs)

    return shown


def why_no_pdf() -> str:
    """What to install before PDFs can be made, in the reader's language; empty when they can."""
    match lack():
        case Lack.EXTRA:
            return _("PDFs need one more part. Install it with: pip install 'dure[reports]'")
        case Lack.LIBRARIES:
            return _(
                "PDFs need the library Pango. "
                "Install it, for example: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
            )
        case None:
            return ""


def issuer() -> Party:
    """The own company, from the context that offers `issuer.issuer()`; empty without one."""
    found = _offered()
    return found() if found else Party()


@cache
def _offered() -> Callable[[], Party] | None:
    return next((module.issuer for module in offered("issuer")), None)


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else translation.get_language() or settings.LANGUAGE_CODE


def _fetch_for(request: HttpRequest) -> Fetch:
    """What the document may hold: the house's own files, and pictures that the reader may open in the browser."""

    def fetch(path: str) -> tuple[bytes, str]:
        if path.startswith(settings.STATIC_URL):
            return _static(path.removeprefix(settings.STATIC_URL))
        return _picture(request, path)

    return fetch


def _static(name: str) -> tuple[bytes, str]:
    kind = _STATIC_TYPES.get(Path(name).suffix)
    found = finders.find(name) if kind and ".." not in name else None
    if not isinstance(found, str) or kind is None:
        raise LookupError(name)
    return Path(found).read_bytes(), kind


def _picture(request: HttpRequest, path: str) -> tuple[bytes, str]:
    """A picture by the page that serves it, through the same guard as in the browser."""
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise LookupError(path) from error
    if not allows(pass_of(request), match.view_name):
        raise LookupError(path)
    asked = copy(request)
    asked.path, asked.path_info, asked.method, asked.resolver_match = path, path, "GET", match
    answer = match.func(asked, *match.args, **match.kwargs)
    kind = answer.get("Content-Type", "").partition(";")[0]
    if answer.status_code != 200 or not kind.startswith("image/"):
        raise LookupError(path)
    return _body(answer), kind


def _body(answer: HttpResponseBase) -> bytes:
    """All that a view answers. Closing the answer would end the request, and with it the database's connection."""
    body = answer.content if isinstance(answer, HttpResponse) else b"".join(answer)  # type: ignore[call-overload]
    if file := getattr(answer, "file_to_stream", None):
        file.close()
    if len(body) > _MOST_PICTURE:
        raise LookupError("too large a picture")
    return bytes(body)
