"""Who goes where: proposals, and what a person makes of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.mentoring.assigning.explanation import Lack
from dure.mentoring.forms.residency import ProposeForm, StayForm
from dure.mentoring.models import AssignedStay, Assignment
from dure.mentoring.models.factories import EXPERTISE
from dure.mentoring.selectors import assignment as selectors
from dure.mentoring.services import assignment as services
from dure.mentoring.views.residencies import FORM
from dure.plant.acting import who
from dure.plant.today import today
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404, row_or_none
from dure.web.toast import toast


@require_GET
def assignments(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("proposed at"), lambda row: row.made_at, "time"),
        Field(_("from the week of"), lambda row: row.first_on.isoformat()),
        Field(_("factories"), lambda row: len(row.stays.all()), "number"),
        Field(_("with a team"), lambda row: sum(one.starts_on is not None for one in row.stays.all()), "number"),
        Field(
            _("made residencies"), lambda row: sum(one.residency_id is not None for one in row.stays.all()), "number"
        ),
        Field(_("proposed by"), lambda row: str(row.made_by)),
    ]

    def dress(shown: Any) -> list[Any]:
        found = list(shown)
        for row in found:
            stays = list(row.stays.all())
            row.asked, row.served = len(stays), sum(one.starts_on is not None for one in stays)
            row.accepted = sum(one.residency_id is not None for one in stays)
        return found

    return listing(
        request, "mentoring/assignments.html", selectors.assignments(), fields, title=_("Assignment of mentors"),
        dress=dress,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    base = row_or_none(Assignment, request.GET.get("base"))
    first = {"first_on": base.first_on if base else selectors.monday_of(today())}
    if base is not None:
        first |= {name: getattr(base, name) for name in ("unserved", "km", "over", "wait", "road_factor")}
    form = ProposeForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.propose(by=who(request), base=base, **form.values()), template=FORM,
        then=lambda made: reverse("mentoring:assignment", args=[made.pk]), done=_("Proposed."),
        heading=_("Propose who goes where"), back=reverse("mentoring:assignments"),
        hint=_("The plan with the fewest points is looked for. A point is a kilometre that a mentor drives to begin."),
    )  # fmt: skip


@require_GET
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Assignment, "made_by", pk=pk)
    stays = selectors.proposed(row)
    names = selectors.names_of(key for one in stays for key in [*one.team, *one.why.get("next_team", [])])
    firms = selectors.factory_names(key for one in stays for key in one.why.get("by", []))
    shown = [_shown(one, names, firms) for one in stays]
    served = [one for one in shown if one["team"]]
    return render(request, "mentoring/assignment.html", {"row": row, "stays": shown, "served": len(served)})


def _shown(row: AssignedStay, names: Mapping[int, str], firms: Mapping[int, str]) -> dict[str, Any]:
    why, fields = row.why, dict(EXPERTISE)
    knows = [
        (fields.get(what, what), ", ".join(names.get(key, "?") for key in keys))
        for what, keys in why.get("knows", {}).items()
    ]
    return {
        "row": row, "team": [(names.get(key, "?"), why.get("km", {}).get(str(key))) for key in row.team],
        "knows": knows, "why_not": _why_not(why, firms), "waits": why.get("waits", 0), "over": why.get("over", 0),
        "next_team": ", ".join(names.get(key, "?") for key in why.get("next_team", [])),
        "next_on": date.fromisoformat(why["next_on"]) if why.get("next_on") else None, "dearer": why.get("dearer"),
    }  # fmt: skip


def _why_not(why: Mapping[str, Any], firms: Mapping[int, str]) -> str:
    if not why.get("lack"):
        return ""
    words = {
        Lack.WINDOW: _("The weeks wanted don't fit between the days asked for."),
        Lack.SKILL: _("Nobody knows this well enough: %(what)s."),
        Lack.BARRED: _(
            "Who knows %(what)s can't go there: a conflict of interest, too few days a week, or no weeks left."
        ),
        Lack.FEW: _("Fewer mentors may go there than are wanted."),
        Lack.TEAM: _("No team of this size knows all that is asked for."),
        Lack.AWAY: _("Those who could go are never free together in these weeks."),
        Lack.BUSY: _("Those who could go are at %(by)s."),
        Lack.DEAR: _("A team could go, but costs more points than leaving the factory out."),
    }
    by = ", ".join(firms.get(key, "?") for key in why.get("by", []))
    return words[Lack(why["lack"])] % {"what": dict(EXPERTISE).get(why.get("what", ""), ""), "by": by}


@require_http_methods(["GET", "POST"])
def stay(request: HttpRequest, pk: int) -> HttpResponse:
    """A person says who goes where and when."""
    row = row_or_404(AssignedStay, "factory", pk=pk)
    form = StayForm(request.POST or None, initial={"starts_on": row.starts_on, "team": row.team})
    back = reverse("mentoring:assignment", args=[row.assignment_id])
    return take(
        request, form, lambda: services.set_stay(stay=row, by=who(request), **form.cleaned_data), template=FORM,
        then=back, done=_("Set. Propose again to fit the others around it."), heading=str(row.factory), back=back,
    )  # fmt: skip


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.release_stay(stay=row_or_404(AssignedStay, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:assignment", row.assignment_id), _("Left to the next proposal."))


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(AssignedStay, pk=pk)
    made = services.accept_stay(stay=row, by=who(request))
    text = _("%(number)s is planned.") % {"number": made.number}
    return toast(request, redirect("mentoring:assignment", row.assignment_id), text)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    services.close_assignment(assignment=row_or_404(Assignment, pk=pk), by=who(request))
    return toast(request, redirect("mentoring:assignments"), _("Laid aside."))
