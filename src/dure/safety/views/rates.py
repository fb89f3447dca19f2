"""Accident rates of a year, each with its formula and where that comes from."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dure.plant.acting import who
from dure.plant.models import Site
from dure.plant.selectors import first_site, newest_change
from dure.safety import selectors, services
from dure.safety.forms import HoursForm, today
from dure.safety.models import HoursWorked
from dure.safety.views.reports import FORM
from dure.safety.views.undo import undo_address
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.rows import row_or_none


class Shown(NamedTuple):
    """A rate as the page explains it."""

    name: str
    value: Any
    unit: str
    formula: str
    filled: str
    source: str


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    site = row_or_none(Site, request.GET.get("site", ""), is_active=True) or first_site()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 and asked > "1969" else today().year
    found = selectors.year_of(site, year, today()) if site else None
    fields = [
        Field(_("month"), lambda row: f"{row.first:%Y-%m}"),
        Field(_("hours worked"), lambda row: row.hours.hours if row.hours else None, "number"),
        Field(_("people on average"), lambda row: row.hours.workers if row.hours else None, "number"),
        Field(_("people hurt (counted)"), lambda row: row.rates.injured, "number"),
        Field(_("days lost"), lambda row: row.rates.days, "number"),
        Field(_("Frequency rate"), lambda row: row.rates.frequency, "number"),
        Field(_("Severity rate"), lambda row: row.rates.severity, "number"),
        Field(_("LTIFR"), lambda row: row.rates.ltifr, "number"),
    ]
    years = sorted({today().year, year, *(selectors.years_known(site) if site else [])}, reverse=True)
    return listing(
        request, "safety/rates.html", list(reversed(found.months)) if found else [], fields,
        title=_("Accident rates"), heading=[f"{site} {year}"], site=site, year=year, years=years, found=found,
        sites=selectors.sites_in_use(), shown=_shown(found) if found else [],
    )  # fmt: skip


def _shown(found: selectors.Year) -> list[Shown]:
    total = found.rates
    hours, people = f"{total.hours:,.0f}", f"{total.workers:,.1f}"
    law = _("Rules on industrial accident statistics, Ministry of Employment and Labor, article 3")
    return [
        Shown(
            _("Accident rate"), total.injury_rate, "%", _("people hurt ÷ people × 100"),
            f"{total.injured} ÷ {people} × 100", law,
        ),
        Shown(
            _("Frequency rate"), total.frequency, "", _("accidents ÷ hours worked × 1,000,000"),
            f"{total.accidents} ÷ {hours} × 1,000,000", law,
        ),
        Shown(
            _("Severity rate"), total.severity, "", _("days lost ÷ hours worked × 1,000"),
            f"{total.days:,} ÷ {hours} × 1,000", law,
        ),
        Shown(
            _("LTIFR"), total.ltifr, "", _("people with a day lost ÷ hours worked × 1,000,000"),
            f"{total.lost_time} ÷ {hours} × 1,000,000", _("ILO, 16th International Conference of Labour Statisticians"),
        ),
        Shown(
            _("Deaths by 10,000"), total.death_rate, "", _("deaths ÷ people × 10,000"),
            f"{total.deaths} ÷ {people} × 10,000", law,
        ),
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """Hours of a month, entered or changed."""
    before, site = newest_change(), first_site()
    asked = row_or_none(HoursWorked, request.GET.get("row", ""))
    first: dict[str, Any] = {"site": site.pk if site else None, "month": request.GET.get("month", f"{today():%Y-%m}")}
    if asked is not None:
        first = {name: getattr(asked, name) for name in ("hours", "workers", "source")}
        first |= {"site": asked.site_id, "month": f"{asked.month:%Y-%m}"}
    form = HoursForm(request.POST or None, initial=first)
    return take(
        request, form, lambda: services.set_hours(by=who(request), **form.cleaned_data), template=FORM,
        then=reverse("safety:rates"), done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=_("Hours worked"), back=reverse("safety:rates"),
    )  # fmt: skip
