"""Pages of the handover: the shift as it is, what was given over, the list, the paper."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.performance.handover import selectors, services, shifts
from dure.performance.handover.access import LEADERS
from dure.performance.handover.forms import AddForm, ReceiveForm, SignForm
from dure.performance.handover.models import Handover, HandoverTask
from dure.performance.handover.picture import picture_of
from dure.performance.handover.sections import Shown, shown
from dure.performance.handover.shifts import Turn
from dure.plant.acting import address, who
from dure.plant.models import Person
from dure.plant.services import log_in_by_badge
from dure.production.selectors import pages
from dure.web.access import allows, pass_of
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.problems import status_of, text_of
from dure.web.rows import row_or_404
from dure.web.toast import toast

_WIDE = {"hours", "machines", "stops"}


@require_GET
def handovers(request: HttpRequest) -> HttpResponse:
    text, area, state = (request.GET.get(name, "") for name in ("q", "area", "state"))
    fields = [
        Field(_("Day"), lambda row: row.shift_date.isoformat()),
        Field(_("Shift"), lambda row: row.shift_name or row.shift),
        Field(_("Area"), lambda row: row.area.name),
        Field(_("Good"), lambda row: Decimal(row.picture["sums"]["good"]), "number"),
        Field(_("Rejects"), lambda row: Decimal(row.picture["sums"]["reject"]), "number"),
        Field(_("given over by"), lambda row: str(row.signed_by)),
        Field(_("given over"), lambda row: row.signed_at, "time"),
        Field(_("read and taken over by"), lambda row: str(row.received_by or "")),
        Field(_("taken over"), lambda row: row.received_at, "time"),
        Field(_("Left to do"), lambda row: row.left, "number"),
        Field(_("what the next shift should know"), lambda row: row.note),
    ]
    return listing(
        request, "performance/handover/list.html", selectors.handovers(text=text, area=area, state=state), fields,
        title=_("Shift handovers"), text=text, area=area, state=state, areas=pages.areas(),
    )  # fmt: skip


@require_GET
def shift(request: HttpRequest) -> HttpResponse:
    """A shift as it is now, and the form by which its leader gives it over."""
    turn = _turn(request.GET)
    if turn is None:
        return render(request, "performance/handover/shift.html", {"areas": []})
    return _shift_page(request, turn)


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    turn, form = _turn(request.POST), SignForm(request.POST)
    if turn is None:
        raise Invalid("Choose an area and a shift.")
    if not form.is_valid():
        return _shift_page(request, turn, form, status=422)
    try:
        row = services.sign(turn=turn, by=who(request), **form.cleaned_data)
    except DureError as error:
        form.add_error(None, text_of(error))
        return _shift_page(request, turn, form, status=status_of(error))
    there = redirect("performance:handover", row.pk)
    return toast(
        request, there, _("The shift is given over."), undo=reverse("performance:handover-undo", args=[row.pk])
    )


@require_GET
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@require_GET
@in_asked_language
def on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    context = _whole(request, pk)
    return paper(request, "performance/handover/paper.html", title=_("Shift handover"), **context)


@sensitive_post_parameters()
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """By who is logged in, or by badge and PIN of who comes."""
    form = ReceiveForm(request.POST if "badge" in request.POST else None)
    if form.is_bound and not form.is_valid():
        return _page(request, pk, status=422, receive_form=form)
    try:
        row = services.receive(handover_id=row_or_404(Handover, pk=pk).pk, by=_arriving(request, form))
    except DureError as error:
        return _page(request, pk, status=status_of(error), problem=text_of(error))
    words = _("%(person)s has taken the shift over.") % {"person": row.received_by}
    return toast(request, redirect("performance:handover", pk), words)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    row = services.take_back(handover_id=row_or_404(Handover, pk=pk).pk, by=who(request))
    query = f"?area={row.area.code}&day={row.shift_date.isoformat()}&shift={row.shift}"
    there = redirect(reverse("performance:handover-shift") + query)
    return toast(request, there, _("The handover is taken back; its words are in the form."), kind="info")


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    form = AddForm(request.POST)
    row = row_or_404(Handover, pk=pk)
    if not form.is_valid():
        return _page(request, pk, status=422, add_form=form)
    services.add(handover_id=row.pk, by=who(request), **form.cleaned_data)
    return toast(request, redirect("performance:handover", pk), _("Added."))


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    is_done = request.POST.get("done") == "1"
    task = services.tick(task_id=row_or_404(HandoverTask, pk=pk).pk, is_done=is_done, by=who(request))
    words = _("Done: %(thing)s") if is_done else _("Open again: %(thing)s")
    return toast(request, redirect("performance:handover", task.handover_id), words % {"thing": task.text})


def _turn(given: Any) -> Turn | None:
    """The shift asked for, or the one to give over now. None while there is no area with machines."""
    areas = pages.areas().select_related("site")
    area = pages.area(given["area"]) if given.get("area") else areas.first()
    if area is None:
        return None
    if not given.get("day"):
        return shifts.to_hand_over(area, clock.now())
    try:
        day = date.fromisoformat(given["day"])
    except ValueError as error:
        raise Invalid("%(text)s is no date", text=given["day"]) from error
    return shifts.turn(area, day, given.get("shift"))


def _shift_page(request: HttpRequest, turn: Turn, form: SignForm | None = None, *, status: int = 200) -> HttpResponse:
    now = clock.now()
    earlier, later, of_day = shifts.around(turn)
    before = selectors.before(turn)
    left = selectors.left_of(before)
    picture = picture_of(turn, now)
    context = {
        "turn": turn, "form": form or _first_form(turn, left), "areas": pages.areas(), "turns": of_day,
        "earlier": earlier, "later": later if later and later.starts_at <= now else None,
        "given": shifts.given_over(turn), "before": before, "left": left, "has_begun": turn.starts_at <= now,
        "picture": picture, **_sections(request, picture),
    }  # fmt: skip
    return render(request, "performance/handover/shift.html", context, status=status)


def _first_form(turn: Turn, left: Sequence[HandoverTask]) -> SignForm:
    """With the words of a handover that was taken back, else with what the shift before left to do."""
    old = selectors.taken_back(turn)
    things = old.tasks.all() if old else left
    return SignForm(initial={"note": old.note if old else "", "tasks": "\n".join(one.text for one in things)})


def _page(request: HttpRequest, pk: int, *, status: int = 200, problem: str = "", **forms: Any) -> HttpResponse:
    person, whole = who(request), _whole(request, pk)
    context = whole | {
        "problem": problem, "receive_form": ReceiveForm(), "add_form": AddForm(),
        "may_receive_here": person.pk != whole["row"].signed_by_id and not LEADERS.isdisjoint(person.roles),
    }  # fmt: skip
    return render(request, "performance/handover/handover.html", context | forms, status=status)


def _whole(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = row_or_404(Handover, "area", "signed_by", "received_by", "undone_by", pk=pk)
    return {
        "row": row, "tasks": row.tasks.select_related("done_by"),
        "additions": row.additions.select_related("written_by"), "picture": row.picture,
        **_sections(request, row.picture),
    }  # fmt: skip


def _sections(request: HttpRequest, picture: dict[str, Any]) -> dict[str, list[Shown]]:
    reader = pass_of(request)

    def address_of(to: tuple[str, ...]) -> str:
        return reverse(to[0], args=to[1:]) if allows(reader, to[0]) else ""

    found = shown(picture, address_of)
    return {
        "wide": [one for one in found if one.table.name in _WIDE],
        "narrow": [one for one in found if one.table.name not in _WIDE],
    }


def _arriving(request: HttpRequest, form: ReceiveForm) -> Person:
    if not form.is_bound:
        return who(request)
    return log_in_by_badge(**form.values(), address=address(request), tablet="")
