"""Schedules: the chart, proposals and copies, and what is decided about them."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.kernel.errors import DureError, Invalid
from dure.planning.models import Schedule
from dure.planning.selectors import schedule_page as page
from dure.planning.selectors.claim_texts import basis_of, told_of
from dure.planning.selectors.claims import risky, with_claims
from dure.planning.selectors.schedule_texts import because_of, minutes_by_cause, notes_of, reasons_of, span
from dure.planning.services import schedules, trials
from dure.plant.acting import who
from dure.web.access import allows, pass_of
from dure.web.listing import Field, listing
from dure.web.problems import back, said, status_of, text_of
from dure.web.tables import Kind
from dure.web.toast import toast

Status = Schedule.Status


@require_GET
def schedule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The plan that is followed, or one of its proposals and copies, as a chart."""
    row = page.shown_schedule() if pk is None else page.schedule(pk)
    proposal = page.proposed_schedule()
    return render(request, "planning/schedule.html", {
        "row": row, "proposal": proposal if row != proposal else None, "going": page.going_schedule(),
        "failed": page.failed_schedule(), "copies": page.copies(),
        "because": because_of(row) if row else [], "notes": notes_of(row) if row else [],
        "proposed_because": because_of(proposal) if proposal else [],
        "figures": figures(row) if row else [], "late": with_claims(row, page.orders_of(row)[:8]) if row else [],
        "moves": page.moves_of(row) if row else None,
        "tasks": page.tasks_of(row)[:400] if row else [], "risky": told_of(risky(row)) if row else [],
    })  # fmt: skip


def figures(row: Schedule) -> list[dict[str, Any]]:
    """What a plan costs, beside what the plan that is followed would."""
    is_beside = row.status in (Status.PROPOSED, Status.COPY) and row.before_late_orders is not None
    return [
        {"name": _("Late orders"), "value": row.late_orders, "before": row.before_late_orders if is_beside else None},
        {"name": _("Lateness, by priority"), "value": span(row.late_minutes),
         "before": span(row.before_late_minutes or 0) if is_beside else None},
        {"name": _("Setting up"), "value": span(row.setup_minutes),
         "before": span(row.before_setup_minutes or 0) if is_beside else None},
        {"name": _("Operations moved by an hour or more"), "before": None,
         "value": row.moved if row.status != Status.COPY else "–"},
    ]  # fmt: skip


@require_GET
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """What the chart draws."""
    return JsonResponse(_chart(request, page.schedule(pk)))


def _chart(request: HttpRequest, row: Schedule) -> dict[str, Any]:
    is_open = row.status in (Status.LIVE, Status.PROPOSED, Status.COPY)
    return page.chart(row, clock.now()) | {
        "is_editable": is_open and allows(pass_of(request), "planning:schedule-move")
    }


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an operation elsewhere, in a copy."""

    def do() -> tuple[Schedule, str]:
        order, number = _task(request)
        unit = page.unit(_number(request, "unit"))
        at = datetime.fromtimestamp(_number(request, "at") / 1000, UTC)
        row = trials.move_task(schedule_id=pk, order_id=order, number=number, work_unit=unit, at=at, by=who(request))
        return row, page.told_move(row, order, number, at)

    return _answer(request, pk, do)


@require_POST
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold an operation where it is, or let it go."""

    def do() -> tuple[Schedule, str]:
        order, number = _task(request)
        is_locked = request.POST.get("locked") == "1"
        row = trials.lock_task(schedule_id=pk, order_id=order, number=number, is_locked=is_locked, by=who(request))
        return row, _("Held where it is.") if is_locked else _("Let go.")

    return _answer(request, pk, do)


def _answer(request: HttpRequest, pk: int, do: Any) -> HttpResponse:
    """Where a copy was made for it, taking it back is to throw that copy away; in a copy it is its newest change."""
    try:
        row, message = do()
    except DureError as error:
        return JsonResponse({"message": text_of(error)}, status=status_of(error))
    url = reverse("planning:schedule-one", args=[row.pk])
    moves = page.moves_of(row)
    undo = reverse("planning:schedule-remove", args=[row.pk]) if row.pk != pk else _undo_of(row, moves)
    told = " ".join(filter(None, [message, _count_of(moves)]))
    return JsonResponse({"data": _chart(request, row), "url": url, "message": told, "undo": undo})


def _undo_of(row: Schedule, moves: page.Moves) -> str:
    return reverse("planning:schedule-undo-move", args=[row.pk, moves.newest]) if moves.count else ""


def _count_of(moves: page.Moves) -> str:
    text = ngettext("%(n)s change can be taken back.", "%(n)s changes can be taken back.", moves.count)
    return text % {"n": moves.count} if moves.count else ""


@require_POST
def undo_move(request: HttpRequest, pk: int, move: int) -> HttpResponse:
    """Take back the newest change of a copy; the message offers the one before it."""
    row = trials.undo_move(schedule_id=pk, move_id=move)
    moves = page.moves_of(row)
    text = " ".join(filter(None, [_("Taken back."), _count_of(moves)]))
    return toast(request, redirect("planning:schedule-one", pk), text, kind="info", undo=_undo_of(row, moves))


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not text.isdecimal() or len(text) > 15:
        raise Invalid("Choose what is to be moved, and where to.")
    return int(text)


def _task(request: HttpRequest) -> tuple[int, int]:
    order, _dash, number = request.POST.get("task", "").partition("-")
    if not (order.isdecimal() and number.isdecimal()):
        raise Invalid("Choose what is to be moved, and where to.")
    return int(order), int(number)


@require_GET
def why(request: HttpRequest, pk: int, order: int) -> HttpResponse:
    """What an order's time goes to."""
    row = page.scheduled_order(pk, order)
    reasons, (one,) = reasons_of(row), with_claims(row.schedule, [row])
    return render(request, "planning/parts/why.html", {
        "one": row, "late": span(row.late_minutes), "reasons": reasons, "causes": minutes_by_cause(reasons),
        "told": next(iter(told_of([one.claim])), None) if one.claim else None,
        "basis": basis_of(one.claim.replay) if one.claim else [],
    })  # fmt: skip


@require_GET
def orders(request: HttpRequest, pk: int) -> HttpResponse:
    """All orders of a plan, the latest first."""
    row = page.schedule(pk)
    fields = (
        Field(_("Order"), lambda one: one.order.number),
        Field(_("Item"), lambda one: one.order.item.name),
        Field(_("Due"), lambda one: one.due_at, Kind.TIME),
        Field(_("Ready at"), lambda one: one.ends_at, Kind.TIME),
        Field(_("Minutes late"), lambda one: one.late_minutes, Kind.NUMBER),
        Field(_("Chance of being late"), lambda one: one.claim and one.claim.chance, Kind.RATIO),
        Field(_("Minutes late in the plan before"), lambda one: one.late_before, Kind.NUMBER),
        Field(_("Priority"), lambda one: one.weight, Kind.NUMBER),
    )
    rows = page.orders_of(row)
    if text := request.GET.get("q", "")[:80]:
        rows = rows.filter(order__number__icontains=text) | rows.filter(order__item__name__icontains=text)
    return listing(
        request, "planning/schedule_orders.html", rows, fields, title=_("Orders of the plan"), row=row, q=text,
        dress=lambda found: with_claims(row, found),
    )  # fmt: skip


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Look for a better plan now."""
    text = request.POST.get("seconds", "")
    schedules.ask_schedule(by=who(request), limit_s=int(text) if text.isdecimal() else None)
    return toast(request, redirect("planning:schedule"), _("A plan is being made."), kind="info")


@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """How far the planning is; the page asks again until it is over, then loads itself anew."""
    going = page.going_schedule()
    answer = render(request, "planning/parts/scheduling.html", {"going": going})
    if going is None and request.headers.get("HX-Request") == "true":
        answer["HX-Refresh"] = "true"
    return answer


@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """Whether a better plan was proposed meanwhile."""
    proposal = page.proposed_schedule()
    on = request.GET.get("on", "")
    row = Schedule(pk=int(on)) if on.isdecimal() else None
    shown = proposal if proposal is not None and proposal != row else None
    return render(request, "planning/parts/proposed.html", {
        "row": row, "proposal": shown, "proposed_because": because_of(shown) if shown else [],
    })  # fmt: skip


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    schedules.stop_schedule(schedule_id=pk)
    return toast(request, redirect("planning:schedule"), _("The best plan so far is taken."), kind="info")


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    row = schedules.accept_schedule(schedule_id=pk, by=who(request))
    undo = reverse("planning:schedule-undo-accept", args=[row.pk])
    text = _("Followed from now on. The lists of the machines have changed.")
    return toast(request, redirect("planning:schedule"), text, undo=undo)


@require_POST
def undo_accept(request: HttpRequest, pk: int) -> HttpResponse:
    schedules.undo_accept(schedule_id=pk, by=who(request))
    return toast(request, redirect("planning:schedule"), _("The plan before is followed again."), kind="info")


@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    row = schedules.decline_schedule(schedule_id=pk, by=who(request), reason=request.POST.get("reason", ""))
    undo = reverse("planning:schedule-undo-decline", args=[row.pk])
    return toast(request, back(request, reverse("planning:schedule")), _("The plan stays as it is."), undo=undo)


@require_POST
def undo_decline(request: HttpRequest, pk: int) -> HttpResponse:
    schedules.undo_decline(schedule_id=pk)
    return toast(request, redirect("planning:schedule"), _("Proposed again."), kind="info")


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = trials.copy_schedule(schedule_id=pk, by=who(request), name=request.POST.get("name", ""))
    there = redirect("planning:schedule-one", row.pk)
    return toast(request, there, _("A copy to try things out. Nothing on the floor changes by it."), kind="info")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    trials.remove_copy(schedule_id=pk)
    return toast(request, redirect("planning:schedule"), _("The copy is gone."), kind="info")


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two plans side by side."""
    asked = {name: request.GET.get(name, "") for name in ("a", "b")}
    chosen = {name: int(text) if text.isdecimal() else 0 for name, text in asked.items()}
    choices = page.comparable()
    if chosen["a"] and "b" not in request.GET:
        chosen["b"] = page.to_compare_with(chosen["a"], choices)
    rows = [(row, figures(row)) for pk in chosen.values() if pk for row in [page.schedule(pk)]]
    lines = zip(*(own for _row, own in rows), strict=True) if len(rows) == 2 else ()
    return render(request, "planning/schedule_compare.html", {
        "rows": rows, "lines": [(left["name"], left["value"], right["value"]) for left, right in lines],
        "choices": choices, "chosen": chosen.items(),
    })  # fmt: skip


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """What was proposed, why, and what became of it."""
    fields = (
        Field(_("Asked at"), lambda row: row.asked_at, Kind.TIME),
        Field(_("Why"), lambda row: row.get_purpose_display()),
        Field(_("Status"), lambda row: row.get_status_display()),
        Field(_("Late orders"), lambda row: row.late_orders, Kind.NUMBER),
        Field(_("Late orders before"), lambda row: row.before_late_orders, Kind.NUMBER),
        Field(_("Decided at"), lambda row: row.decided_at, Kind.TIME),
        Field(_("Decided by"), lambda row: str(row.decided_by or "")),
        Field(_("Reason"), lambda row: row.decline_reason or said(row.problem)),
    )
    return listing(request, "planning/schedule_history.html", page.history(), fields, title=_("Plans so far"))
