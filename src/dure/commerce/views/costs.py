"""What things should cost: hourly rates, the cost of an item with all that goes into it, standard costs."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.commerce.forms.costs import RateForm, StandardsForm
from dure.commerce.models import HourlyRate
from dure.commerce.selectors import hourly_rates
from dure.commerce.selectors.costs import Node, Proposal, cost_tree, costs_on, proposed_standards, standards_of
from dure.commerce.services.costs import remove_rate, set_rate, set_standards
from dure.commerce.undoing import today
from dure.inventory.models import Item
from dure.plant.acting import who
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast


def _day(request: HttpRequest) -> date:
    return parse_date(request.GET.get("on", "")) or today()


@require_http_methods(["GET", "POST"])
def costs(request: HttpRequest) -> HttpResponse:
    """What every item should cost by today's recipes, rates and prices, beside its standard; chosen ones are set."""
    form = StandardsForm(request.POST or None, items=request.POST.getlist("item"), initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        return _set(request, form)
    day, text = _day(request), request.GET.get("q", "")[:80].casefold()
    rows = [one for one in proposed_standards(day) if text in f"{one.item.code} {one.item.name}".casefold()]
    change = sum((one.change for one in rows), Decimal(0))
    answer = listing(
        request, "commerce/costs.html", rows, _FIELDS(), title=_("What items cost"), on=day, q=text, form=form,
        change=change, chosen=form.items,
    )  # fmt: skip
    answer.status_code = 422 if form.errors else 200
    return answer


def _FIELDS() -> list[Field]:  # noqa: N802 - a table of columns whose labels are in the reader's language
    return [
        Field(_("Item code"), lambda one: one.item.code),
        Field(_("Item"), lambda one: one.item.name),
        Field(_("Standard now"), lambda one: one.now, Kind.NUMBER),
        Field(_("Worked out"), lambda one: one.cost.total, Kind.NUMBER),
        Field(_("Material"), lambda one: one.cost.material, Kind.NUMBER),
        Field(_("Labour"), lambda one: one.cost.labour, Kind.NUMBER),
        Field(pgettext("trade", "Machine"), lambda one: one.cost.machine, Kind.NUMBER),
        Field(_("Overhead"), lambda one: one.cost.overhead, Kind.NUMBER),
        Field(_("Outside work"), lambda one: one.cost.outside, Kind.NUMBER),
        Field(_("In stock"), lambda one: one.quantity, Kind.NUMBER),
        Field(_("Stock becomes worth more by"), lambda one: one.change, Kind.NUMBER),
    ]


def _set(request: HttpRequest, form: StandardsForm) -> HttpResponse:
    day = form.cleaned_data["on"]
    wanted: list[Proposal] = [one for one in proposed_standards(day) if one.item.pk in form.items]
    rows = set_standards(
        {one.item: one.cost for one in wanted},
        worked_out_on=day,
        reason=form.cleaned_data["reason"],
        by=who(request),
    )
    text = _("%(count)s standard costs hold from now on; stock kept at them is revalued.") % {"count": len(rows)}
    return toast(request, redirect("commerce:costs"), text)


@require_GET
def item_cost(request: HttpRequest, pk: int) -> HttpResponse:
    """Where each won of an item's cost comes from."""
    row, day = row_or_404(Item, "unit", pk=pk), _day(request)
    basis = costs_on(day, [row.pk])
    nodes = cost_tree(row, basis)
    fields = [
        Field(_("Level"), lambda node: node.level, Kind.NUMBER),
        Field(_("Item"), lambda node: node.item.name),
        Field(_("Quantity for one"), lambda node: node.quantity, Kind.NUMBER),
        Field(_("Unit"), lambda node: node.item.unit_id),
        Field(_("Won for one"), lambda node: node.cost.total if node.cost else None, Kind.NUMBER),
        Field(_("Won"), lambda node: node.total, Kind.NUMBER),
    ]
    return listing(
        request, "commerce/item_cost.html", nodes, fields, title=_("Cost of %(item)s") % {"item": row.name}, item=row,
        on=day, root=nodes[0], missing=_missing(nodes), standards=standards_of(row)[:20],
    )  # fmt: skip


def _missing(nodes: list[Node]) -> list[Node]:
    """What has no price, no average and no recipe, so that the whole has no cost."""
    return [node for node in nodes if node.cost is None and node.making is None]


@require_http_methods(["GET", "POST"])
def rates(request: HttpRequest) -> HttpResponse:
    form = RateForm(request.POST or None, initial={"valid_from": today()})
    return take(
        request,
        form,
        lambda: set_rate(by=who(request), **form.cleaned_data),
        template="commerce/rates.html",
        then=reverse("commerce:rates"),
        done=_("Saved."),
        rows=hourly_rates(),
        today=today(),
    )


@require_POST
def rate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    remove_rate(row=get_object_or_404(HourlyRate, pk=pk), by=who(request))
    return toast(request, redirect("commerce:rates"), _("Removed."), kind="info")
