"""Finding partners and papers of buying and selling from the search box, and from the books."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dure.commerce.access import ACCESS
from dure.commerce.models import Delivery, Invoice, Partner, Payment, PurchaseOrder, Receipt, SalesOrder
from dure.web.search import LIMIT, Hit

_PAPERS: tuple[tuple[type[Model], str, Any, str, dict[str, str]], ...] = (
    (SalesOrder, "commerce:sale", _("sales order"), "order", {}),
    (PurchaseOrder, "commerce:purchase", _("purchase order"), "order", {}),
    (Delivery, "commerce:delivery", _("delivery"), "box", {}),
    (Receipt, "commerce:receipt", _("receipt"), "box", {}),
    (Invoice, "commerce:sales-invoice", _("invoice"), "table", {"side": "sale"}),
    (Invoice, "commerce:purchase-invoice", _("invoice"), "table", {"side": "purchase"}),
    (Payment, "commerce:sales-payment", _("payment"), "badge", {"side": "sale"}),
)


def find(text: str, roles: frozenset[str]) -> Iterator[Hit]:
    """Papers by number, partners by name or code; only what the roles may open."""
    for model, page, kind, icon, wanted in _PAPERS:
        if _may(page, roles):
            rows: Any = model._default_manager.filter(number__icontains=text, **wanted)  # noqa: SLF001 - Django's name
            for row in rows.select_related("partner")[:LIMIT]:
                href = reverse(page, args=[row.pk])
                yield Hit(kind=kind, title=row.number, detail=row.partner.name, href=href, icon=icon)
    if _may("commerce:supplier-payments", roles):
        for paid in Payment.objects.filter(number__icontains=text, side="purchase").select_related("partner")[:LIMIT]:
            href = f"{reverse('commerce:supplier-payments')}?q={paid.number}"
            yield Hit(kind=_("payment"), title=paid.number, detail=paid.partner.name, href=href, icon="badge")
    if _may("commerce:partner", roles):
        for one in Partner.objects.filter(Q(name__icontains=text) | Q(code__iexact=text))[:LIMIT]:
            href = reverse("commerce:partner", args=[one.pk])
            yield Hit(kind=_("partner"), title=one.name, detail=one.code, href=href, icon="people")


def _may(page: str, roles: frozenset[str]) -> bool:
    return not roles.isdisjoint({str(role) for role in ACCESS.get(page, ())})
