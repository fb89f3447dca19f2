"""Cases: begun, listed, led on, with their papers."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from dure.kernel.errors import NotFound
from dure.plant.acting import who
from dure.plant.models import REGION_NAMES
from dure.plant.roles import RegionRole
from dure.plant.today import today
from dure.product.media import MOST_FILE_MB
from dure.product.serving import file_answer
from dure.programme.forms.cases import BeginForm, CaseSearch, PaperForm, StepForm
from dure.programme.models import Case, CasePaper
from dure.programme.selectors import applications as application_selectors
from dure.programme.selectors import cases as selectors
from dure.programme.selectors.facts import FACTS, REASON, label_of
from dure.programme.selectors.seats import seats_of
from dure.programme.selectors.supports import doubles
from dure.programme.services import applications, papers
from dure.programme.services import cases as services
from dure.programme.words import state_word
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.uploads import read, takes_files

_FORM = "programme/form.html"
_RELATED = ("firm", "round__cohort__programme", "type", "workflow", "programme")
SOON = 14
"""Days ahead in the list of deadlines."""


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    search = CaseSearch(request.GET, states=selectors.states_of(selectors.cases()))
    asked = search.cleaned_data if search.is_valid() else {}
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("name"), lambda row: row.firm.name),
        Field(_("business number"), lambda row: row.firm.number_shown),
        Field(_("city or county"), lambda row: row.firm.get_city_display()),
        Field(_("type of support"), lambda row: row.type.code),
        Field(_("rounds"), lambda row: str(row.round)),
        Field(_("state"), lambda row: state_word(row.state)),
        Field(_("from"), lambda row: str(row.since_on or "")),
        Field(_("due on"), lambda row: str(row.due_on or "")),
    ]
    rows = selectors.cases(
        text=asked.get("q", ""), state=asked.get("state", ""), city=asked.get("city", ""), kind=asked.get("kind", ""),
        call=asked.get("call", ""), is_late=asked.get("late", False),
    )  # fmt: skip
    return listing(request, "programme/cases.html", rows, fields, title=_("Cases"), search=search, today=today())


@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    row, person = row_or_404(Case, *_RELATED, pk=pk), who(request)
    context = {
        "row": row, "steps": selectors.next_steps(row, person), "timeline": selectors.timeline(row), "today": today(),
        "fresh": selectors.fresh_papers(row), "application": application_selectors.of(row),
        "acts": [REGION_NAMES[RegionRole(role)] for role in selectors.acts_next(row)],
        "doubles": [] if _is_firm(request) else doubles(row),
    }  # fmt: skip
    return render(request, "programme/case.html", context)


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What a firm has to do next."""
    person = who(request)
    rows = [
        {
            "row": row, "steps": selectors.next_steps(row, person), "may_write": applications.may_write(row, person),
            "application": application_selectors.of(row), "timeline": selectors.timeline(row),
            "acts": [REGION_NAMES[RegionRole(role)] for role in selectors.acts_next(row)],
        }
        for row in selectors.cases_of(selectors.firms_of(person))
    ]  # fmt: skip
    is_busy = any(one["row"].is_open for one in rows)
    context = {"cases": rows, "today": today(), "is_busy": is_busy, "rounds": selectors.rounds_to_begin()}
    return render(request, "programme/mine.html", context)


@require_http_methods(["GET", "POST"])
def case_begin(request: HttpRequest) -> HttpResponse:
    person = who(request)
    own = None if selectors.begins_for_any(person) else selectors.firms_of(person)
    form = BeginForm(request.POST or None, own=own)
    back = reverse("programme:mine" if own is not None else "programme:cases")
    return take(
        request, form, lambda: services.begin_case(by=person, **form.cleaned_data), template=_FORM,
        then=lambda made: _place(request, made), done=_("The letter of intent has arrived."), back=back,
        heading=_("Letter of intent"), button=_("Send"),
        hint=_("Which round and type, and what you want to do. The application comes afterwards."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def case_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    row, person = row_or_404(Case, *_RELATED, pk=pk), who(request)
    found = selectors.next_step(row, name, person)
    if found is None and request.method == "GET":
        raise NotFound("This step can't be taken here any more.")
    needs_reason = found is not None and REASON in found.step.needs
    last = selectors.last_step(row)
    form = StepForm(request.POST or None, needs_reason=needs_reason, initial={"after": last.pk})
    return take(
        request, form, lambda: services.take_step(case=row, name=name, by=person, **form.cleaned_data),
        template="programme/case_step.html", then=_place(request, row), done=_("Done."), row=row, found=found,
        heading=found.word if found else str(row), button=found.word if found else "", back=_place(request, row),
        state_after=state_word(found.step.end) if found else "",
    )  # fmt: skip


@takes_files(MOST_FILE_MB)
@require_http_methods(["GET", "POST"])
def case_paper_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    row = row_or_404(Case, *_RELATED, pk=pk)
    if kind not in FACTS:
        raise NotFound("There is no such paper.")
    form = PaperForm(request.POST or None, request.FILES or None)
    return take(
        request, form,
        lambda: papers.add_paper(
            case=row, kind=kind, data=read(form.cleaned_data["file"], MOST_FILE_MB), note=form.cleaned_data["note"],
            by=who(request),
        ),
        template=_FORM, then=_place(request, row), done=_("Added."), heading=label_of(kind),
        hint=f"{row.number} · {row.firm}", back=_place(request, row),
    )  # fmt: skip


@require_safe
def case_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(CasePaper, pk=pk).file)


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """What the person's offices have to do in these days, or should have done."""
    roles = {seat.organisation.kind for seat in seats_of(who(request), today())}
    rows = selectors.deadlines(roles, within=SOON, day=today())
    fields = [
        Field(_("due on"), lambda one: str(one.case.due_on or "")),
        Field(_("number"), lambda one: one.case.number),
        Field(_("name"), lambda one: one.case.firm.name),
        Field(_("state"), lambda one: state_word(one.case.state)),
    ]
    return listing(request, "programme/deadlines.html", rows, fields, title=_("Deadlines"), soon=SOON)


def _is_firm(request: HttpRequest) -> bool:
    return RegionRole.FIRM in pass_of(request).roles


def _place(request: HttpRequest, row: Case) -> str:
    """Where somebody looks at the case: a firm on its own page."""
    return reverse("programme:mine") if _is_firm(request) else reverse("programme:case", args=[row.pk])
