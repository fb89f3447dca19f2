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
from dure.product.forms import LineOfWorkForm, PlacesForm, SideForm
from dure.product.models import Routing, WorkElement
from dure.product.stations import MOST_ELEMENTS
from dure.product.yamazumi import Brick, Pile, yamazumi
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.templatetags.dure import number
from dure.web.toast import toast

FEWER, MORE = 2, 3
"""How many people fewer and more than asked are compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a routing's line, worked out."""

    routing: Routing
    form: LineOfWorkForm
    elements: list[WorkElement]
    takt: Decimal | None
    now: selectors.Layout
    proposal: selectors.Proposal | None
    crews: list[selectors.Crew]
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
    crews = [] if too_many or not elements else _crews(data, elements, takt)
    now = selectors.layout_of(elements, takt, selectors.places_of(row))
    return Asked(row, form, elements, takt, now, proposal, crews, too_many)


def _crews(data: dict[str, object], elements: list[WorkElement], takt: Decimal | None) -> list[selectors.Crew]:
    """With some people fewer and some more than asked."""
    count = data.get("stations")
    if data.get("proposal") != "crews" or not isinstance(count, int):
        return []
    return selectors.crews(elements, range(max(count - FEWER, 1), count + MORE + 1), takt, _most(data))


def _most(data: dict[str, object]) -> int:
    most = data.get("most")
    return most if isinstance(most, int) else 1


def _proposal(data: dict[str, object], elements: list[WorkElement], takt: Decimal | None) -> selectors.Proposal | None:
    if data.get("proposal") == "stations" and takt is not None:
        return selectors.fewest_stations(elements, takt, _most(data))
    if data.get("proposal") == "cycle" and isinstance(count := data.get("stations"), int):
        return selectors.shortest_cycle(elements, count, takt, _most(data))
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
        context["side"] = ",".join(f"{number}:{places}" for number, places in asked.proposal.side.items())
    return render(request, "product/line.html", context)


def chart(name: str, layout: selectors.Layout, takt: Decimal | None) -> SafeString:
    piles = [
        Pile(one.title, [Brick(e.code, e.name, float(e.seconds / one.places), e.worth) for e in one.elements])
        for one in layout.stations
    ]
    told = "; ".join(f"{one.title}: {number(one.pace, 2)} s" for one in layout.stations)
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
        Field(_("places side by side"), lambda row: row[0].places, "number"),
        Field(_("seconds for each piece"), lambda row: round(row[0].pace, 4), "number"),
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
    services.take_stations(routing=row, stations=form.chosen(), side=form.side_by_side(), by=who(request))
    undo = reverse("product:routing_undo", args=[row.pk])
    return toast(request, redirect("product:line_balance", row.pk), _("Taken into the draft."), undo=undo)


@require_POST
def put_places(request: HttpRequest, pk: int) -> HttpResponse:
    """A station of the draft has so many people or machines side by side."""
    row = row_or_404(Routing, pk=pk)
    form = SideForm(request.POST)
    if not form.is_valid():
        raise Invalid("Type a station and how many places it has, from 1 to 9.")
    data = form.cleaned_data
    services.set_places(routing=row, station=data["station"], places=data["count"], by=who(request))
    undo = reverse("product:routing_undo", args=[row.pk])
    return toast(request, redirect("product:line_balance", row.pk), _("Saved."), undo=undo)
