"""Kanban loops: the board of their cards, how many they need, and what their sources lack."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory import selectors, services
from dure.inventory.forms.fields import plain
from dure.inventory.forms.kanban import LoopForm, initial_of
from dure.inventory.label_sheet import MOST, label_page
from dure.inventory.labels import Label
from dure.inventory.models import KanbanCard, KanbanLoop
from dure.inventory.selectors import kanban as asked
from dure.inventory.selectors import kanban_figures as figures
from dure.inventory.views.asked import watch_changes, word_of
from dure.plant.acting import who
from dure.plant.selectors import changes_told
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

_WITH = ("item", "source", "target", "run")
FORM = "inventory/kanban_form.html"


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Each loop with its cards as they are now."""
    loops = list(asked.kanban_loops(word_of(request)))
    rows = asked.kanban_board(loops)
    context = {"rows": rows, "q": word_of(request), "short": sum(row.is_short for row in rows), "tab": "board"}
    return render(request, "inventory/kanban.html", context)


@require_GET
def loops(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("Number"), lambda r: r[0].number),
        Field(_("Item code"), lambda r: r[0].item.code),
        Field(_("Item"), lambda r: r[0].item.name),
        Field(pgettext("place", "From"), lambda r: str(r[0].source)),
        Field(pgettext("place", "To"), lambda r: str(r[0].target)),
        Field(_("Quantity of a container"), lambda r: r[0].container_quantity, Kind.NUMBER),
        Field(_("Unit"), lambda r: r[0].item.unit_id),
        Field(_("Demand an hour"), lambda r: r[0].demand_per_hour, Kind.NUMBER),
        Field(_("Replenishment time (min)"), lambda r: r[0].replenishment_minutes, Kind.NUMBER),
        Field(_("Safety (%)"), lambda r: r[0].safety_percent, Kind.NUMBER),
        Field(_("By the formula"), lambda r: r[1].cards, Kind.NUMBER),
        Field(_("Cards"), lambda r: r[0].cards, Kind.NUMBER),
        Field(_("Half waited (min)"), lambda r: r[2] and r[2].median, Kind.NUMBER),
        Field(_("Longest wait (min)"), lambda r: r[2] and r[2].longest, Kind.NUMBER),
        Field(_("Milk run"), lambda r: r[0].run.name if r[0].run else ""),
        Field(_("In use"), lambda r: _("yes") if r[0].is_active else _("no")),
    ]
    with_inactive = "all" in request.GET
    rows = asked.kanban_loops(word_of(request), with_inactive=with_inactive)
    return listing(
        request, "inventory/kanban_loops.html", rows, fields, title=_("Kanban loops"), dress=_dressed,
        q=word_of(request), with_inactive=with_inactive, tab="loops",
    )  # fmt: skip


def _dressed(rows: Any) -> list[tuple[Any, Any, Any]]:
    """With the number of cards by the formula and what was waited."""
    rows = list(rows)
    waits = figures.kanban_waits(rows)
    return [(row, figures.cards_proposed(row), waits.get(row.pk)) for row in rows]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    undo, start = watch_changes(), {"safety_percent": 10, "replenishment_minutes": 60, "asks_when_empty": True}
    if "propose" in request.POST:
        return _proposed(request, _("New kanban loop"), reverse("inventory:kanban-loops"))
    form = LoopForm(request.POST or None, initial=start)
    return take(
        request, form, lambda: services.add_kanban_loop(by=who(request), **form.values()), template=FORM,
        then=_address, done=_("Added."), undo=undo, heading=_("New kanban loop"),
        back=reverse("inventory:kanban-loops"), items=selectors.items_to_type(only_lying=False),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = row_or_404(KanbanLoop, *_WITH, pk=pk), watch_changes()
    if "propose" in request.POST:
        return _proposed(request, str(row), _address(row))
    form = LoopForm(request.POST or None, initial=initial_of(row))
    return take(
        request, form, lambda: services.change_kanban_loop(row=row, by=who(request), **form.values()), template=FORM,
        then=_address, done=_("Saved."), undo=undo, heading=str(row), back=_address(row),
        items=selectors.items_to_type(only_lying=False),
    )  # fmt: skip


def _address(row: KanbanLoop) -> str:
    return reverse("inventory:kanban-loop", args=[row.pk])


def _proposed(request: HttpRequest, heading: str, back: str) -> HttpResponse:
    """The form as it was typed, with demand and time of the last four weeks and of the round put in."""
    data: QueryDict = request.POST.copy()
    typed = LoopForm(data)
    typed.is_valid()
    item, source, target, run = (typed.cleaned_data.get(name) for name in ("item", "source", "target", "run"))
    context: dict[str, Any] = {"heading": heading, "back": back, "asked_for": True}
    if item and source and target:
        context["demand"] = figures.demand_at(item, source, target)
        context["minutes"] = figures.minutes_by_round(run, source, target)
        data["demand_per_hour"] = plain(context["demand"].per_hour)
        data["replenishment_minutes"] = context["minutes"] or data.get("replenishment_minutes", "")
        data["cards"] = ""
    context |= {"form": LoopForm(initial=data.dict()), "item": item}
    context["items"] = selectors.items_to_type(only_lying=False)
    return render(request, FORM, context)


@require_GET
def loop(request: HttpRequest, pk: int) -> HttpResponse:
    """How the number of cards comes about, the cards now, and what was waited."""
    row = row_or_404(KanbanLoop, *_WITH, pk=pk)
    context = {
        "row": row,
        "now": asked.kanban_board([row])[0],
        "proposal": figures.cards_proposed(row),
        "demand": figures.demand_at(row.item, row.source, row.target),
        "minutes": figures.minutes_by_round(row.run, row.source, row.target),
        "waits": figures.kanban_waits([row]).get(row.pk),
        "trips": figures.last_trips(row),
        "history": changes_told(row),
    }
    return render(request, "inventory/kanban_loop.html", context)


@require_POST
def in_use(request: HttpRequest, pk: int) -> HttpResponse:
    row, undo = row_or_404(KanbanLoop, *_WITH, pk=pk), watch_changes()
    services.change_kanban_loop(row=row, by=who(request), is_active=request.POST.get("in_use") == "1")
    text = _("%(name)s is in use again.") if row.is_active else _("%(name)s is out of use.")
    return toast(request, redirect(_address(row)), text % {"name": row}, undo=undo(row))


@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """Cards to print: of one loop, one card, or all loops in use."""
    rows = asked.cards_to_print(loop=request.GET.get("loop", ""), code=request.GET.get("card", ""))
    names = [(name, request.GET[name]) for name in ("loop", "card") if name in request.GET]
    return label_page(request, [of_card(row) for row in rows[:MOST]], asked=names)


def of_card(card: KanbanCard) -> Label:
    row = card.loop
    quantity = f"{plain(row.container_quantity)} {row.item.unit_id}"
    lines = [
        row.item.code,
        f"{row.source} → {row.target}",
        " · ".join(filter(None, [quantity, row.container])),
        " · ".join(filter(None, [f"{card.n} / {row.cards}", row.run.name if row.run else ""])),
    ]
    return Label(row.item.name, tuple(lines), card.code, (card.code,))


@require_GET
def lacking(request: HttpRequest) -> HttpResponse:
    """What the sources must make, buy or fetch before the cards can be filled."""
    fields = [
        Field(_("Item code"), lambda r: r.item.code),
        Field(_("Item"), lambda r: r.item.name),
        Field(_("Supply"), lambda r: r.item.get_supply_display()),
        Field(_("Source place"), lambda r: str(r.source)),
        Field(_("Cards"), lambda r: r.cards, Kind.NUMBER),
        Field(_("Asked for"), lambda r: r.asked, Kind.NUMBER),
        Field(pgettext("stock", "Missing"), lambda r: r.missing, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.item.unit_id),
        Field(_("Elsewhere"), lambda r: r.elsewhere, Kind.NUMBER),
        Field(_("Waits since"), lambda r: r.since, Kind.TIME),
        Field(_("Kanban loops"), lambda r: r.loops),
    ]
    return listing(
        request, "inventory/kanban_lacking.html", asked.lacking_at_sources(), fields,
        title=_("To make or buy for kanban"), tab="lacking",
    )  # fmt: skip
