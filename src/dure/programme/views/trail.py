"""The trail: looked through, checked, reviewed month by month, and kept as long as its terms say."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel.errors import DureError
from dure.plant.acting import who
from dure.programme.forms.trail import ReasonForm, ReviewForm, TermForm, TrailSearch
from dure.programme.models import TrailEntry
from dure.programme.models.trail import FLOOR_MONTHS
from dure.programme.selectors import trail as selectors
from dure.programme.services import trail as services
from dure.programme.trail_middleware import act_of, ask, keep_reason
from dure.programme.trail_words import said_of, what_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.problems import local_path, text_of
from dure.web.tables import Kind


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    search = TrailSearch(request.GET)
    asked = selectors.Asked(**search.cleaned_data) if search.is_valid() else selectors.Asked()
    fields = [
        Field(_("No."), lambda row: row.sequence, Kind.NUMBER),
        Field(_("When"), lambda row: row.at, Kind.TIME),
        Field(_("kind"), lambda row: row.get_kind_display()),
        Field(_("Who"), lambda row: row.name),
        Field(_("From"), lambda row: row.address),
        Field(_("Session"), lambda row: row.session),
        Field(_("Whose data"), lambda row: row.whose),
        Field(_("What"), what_of),
        Field(_("Address"), lambda row: row.path),
        Field(_("Rows"), lambda row: row.rows, Kind.NUMBER),
        Field(_("Reason"), lambda row: row.reason),
        Field(_("Hash"), lambda row: row.hash),
    ]
    rows = selectors.entries(asked)

    def dressed(shown: Iterable[TrailEntry]) -> list[TrailEntry]:
        found = list(shown)
        for one in found:
            one.told = what_of(one)  # type: ignore[attr-defined]
        return found

    return listing(
        request, "programme/trail.html", rows, fields, title=_("Trail"), search=search, due=selectors.due(),
        dress=dressed, heading=[f"{field.label}: {field.value()}" for field in search if field.value()],
    )  # fmt: skip


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    found = services.check(by=who(request), act=act_of(request))
    said = [said_of(one) for one in found.breaks]
    return render(request, "programme/trail_check.html", {"found": found, "said": said})


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("Month"), lambda one: f"{one.month:%Y-%m}"),
        Field(_("Signed by"), lambda one: str(one.review.by) if one.review else pgettext("review", "due")),
        Field(_("When"), lambda one: one.review.at if one.review else None, Kind.TIME),
        Field(_("what was looked at and found"), lambda one: one.review.note if one.review else ""),
    ]
    return listing(request, "programme/trail_reviews.html", selectors.months(), fields, title=_("Monthly reviews"))


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, year: int, month: int) -> HttpResponse:
    known = {one.month: one for one in selectors.months()}
    try:
        found = known[date(year, month, 1)]
    except (KeyError, ValueError) as error:
        raise Http404 from error
    back, form = reverse("programme:trail-reviews"), ReviewForm(request.POST or None)
    context: dict[str, Any] = {
        "found": found, "figures": selectors.figures_of(found.month), "back": back,
        "hours": selectors.OFFICE_HOURS, "heading": _("Review of %(month)s") % {"month": f"{found.month:%Y-%m}"},
    }  # fmt: skip

    def sign() -> object:
        return services.sign_review(
            month=found.month, note_text=form.cleaned_data["note_text"], by=who(request), act=act_of(request)
        )

    return take(request, form, sign, template="programme/trail_review.html", then=back, done=_("Signed."), **context)


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    context = {"terms": selectors.terms(), "anchors": selectors.anchors()[:12], "floor": FLOOR_MONTHS}
    return render(request, "programme/trail_terms.html", context)


@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in TrailEntry.Kind.values:
        raise Http404
    back = reverse("programme:trail-terms")
    form = TermForm(request.POST or None, initial={"months": selectors.months_of(kind)})
    return take(
        request, form,
        lambda: services.set_term(kind=kind, by=who(request), months=form.cleaned_data["months"]),
        template="programme/form.html", then=back, done=_("Saved."), heading=TrailEntry.Kind(kind).label, back=back,
        hint=_("Entries stay for %(months)s months at least.") % {"months": FLOOR_MONTHS},
    )  # fmt: skip


@require_POST
def reason(request: HttpRequest) -> HttpResponseBase:
    """Takes the reason for a file and leads to it."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return ask(request, form, status=422)
    try:
        told = services.reason_of(form.cleaned_data["chosen"], form.cleaned_data["text"])
    except DureError as error:
        form.add_error("text", text_of(error))
        return ask(request, form, status=422)
    path = local_path(request, form.cleaned_data["next"])
    keep_reason(request, path, told)
    return redirect(path)
