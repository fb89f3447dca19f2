"""Where an improvement is measured: a part of the plant, or all that concerns one customer or one item.

A key is "" for the whole plant, "work_center:L1" for a part of it, "partner:C1" or "item:A1". Keys are what tasks and
their looks keep.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dure.commerce.models import Partner, SalesLine
from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import NotFound
from dure.performance.scope import Scope, everything, scope_of
from dure.production.models import WorkOrder

RECENT = timedelta(days=365)


class Kind(StrEnum):
    PLANT = "plant"
    PART = "part"
    PARTNER = "partner"
    ITEM = "item"


KIND_NAMES: dict[Kind, Promise] = {
    Kind.PLANT: _("the whole plant"),
    Kind.PART: _("a part of the plant"),
    Kind.PARTNER: _("a customer"),
    Kind.ITEM: _("an item"),
}


@dataclass(frozen=True, slots=True)
class Where:
    """scope: its work units; of a customer or an item all of them, since any may make for it. id: of the customer or
    item."""

    key: str
    kind: Kind
    scope: Scope
    name: str
    id: int | None = None

    @property
    def unit_ids(self) -> list[int]:
        return self.scope.unit_ids

    @property
    def partner(self) -> int | None:
        return self.id if self.kind is Kind.PARTNER else None

    @property
    def item(self) -> int | None:
        return self.id if self.kind is Kind.ITEM else None

    def meets(self, other: "Where") -> bool:
        """Whether something may belong to both. A customer's orders may be for any item."""
        if self.id is None and other.id is None:
            return not set(self.unit_ids).isdisjoint(other.unit_ids)
        return self.kind is not other.kind or self.id == other.id


def where_of(key: str) -> Where:
    """Raises NotFound when it is gone."""
    word, _colon, code = key.partition(":")
    if word not in (Kind.PARTNER, Kind.ITEM):
        scope = scope_of(key)
        return Where(key, Kind.PART if scope.code else Kind.PLANT, scope, scope.name)
    row = (Partner if word == Kind.PARTNER else Item).objects.filter(code=code).first()
    if row is None:
        raise NotFound("What it is measured by is not there any more.")
    return Where(key, Kind(word), everything(), row.name, row.pk)


def customers() -> list[tuple[str, str]]:
    """(key, name) of those who ordered something in the last year."""
    lines = SalesLine.objects.filter(order__ordered_on__gte=(clock.now() - RECENT).date())
    rows = Partner.objects.filter(pk__in=lines.values("order__partner")).order_by("name")
    return [(f"{Kind.PARTNER}:{code}", name) for code, name in rows.values_list("code", "name")]


def items() -> list[tuple[str, str]]:
    """(key, name) of those that were ordered or made in the last year."""
    since = clock.now() - RECENT
    sold = SalesLine.objects.filter(order__ordered_on__gte=since.date()).values("item")
    made = WorkOrder.objects.filter(released_at__gte=since).values("item")
    rows = Item.objects.filter(pk__in=sold.union(made)).order_by("code")
    return [(f"{Kind.ITEM}:{code}", f"{code} {name}") for code, name in rows.values_list("code", "name")]
