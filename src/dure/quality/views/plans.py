"""What is inspected of an item: characteristics and plans; sampling tables and severities."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.inventory.models import Item
from dure.plant.acting import who
from dure.product.models import StandardVersion
from dure.quality import pictures, services
from dure.quality.forms.plans import CharacteristicForm, PlanForm, TableForm
from dure.quality.models import Characteristic, InspectionPlan, SupplyState
from dure.quality.selectors import inspections as selectors
from dure.quality.selectors import sampling as tables
from dure.quality.selectors.items import characteristics_of, items_with_quality, standards_of
from dure.quality.spc import sampling
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.toast import toast


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Items with how many characteristics and plans they have."""
    text = request.GET.get("q", "").strip()
    fields = [
        Field(_("code"), lambda row: row.code),
        Field(_("item"), lambda row: row.name),
        Field(_("characteristics"), lambda row: row.characteristics, "number"),
        Field(_("plans"), lambda row: row.plans, "number"),
    ]
    rows = items_with_quality(text, with_all=request.GET.get("all") == "1")
    return listing(
        request, "quality/plans.html", rows, fields, title=_("Inspection plans"), q=text,
        with_all=request.GET.get("all") == "1",
    )  # fmt: skip


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Item, pk=pk)
    context = {
        "item": row,
        "characteristics": characteristics_of(row),
        "plans": selectors.plans().filter(item=row),
        "standards": standards_of(row),
    }
    return render(request, "quality/item.html", context)


def _back(row: Item) -> str:
    return reverse("quality:item", args=[row.pk])


def characteristic_add(request: HttpRequest, pk: int) -> HttpResponse:
    of = row_or_404(Item, pk=pk)
    form = CharacteristicForm(request.POST or None, initial={"position": "", "is_active": True})
    form.fields["position"].required = False

    def do() -> Characteristic:
        values = {name: value for name, value in form.cleaned_data.items() if (name, value) != ("position", None)}
        return services.add_characteristic(item=of, by=who(request), **values)

    return take(
        request, form, do, template="quality/form.html", then=_back(of), done=_("Added."), back=_back(of),
        heading=_("Add a characteristic of %(item)s") % {"item": of.name},
    )  # fmt: skip


def characteristic(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(Characteristic, "item", pk=pk)
    form = CharacteristicForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_characteristic(row=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_back(row.item), done=_("Saved."), back=_back(row.item), heading=row.name,
    )  # fmt: skip


@require_POST
def from_standard(request: HttpRequest, pk: int) -> HttpResponse:
    """Conditions and checks of the work standard as characteristics."""
    of = row_or_404(Item, pk=pk)
    version = row_or_404(StandardVersion, "standard", pk=request.POST.get("version") or 0, standard__item=of)
    rows = services.take_from_standard(item=of, version=version, by=who(request))
    return toast(request, redirect(_back(of)), _("%(count)s characteristics taken over.") % {"count": len(rows)})


def plan_add(request: HttpRequest, pk: int) -> HttpResponse:
    of = row_or_404(Item, pk=pk)
    form = PlanForm(request.POST or None, item=of, initial={"kind": request.GET.get("kind", "final")})
    return take(
        request, form, lambda: services.add_plan(item=of, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_back(of), done=_("Added."), back=_back(of),
        heading=_("Add an inspection plan of %(item)s") % {"item": of.name},
    )  # fmt: skip


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(InspectionPlan, "item", pk=pk)
    form = PlanForm(request.POST or None, item=row.item, instance=row)
    return take(
        request, form, lambda: services.change_plan(plan=row, by=who(request), **form.cleaned_data),
        template="quality/form.html", then=_back(row.item), done=_("Saved."), back=_back(row.item), heading=str(row),
    )  # fmt: skip


@require_GET
def sampling_page(request: HttpRequest) -> HttpResponse:
    """Which plan a lot gets, its operating characteristic, severities by supplier, and the tables that were entered."""
    lot, level, aql = (
        request.GET.get(name, first) for name, first in (("lot", "1000"), ("level", "II"), ("aql", "1.0"))
    )
    context: dict[str, Any] = {
        "states": tables.states(), "tables": tables.tables(), "lot": lot, "level": level, "aql": aql,
        "levels": sampling.LEVELS, "aqls": sampling.AQLS[: sampling.AQLS_PERCENT],
        "missing": [name for name in ("tightened", "reduced") if tables.table_in_force(name) is None],
    }  # fmt: skip
    return render(request, "quality/sampling.html", context | _asked(lot, level, aql))


def _asked(lot: str, level: str, aql: str) -> dict[str, Any]:
    if not lot.isdecimal() or not int(lot[:9]) >= 2 or level not in sampling.LEVELS:
        return {}
    found = tables.plans_of(tables.table_in_force("normal")).get((sampling.code_letter(int(lot[:9]), level), aql))
    if found is None:
        return {}
    share = Decimal(aql) / 100
    return {
        "plan": found, "picture": pictures.operating_curve(found),
        "at_aql": sampling.accepts_binomial(found, float(share)),
        "half": 100 * sampling.quality_accepted(found, 0.5), "tenth": 100 * sampling.quality_accepted(found, 0.1),
    }  # fmt: skip


def table_add(request: HttpRequest) -> HttpResponse:
    form = TableForm(request.POST or None)

    def do() -> Any:
        given = form.cleaned_data
        return services.enter_table(
            severity=given["severity"], source=given["source"], cells=given["rows"], by=who(request)
        )

    back = reverse("quality:sampling")
    return take(
        request, form, do, template="quality/form.html", then=back, done=_("The table holds from now on."), back=back,
        heading=_("Enter a sampling table"),
    )  # fmt: skip


@require_POST
def severity(request: HttpRequest, pk: int) -> HttpResponse:
    """Allow or forbid reduced inspection, or go on after a stop."""
    row = row_or_404(SupplyState, pk=pk)
    if request.POST.get("restart") == "1":
        services.restart_inspection(state=row, by=who(request))
    else:
        services.allow_reduced(state=row, allowed=request.POST.get("allowed") == "1", by=who(request))
    return toast(request, redirect("quality:sampling"), _("Saved."))
