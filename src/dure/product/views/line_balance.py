"""The page of a line: who does what against the takt, and what a better line looks like."""

from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from dure.kernel.errors import Invalid
from dure.plant.acting import who
from dure.product import selectors, services
from dure.product.balance import takt_s
from dure.product.forms import LineOfWorkForm, PlacesForm
from dure.product.models import Routing, WorkElement
from dure.product.stations import MOST_ELEMENTS
from dure.product.yamazumi import Brick, Pile, yamazumi
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.templatetags.dure import number
from dure.web.toast import toast


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a routing's line, worked out."""

    routing: Routing
    form: LineOfWorkForm
    elements: list[WorkElement]
    takt: Decimal | None
    now: selectors.Layout
    proposal: selectors.Proposal | None
    too_many: bool

    @property
    def shown(self) -> selectors.Layout:
        """The proposal where there is one, else the line as it is."""
        return self.proposal.layout if self.proposal and self.proposal.layout else self.now


def _asked(request: HttpRequest, pk: int) -> Asked:
    row = row_or_404(Routing, "item", "written_by", "approved_by", pk=pk)
    form = LineOfWorkForm(request.GET or None)
    data = form.cleaned_data if form.is_valid() else {}
    demand, minutes = data.get("demand"), data.get("minutes")
    takt = takt_s(minutes, demand) if demand and minutes else None
    elements = selectors.elements_of(row)
    too_many = len(elements) > MOST_ELEMENTS
    proposal = None if too_many or not elements else _proposal(data, elements, takt)
    return Asked(row, form, elements, takt, selectors.layout_of(elements, takt), proposal, too_many)


def _proposal(data: dict[str, object], elements: list[WorkElement], takt: Decimal | None) -> selectors.Proposal | None:
    if data.get("proposal") == "stations" and takt is not None:
        return selectors.fewest_stations(elements, takt)
    if data.get("proposal") == "cycle" and isinstance(count := data.get("stations"), int):
        return selectors.shortest_cycle(elements, count, takt)
    return None


@require_GET
def line(request: HttpRequest, pk: int) -> HttpResponse:
    asked = _asked(request, pk)
    if "format" in request.GET:
        return _sheet(request, asked)
    context = {
        "asked": asked,
        "routing": asked.routing,
        "chart": chart("now", asked.now, asked.takt),
        "revisions": selectors.routings_of(asked.routing.item),
        "can_undo": selectors.can_undo(asked.routing),
        "most": MOST_ELEMENTS,
    }
    if asked.proposal and asked.proposal.layout:
        context["proposed"] = chart("proposed", asked.proposal.layout, asked.takt)
        context["places"] = ",".join(f"{key}:{number}" for key, number in asked.proposal.places.items())
    return render(request, "product/line.html", context)


def chart(name: str, layout: selectors.Layout, takt: Decimal | None) -> SafeString:
    piles = [
        Pile(one.label, [Brick(e.code, e.name, float(e.seconds), e.worth) for e in one.elements])
        for one in layout.stations
    ]
    told = "; ".join(f"{one.label}: {one.seconds.normalize():f} s" for one in layout.stations)
    takt_word = (float(takt), _takt_word(takt)) if takt else None
    drawn = yamazumi(f"yamazumi-{name}", _("Work of each station against the takt"), told, piles, takt_word)
    return mark_safe(drawn)  # noqa: S308 # drawn by us; names are escaped there


def _takt_word(takt: Decimal) -> str:
    return _("takt %(seconds)s s") % {"seconds": number(takt, 2)}


def _sheet(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Who does what, of the proposal where one is asked for."""
    rows = [(station, one) for station in asked.shown.stations for one in station.elements]
    fields = [
        Field(_("station"), lambda row: row[0].label),
        Field(_("number"), lambda row: row[1].code),
        Field(_("what to do"), lambda row: row[1].name),
        Field(_("seconds for one piece"), lambda row: row[1].seconds, "number"),
        Field(_("worth"), lambda row: row[1].get_worth_display()),
        Field(_("seconds of the station"), lambda row: row[0].seconds, "number"),
    ]
    title = f"{_('Line balance')} {asked.routing.item.code} {asked.routing.revision}"
    return listing(request, "product/line.html", rows, fields, title=title, heading=_heading(asked))


def _heading(asked: Asked) -> list[str]:
    found = [f"{asked.routing.item.code} {asked.routing.item.name}"]
    if asked.takt:
        found.append(_takt_word(asked.takt))
    if asked.proposal:
        found.append(_("A proposal, not how work is done today"))
    return found


@require_GET
@in_asked_language
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """A4 across: the chart, the figures and who does what."""
    asked = _asked(request, pk)
    code = f"{asked.routing.item.code}-{asked.routing.revision}"
    return paper(
        request, "product/line_paper.html", title=_("Line balance"), number=code, landscape=True, asked=asked,
        routing=asked.routing, chart=chart("paper", asked.shown, asked.takt), layout=asked.shown,
    )  # fmt: skip


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """The stations of a proposal as it was shown go into the draft, because somebody says so."""
    row = row_or_404(Routing, pk=pk)
    form = PlacesForm(request.POST)
    if not form.is_valid():
        raise Invalid("This isn't a proposal.")
    services.take_stations(routing=row, stations=form.chosen(), by=who(request))
    undo = reverse("product:routing_undo", args=[row.pk])
    return toast(request, redirect("product:line_balance", row.pk), _("Taken into the draft."), undo=undo)
