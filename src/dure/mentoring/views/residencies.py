"""Residencies: planned, followed week by week, handed over, ended."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring.access import LEADERS
from dure.mentoring.forms.residency import EndForm, HandoverForm, NewResidencyForm, ResidencyForm, TakeForm, WeekForm
from dure.mentoring.models import Residency, StayHandover
from dure.mentoring.selectors import residency as selectors
from dure.mentoring.selectors.stay_tasks import tasks_of
from dure.mentoring.services import residency as services
from dure.mentoring.stay import weeks_between
from dure.mentoring.views.residency_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.plant.today import today
from dure.web.access import pass_of
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "mentoring/form.html"


def state_of(row: Residency, day: date) -> tuple[str, str]:
    """Word and tone of a badge."""
    if row.ended_at is not None:
        return _("ended"), ""
    if row.starts_on > day:
        return _("planned"), "info"
    if row.ends_on < day:
        return _("to be ended"), "warn"
    return _("under way"), "good"


@require_GET
def residencies(request: HttpRequest) -> HttpResponse:
    state, day = request.GET.get("state", "all"), today()
    rows = selectors.residencies(today=day, state=state).filter(pk__in=selectors.stays_open_to(who(request)))
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("factory"), lambda row: str(row.factory)),
        Field(_("mentors"), lambda row: ", ".join(str(one.mentor) for one in row.team.all())),
        Field(_("first day"), lambda row: row.starts_on.isoformat()),
        Field(_("last day"), lambda row: row.ends_on.isoformat()),
        Field(_("status"), lambda row: state_of(row, day)[0]),
        Field(_("not taken over"), lambda row: row.open_items, "number"),
    ]

    def dress(shown: Any) -> list[Any]:
        found = list(shown)
        for row in found:
            row.word, row.tone = state_of(row, day)
        return found

    return listing(
        request, "mentoring/residencies.html", rows, fields, title=_("Residencies"), state=state, dress=dress
    )


@require_GET
def residency(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _row(request, pk))


def _row(request: HttpRequest, pk: int) -> Residency:
    """Raises Denied for a mentor of other stays."""
    row = row_or_404(Residency, "factory", "long_by", "ended_by", pk=pk)
    selectors.refuse_stranger(row, who(request))
    return row


def _page(request: HttpRequest, row: Residency) -> HttpResponse:
    word, tone = state_of(row, today())
    context = _told(row) | {"word": word, "tone": tone, "leads": bool(pass_of(request).roles & LEADERS)}
    return render(request, "mentoring/residency.html", context | {"me": who(request).pk})


def _told(row: Residency) -> dict[str, Any]:
    """All that the page and the paper say of a stay."""
    day = today()
    days = list(selectors.logs(row))
    return {
        "row": row, "today": day, "weeks": selectors.planned_weeks(row, day), "presence": selectors.presence(row, day),
        "logs": days, "conflicts": [one for one in days if one.conflicts], "handovers": selectors.handovers(row),
        "team": [one.mentor for one in row.team.select_related("mentor")],
        "in_weeks": weeks_between(row.starts_on, row.ends_on), "stay_tasks": tasks_of(row),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form, back = NewResidencyForm(request.POST or None), reverse("mentoring:residencies")
    return take(
        request, form, lambda: services.add_residency(by=who(request), **form.cleaned_data), template=FORM,
        then=lambda made: reverse("mentoring:residency", args=[made.pk]), done=_("Planned."),
        heading=_("Plan a residency"), back=back,
        hint=_("The last day is the last working day of these weeks; public holidays are left out."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = _row(request, pk), reverse("mentoring:residency", args=[pk])
    first = {
        "mentors": [one.mentor_id for one in row.team.all()], "starts_on": row.starts_on, "aim": row.aim,
        "weeks": weeks_between(row.starts_on, row.ends_on), "long_why": row.long_why,
    }  # fmt: skip
    form = ResidencyForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.change_residency(residency=row, by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def week(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    row, before, back = _row(request, pk), newest_change(), reverse("mentoring:residency", args=[pk])
    known = row.weeks.filter(number=number).first()
    form = WeekForm(request.POST or None, initial={"aim": known.aim, "tasks": known.tasks} if known else {})
    return take(
        request, form, lambda: services.plan_week(residency=row, number=number, by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Saved."), undo=lambda made: undo_address(request, before, made),
        heading=_("Week %(number)s") % {"number": number}, back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = _row(request, pk), reverse("mentoring:residency", args=[pk])
    form = EndForm(request.POST or None, initial={"last_on": min(row.ends_on, today())})
    return take(
        request, form, lambda: services.end_residency(residency=row, by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Ended."), heading=_("End the residency"), back=back,
        hint=_("The mentors' log-ins end with this day."),
    )  # fmt: skip


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    services.reopen_residency(residency=_row(request, pk), by=who(request))
    return toast(request, redirect("mentoring:residency", pk), _("It is open again."))


@require_http_methods(["GET", "POST"])
def handover_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, before, back = _row(request, pk), newest_change(), reverse("mentoring:residency", args=[pk])
    form = HandoverForm(request.POST or None)
    return take(
        request, form, lambda: services.add_handover(residency=row, by=who(request), **form.cleaned_data),
        template=FORM, then=back, done=_("Added."), undo=lambda made: undo_address(request, before, made),
        heading=_("Hand something over"), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def handover_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Its owner looks at it and says: I have it."""
    before, row = newest_change(), row_or_404(StayHandover, "residency__factory", "owner", pk=pk)
    services.refuse_strangers(handover=row, by=who(request))
    back = reverse("mentoring:handovers") if row.owner_id == who(request).pk else _back_to(row)
    return take(
        request, TakeForm(request.POST or None), lambda: services.take_handover(handover=row, by=who(request)),
        template=FORM, then=back, done=_("Taken over."), undo=lambda made: undo_address(request, before, made),
        heading=row.text, back=back, button=_("Take it over"),
        hint=f"{row.residency.factory} · {row.owner} · {row.due_on.isoformat()}",
    )  # fmt: skip


@require_POST
def handover_remove(request: HttpRequest, pk: int) -> HttpResponse:
    before, row = newest_change(), row_or_404(StayHandover, "residency", pk=pk)
    selectors.refuse_stranger(row.residency, who(request))
    services.remove_handover(handover=row, by=who(request))
    return toast(request, redirect(_back_to(row)), _("Removed."), undo=undo_address(request, before, row))


def _back_to(row: StayHandover) -> str:
    return reverse("mentoring:residency", args=[row.residency_id])


@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    """What the person is asked to go on with."""
    rows = selectors.own_handovers(who(request))
    return render(request, "mentoring/handovers.html", {"rows": rows, "today": today()})


@require_GET
@in_asked_language
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan, attendance, logs and what is handed over, on A4."""
    row = _row(request, pk)
    return paper(
        request,
        "mentoring/residency_paper.html",
        title=_("Residency report"),
        is_paper=True,
        **_told(row),
        number=row.number,
    )
