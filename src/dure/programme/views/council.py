"""The council: members, meetings, actions and whether they are closed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import watch_changes, who
from dure.plant.today import today
from dure.programme.forms.council import ActionForm, ActionSearch, CloseActionForm, CouncilMeetingForm, MemberForm
from dure.programme.models import CouncilAction, CouncilMeeting, CouncilMember
from dure.programme.selectors import council as selectors
from dure.programme.services import council as services
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404

_FORM, _UNDO = "programme/form.html", "programme:undo"


@require_GET
def council(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("day"), lambda row: row.held_on.isoformat()),
        Field(_("title"), lambda row: row.title),
        Field(_("actions of the council"), lambda row: row.asked, "number"),
        Field(pgettext("council", "open"), lambda row: row.still_open, "number"),
    ]
    return listing(
        request, "programme/council.html", selectors.meetings(), fields, title=_("Council"),
        members=selectors.members(), today=today(),
    )  # fmt: skip


@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(CouncilMeeting, pk=pk)
    context = {"row": row, "actions": selectors.actions_of(row), "today": today()}
    return render(request, "programme/council_meeting.html", context)


@require_GET
def closure(request: HttpRequest) -> HttpResponse:
    """Whether what the council decided was done."""
    search = ActionSearch({"state": "all"} | request.GET.dict())
    state = search.cleaned_data["state"] if search.is_valid() else "all"
    whole, by_owner = selectors.closure(today())
    fields = [
        Field(_("what is to be done"), lambda row: row.text),
        Field(pgettext("council", "who does it"), lambda row: str(row.owner)),
        Field(_("meeting of the council"), lambda row: str(row.meeting)),
        Field(pgettext("council", "due"), lambda row: row.due_on.isoformat()),
        Field(_("done on"), lambda row: row.done_on.isoformat() if row.done_on else ""),
        Field(_("what was done"), lambda row: row.result),
    ]
    return listing(
        request, "programme/council_closure.html", selectors.actions(today=today(), state=state), fields,
        title=_("Actions of the council"), whole=whole, by_owner=by_owner, search=search, today=today(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def member_add(request: HttpRequest) -> HttpResponse:
    form, back = MemberForm(request.POST or None, initial={"first_on": today()}), reverse("programme:council")
    return take(
        request, form, lambda: services.add_member(by=who(request), **form.cleaned_data), template=_FORM, then=back,
        done=_("Added."), undo=watch_changes(_UNDO), heading=_("Add a member"), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def member_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back, undo_of = row_or_404(CouncilMember, pk=pk), reverse("programme:council"), watch_changes(_UNDO)
    form = MemberForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_member(member=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def meeting_add(request: HttpRequest) -> HttpResponse:
    form, undo_of = CouncilMeetingForm(request.POST or None, initial={"held_on": today()}), watch_changes(_UNDO)
    return take(
        request, form, lambda: services.add_council_meeting(by=who(request), **form.cleaned_data), template=_FORM,
        then=lambda made: reverse("programme:council-meeting", args=[made.pk]), done=_("Added."), undo=undo_of,
        heading=_("Add a meeting"), back=reverse("programme:council"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(CouncilMeeting, pk=pk), reverse("programme:council-meeting", args=[pk])
    form, undo_of = CouncilMeetingForm(request.POST or None, instance=row), watch_changes(_UNDO)
    return take(
        request, form,
        lambda: services.change_council_meeting(meeting=row, by=who(request), **form.cleaned_data), template=_FORM,
        then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def action_add(request: HttpRequest, pk: int) -> HttpResponse:
    row, back = row_or_404(CouncilMeeting, pk=pk), reverse("programme:council-meeting", args=[pk])
    form, undo_of = ActionForm(request.POST or None), watch_changes(_UNDO)
    return take(
        request, form, lambda: services.add_action(meeting=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Added."), undo=undo_of, heading=_("Add an action"), back=back, hint=str(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def action_close(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo_of = row_or_404(CouncilAction, "meeting", pk=pk), watch_changes(_UNDO)
    form = CloseActionForm(request.POST or None, initial={"done_on": today()})
    back = reverse("programme:council-meeting", args=[row.meeting_id])
    return take(
        request, form, lambda: services.close_action(action=row, by=who(request), **form.cleaned_data),
        template=_FORM, then=back, done=_("Saved."), undo=undo_of, heading=str(row), back=back,
    )  # fmt: skip
