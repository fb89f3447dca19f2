"""Improvement tasks: the list, the board, the funnel, and told problems."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.kernel.errors import NotFound
from dure.mentoring.forms.tasks import TaskForm, TellForm
from dure.mentoring.models import ImprovementTask
from dure.mentoring.models.tasks import LOSSES, STATES
from dure.mentoring.selectors import tasks as selectors
from dure.mentoring.selectors.task_words import result_badge, won
from dure.mentoring.services import tasks as services
from dure.mentoring.yardsticks import BY_NAME
from dure.performance.scope import scope_of
from dure.plant.acting import watch_changes, who
from dure.plant.models import Area, WorkUnit
from dure.plant.placing import place_key
from dure.plant.today import today
from dure.product.media import MOST_PICTURE_MB
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_none
from dure.web.tables import Kind
from dure.web.uploads import data_of, takes_files

UNDO = "mentoring:task-undo"
ORIGIN = ("origin_text", "origin_page", "origin_key")


def _key(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _chosen(request: HttpRequest) -> dict[str, Any]:
    asked = request.GET
    return {
        "state": asked.get("state", ""), "loss": asked.get("loss", ""), "area": _key(asked.get("area", "")),
        "owner": _key(asked.get("owner", "")), "words": asked.get("q", "").strip(),
    }  # fmt: skip


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    chosen = _chosen(request)
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("title"), lambda row: row.title),
        Field(_("kind of loss"), lambda row: row.get_loss_display()),
        Field(_("place"), lambda row: row.place),
        Field(_("state"), lambda row: row.get_state_display()),
        Field(_("result"), lambda row: result_badge(row.result)[1]),
        Field(_("who does it"), lambda row: str(row.owner or "")),
        Field(_("done by"), lambda row: row.due_on.isoformat() if row.due_on else ""),
        Field(_("root cause"), lambda row: row.root_cause),
        Field(_("counter-measure"), lambda row: row.measure),
        Field(_("cost (won)"), lambda row: row.cost_won, Kind.NUMBER),
        Field(_("saving a year (won)"), lambda row: row.saving_won, Kind.NUMBER),
        Field(_("found at"), lambda row: row.found_at, Kind.TIME),
        Field(_("found by"), lambda row: str(row.found_by)),
    ]
    return listing(
        request, "mentoring/tasks.html", selectors.tasks(today=today(), **chosen), fields,
        title=_("Improvement tasks"), chosen=chosen, states=STATES, losses=LOSSES, areas=selectors.areas_in_use(),
        owners=selectors.owners(), today=today(), is_narrowed=any(chosen.values()),
    )  # fmt: skip


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    area = _key(request.GET.get("area", ""))
    lanes = selectors.board(selectors.tasks(today=today(), area=area))
    context = {"lanes": lanes, "area": area, "areas": selectors.areas_in_use(), "today": today()}
    return render(request, "mentoring/tasks_board.html", context)


@require_GET
def funnel(request: HttpRequest) -> HttpResponse:
    area, asked = _key(request.GET.get("area", "")), request.GET
    span = {name: _day(asked.get(name, "")) for name in ("first", "last")}
    found = selectors.funnel(area=area, **span)
    names = dict(STATES)
    bars = [(names[state], count, count * 100 / max(found.found, 1), state) for state, count in found.at.items()]
    words = {"won": won(found.saving_won), "low": won(found.saving_low_won), "high": won(found.saving_high_won)}
    saving = _("%(won)s a year (between %(low)s and %(high)s)") % words
    together = [(one, BY_NAME[one.kpi].name) for one in found.together if one.kpi in BY_NAME]
    context = {
        "funnel": found, "bars": bars, "area": area, "areas": selectors.areas_in_use(), "saving": saving,
        "together": together, **span,
    }  # fmt: skip
    return render(request, "mentoring/tasks_funnel.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@takes_files(MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def tell(request: HttpRequest) -> HttpResponse:
    """What somebody on the floor sees: where, a few words, a picture."""
    form = TellForm(request.POST or None, request.FILES or None, initial=_place(request))
    return take(
        request, form,
        lambda: services.find_task(by=who(request), picture=data_of(form), **form.values()),
        template="mentoring/task_tell.html", then=lambda made: reverse("mentoring:task", args=[made.pk]),
        done=_("Thank you. It is on the list."), heading=_("Tell a problem"), undo=watch_changes(UNDO),
    )  # fmt: skip


@takes_files(MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Also from something else: the address then names it by origin_text, origin_page and origin_key, and may propose
    kpi and scope."""
    first = {name: request.GET.get(name, "") for name in ("title", "problem", "loss")}
    form = TaskForm(request.POST or None, request.FILES or None, initial=first | _place(request))
    return take(
        request, form,
        lambda: services.find_task(
            by=who(request), picture=data_of(form), **form.values(), **_origin(request), **_figure(request)
        ),
        template="mentoring/task_form.html", then=lambda made: reverse("mentoring:task", args=[made.pk]),
        done=_("Added."), undo=watch_changes(UNDO), heading=_("New improvement task"),
        back=reverse("mentoring:tasks"), origin=request.GET.get("origin_text", ""),
    )  # fmt: skip


def _place(request: HttpRequest) -> dict[str, str]:
    unit = row_or_none(WorkUnit, request.GET.get("work_unit"))
    area = row_or_none(Area, request.GET.get("area"))
    if unit is not None:
        return {"place": place_key(unit.work_center.area, unit)}
    return {"place": place_key(area, None)} if area is not None else {}


def _origin(request: HttpRequest) -> dict[str, str]:
    """What the address says it comes from; a page that isn't there is left out."""
    text, page, key = (request.GET.get(name, "") for name in ORIGIN)
    if page and not _address(page, key):
        page = key = ""
    return {"origin_text": text[:200], "origin_page": page[:80], "origin_key": key[:40]}


def _figure(request: HttpRequest) -> dict[str, str]:
    """By what and where it is measured, as the address proposes; what isn't known is left out."""
    kpi, scope = request.GET.get("kpi", ""), request.GET.get("scope", "")
    try:
        known = scope_of(scope).key
    except NotFound:
        return {}
    return {"kpi": kpi, "scope": known} if kpi in BY_NAME else {}


def _address(page: str, key: str) -> str:
    try:
        return reverse(page, args=[key] if key else [])
    except NoReverseMatch:
        return ""


def origin_address(task: ImprovementTask) -> str:
    """Where the page of what a task comes from stands; "" for none."""
    return _address(task.origin_page, task.origin_key) if task.origin_page else ""
