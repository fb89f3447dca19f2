"""The pages of floor layouts: the drawing, what is walked on it, and what a new layout would save."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from dure.kernel import clock
from dure.mentoring.forms.layouts import CopyLayoutForm, LayoutForm, RoutingTripsForm, ScaleForm, TallyForm
from dure.mentoring.layout_chart import TONES, Line, Mark, Plan, floor_chart
from dure.mentoring.models import FloorLayout
from dure.mentoring.selectors import layouts as selectors
from dure.mentoring.services import layouts as services
from dure.mentoring.views.tool_undo import undo_address
from dure.mentoring.walking import Block, Way
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.product.media import MOST_PICTURE_MB
from dure.product.serving import file_answer
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.templatetags.dure import number
from dure.web.uploads import read, takes_files

FORM = "mentoring/form.html"


def address_of(layout: FloorLayout) -> str:
    return reverse("mentoring:layout", args=[layout.pk])


def way_of(request: HttpRequest) -> Way:
    return Way.SQUARE if request.GET.get("way") == Way.SQUARE.value else Way.STRAIGHT


@require_GET
def layouts(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    fields = [
        Field(_("name"), lambda row: row.name),
        Field(_("Area"), lambda row: str(row.area or "")),
        Field(_("Trips"), lambda row: row.trip_count, "number"),
        Field(_("Layouts after"), lambda row: row.after_count, "number"),
        Field(_("Metres a day"), lambda row: round(selectors.walked(row, Way.STRAIGHT).metres), "number"),
    ]
    rows = selectors.layouts(text=text)
    return listing(request, "mentoring/layouts.html", rows, fields, title=_("Walking distance"), q=text)


def drawn(walked: selectors.Walked, name: str) -> SafeString:
    """The drawing of a layout with its ways."""
    row, tones = walked.layout, tones_of(walked)
    lines = [
        Line(
            one.path.points, float(one.trip.times), tones[one.trip.walker],
            f"{one.trip} · {number(one.trip.times, 1)} × {number(one.path.length, 1)} m",
        )
        for one in walked.walks if one.path
    ]  # fmt: skip
    plan = Plan(
        float(row.width), float(row.height),
        [Mark(one.pk, one.code, (float(one.x), float(one.y))) for one in row.stations.all()],
        [
            (one.name, Block(float(one.x), float(one.y), float(one.width), float(one.height)))
            for one in row.blocks.all()
        ],
        [(f"{zone.name} {number(size, 1)} m²", zone.corners) for zone, size in walked.zones],
        lines, reverse("mentoring:layout-picture", args=[row.pk]) if row.picture else "",
    )  # fmt: skip
    told = "; ".join(line.told for line in lines)
    title = _("%(name)s: %(metres)s m a day") % {"name": row.name, "metres": number(walked.metres)}
    return mark_safe(floor_chart(name, title, told, plan))  # noqa: S308 # drawn by us; names are escaped there


def tones_of(walked: selectors.Walked) -> dict[str, int]:
    """Which colour the ways of each work have."""
    walkers = dict.fromkeys(one.trip.walker for one in walked.walks)
    return {walker: at % TONES for at, walker in enumerate(walkers)}


def _context(row: FloorLayout, way: Way) -> dict[str, object]:
    origin = row.before or row
    trips = selectors.trips_of(row)
    walked = selectors.walked(row, way, trips)
    others = [selectors.compared(origin, after, way) for after in origin.afters.all()]
    return {
        "layout": row, "origin": origin, "walked": walked, "chart": drawn(walked, "floor"), "others": others,
        "way": way.value, "tones": tones_of(walked).items(),
    }  # fmt: skip


@require_GET
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorLayout, "area", "before", pk=pk)
    if "format" in request.GET:
        return _sheet(request, row)
    return render(request, "mentoring/layout.html", _context(row, way_of(request)))


def _sheet(request: HttpRequest, row: FloorLayout) -> HttpResponse:
    fields = [
        Field(_("from"), lambda one: one.trip.start),
        Field(_("to"), lambda one: one.trip.end),
        Field(_("times a day"), lambda one: one.trip.times, "number"),
        Field(_("metres once"), lambda one: round(one.path.length, 2) if one.path else "", "number"),
        Field(_("Metres a day"), lambda one: round(one.metres, 1) if one.metres is not None else "", "number"),
        Field(_("whose work"), lambda one: one.trip.walker),
        Field(_("item"), lambda one: str(one.trip.item or "")),
        Field(_("source"), lambda one: one.trip.get_source_display()),
        Field(_("note"), lambda one: one.trip.note),
    ]
    walks = selectors.walked(row, way_of(request)).walks
    return listing(request, "mentoring/layout.html", walks, fields, title=f"{_('Walking distance')} {row.name}")


@require_GET
@in_asked_language
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorLayout, "area", "before", pk=pk)
    return paper(
        request, "mentoring/layout_paper.html", title=_("Walking distance"), number=row.name,
        **_context(row, way_of(request)),
    )  # fmt: skip


@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A layout after beside the one before."""
    return render(request, "mentoring/layout_compare.html", _compared(request, pk))


@require_GET
@in_asked_language
def compare_printed(request: HttpRequest, pk: int) -> HttpResponse:
    context = _compared(request, pk)
    return paper(
        request, "mentoring/layout_compare_paper.html", title=_("Walking distance before and after"), landscape=True,
        **context,
    )  # fmt: skip


def _compared(request: HttpRequest, pk: int) -> dict[str, object]:
    row = row_or_404(FloorLayout, "area", "before", pk=pk, before__isnull=False)
    way = way_of(request)
    found = selectors.compared(row.before, row, way)
    return {
        "layout": row, "origin": row.before, "found": found, "way": way.value,
        "before_chart": drawn(found.before, "before"), "after_chart": drawn(found.after, "after"),
        "tones": tones_of(found.before).items(),
    }  # fmt: skip


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    return file_answer(row_or_404(FloorLayout, pk=pk).picture)


def _values(form: LayoutForm) -> dict[str, object]:
    values = dict(form.cleaned_data)
    given = values.pop("picture", None)
    return values | {"picture": read(given, MOST_PICTURE_MB) if given else None}


@takes_files(MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    form = LayoutForm(request.POST or None, request.FILES or None)
    return take(
        request, form, lambda: services.add_layout(by=who(request), **_values(form)), template=FORM, then=address_of,
        done=_("Added."), heading=_("New floor layout"), back=reverse("mentoring:layouts"),
    )  # fmt: skip


@takes_files(MOST_PICTURE_MB)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(FloorLayout, pk=pk), newest_change()
    form = LayoutForm(request.POST or None, request.FILES or None, instance=row)
    return take(
        request, form, lambda: services.change_layout(layout=row, by=who(request), **_values(form)), template=FORM,
        then=address_of, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=row.name,
        back=address_of(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorLayout, pk=pk)
    form = CopyLayoutForm(request.POST or None, initial={"name": _("%(name)s after") % {"name": row.name}})
    return take(
        request, form, lambda: services.copy_layout(layout=row, by=who(request), **form.cleaned_data), template=FORM,
        then=address_of, done=_("Added. Move the stations to where they should stand."), back=address_of(row),
        heading=_("Layout after"), hint=_("Begins as a copy. The same trips are walked on both."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def scale(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorLayout, pk=pk)
    form = ScaleForm(request.POST or None, initial={"points": request.GET.get("points", "")[:80]})

    def do() -> FloorLayout:
        first, second = form.cleaned_data["points"]
        return services.rescale(
            layout=row, first=first, second=second, metres=form.cleaned_data["metres"], by=who(request)
        )  # fmt: skip

    return take(
        request, form, do, template=FORM, then=address_of, done=_("The scale is set."), heading=_("Drawing scale"),
        back=address_of(row), hint=_("Choose two points on the drawing whose distance you know."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def from_routing(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(FloorLayout, "before", pk=pk)
    form = RoutingTripsForm(request.POST or None)
    return take(
        request, form,
        lambda: services.trips_of_routing(layout=row, now=clock.now(), by=who(request), **form.cleaned_data),
        template=FORM, then=address_of(row), done=_("Trips of the routing added."), back=address_of(row),
        heading=_("Trips from a routing"),
        hint=_("Pieces a day ÷ pieces carried at once, from station to station in the order of the operations."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def tally(request: HttpRequest, pk: int) -> HttpResponse:
    """On the tablet: press the station that somebody comes to."""
    row = row_or_404(FloorLayout, "before", pk=pk)
    form = TallyForm(request.POST or None)

    def do() -> object:
        values = dict(form.cleaned_data)
        visits = services.read_visits(values.pop("visits"))
        return services.tally_trips(layout=row, visits=visits, by=who(request), **values)

    return take(
        request, form, do, template="mentoring/layout_tally.html", then=address_of(row), done=_("Trips added."),
        layout=row, stations=row.stations.all(),
    )  # fmt: skip
