"""Whom deliveries, receipts and sales orders are of, for the pages of stock: the recall sheet names the customers."""

from collections.abc import Collection, Iterator, Mapping

from django.utils.translation import gettext as _

from dure.commerce.models import Delivery, Partner, Receipt, SalesOrder
from dure.inventory.papers import Paper


def told(numbers: Collection[str]) -> Mapping[str, Paper]:
    """By number. At most six queries, whatever the numbers."""
    return {paper.number: paper for paper in _papers(numbers)}


def _papers(numbers: Collection[str]) -> Iterator[Paper]:
    for row in Delivery.objects.filter(number__in=numbers).select_related("partner").prefetch_related(_CONTACTS):
        kind = _("Return") if row.is_return else _("Delivery")
        yield _paper(row.number, kind, row.partner, "commerce:delivery", row.pk)
    for receipt in Receipt.objects.filter(number__in=numbers).select_related("partner").prefetch_related(_CONTACTS):
        yield _paper(receipt.number, _("Receipt"), receipt.partner, "commerce:receipt", receipt.pk)
    for order in SalesOrder.objects.filter(number__in=numbers).select_related("partner").prefetch_related(_CONTACTS):
        yield _paper(order.number, _("Sales order"), order.partner, "commerce:sale", order.pk)


_CONTACTS = "partner__contacts"


def _paper(number: str, kind: str, partner: Partner, page: str, pk: int) -> Paper:
    people = [f"{one.name} {one.phone or one.email}".strip() for one in partner.contacts.all()[:2]]
    return Paper(number=number, kind=kind, party=partner.name, contact=", ".join(people), page=page, args=(pk,))
