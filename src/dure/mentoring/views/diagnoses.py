"""Diagnoses: list, page, differences, closing, paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring import radar
from dure.mentoring.access import LEADERS
from dure.mentoring.forms.diagnoses import AgreeForm, CloseForm, DiagnosisForm
from dure.mentoring.models import Diagnosis, TableItem
from dure.mentoring.selectors import diagnoses as selectors
from dure.mentoring.selectors.diagnoses import RELATED, Report
from dure.mentoring.services import diagnoses as services
from dure.mentoring.views.diagnosis_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast


@require_GET
def diagnoses(request: HttpRequest) -> HttpResponse:
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "all")
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("assessment table"), lambda row: str(row.table)),
        Field(_("place"), lambda row: str(row.area or _("Whole plant"))),
        Field(_("day"), lambda row: row.assessed_on.isoformat()),
        Field(_("first assessor"), lambda row: str(row.first)),
        Field(_("second assessor"), lambda row: str(row.second)),
        Field(_("status"), lambda row: state_of(row)[1]),
    ]
    rows = selectors.diagnoses(words=words, state=state)
    return listing(
        request, "mentoring/diagnoses.html", rows, fields, title=_("Diagnoses"), words=words, state=state,
        dress=lambda found: [_dressed(row) for row in found], has_table=selectors.tables(status="published").exists(),
    )  # fmt: skip


def _dressed(row: Diagnosis) -> Diagnosis:
    row.shown = state_of(row)  # type: ignore[attr-defined]
    return row


def state_of(row: Diagnosis) -> tuple[str, str]:
    """(colour of the badge, word)."""
    if row.closed_at is not None:
        return "good", _("closed")
    return ("warn", _("to be brought together")) if row.is_handed_in else ("info", _("being answered"))


def address_of(row: Diagnosis) -> str:
    return reverse("mentoring:diagnosis", args=[row.pk])


def row_of(pk: int) -> Diagnosis:
    return row_or_404(Diagnosis, *RELATED, pk=pk)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    before = newest_change()
    form = DiagnosisForm(request.POST or None, initial={"assessed_on": today(), "first": who(request).pk})
    return take(
        request, form, lambda: services.begin_diagnosis(by=who(request), **form.cleaned_data),
        template="mentoring/diagnosis_form.html", then=address_of, done=_("Begun."), sectors=form.sectors,
        undo=lambda made: undo_address(before, made), heading=_("Begin a diagnosis"),
        back=reverse("mentoring:diagnoses"), has_table=selectors.tables(status="published").exists(), needs_table=True,
    )  # fmt: skip


@require_GET
def diagnosis(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, row_of(pk))


def _page(
    request: HttpRequest, row: Diagnosis, *, bound: AgreeForm | None = None, at: int = 0,
    close: CloseForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    person = who(request)
    is_mine = person.pk in row.assessors
    context: dict[str, Any] = {
        "diagnosis": row, "shown": state_of(row), "is_mine": is_mine, "has_handed_in": _handed(row, person.pk),
        "left": selectors.missing(row, person) if is_mine else 0,
        "may_settle": is_mine or bool(pass_of(request).roles & LEADERS),
    }  # fmt: skip
    if row.is_handed_in:
        found = selectors.report(row)
        context |= {
            "report": found,
            "chart": _chart(found),
            "close": close or CloseForm(initial={"summary": row.summary}),
        }
        context["settle"] = [(one, _agree_form(one, bound if one.item.pk == at else None)) for one in found.differing]
    return render(request, "mentoring/diagnosis.html", context, status=status)


def _handed(row: Diagnosis, person: int) -> bool:
    return bool((person == row.first_id and row.first_handed_at) or (person == row.second_id and row.second_handed_at))


def _agree_form(one: selectors.Line, bound: AgreeForm | None) -> AgreeForm:
    if bound is not None:
        return bound
    first: dict[str, Any] = {}
    if one.agreed is not None:
        level = "out" if one.agreed.is_left_out else str(one.agreed.level)
        first = {"level": level, "reason": one.agreed.reason}
    return AgreeForm(item=one.item, initial=first, auto_id=f"id_i{one.item.pk}_%s")


def _chart(found: Report) -> radar.Radar | None:
    """This diagnosis by module, with the last one and the peers' median where there are any."""
    series = [(_("this diagnosis"), [one.share for one in found.modules])]
    if found.last_result is not None:
        old = found.last_result.by_module
        series.append((_("the last one"), [old[m.code].share if m.code in old else None for m in found.modules]))
    if any(one.peer for one in found.modules):
        series.append((_("median of the peers"), [one.peer.median if one.peer else None for one in found.modules]))
    return radar.radar([one.name for one in found.modules], series)


@require_POST
def agree(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    row, before = row_of(pk), newest_change()
    asked = row_or_404(TableItem, "module__table", pk=item, module__table=row.table_id)
    form = AgreeForm(request.POST, item=asked, auto_id=f"id_i{item}_%s")
    if not form.is_valid():
        return _page(request, row, bound=form, at=item, status=422)
    made = services.agree(diagnosis=row, item=asked, by=who(request), **form.values())
    return toast(request, redirect(f"{address_of(row)}#d{item}"), _("Settled."), undo=undo_address(before, made))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    row, form = row_of(pk), CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, row, close=form, status=422)
    services.close_diagnosis(diagnosis=row, by=who(request), summary=form.cleaned_data["summary"])
    back = reverse("mentoring:diagnosis-reopen", args=[pk]) if pass_of(request).roles & LEADERS else ""
    return toast(request, redirect(address_of(row)), _("Closed."), undo=back)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.reopen_diagnosis(diagnosis=row_of(pk), by=who(request))
    return toast(request, redirect(address_of(row)), _("Open again."))


@require_GET
@in_asked_language
def print_out(request: HttpRequest, pk: int) -> HttpResponse:
    """The report on A4; before both have handed in it is the empty form of the table."""
    row = row_of(pk)
    found = selectors.report(row)
    return paper(
        request, "mentoring/diagnosis_paper.html", title=_("Diagnosis report"), number=row.number, diagnosis=row,
        report=found, chart=_chart(found) if row.is_handed_in else None, shown=state_of(row),
    )  # fmt: skip
