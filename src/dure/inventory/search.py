"""What the search box finds here: lots by their own or the supplier's number, places, and stock's own slips."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dure.inventory.access import EVERYONE
from dure.inventory.models import Location, Lot, StockMove
from dure.inventory.selectors.kanban import kanban_loops
from dure.web.search import Hit

_LIMIT = 12


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    if not roles & EVERYONE:
        return
    named = Q(number__icontains=text) | Q(supplier_number__icontains=text)
    for lot in Lot.objects.filter(named).select_related("item").order_by("-pk")[:_LIMIT]:
        detail = " · ".join(filter(None, [lot.item.name, lot.supplier_number]))
        yield Hit(
            kind=_("Lot"), title=lot.number, detail=detail, href=reverse("inventory:lot", args=[lot.pk]), icon="split"
        )
    named = Q(code__icontains=text) | Q(own_name__icontains=text)
    for place in Location.objects.filter(named, kind__in=Location.OWNED, is_active=True)[:_LIMIT]:
        href = f"{reverse('inventory:stock')}?by=lot&location={place.pk}"
        yield Hit(kind=_("Location"), title=place.code, detail=str(place), href=href, icon="home")
    for loop in kanban_loops(text)[:_LIMIT]:
        detail, href = f"{loop.source} → {loop.target}", reverse("inventory:kanban-loop", args=[loop.pk])
        yield Hit(kind=_("Kanban loop"), title=str(loop), detail=detail, href=href, icon="tablet")
    if StockMove.objects.filter(document=text).exists():
        yield Hit(kind=_("Moves"), title=text, href=reverse("inventory:slip", args=[text]), icon="history")
