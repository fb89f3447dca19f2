"""What needs and supplies are called, and where their pages are."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dure.commerce.models import CallOff, PurchaseLine, PurchaseRequest, SalesLine
from dure.inventory.models import Item, Lot
from dure.planning import sources
from dure.planning.models import Forecast, Proposal
from dure.planning.sources import Source, parse
from dure.production.models import OrderOutput, WorkOrder


@dataclass(frozen=True, slots=True)
class Label:
    """text: short, such as an order's number. who: the customer or supplier, or the item that is made."""

    text: str
    who: str = ""
    href: str = ""


def address(name: str, *args: object) -> str:
    """Address of another context's page; "" where this plant has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def labels(names: Collection[str]) -> dict[str, Label]:
    """A query for each kind of thing that occurs, however many they are."""
    by_kind: dict[str, dict[Source, str]] = defaultdict(dict)
    for name in set(names):
        if name:
            source = parse(name)
            by_kind[source.kind][source] = name
    found: dict[str, Label] = {}
    for kind, these in by_kind.items():
        known = _ASKED[kind]({source.number for source in these})
        for source, name in these.items():
            if source.number in known:
                found[name] = known[source.number]
    return found


def _sales(ids: Collection[int]) -> dict[int, Label]:
    rows = SalesLine.objects.filter(pk__in=ids).values_list("pk", "order__number", "order__partner__name", "order_id")
    return {pk: Label(number, who, address("commerce:sale", order)) for pk, number, who, order in rows}


def _call_offs(ids: Collection[int]) -> dict[int, Label]:
    fields = ("pk", "line__blanket__number", "line__blanket__partner__name", "line__blanket_id")
    rows = CallOff.objects.filter(pk__in=ids).values_list(*fields)
    return {pk: Label(number, who, address("commerce:blanket", blanket)) for pk, number, who, blanket in rows}


def _forecasts(ids: Collection[int]) -> dict[int, Label]:
    rows = Forecast.objects.filter(pk__in=ids).values_list("pk", "first_day", "last_day")
    return {pk: Label(_("Forecast"), _span(first, last), address("planning:forecasts")) for pk, first, last in rows}


def _span(first: date, last: date) -> str:
    return f"{date_format(first, 'Y-m-d')} – {date_format(last, 'm-d')}"


def _purchases(ids: Collection[int]) -> dict[int, Label]:
    rows = PurchaseLine.objects.filter(pk__in=ids)
    fields = ("pk", "order__number", "order__partner__name", "order_id")
    return {
        pk: Label(number, who, address("commerce:purchase", order))
        for pk, number, who, order in rows.values_list(*fields)
    }


def _requests(ids: Collection[int]) -> dict[int, Label]:
    known = set(PurchaseRequest.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return {
        pk: Label(_("Purchase request %(number)s") % {"number": pk}, "", address("commerce:requests")) for pk in known
    }


def _orders(ids: Collection[int]) -> dict[int, Label]:
    rows = WorkOrder.objects.filter(pk__in=ids).values_list("pk", "number", "item__name")
    return {pk: Label(number, name, address("production:order", number)) for pk, number, name in rows}


def _outputs(ids: Collection[int]) -> dict[int, Label]:
    rows = OrderOutput.objects.filter(pk__in=ids).values_list("pk", "order__number", "order__item__name")
    return {pk: Label(number, name, address("production:order", number)) for pk, number, name in rows}


def _proposed(ids: Collection[int]) -> dict[int, Label]:
    """Open proposals are known by their item: that is what a person wants to hear of them."""
    rows = Item.objects.filter(pk__in=ids).values_list("pk", "name", "code")
    return {pk: Label(_("Proposal"), name, address("planning:item", pk)) for pk, name, _code in rows}


def _firm(ids: Collection[int]) -> dict[int, Label]:
    rows = Proposal.objects.filter(pk__in=ids).values_list("pk", "item__name", "item_id")
    return {pk: Label(_("Fixed proposal"), name, address("planning:item", item)) for pk, name, item in rows}


def _lots(ids: Collection[int]) -> dict[int, Label]:
    rows = Lot.objects.filter(pk__in=ids).values_list("pk", "number", "expires_on")
    texts = {pk: _("use by %(day)s") % {"day": date_format(day, "Y-m-d")} if day else "" for pk, _n, day in rows}
    return {pk: Label(_("Lot %(number)s") % {"number": number}, texts[pk]) for pk, number, _day in rows}


_ASKED: dict[str, Callable[[Collection[int]], dict[int, Label]]] = {
    sources.SALES: _sales,
    sources.CALL_OFF: _call_offs,
    sources.FORECAST: _forecasts,
    sources.PURCHASE: _purchases,
    sources.REQUEST: _requests,
    sources.WORK: _orders,
    sources.OUTPUT: _outputs,
    sources.PROPOSAL: _proposed,
    sources.FIRM: _firm,
    sources.LOT: _lots,
    sources.STOCK: lambda _numbers: {0: Label(_("Stock"))},
    sources.SAFETY: lambda _numbers: {0: Label(_("Safety stock"))},
    sources.CHECK: lambda _numbers: {0: Label(_("Waiting for its check or on the way"))},
}
