"""Finding items, work standards and documents from the search box."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dure.product import selectors
from dure.product.access import READERS
from dure.product.models import ItemDocument, WorkStandard
from dure.web.search import LIMIT, Hit


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    """By code, name, specification, barcode, number or title; only for roles that may open the pages."""
    if not roles & READERS:
        return
    for item in selectors.items_like(text)[:LIMIT]:
        href = reverse("product:item", args=[item.pk])
        yield Hit(kind=_("Item"), title=item.name, detail=f"{item.code} {item.specification}", href=href, icon="box")
    named = Q(number__icontains=text) | Q(title__icontains=text)
    for standard in WorkStandard.objects.filter(named, is_active=True).select_related("item")[:LIMIT]:
        href = reverse("product:standard_latest", args=[standard.pk])
        detail = f"{standard.number} {standard.item or ''}".strip()
        yield Hit(kind=_("Work standard"), title=standard.title, detail=detail, href=href, icon="hand")
    for row in ItemDocument.objects.filter(named, is_active=True)[:LIMIT]:
        href = reverse("product:document", args=[row.pk])
        yield Hit(kind=row.get_kind_display(), title=row.title, detail=row.number, href=href, icon="table")
