"""Stock-takes: begun, printed, judged, approved."""

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dure.inventory import selectors, services
from dure.inventory.forms import StartForm
from dure.inventory.models import StockTake, StockTakeLine
from dure.inventory.views.asked import sees_costs
from dure.plant.acting import who
from dure.web.forms import take as taken
from dure.web.listing import Field, listing
from dure.web.paper import in_asked_language, paper
from dure.web.tables import Kind
from dure.web.toast import toast


def _take(pk: int) -> StockTake:
    return get_object_or_404(selectors.stock_takes(), pk=pk)


def _address(row: StockTake) -> str:
    return reverse("inventory:take", args=[row.pk])


@require_GET
def takes(request: HttpRequest) -> HttpResponse:
    fields = [
        Field(_("Number"), lambda r: r.number),
        Field(_("Places"), lambda r: ", ".join(str(one) for one in r.locations.all())),
        Field(_("Status"), lambda r: r.get_status_display()),
        Field(_("Lines"), lambda r: r.lines_count, Kind.NUMBER),
        Field(_("Stock counted"), lambda r: r.counted_count, Kind.NUMBER),
        Field(_("Started"), lambda r: r.started_at, Kind.TIME),
        Field(_("Approved"), lambda r: r.approved_at, Kind.TIME),
    ]
    return listing(request, "inventory/takes.html", selectors.stock_takes(), fields, title=_("Stock-takes"))


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None, initial={"is_blind": selectors.stock_rules().counts_are_blind})

    def do() -> StockTake:
        found = form.cleaned_data
        return services.start_stock_take(
            locations=list(found["locations"]), by=who(request), is_blind=found["is_blind"],
            items=selectors.items_to_count(found["kinds"], found["text"]),
        )  # fmt: skip

    return taken(
        request, form, do, template="inventory/form.html", then=_address, done=_("The stock-take has begun."),
        heading=_("Start a stock-take"), back=reverse("inventory:takes"),
        lead=_("A line is made for all that should lie there. The book quantity of a line is that of the moment in "
               "which it is counted, so that work can go on."),
    )  # fmt: skip


def _hides(request: HttpRequest, row: StockTake) -> bool:
    """Whether the page keeps the book quantities from its person."""
    return row.is_blind and row.status == StockTake.Status.OPEN


@require_GET
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a stock-take is, and its lines."""
    row = _take(pk)
    is_blind = _hides(request, row)
    fields = [
        Field(_("Location"), lambda r: str(r.location)),
        Field(_("Item code"), lambda r: r.item.code),
        Field(_("Item"), lambda r: r.item.name),
        Field(_("Lot"), lambda r: r.lot.number if r.lot else ""),
        Field(_("Stock counted"), lambda r: r.counted, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.item.unit_id),
        Field(_("Who"), lambda r: str(r.counted_by or "")),
        Field(_("When"), lambda r: r.counted_at, Kind.TIME),
    ]
    if not is_blind:
        fields.insert(4, Field(_("In the books"), lambda r: r.booked, Kind.NUMBER))
    lines = selectors.lines_of_take(row)
    only = request.GET.get("only", "")
    if only == "open":
        lines = lines.filter(counted=None) | lines.filter(needs_recount=True)
    return listing(
        request, "inventory/take.html", lines, fields, title=_("Stock-take %(number)s") % {"number": row.number},
        take=row, is_blind=is_blind, only=only,
    )  # fmt: skip


@require_GET
@in_asked_language
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet to write on, without the book quantities where the count is blind."""
    row = _take(pk)
    return paper(
        request, "inventory/sheet.html", title=_("Count sheet"), number=row.number, take=row, is_blind=row.is_blind,
        lines=list(selectors.lines_of_take(row)), blanks=range(5),
    )  # fmt: skip


@require_GET
def differences(request: HttpRequest, pk: int) -> HttpResponse:
    """What was counted otherwise than the books say, what it is worth, and what is left to count."""
    row, with_worth = _take(pk), sees_costs(request)
    found = selectors.differences_of(row)
    fields = [
        Field(_("Location"), lambda r: str(r.line.location)),
        Field(_("Item code"), lambda r: r.line.item.code),
        Field(_("Item"), lambda r: r.line.item.name),
        Field(_("Lot"), lambda r: r.line.lot.number if r.line.lot else ""),
        Field(_("In the books"), lambda r: r.line.booked, Kind.NUMBER),
        Field(_("Stock counted"), lambda r: r.line.counted, Kind.NUMBER),
        Field(_("Difference"), lambda r: r.change, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.line.item.unit_id),
        Field(_("Who"), lambda r: str(r.line.counted_by or "")),
        Field(_("Reason"), lambda r: r.line.reason),
    ]
    if with_worth:
        fields.append(Field(_("Value (won)"), lambda r: r.worth, Kind.NUMBER))
    total = sum((one.worth for one in found if one.worth is not None), Decimal(0))
    return listing(
        request, "inventory/differences.html", found, fields, take=row, with_worth=with_worth,
        title=_("Differences of %(number)s") % {"number": row.number}, total=total,
        left=row.lines_count - row.counted_count,  # type: ignore[attr-defined]
    )  # fmt: skip


def _chosen(request: HttpRequest, row: StockTake) -> list[StockTakeLine]:
    wanted = [int(word) for word in request.POST.getlist("line") if word.isdecimal() and len(word) < 12]
    return selectors.chosen_lines(row, wanted)


@require_POST
def recount(request: HttpRequest, pk: int) -> HttpResponse:
    row = _take(pk)
    count = services.ask_recount(lines=_chosen(request, row), by=who(request))
    return toast(
        request, redirect("inventory:differences", pk), _("%(count)s lines are to be counted again.") % {"count": count}
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Posts the differences. What each was for stands beside it, or one reason for all the others."""
    row = _take(pk)
    prefix = "reason-"
    reasons = {
        int(name.removeprefix(prefix)): str(value).strip()[:200]
        for name, value in request.POST.items()
        if name.startswith(prefix) and name.removeprefix(prefix).isdecimal()
    }
    services.approve_stock_take(
        stock_take=row, by=who(request), reasons=reasons, reason=request.POST.get("reason", "").strip()[:200],
        leave_uncounted=request.POST.get("leave_uncounted") == "1",
    )  # fmt: skip
    return toast(request, redirect(_address(row)), _("%(number)s is approved and posted.") % {"number": row.number})


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    row = _take(pk)
    services.cancel_stock_take(stock_take=row, by=who(request))
    return toast(request, redirect("inventory:takes"), _("%(number)s is cancelled.") % {"number": row.number})
