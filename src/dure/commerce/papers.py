"""Whom deliveries, receipts and sales orders are of, for the pages of stock: the recall sheet names the customers."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dure.commerce.models import Delivery, IncomingCheck, Partner, Receipt, SalesOrder
from dure.inventory.papers import Paper


def told(numbers: Collection[str]) -> Mapping[str, Paper]:
    """By number. At most seven queries, whatever the numbers."""
    return {paper.number: paper for paper in _papers(numbers)}


def _papers(numbers: Collection[str]) -> Iterator[Paper]:
    for row in Delivery.objects.filter(number__in=numbers).select_related("partner").prefetch_related(_CONTACTS):
        kind = _("Return") if row.is_return else pgettext("trade", "Delivery")
        yield _paper(row.number, kind, row.partner, "commerce:delivery", row.pk)
    receipts = list(Receipt.objects.filter(number__in=numbers).select_related("partner").prefetch_related(_CONTACTS))
    checks = _checks(receipts)
    for receipt in receipts:
        paper = _paper(receipt.number, _("Receipt"), receipt.partner, "commerce:receipt", receipt.pk)
        yield replace(paper, facts=tuple(checks.get(receipt.pk, ())))
    for order in SalesOrder.objects.filter(number__in=numbers).select_related("partner").prefetch_related(_CONTACTS):
        yield _paper(order.number, _("Sales order"), order.partner, "commerce:sale", order.pk)


_CONTACTS = "partner__contacts"


def _checks(receipts: Collection[Receipt]) -> Mapping[int, list[tuple[str, str]]]:
    """What incoming checks found, by receipt."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = IncomingCheck.objects.filter(line__receipt__in=receipts, undone_at=None)
    for one in rows.select_related("line__item", "checked_by") if receipts else ():
        amounts = {name: f"{getattr(one, name).normalize():f}" for name in ("accepted", "held", "rejected")}
        parts = [
            _("accepted %(accepted)s, held %(held)s, rejected %(rejected)s") % amounts,
            one.reason,
            f"{timezone.localtime(one.checked_at):%m-%d %H:%M} {one.checked_by or ''}".strip(),
        ]
        what = _("Incoming check of %(item)s") % {"item": one.line.item.name}
        found.setdefault(one.line.receipt_id, []).append((what, " · ".join(filter(None, parts))))
    return found


def _paper(number: str, kind: str, partner: Partner, page: str, pk: int) -> Paper:
    people = [f"{one.name} {one.phone or one.email}".strip() for one in partner.contacts.all()[:2]]
    return Paper(number=number, kind=kind, party=partner.name, contact=", ".join(people), page=page, args=(pk,))
