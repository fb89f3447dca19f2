"""The pages of value-stream maps."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.kernel import clock
from dure.mentoring.forms.streams import DrawForm, StreamForm, StreamStepForm
from dure.mentoring.models import StreamStep, ValueStream
from dure.mentoring.selectors import streams as selectors
from dure.mentoring.services import streams as services
from dure.mentoring.stream_chart import Box, Words, stream_chart
from dure.mentoring.value_stream import Source, Stream
from dure.mentoring.views.tool_undo import undo_address
from dure.plant.acting import who
from dure.plant.selectors import newest_change
from dure.web.forms import take
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.rows import row_or_404
from dure.web.templatetags.dure import number, percent
from dure.web.toast import toast

FORM = "mentoring/form.html"


def _address(row: ValueStream) -> str:
    return reverse("mentoring:stream", args=[row.pk])


@require_GET
def streams(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    fields = [
        Field(_("number"), lambda row: row.number),
        Field(_("Item"), lambda row: str(row.item)),
        Field(_("drawn at"), lambda row: row.drawn_at, "time"),
        Field(_("Lead time (days)"), lambda row: round(selectors.stream_told(row).lead_d, 2), "number"),
        Field(_("Adds value (s)"), lambda row: round(selectors.stream_told(row).value_s, 1), "number"),
    ]
    rows = selectors.streams(text=text)
    return listing(request, "mentoring/streams.html", rows, fields, title=_("Value-stream maps"), q=text)


def _sum_lines(told: Stream) -> list[str]:
    """The sums of the ladder; when a stock isn't known the lead time is at least so long."""
    sign = "≥ " if told.unknown else ""
    lead = _("Lead time %(days)s days") % {"days": f"{sign}{number(told.lead_d, 1)}"}
    value = _("Adds value %(seconds)s s") % {"seconds": number(told.value_s, 1)}
    share = _("Share %(share)s") % {"share": percent(told.share, 3)}
    return [lead, value, share]


def _box(step: StreamStep, told: Stream, at: int) -> Box:
    one = told.steps[at]
    lines = [
        (_("C/T %(seconds)s s") % {"seconds": number(one.cycle_s, 1)}, at in told.over_takt()),
        (_changeover(one.changeover_s), False),
        (_("Available %(share)s") % {"share": percent(one.availability)}, False),
        (_("People %(people)s") % {"people": number(one.people, 1)}, False),
        (_("Places %(places)s") % {"places": step.places}, False),
    ]
    return Box(
        str(step), lines, _pieces(one.stock), _days(told.waits_d[at]),
        _("%(seconds)s s") % {"seconds": number(one.work_s, 1)}, at in told.over_takt(),
    )  # fmt: skip


def _changeover(seconds: float | None) -> str:
    return "C/O –" if seconds is None else _("C/O %(minutes)s min") % {"minutes": number(seconds / 60, 1)}


def _pieces(value: float | None) -> str:
    return "?" if value is None else number(value)


def _days(value: float | None) -> str:
    return "?" if value is None else _("%(days)s d") % {"days": number(value, 1)}


def drawn(row: ValueStream, told: Stream) -> SafeString:
    """The map. What isn't known stands there as a question mark."""
    boxes = [_box(step, told, at) for at, step in enumerate(row.steps.all())]
    demand = _("%(pieces)s a day") % {"pieces": number(row.demand)} if row.demand else _("demand unknown")
    takt = _("takt %(seconds)s s") % {"seconds": number(told.takt_s, 1)} if told.takt_s else ""
    words = Words(
        _("Suppliers"), [_("Customers"), demand, takt], _("Production planning"),
        _pieces(None if row.finished is None else float(row.finished)), _days(told.waits_d[-1]), _sum_lines(told),
    )  # fmt: skip
    said = "; ".join(f"{box.stock} → {box.name} {box.work}" for box in boxes)
    chart = stream_chart(f"stream-{row.pk}", str(row), said, boxes, words)
    return mark_safe(chart)  # noqa: S308 # drawn by us; names are escaped there


def _sources(row: ValueStream | StreamStep) -> list[tuple[str, object, str, str]]:
    """Label, value, source and what of it, of each figure."""
    names = (
        ("work", "places", "value", "changeover", "availability", "people", "stock")
        if isinstance(row, StreamStep)
        else ("demand", "day_hours", "finished")
    )
    found = []
    for name in names:
        source, of = row.sources.get(name, ["", ""])
        label = str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr] # noqa: SLF001 # Django's name
        value = getattr(row, name)
        found.append((label, None if value is None else Decimal(value), source_name(source), of))
    return found


def source_name(source: str) -> str:
    return {
        Source.RECORDS.value: _("from records"), Source.ROUTING.value: _("from the routing"),
        Source.TYPED.value: _("typed"),
    }.get(source, "")  # fmt: skip


def _context(row: ValueStream) -> dict[str, object]:
    told = selectors.stream_told(row)
    before = selectors.stream_told(row.before) if row.before else None
    return {
        "stream": row, "told": told, "chart": drawn(row, told), "before": before, "whole": _sources(row),
        "steps": [(step, told.steps[at], at in told.over_takt(), _sources(step)) for at, step in
                  enumerate(row.steps.all())],
    }  # fmt: skip


@require_GET
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(ValueStream, "item", "drawn_by", "before", pk=pk)
    if "format" in request.GET:
        return _sheet(request, row)
    return render(request, "mentoring/stream.html", _context(row) | {"afters": row.afters.all()})


def _sheet(request: HttpRequest, row: ValueStream) -> HttpResponse:
    rows = [(str(step), *one) for step in row.steps.all() for one in _sources(step)]
    rows = [*((row.number, *one) for one in _sources(row)), *rows]
    fields = [
        Field(_("Operation"), lambda one: one[0]),
        Field(_("Figure"), lambda one: one[1]),
        Field(_("Value"), lambda one: "" if one[2] is None else one[2], "number"),
        Field(_("source"), lambda one: one[3]),
        Field(_("note"), lambda one: one[4]),
    ]
    return listing(request, "mentoring/stream.html", rows, fields, title=f"{_('Value-stream map')} {row.number}")


@require_GET
@in_asked_language
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    row = row_or_404(ValueStream, "item", "drawn_by", "before", pk=pk)
    return paper(
        request, "mentoring/stream_paper.html", title=_("Value-stream map"), number=row.number, landscape=True,
        **_context(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    form = DrawForm(request.POST or None)
    return take(
        request, form,
        lambda: services.draw_stream(item=form.cleaned_data["item"], now=clock.now(), by=who(request)),
        template=FORM, then=_address, done=_("Drawn."), heading=_("Draw a value-stream map"),
        back=reverse("mentoring:streams"),
        hint=_("From the routing in force, four weeks of records and the stock of this moment."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(ValueStream, "item", pk=pk), newest_change()
    form = StreamForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_stream(stream=row, by=who(request), **form.cleaned_data), template=FORM,
        then=_address, done=_("Saved."), undo=lambda made: undo_address(before, made), heading=str(row),
        back=_address(row),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: int) -> HttpResponse:
    row, before = row_or_404(StreamStep, "stream", pk=pk), newest_change()
    form = StreamStepForm(request.POST or None, instance=row)
    return take(
        request, form, lambda: services.change_stream_step(step=row, by=who(request), **form.cleaned_data),
        template=FORM, then=_address(row.stream), done=_("Saved."), undo=lambda made: undo_address(before, made),
        heading=str(row), back=_address(row.stream), hint=_("What you change is marked as typed, with today's date."),
    )  # fmt: skip


@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    made = services.copy_stream(stream=row_or_404(ValueStream, pk=pk), by=who(request))
    return toast(request, redirect(_address(made)), _("Added."))
