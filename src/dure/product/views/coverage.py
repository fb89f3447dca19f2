"""How much of the work is written down, and one click to each gap."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dure.kernel import clock
from dure.product import selectors
from dure.product.coverage import Count, Register
from dure.product.gaps import address_of
from dure.web import access
from dure.web.listing import Field, listing


@require_GET
def coverage(request: HttpRequest) -> HttpResponse:
    found = selectors.coverage(timezone.localdate(clock.now()))
    names = register_names()
    chosen = request.GET.get("register", "")
    counts = [(register, names[register], count) for register, count in found.by_register.items() if count.needed]
    holder = access.pass_of(request)
    gaps = [
        (names[gap.register], gap.label, address_of(gap, holder))
        for gap in found.total.gaps
        if not chosen or gap.register == chosen
    ]
    if "format" in request.GET:
        return _sheet(request, gaps)
    areas = selectors.area_names()
    rows = [(areas.get(area) if area else _("No area yet"), count) for area, count in sorted_areas(found.by_area)]
    context = {"found": found, "counts": counts, "gaps": gaps[:200], "more": len(gaps) - 200, "areas": rows}
    return render(request, "product/coverage.html", context | {"chosen": chosen})


def _sheet(request: HttpRequest, gaps: list[tuple[str, str, str]]) -> HttpResponse:
    """What is missing as a spreadsheet."""
    fields = [Field(_("Kind"), lambda gap: gap[0]), Field(_("For"), lambda gap: gap[1])]
    return listing(request, "product/coverage.html", gaps, fields, title=_("What is missing"))


def register_names() -> dict[Register, str]:
    return {
        Register.BOM: _("Bills of materials"),
        Register.ROUTING: _("Routings"),
        Register.STANDARD: _("Work standards"),
        Register.EQUIPMENT: _("Nameplates of machines"),
        Register.PARTNERS: _("Partners"),
    }


def sorted_areas(by_area: dict[int | None, Count]) -> list[tuple[int | None, Count]]:
    """What has no area yet stands last."""
    return sorted(by_area.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
