"""Lists of proposals, with the supplier from whom an item usually comes and what it would cost."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from dure.commerce.models import Partner
from dure.ledger.money import won
from dure.planning.models import Dismissal, Proposal
from dure.planning.selectors.labels import Label, labels
from dure.planning.selectors.pegging import served


def proposals(
    *, kind: str = "", status: str = "", text: str = "", until: date | None = None, with_ignored: bool = False
) -> QuerySet[Proposal]:
    """By the day on which something must be done. `is_ignored`: a person wants to see it no more."""
    ignored = Exists(Dismissal.objects.filter(item=OuterRef("item"), key=OuterRef("key")))
    rows = Proposal.objects.select_related("item", "request", "work_order", "decided_by").annotate(is_ignored=ignored)
    rows = rows.filter(status=status) if status else rows.exclude(status=Proposal.Status.ACCEPTED)
    if not with_ignored:
        rows = rows.filter(is_ignored=False)
    if kind:
        rows = rows.filter(kind=kind)
    if until is not None:
        rows = rows.filter(release_on__lte=until)
    if text:
        rows = rows.filter(item__code__icontains=text) | rows.filter(item__name__icontains=text)
    return rows.order_by("release_on", "item__code", "due_on", "pk")


@dataclass(frozen=True, slots=True)
class Usual:
    """Where an item comes from: by its newest order, else by the newest price. price: won for its own unit."""

    partner_id: int
    name: str
    price: Decimal | None


_USUAL = """
SELECT DISTINCT ON (item) item, partner, price FROM (
  SELECT l.item_id AS item, o.partner_id AS partner, l.price * l.quantity / l.item_quantity AS price,
    1 AS rank, o.ordered_on AS day, l.id
  FROM commerce_purchaseline l JOIN commerce_purchaseorder o ON o.id = l.order_id
  WHERE o.status IN ('confirmed', 'closed') AND l.item_id = ANY(%(items)s)
  UNION ALL
  SELECT p.item_id, p.partner_id, p.price, 2, p.valid_from, p.id
  FROM commerce_price p JOIN inventory_item i ON i.id = p.item_id AND i.unit = p.unit_id
  WHERE p.side = 'purchase' AND p.partner_id IS NOT NULL AND p.item_id = ANY(%(items)s)
    AND p.valid_from <= %(today)s AND (p.valid_to IS NULL OR p.valid_to >= %(today)s)
) known ORDER BY item, rank, day DESC, id DESC
"""


def usual_suppliers(items: Collection[int], today: date) -> dict[int, Usual]:
    """Of those items that somebody has supplied or offered. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_USUAL, {"items": list(items), "today": today})
        rows = cursor.fetchall()
    names = dict(Partner.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "name"))
    return {item: Usual(partner, names[partner], price) for item, partner, price in rows}


@dataclass(frozen=True, slots=True)
class Shown:
    """A proposal as a list shows it. worth: won at the usual supplier's price. serves: whom it is for in the end."""

    row: Proposal
    supplier: Usual | None
    worth: Decimal | None
    serves: list[Label]


def shown(rows: Iterable[Proposal], today: date) -> list[Shown]:
    """Rows of a page with what they are for. A fixed number of queries."""
    found = list(rows)
    suppliers = usual_suppliers({row.item_id for row in found if row.kind != Proposal.Kind.MAKE}, today)
    wants = served([row.source for row in found])
    known = labels({need for needs in wants.values() for need in needs})
    result = []
    for row in found:
        supplier = suppliers.get(row.item_id)
        worth = won(supplier.price * row.quantity) if supplier and supplier.price is not None else None
        serves = list(dict.fromkeys(known[need] for need in wants[row.source] if need in known))
        result.append(Shown(row, supplier, worth, serves))
    return result


@dataclass(frozen=True, slots=True)
class Total:
    """Of one supplier (partner_id 0: none is known): how many proposals, and won as far as prices are known."""

    partner_id: int
    name: str
    count: int
    worth: Decimal
    unpriced: int


def totals(rows: Iterable[Proposal], today: date) -> list[Total]:
    """What would be bought from whom, the largest first."""
    found = [row for row in rows if row.kind != Proposal.Kind.MAKE]
    suppliers = usual_suppliers({row.item_id for row in found}, today)
    sums: dict[tuple[int, str], list[Decimal | None]] = {}
    for row in found:
        one = suppliers.get(row.item_id)
        price = one.price if one else None
        key = (one.partner_id, one.name) if one else (0, "")
        sums.setdefault(key, []).append(None if price is None else won(price * row.quantity))
    result = [
        Total(partner, name, len(worths), sum((w for w in worths if w is not None), Decimal(0)), worths.count(None))
        for (partner, name), worths in sums.items()
    ]
    return sorted(result, key=lambda total: (total.partner_id == 0, -total.worth, total.name))
