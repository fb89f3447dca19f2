"""What is due and why, the calendar of a month, and what was done at one machine."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.kernel import clock
from dure.maintenance import selectors
from dure.maintenance.forms import today
from dure.plant.models import Tool, WorkUnit
from dure.production.selectors.tools import history_of, shots_of
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404


def words(one: selectors.PlanDue) -> str:
    """Why it is due, in a sentence."""
    plan, amounts = one.plan, {"used": f"{one.due.used.normalize():f}"}
    if plan.basis == "condition":
        limit = {"signal": str(plan.signal), "limit": plan.limit, "s": plan.lasting_s}
        if plan.is_upper:
            return _("%(signal)s above %(limit)s for %(s)s s") % limit
        return _("%(signal)s below %(limit)s for %(s)s s") % limit
    amounts["every"] = f"{plan.every.normalize():f}" if plan.every else ""
    match plan.basis:
        case "calendar":
            return _("%(used)s of %(every)s days") % amounts
        case "hours":
            return _("%(used)s of %(every)s run hours") % amounts
    return _("%(used)s of %(every)s shots or pieces") % amounts


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Due and soon with one click to the job; requests, jobs and parts that wait."""
    every = "all" in request.GET
    found = selectors.due_list()
    rows = found if every else [one for one in found if one.state != "later"]
    fields = [
        Field(_("machine or tool"), lambda row: str(row[0].plan.asset)),
        Field(_("service to do"), lambda row: row[0].plan.name),
        Field(_("how far"), lambda row: row[1]),
        Field(_("due day"), lambda row: row[0].due.on.isoformat() if row[0].due.on else ""),
        Field(_("done last"), lambda row: row[0].last, "time"),
        Field(_("job"), lambda row: row[0].job.number if row[0].job else ""),
    ]
    pairs = [(one, words(one)) for one in rows]
    context: dict[str, Any] = {
        "every": every, "later": sum(one.state == "later" for one in found), "counts": _counts(found),
        "asked": selectors.requests()[:6], "running": selectors.jobs().filter(status="running")[:6],
        "short": selectors.short_spares(), "today": today(),
    }  # fmt: skip
    return listing(request, "maintenance/home.html", pairs, fields, title=_("What is due"), **context)


def _counts(found: list[selectors.PlanDue]) -> dict[str, int]:
    return {
        "due": sum(one.state == "due" for one in found),
        "soon": sum(one.state == "soon" for one in found),
        "requests": selectors.requests().count(),
        "calls": selectors.calls_to_take_up(clock.now()).count(),
        "jobs": selectors.jobs().count(),
        "late": selectors.jobs(state="late").count(),
    }


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: jobs that are due or done, and plans that will be due at the pace of late."""
    first = _month(request.GET.get("month", ""))
    last = first.replace(day=monthrange(first.year, first.month)[1])
    begin = first - timedelta(days=first.weekday())
    days: dict[date, dict[str, list[Any]]] = {}
    for day, job in selectors.of_month(first, last):
        days.setdefault(day, {"jobs": [], "plans": []})["jobs"].append(job)
    for one in selectors.due_list():
        if one.job is None and one.due.on and first <= max(one.due.on, today()) <= last:
            days.setdefault(max(one.due.on, today()), {"jobs": [], "plans": []})["plans"].append(one)
    count = -(-((last - begin).days + 1) // 7)
    weeks = [
        [
            (day, day.month == first.month, days.get(day))
            for day in (begin + timedelta(days=7 * w + d) for d in range(7))
        ]
        for w in range(count)
    ]
    context = {
        "first": first, "weeks": weeks, "today": today(), "weekdays": list(WEEKDAYS_ABBR.values()),
        "before": first - timedelta(days=1), "after": last + timedelta(days=1),
    }  # fmt: skip
    return render(request, "maintenance/calendar.html", context)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today().replace(day=1)


@require_GET
def history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """All that was done at a machine or tool, the newest first."""
    if kind not in {"unit", "tool"}:
        raise Http404
    row: Any = row_or_404(WorkUnit if kind == "unit" else Tool, pk=pk)
    keys = {"work_unit": row, "tool": None} if kind == "unit" else {"work_unit": None, "tool": row}
    fields = [
        Field(_("number"), lambda one: one.number),
        Field(_("done"), lambda one: one.ended_at, "time"),
        Field(_("kind"), lambda one: one.get_kind_display()),
        Field(_("work to do"), lambda one: one.title),
        Field(_("cause"), lambda one: one.cause),
        Field(_("what was done"), lambda one: one.done),
        Field(_("put right by whom"), lambda one: str(one.ended_by or "")),
    ]
    context: dict[str, Any] = {"row": row, "kind": kind}
    context["plans"] = selectors.due_list(plans=list(selectors.plans().filter(**keys)))
    context["open"] = selectors.jobs(**{name: value for name, value in keys.items() if value})
    if kind == "tool":
        context |= {"shots": shots_of([row])[row.pk], "mounts": history_of(row)[:20]}
    return listing(
        request, "maintenance/history.html", selectors.history(**keys), fields,
        title=_("History of %(name)s") % {"name": row}, **context,
    )  # fmt: skip
