"""The planning of one item, whom it is for, and what the planning goes by."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from dure.inventory.models import Item
from dure.kernel.errors import NotFound
from dure.planning import selectors
from dure.planning.views.common import today
from dure.web.listing import Field, listing
from dure.web.tables import Kind


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """As a textbook's table by days or weeks, and below it everything that the figures consist of."""
    row = get_object_or_404(Item, pk=pk)
    by = "day" if request.GET.get("by") == "day" else "week"
    plan = selectors.item_plan(row, today(), by=by)
    fields = (
        Field(_("Date"), lambda line: line.day),
        Field(_("What"), lambda line: line.label.text if line.label else _("Proposal")),
        Field(_("Who or what for"), lambda line: line.label.who if line.label else ""),
        Field(pgettext("stock", "Change"), lambda line: line.change, Kind.NUMBER),
        Field(_("There then"), lambda line: line.after, Kind.NUMBER),
    )
    table = [(name, label, [(bucket, getattr(bucket, name)) for bucket in plan.buckets]) for name, label in _rows()]
    return listing(
        request, "planning/item.html", plan.lines, fields, title=_("Planning of %(item)s") % {"item": row.name},
        plan=plan, item=row, by=by, table=table, open=selectors.open_run(),
    )  # fmt: skip


def _rows() -> list[tuple[str, str]]:
    return [
        ("gross", _("Total need")),
        ("scheduled", _("On order")),
        ("projected", _("There at the end")),
        ("net", _("Missing without proposals")),
        ("receipts", _("Proposed: there")),
        ("releases", _("Proposed: start")),
    ]


@require_GET
def pegging(request: HttpRequest) -> HttpResponse:
    """From a supply up to customers, or from a customer's order down to purchases."""
    name, text = request.GET.get("of", "")[:30], request.GET.get("item", "")
    item_id = int(text) if text.isdecimal() else None
    is_up = request.GET.get("way") != "down"
    steps = selectors.up(name, item_id) if is_up else selectors.down(name)
    known = selectors.labels({name} | {step.supply for step in steps} | {step.need for step in steps})
    if name not in known:
        raise NotFound("This is no longer in the plan.")
    items = selectors.items_by_id({step.item_id for step in steps})
    fields = (
        Field(_("Level"), lambda one: one["step"].depth, Kind.NUMBER),
        Field(_("Item code"), lambda one: one["item"].code),
        Field(_("Item"), lambda one: one["item"].name),
        Field(_("Supplied by"), lambda one: one["supply"].text if one["supply"] else ""),
        Field(_("Whom for"), lambda one: one["need"].text if one["need"] else ""),
        Field(_("Who or what for"), lambda one: one["need"].who if one["need"] else ""),
        Field(_("Quantity"), lambda one: one["step"].quantity, Kind.NUMBER),
        Field(_("Date"), lambda one: one["step"].day),
    )
    rows = [
        {"step": s, "item": items[s.item_id], "supply": known.get(s.supply), "need": known.get(s.need)} for s in steps
    ]
    return listing(
        request, "planning/pegging.html", rows, fields, title=_("Whom it is for") if is_up else _("What serves it"),
        label=known[name], name=name, is_up=is_up, item_id=item_id,
    )  # fmt: skip


@require_GET
def parameters(request: HttpRequest) -> HttpResponse:
    text, only = request.GET.get("q", "")[:80], request.GET.get("only", "")
    rows = list(selectors.with_gaps(list(selectors.planned_items(today(), text=text, only=only)), today()))
    fields = (
        Field(_("Item code"), lambda one: one.item.code),
        Field(_("Item"), lambda one: one.item.name),
        Field(_("Supply"), lambda one: one.item.get_supply_display()),
        Field(_("Lead time (working days)"), lambda one: one.item.lead_time_days, Kind.NUMBER),
        Field(_("Safety stock"), lambda one: one.item.safety_stock, Kind.NUMBER),
        Field(_("Smallest order"), lambda one: one.item.lot_minimum, Kind.NUMBER),
        Field(_("Multiple"), lambda one: one.item.lot_multiple, Kind.NUMBER),
        Field(_("Days covered"), lambda one: one.item.lot_days, Kind.NUMBER),
        Field(pgettext("trade", "Supplier"), lambda one: one.supplier),
        Field(_("Gaps in the data"), lambda one: ", ".join(one.gaps)),
    )
    gaps = [(name, _(label)) for name, label in selectors.GAPS.items()]
    return listing(
        request, "planning/parameters.html", rows, fields, title=_("Planning data"), q=text, only=only, gaps=gaps
    )
