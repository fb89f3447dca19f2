"""Units, rules of codes and of stock, and how documents are numbered."""

from collections import Counter
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.inventory import codes, selectors, services
from dure.inventory.forms import PatternForm, RulesForm, UnitForm
from dure.inventory.models import Item, Unit
from dure.inventory.slips import KANBAN_PATTERNS, LOT_PATTERNS, PATTERNS
from dure.inventory.views.asked import today
from dure.kernel.errors import DureError, NotFound
from dure.plant import numbering
from dure.plant.acting import who
from dure.plant.services import set_number_pattern
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind
from dure.web.toast import toast

FORM = "inventory/form.html"


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Units with their spellings, and the rules of codes and of stock."""
    used = selectors.units_in_use()
    fields = [
        Field(_("Unit"), lambda r: r.code),
        Field(_("Name"), lambda r: r.own_name),
        Field(_("Dimension"), lambda r: r.get_dimension_display()),
        Field(_("Factor"), lambda r: r.factor, Kind.NUMBER),
        Field(_("Other spellings"), lambda r: ", ".join(r.aliases)),
    ]
    rules = selectors.code_rules()
    kinds = [(kind, label, rules.get(kind, ""), selectors.proposed_code(kind)) for kind, label in Item.Kind.choices]
    return listing(
        request, "inventory/units.html", selectors.all_units(), fields, title=_("Units"), used=used, kinds=kinds,
        rules=selectors.stock_rules(),
    )  # fmt: skip


def _units_page() -> str:
    return reverse("inventory:units")


@require_http_methods(["GET", "POST"])
def unit_add(request: HttpRequest) -> HttpResponse:
    form = UnitForm(request.POST or None)
    return take(
        request, form, lambda: services.add_unit(by=who(request), **form.values()), template=FORM,
        then=_units_page(), done=_("Added."), heading=_("Add a unit"), back=_units_page(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, code: str) -> HttpResponse:
    form = UnitForm(request.POST or None, instance=get_object_or_404(Unit, pk=code))
    fresh = row_or_404(Unit, pk=code)  # the form has set its values on its own row
    return take(
        request, form, lambda: services.change_unit(row=fresh, by=who(request), **form.values()), template=FORM,
        then=_units_page(), done=_("Saved."), heading=_("Unit %(code)s") % {"code": code}, back=_units_page(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest) -> HttpResponse:
    form = RulesForm(request.POST or None, instance=selectors.stock_rules())
    return take(
        request, form, lambda: services.set_stock_rules(by=who(request), **form.cleaned_data), template=FORM,
        then=_units_page(), done=_("Saved."), heading=_("Rules of stock-takes"), back=_units_page(),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def code_rule(request: HttpRequest, kind: str) -> HttpResponse:
    """How new codes of a kind of item look. A POST with `?pattern=` sets that one: undo does so."""
    if kind not in Item.Kind.values:
        raise NotFound("There is no such kind of item.")
    before = selectors.code_rules().get(kind, "")
    where = reverse("inventory:code-rule", args=[kind])
    return _pattern(
        request, before, lambda pattern: services.set_code_rule(kind=kind, pattern=pattern, by=who(request)),
        where=where, then=_units_page(), heading=_("Codes of items: %(kind)s") % {"kind": Item.Kind(kind).label},
        lead=_("{n} is the number, {n:04} one of four digits. Example: RM-{n:04} makes RM-0001."),
        example=lambda pattern: codes.made(pattern, 1),
    )  # fmt: skip


def _pattern(
    request: HttpRequest, before: str, save: Any, *, where: str, then: str, heading: str, lead: str, example: Any
) -> HttpResponse:
    given = request.GET.get("pattern", "")
    if request.method == "POST" and given:
        save(given)
        return toast(request, redirect(then), _("It is as it was before."), kind="info")
    form = PatternForm(request.POST or None, initial={"pattern": before})
    return take(
        request, form, lambda: save(form.cleaned_data["pattern"]), template=FORM, then=then, done=_("Saved."),
        undo=lambda _row: f"{where}?pattern={quote(before)}" if before else "", heading=heading, lead=lead, back=then,
        example=example(before) if before else "",
    )  # fmt: skip


def number_names() -> dict[str, str]:
    """Kinds of documents that numbers are known to be given to."""
    return {
        "sales_order": _("Sales orders"), "purchase_order": _("Purchase orders"), "delivery": _("Deliveries"),
        "receipt": _("Receipts of purchase orders"), "return": _("Returns from customers"),
        "receipt_return": _("Returns to suppliers"), "sale_invoice": _("Sales invoices"),
        "purchase_invoice": _("Purchase invoices"), "sale_payment": _("Payments received"),
        "purchase_payment": _("Payments made"), "sale_set_off": _("Set-offs with customers"),
        "purchase_set_off": _("Set-offs with suppliers"), "blanket_order": _("Blanket orders"),
        "inquiry": _("Requests for quotation"), "opening_invoice": _("Opening receivables and payables"),
        "incoming_check": _("Incoming checks"), "tax_export": _("Tax files"), "partner": _("Partners"),
        "work_order": _("Work orders"), "lot": _("Lots"), "serial": _("Serial numbers"), "stock_take": _("Stock-takes"),
        "stock_receipt": _("Receipts without order"), "stock_issue": _("Issues"), "stock_scrap": _("Scrap"),
        "stock_transfer": _("Transfers"), "stock_pick": _("Picks"), "work_standard": _("Work standards"),
        "document": _("Documents"), "audit": _("Audits"), "kanban_loop": _("Kanban loops"),
        "kanban": _("Kanban deliveries"),
    }  # fmt: skip


@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """How documents are numbered, with the number that the first of today would have."""
    names, begun = number_names(), selectors.number_series()
    rows = [(kind, names.get(kind, kind), _pattern_of(kind, begun), kind in begun) for kind in {*names, *begun}]
    rows = sorted(((*row, _example(row[2])) for row in rows), key=lambda row: row[1])
    counts = Counter(row[2] for row in rows if row[2])
    twice = {pattern for pattern, count in counts.items() if count > 1}
    return render(request, "inventory/numbers.html", {"rows": rows, "twice": twice})


def _pattern_of(kind: str, begun: dict[str, str]) -> str:
    """How a kind is numbered; "" for one of another context that hasn't begun, which knows its own first pattern."""
    own = {str(slip): pattern for slip, pattern in PATTERNS.items()} | LOT_PATTERNS | KANBAN_PATTERNS
    own["stock_take"] = numbering.first_pattern("stock_take")
    return begun.get(kind) or own.get(kind, "")


def _example(pattern: str) -> str:
    try:
        numbering.check(pattern)
    except DureError:
        return ""
    return numbering.numbered(pattern, today(), 1)


@require_http_methods(["GET", "POST"])
def number(request: HttpRequest, kind: str) -> HttpResponse:
    names, begun = number_names(), selectors.number_series()
    if kind not in {*names, *begun}:
        raise NotFound("There is no such kind of document.")
    where = reverse("inventory:number", args=[kind])

    def save(pattern: str) -> Any:
        # Also those that haven't begun and will by their first pattern.
        numbering.check_alone(pattern, (_pattern_of(other, begun) for other in {*names, *begun} - {kind}))
        return set_number_pattern(kind=kind, pattern=pattern, by=who(request))

    return _pattern(
        request, _pattern_of(kind, begun), save,
        where=where, then=reverse("inventory:numbers"), heading=names.get(kind, kind),
        lead=_("{n} is the number, {n:04} one of four digits; {yyyy} {yy} {mm} {dd} are of the day. Counting begins "
               "again with whatever is shown of the date."),
        example=_example,
    )  # fmt: skip
