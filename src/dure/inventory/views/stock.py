"""What is where, what an item's stock has been through, and what somebody should look at."""

from datetime import timedelta
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from dure.inventory import selectors
from dure.inventory.models import Item, Lot
from dure.inventory.papers import told
from dure.inventory.selectors import LedgerLine
from dure.inventory.views.asked import day_of, heading_of, number_of, place_of, sees_costs, today, wanted_of, word_of
from dure.web.listing import Field, listing
from dure.web.rows import row_or_404
from dure.web.tables import Kind


def _stock_fields(by: str, *, with_worth: bool, is_now: bool) -> list[Field]:
    fields = [
        Field(_("Item code"), lambda r: r.code),
        Field(_("Item"), lambda r: r.name),
        Field(_("Specification"), lambda r: r.specification),
        Field(_("Kind"), lambda r: r.kind_name),
    ]
    if by != "item":
        fields.append(Field(_("Location"), lambda r: r.place))
    if by == "lot":
        fields += [
            Field(_("Lot"), lambda r: r.number),
            Field(_("Supplier's lot number"), lambda r: r.supplier_number),
            Field(_("Use by"), lambda r: r.expires_on),
            Field(_("Status"), lambda r: r.status_name),
        ]
    fields += [Field(_("Quantity"), lambda r: r.quantity, Kind.NUMBER), Field(_("Unit"), lambda r: r.unit)]
    if is_now:
        fields.append(Field(_("Reserved"), lambda r: r.reserved, Kind.NUMBER))
    if with_worth:
        fields.append(Field(_("Value (won)"), lambda r: r.worth, Kind.NUMBER))
    return fields


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """What is where, by item, by place or by lot, now or at the end of a day."""
    wanted = wanted_of(request)
    rows = selectors.stock_lines(wanted)
    with_worth = wanted.by == "item" and wanted.location is None and sees_costs(request)
    total = sum((row.worth for row in rows if row.worth is not None), Decimal(0))
    return listing(
        request,
        "inventory/stock.html",
        rows,
        _stock_fields(wanted.by, with_worth=with_worth, is_now=wanted.on is None),
        title=_("Stock"),
        heading=heading_of(wanted),
        wanted=wanted,
        places=selectors.owned_locations(),
        kinds=Item.Kind.choices,
        states=Lot.Status.choices,
        with_worth=with_worth,
        total=total,
        today=today(),
        tab="stock",
    )


@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what there is, where, and its ledger between two days."""
    row = row_or_404(Item, "unit", "second_unit", pk=pk)
    last = day_of(request, "last") or today()
    first = min(day_of(request, "first") or last - timedelta(days=90), last)
    place = place_of(request)
    ledger = selectors.item_ledger(row, first, last, location=place)
    movers = selectors.who_moved([line.move for line in ledger.lines if line.move])
    lines = [(line, movers.get(line.move or 0)) for line in reversed(ledger.lines)]
    with_worth = place is None and sees_costs(request)
    return listing(
        request,
        "inventory/item.html",
        lines,
        _ledger_fields(with_worth=with_worth),
        title=_("Moves of %(item)s") % {"item": row.name},
        heading=[row.code, f"{first:%Y-%m-%d} – {last:%Y-%m-%d}", *([str(place)] if place else [])],
        item=row,
        ledger=ledger,
        first=first,
        last=last,
        place=place,
        places=selectors.owned_locations(),
        balances=selectors.stock_now(items=[row.pk]),
        sums=_sums(row),
        with_worth=with_worth,
        today=today(),
        papers=told({line.document for line in ledger.lines}),
    )


def _sums(row: Item) -> dict[str, Decimal]:
    """What there is of the item in all, what may be used, what is kept for documents."""
    rows = list(selectors.stock_now(items=[row.pk]))
    there, reserved = (sum((getattr(one, name) for one in rows), Decimal(0)) for name in ("quantity", "reserved"))
    usable = selectors.usable_by_item([row.pk])[row.pk]
    return {"there": there, "usable": usable, "reserved": reserved, "blocked": there - usable}


def _ledger_fields(*, with_worth: bool) -> list[Field]:
    def line(row: tuple[LedgerLine, object]) -> LedgerLine:
        return row[0]

    fields = [
        Field(_("When"), lambda r: line(r).at, Kind.TIME),
        Field(_("Document"), lambda r: line(r).document),
        Field(_("Lot"), lambda r: line(r).lot),
        Field(pgettext("place", "From"), lambda r: line(r).source),
        Field(pgettext("place", "To"), lambda r: line(r).target),
        Field(_("Came"), lambda r: line(r).came or None, Kind.NUMBER),
        Field(_("Went"), lambda r: line(r).went or None, Kind.NUMBER),
        Field(pgettext("stock", "Balance"), lambda r: line(r).balance, Kind.NUMBER),
        Field(_("Reason"), lambda r: line(r).reason),
        Field(_("Who"), lambda r: r[1].name if r[1] else ""),
    ]
    if with_worth:
        fields += [
            Field(_("Value (won)"), lambda r: line(r).value_change, Kind.NUMBER),
            Field(_("Worth after it (won)"), lambda r: line(r).worth, Kind.NUMBER),
        ]
    return fields


@require_GET
def expiring(request: HttpRequest) -> HttpResponse:
    """Lots that expire within some days, and those that have."""
    days = number_of(request, "days")
    days = 30 if days is None else days
    fields = [
        Field(_("Use by"), lambda r: r.lot.expires_on),
        Field(_("Days left"), lambda r: (r.lot.expires_on - today()).days, Kind.NUMBER),
        Field(_("Item code"), lambda r: r.item.code),
        Field(_("Item"), lambda r: r.item.name),
        Field(_("Lot"), lambda r: r.lot.number),
        Field(_("Location"), lambda r: str(r.location)),
        Field(_("Status"), lambda r: r.lot.get_status_display()),
        Field(_("Quantity"), lambda r: r.quantity, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.item.unit_id),
    ]
    rows = list(selectors.expiring_soon(today(), days))
    for row in rows:
        row.days_left = (row.lot.expires_on - today()).days  # type: ignore[union-attr]
    return listing(
        request, "inventory/expiring.html", rows, fields, title=_("Expiring soon"), days=days, tab="expiring"
    )


@require_GET
def short(request: HttpRequest) -> HttpResponse:
    """Items of which less may be used than their safety stock."""
    fields = [
        Field(_("Item code"), lambda r: r.item.code),
        Field(_("Item"), lambda r: r.item.name),
        Field(_("Usable"), lambda r: r.usable, Kind.NUMBER),
        Field(_("Safety stock"), lambda r: r.item.safety_stock, Kind.NUMBER),
        Field(pgettext("stock", "Missing"), lambda r: r.missing, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.item.unit_id),
        Field(_("Lead time in days"), lambda r: r.item.lead_time_days, Kind.NUMBER),
    ]
    rows = selectors.below_safety()
    return listing(request, "inventory/short.html", rows, fields, title=_("Below safety stock"), tab="short")


@require_GET
def slow(request: HttpRequest) -> HttpResponse:
    """What lies there and isn't used."""
    days = number_of(request, "days") or 90
    with_worth = sees_costs(request)
    fields = [
        Field(_("Item code"), lambda r: r.item.code),
        Field(_("Item"), lambda r: r.item.name),
        Field(_("Quantity"), lambda r: r.quantity, Kind.NUMBER),
        Field(_("Unit"), lambda r: r.item.unit_id),
        Field(_("Last used or sold"), lambda r: r.left_at, Kind.TIME),
        Field(_("Last came"), lambda r: r.came_at, Kind.TIME),
    ]
    if with_worth:
        fields.append(Field(_("Value (won)"), lambda r: r.value, Kind.NUMBER))
    rows = selectors.slow_movers(today(), days)
    return listing(
        request, "inventory/slow.html", rows, fields, title=_("Lying too long"), days=days, with_worth=with_worth,
        tab="slow",
    )  # fmt: skip


@require_GET
def values(request: HttpRequest) -> HttpResponse:
    """What the stock was worth at the end of a day, item by item; the sum is what the books say."""
    day, word = day_of(request, "on") or today(), word_of(request).casefold()
    found = selectors.values_at(selectors.end_of(day))
    items = selectors.items([row.item for row in found]).in_bulk()
    rows = [
        (items[row.item], row) for row in found if word in f"{items[row.item].code} {items[row.item].name}".casefold()
    ]
    rows.sort(key=lambda pair: pair[0].code)
    fields = [
        Field(_("Item code"), lambda r: r[0].code),
        Field(_("Item"), lambda r: r[0].name),
        Field(_("Kind"), lambda r: r[0].get_kind_display()),
        Field(_("Quantity"), lambda r: r[1].quantity, Kind.NUMBER),
        Field(_("Unit"), lambda r: r[0].unit_id),
        Field(_("Value (won)"), lambda r: r[1].value, Kind.NUMBER),
    ]
    total = sum((row.value for _item, row in rows), Decimal(0))
    heading = [_("As of %(day)s") % {"day": f"{day:%Y-%m-%d}"}]
    return listing(
        request, "inventory/values.html", rows, fields, title=_("Value of stock"), heading=heading, day=day,
        total=total, today=today(), q=word_of(request), tab="values",
    )  # fmt: skip
