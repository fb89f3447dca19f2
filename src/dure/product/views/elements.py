"""The pages of work elements: what an operation consists of, what of it adds value, what a new revision saved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel import clock
from dure.plant.acting import who
from dure.product import selectors, services
from dure.product.forms import ElementForm
from dure.product.models import Operation, Routing, WorkElement
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.toast import toast

FORM = "product/element_form.html"


def _address(routing: Routing) -> str:
    return reverse("product:elements", args=[routing.pk])


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Routings of which the work is written down, the most waste first."""
    text = request.GET.get("q", "")[:80]
    rows = selectors.routings_with_elements(timezone.localdate(clock.now()), text=text)
    fields = [
        Field(_("code"), lambda row: row.item.code),
        Field(_("name"), lambda row: row.item.name),
        Field(_("revision"), lambda row: row.revision),
        Field(_("status"), lambda row: row.get_status_display()),
        Field(_("Work elements"), lambda row: row.count, "number"),
        Field(_("Seconds"), lambda row: row.total, "number"),
        Field(_("Adds value"), lambda row: row.value_s, "number"),
        Field(_("Necessary, adds no value"), lambda row: row.needed_s, "number"),
        Field(_("Waste"), lambda row: row.waste_s, "number"),
    ]
    return listing(request, "product/lines.html", rows, fields, title=_("Line balance"), q=text)


@require_GET
def elements(request: HttpRequest, pk: int) -> HttpResponse:
    """Of one revision, by operation, with the sums by worth."""
    row = row_or_404(Routing, "item", pk=pk)
    if "format" in request.GET:
        return _sheet(request, row)
    context = _told(row) | {
        "revisions": selectors.routings_of(row.item),
        "can_undo": selectors.can_undo(row),
    }
    return render(request, "product/elements.html", context)


def _told(row: Routing) -> dict[str, object]:
    worked = selectors.worked_operations(row)
    whole = selectors.sums_of([one for operation in worked for one in operation.elements])
    return {"routing": row, "worked": worked, "whole": whole}


def _sheet(request: HttpRequest, row: Routing) -> HttpResponse:
    fields = [
        Field(_("Operation"), lambda one: str(one.operation)),
        Field(_("number"), lambda one: one.code),
        Field(_("what to do"), lambda one: one.name),
        Field(_("seconds for one piece"), lambda one: one.seconds, "number"),
        Field(_("worth"), lambda one: one.get_worth_display()),
        Field(_("must wait for"), lambda one: ", ".join(order.first.code for order in one.earlier.all())),
        Field(_("station"), lambda one: one.station or "", "number"),
    ]
    title = f"{_('Work elements')} {row.item.code} {row.revision}"
    heading = [f"{row.item.code} {row.item.name}"]
    rows = selectors.elements_of(row)
    return listing(request, "product/elements.html", rows, fields, title=title, heading=heading)


def add(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Operation, "routing", pk=pk)
    form = ElementForm(request.POST or None, operation=row)
    return take(
        request, form, lambda: services.add_element(operation=row, by=who(request), **form.cleaned_data),
        template=FORM, then=lambda _made: _address(row.routing), done=_("Added."), routing=row.routing,
        heading=_("Add a work element to %(operation)s") % {"operation": row},
        undo=lambda _made: reverse("product:routing_undo", args=[row.routing_id]),
    )  # fmt: skip


def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(WorkElement, "operation__routing", pk=pk)
    routing = row.operation.routing
    form = ElementForm(request.POST or None, instance=row, operation=row.operation)
    return take(
        request, form, lambda: services.change_element(element=row, by=who(request), **form.cleaned_data),
        template=FORM, then=lambda _made: _address(routing), done=_("Saved."), routing=routing, heading=str(row),
        undo=lambda _made: reverse("product:routing_undo", args=[routing.pk]),
    )  # fmt: skip


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(WorkElement, "operation__routing", pk=pk)
    routing = row.operation.routing
    services.remove_element(element=row, by=who(request))
    undo = reverse("product:routing_undo", args=[routing.pk])
    return toast(request, redirect(_address(routing)), _("Removed."), undo=undo)


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """What a revision saves against the one chosen (`with`), else against the one that began before."""
    row = row_or_404(Routing, "item", pk=pk)
    others = list(selectors.routings_of(row.item).exclude(pk=pk))
    chosen = [one for one in others if str(one.pk) == request.GET.get("with", "")]
    earlier = [one for one in others if one.valid_from <= row.valid_from]
    before = next(iter([*chosen, *earlier, *others]), None)
    old, new = (selectors.worked_operations(one) if one else [] for one in (before, row))
    saved = selectors.saved_between(old, new) if before else []
    if "format" in request.GET:
        return _compared(request, f"{row.item.code} {before.revision if before else '–'} → {row.revision}", saved)
    context = {"routing": row, "before": before, "others": others, "saved": saved}
    if before:
        context["changes"] = selectors.element_changes(old, new)
    return render(request, "product/elements_compare.html", context)


def _compared(request: HttpRequest, told: str, saved: list[selectors.Saved]) -> HttpResponse:
    words = {"value": _("Adds value"), "needed": _("Necessary, adds no value"), "waste": _("Waste"), "total": _("Sum")}
    fields = [
        Field(_("number"), lambda one: one.number or "", "number"),
        Field(_("Operation"), lambda one: one.name or _("Whole line")),
    ]
    for name, word in words.items():
        fields += [
            Field(f"{word} · {_('Before')}", lambda one, name=name: getattr(one.before, name), "number"),
            Field(f"{word} · {_('After')}", lambda one, name=name: getattr(one.after, name), "number"),
        ]
    return listing(request, "product/elements_compare.html", saved, fields, title=_("What was saved"), heading=[told])


@require_GET
@in_asked_language
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Routing, "item", "written_by", "approved_by", pk=pk)
    return paper(
        request, "product/elements_paper.html", title=_("Work elements"), number=f"{row.item.code}-{row.revision}",
        **_told(row),
    )  # fmt: skip
