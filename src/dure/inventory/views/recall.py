"""A recall on one sheet: whom it reached, what is still here, what became of the rest, and how far it could reach."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from dure.inventory import selectors, services
from dure.inventory.models import Lot
from dure.inventory.papers import Paper, told
from dure.inventory.selectors import LotAccount, Neighbour, Recall
from dure.inventory.views.asked import word_of
from dure.kernel import clock
from dure.plant.acting import who
from dure.web import problems, sheets
from dure.web.listing import as_file
from dure.web.tables import Cell, Column, Kind, Table
from dure.web.toast import toast

Status = Lot.Status


@dataclass(frozen=True, slots=True)
class Sent:
    """What of a lot a customer got."""

    account: LotAccount
    document: str
    paper: Paper | None
    quantity: Decimal
    at: datetime

    @property
    def party(self) -> str:
        return self.paper.party if self.paper else ""


@require_GET
def recall(request: HttpRequest) -> HttpResponse:
    """Look for the lot, then the whole sheet; with `?format=xlsx` the same as a spreadsheet."""
    text = word_of(request)
    begin = time.perf_counter()
    named = _named(request, text)
    chosen = _chosen(request, named)
    if not chosen:
        return render(request, "inventory/recall.html", {"q": text, "named": named})
    found = selectors.recall(chosen)
    sent = _sent(found)
    near = selectors.neighbours(chosen, [one.lot.pk for one in found.accounts])
    reach = selectors.recall([one.lot for one in near]) if near else None
    taken_s = time.perf_counter() - begin
    context = {
        "q": text,
        "named": named,
        "chosen": chosen,
        "recall": found,
        "sent": sent,
        "customers": sorted({one.party or one.document for one in sent if one.quantity > 0}),
        "near": [(one, _account_in(reach, one)) for one in near],
        "reach": reach,
        "works": [(one, work) for one in found.accounts for work in one.works],
        "to_hold": [one.lot for one in found.accounts if one.lot.status == Lot.Status.AVAILABLE],
        "taken_s": taken_s,
        "now": clock.now(),
    }
    if request.GET.get("format") == "xlsx":
        return _as_sheet(chosen, found, sent, near)
    return render(request, "inventory/recall.html", context)


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Put all lots of a recall on hold at once, with one reason; with `?back=1` let those that it held go again."""
    is_back = "back" in request.GET
    words = [*request.POST.getlist("lot"), *request.GET.getlist("lot")]
    wanted = [int(word) for word in words if word.isdecimal() and len(word) < 12]
    before, after = (Status.HOLD, Status.AVAILABLE) if is_back else (Status.AVAILABLE, Status.HOLD)
    lots = list(selectors.lots(wanted).filter(status=before))
    reason = _("Hold taken back") if is_back else request.POST.get("reason", "").strip()[:200]
    services.set_lot_status(lots, after, reason=reason, by=who(request))
    page = redirect(problems.local_path(request, request.headers.get("Referer", ""), reverse("inventory:recall")))
    if is_back:
        return toast(request, page, _("Undone."), kind="info")
    text = ngettext("%(count)s lot is on hold.", "%(count)s lots are on hold.", len(lots)) % {"count": len(lots)}
    undo = "&".join(["?back=1", *(f"lot={lot.pk}" for lot in lots)])
    return toast(request, page, text, undo=reverse("inventory:recall-hold") + undo)


def _named(request: HttpRequest, text: str) -> list[Lot]:
    """Lots that the text means, typed or scanned, and those ticked."""
    found = {lot.pk: lot for lot in selectors.lots_named(text)}
    if text and not found:
        found = {lot.pk: lot for lot in selectors.scanned(text).lots}
    ticked = [int(word) for word in request.GET.getlist("lot") if word.isdecimal() and len(word) < 12]
    return [*found.values(), *selectors.lots(set(ticked) - found.keys())]


def _chosen(request: HttpRequest, named: Sequence[Lot]) -> list[Lot]:
    """Those ticked; the only one when nothing is ticked."""
    ticked = set(request.GET.getlist("lot"))
    if not ticked:
        return list(named) if len(named) == 1 else []
    return [lot for lot in named if str(lot.pk) in ticked]


def _sent(found: Recall) -> list[Sent]:
    papers = told({shipment.document for shipment in found.shipments})
    rows = [
        Sent(account, one.document, papers.get(one.document), one.quantity, one.first_at)
        for account in found.accounts
        for one in account.shipments
    ]
    return sorted(rows, key=lambda one: (one.party, one.at))


def _account_in(reach: Recall | None, one: Neighbour) -> LotAccount | None:
    return next((account for account in reach.accounts if account.lot.pk == one.lot.pk), None) if reach else None


FIGURES = (
    ("came", "found", "joined"),
    ("shipped", "in_stock", "in_process", "used", "scrapped", "lost", "returned", "became", "unaccounted"),
)


def _as_sheet(chosen: Sequence[Lot], found: Recall, sent: Sequence[Sent], near: Sequence[Neighbour]) -> HttpResponse:
    zone = timezone.get_current_timezone()
    title = _("Recall of %(lots)s") % {"lots": ", ".join(lot.number for lot in chosen)}
    heading = [title, f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"]
    data = sheets.xlsx(heading, [_customers(sent), _lots(found), _places(found), _works(found), _near(near)], zone)
    return as_file(data, f"{title}.xlsx", sheets.XLSX)


def _customers(sent: Sequence[Sent]) -> Table:
    columns = [
        Column(_("Customer")), Column(_("Contact")), Column(_("Document")), Column(_("When"), Kind.TIME),
        Column(_("Item")), Column(_("Lot")), Column(_("Quantity"), Kind.NUMBER), Column(_("Unit")),
    ]  # fmt: skip
    rows = [
        [
            Cell(one.party), Cell(one.paper.contact if one.paper else ""), Cell(one.document), Cell(one.at),
            Cell(one.account.lot.item.name), Cell(one.account.lot.number), Cell(one.quantity),
            Cell(one.account.lot.item.unit_id),
        ]
        for one in sent
    ]  # fmt: skip
    return Table(_("Customers"), columns, rows)


def figure_names() -> dict[str, str]:
    """What the columns of the account of a lot are called."""
    return {
        "came": _("Came"), "found": _("Found"), "joined": _("From other lots"), "shipped": _("At customers"),
        "in_stock": _("In stock"), "in_process": _("In process"), "used": _("Used"), "scrapped": _("Scrapped"),
        "lost": _("Lost"), "returned": _("Sent back"), "became": _("Became other lots"),
        "unaccounted": _("Difference"),
    }  # fmt: skip


def _lots(found: Recall) -> Table:
    names = figure_names()
    keys = [key for group in FIGURES for key in group]
    columns = [Column(_("Item")), Column(_("Lot")), Column(_("Status")), Column(_("Unit"))]
    columns += [Column(names[key], Kind.NUMBER) for key in keys]
    rows = [
        [
            Cell(one.lot.item.name), Cell(one.lot.number), Cell(one.lot.get_status_display()),
            Cell(one.lot.item.unit_id), *(Cell(getattr(one, key)) for key in keys),
        ]
        for one in found.accounts
    ]  # fmt: skip
    return Table(_("Where every piece is"), columns, rows)


def _places(found: Recall) -> Table:
    columns = [Column(_("Location")), Column(_("Item")), Column(_("Lot")), Column(_("Quantity"), Kind.NUMBER)]
    rows = [
        [Cell(str(place.location)), Cell(one.lot.item.name), Cell(one.lot.number), Cell(place.quantity)]
        for one in found.accounts
        for place in one.places
    ]
    return Table(_("In stock"), columns, rows)


def _works(found: Recall) -> Table:
    columns = [Column(_("Document")), Column(_("Item")), Column(_("Lot")), Column(_("Quantity"), Kind.NUMBER)]
    rows = [
        [Cell(work.document), Cell(one.lot.item.name), Cell(one.lot.number), Cell(work.quantity)]
        for one in found.accounts
        for work in one.works
    ]
    return Table(_("Still in work"), columns, rows)


def _near(near: Sequence[Neighbour]) -> Table:
    columns = [Column(_("Item")), Column(_("Lot")), Column(_("Why")), Column(_("In common"))]
    names = why_names()
    rows = [[Cell(one.lot.item.name), Cell(one.lot.number), Cell(names[one.why]), Cell(one.through)] for one in near]
    return Table(_("Neighbours"), columns, rows)


def why_names() -> dict[str, str]:
    return {
        "supplier": _("same lot of the supplier"), "ingredient": _("same ingredient"), "day": _("made on the same day"),
    }  # fmt: skip
