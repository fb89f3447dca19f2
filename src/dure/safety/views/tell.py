"""Telling a near miss or an idea: from any phone by a QR code, from a shared tablet, or logged in.

Nothing of an anonymous report is written beside it: the pages keep no address, no session value and no message.
"""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel.errors import DureError
from dure.plant.acting import tablet, who
from dure.plant.models import Area, Person
from dure.product.media import MOST_PICTURE_MB
from dure.safety import selectors, services
from dure.safety.forms import NearMissForm, SuggestionForm, first_place
from dure.safety.models import ReportPoint, Suggestion
from dure.web.access import pass_of
from dure.web.problems import status_of, text_of
from dure.web.uploads import takes_files

_KINDS: dict[str, dict[str, Any]] = {
    "near_miss": {
        "form": NearMissForm, "template": "safety/tell_near_miss.html", "do": services.report_near_miss,
        "heading": _("Tell a near miss"), "other": ("safety:suggest", "safety:at-suggest"),
        "other_label": _("Make a suggestion"),
    },
    "suggestion": {
        "form": SuggestionForm, "template": "safety/tell_suggestion.html", "do": services.suggest,
        "heading": _("Make a suggestion"), "other": ("safety:tell", "safety:at"), "other_label": _("Tell a near miss"),
    },
}  # fmt: skip


@takes_files(MOST_PICTURE_MB)
@never_cache
@require_http_methods(["GET", "POST"])
def near_miss(request: HttpRequest) -> HttpResponse:
    """By somebody logged in, or on a registered tablet without anybody."""
    return _without_point(request, "near_miss")


@takes_files(MOST_PICTURE_MB)
@never_cache
@require_http_methods(["GET", "POST"])
def suggestion(request: HttpRequest) -> HttpResponse:
    return _without_point(request, "suggestion")


@takes_files(MOST_PICTURE_MB)
@never_cache
@require_http_methods(["GET", "POST"])
def near_miss_at(request: HttpRequest, token: str) -> HttpResponse:
    """By whoever scanned the code of a place."""
    return _page(request, "near_miss", point=_point(token))


@takes_files(MOST_PICTURE_MB)
@never_cache
@require_http_methods(["GET", "POST"])
def suggestion_at(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, "suggestion", point=_point(token))


@never_cache
@require_GET
def told(request: HttpRequest, number: str) -> HttpResponse:
    """Thank you, with the number by which the answer is found."""
    found = selectors.told_as(number)
    if found is None:
        raise Http404
    signed_in = _teller(request) is not None
    return render(
        request, "safety/told.html", {"number": number, "is_idea": found is Suggestion, "signed_in": signed_in}
    )


def _point(token: str) -> ReportPoint:
    found = selectors.point_by(token)
    if found is None:
        raise Http404
    return found


def _teller(request: HttpRequest) -> Person | None:
    """Whoever is logged in, the second factor shown where one is needed."""
    holder = pass_of(request)
    return who(request) if holder.signed_in and not holder.detour else None


def _without_point(request: HttpRequest, kind: str) -> HttpResponse:
    shared = tablet(request)
    if _teller(request) is None and shared is None:
        return redirect_to_login(request.get_full_path())
    here = shared.area if shared else None
    return _page(request, kind, first=here or selectors.only_area())


def _page(
    request: HttpRequest, kind: str, *, point: ReportPoint | None = None, first: Area | None = None
) -> HttpResponse:  # fmt: skip
    parts, teller = _KINDS[kind], _teller(request)
    form = parts["form"](
        request.POST or None, request.FILES or None, point=point, known=teller is not None, initial=first_place(first)
    )  # fmt: skip
    status = 200
    if request.method == "POST" and form.is_valid():
        by = None if form.cleaned_data.get("anonymous") else teller
        try:
            made = parts["do"](by=by, **form.values())
        except DureError as error:
            form.add_error(None, text_of(error))
            status = status_of(error)
        else:
            return redirect("safety:told", made.number)
    elif request.method == "POST":
        status = 422
    context = {"form": form, "point": point, "teller": teller, "heading": parts["heading"]}
    context |= {"other_label": parts["other_label"], "other": _other(parts, point)}
    return render(request, parts["template"], context, status=status)


def _other(parts: dict[str, Any], point: ReportPoint | None) -> str:
    without, at = parts["other"]
    return reverse(at, args=[point.token]) if point else reverse(without)
