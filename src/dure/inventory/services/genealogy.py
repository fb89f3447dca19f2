"""What went into what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError

from dure.events.statements import insert
from dure.events.together import together
from dure.inventory.models import Lot, LotLink
from dure.kernel import clock
from dure.kernel.errors import Conflict


@dataclass(frozen=True, slots=True)
class Link:
    """A quantity of `source`, in its item's unit, went into `product`. document: work order; work_unit: its code."""

    source: Lot
    product: Lot
    quantity: Decimal
    document: str = ""
    work_unit: str = ""


@together
def link_lots(links: Sequence[Link], *, linked_at: datetime | None = None) -> list[LotLink]:
    """Note what went into what, in one statement. Raises Conflict when a lot would be made of itself."""
    moment = linked_at or clock.now()
    try:
        return insert(
            LotLink(
                source=link.source,
                product=link.product,
                quantity=link.quantity,
                document=link.document,
                work_unit=link.work_unit,
                linked_at=moment,
            )
            for link in links
        )
    except IntegrityError as error:
        if "itself" not in str(error) and "its_own_source" not in str(error):
            raise
        raise Conflict("A lot can't be made of itself.") from error


def undo_links(*, document: str, product: Lot | None = None, linked_at: datetime | None = None) -> list[LotLink]:
    """Take back what a document noted, of one product or one moment or all. Those links; they stay in the history."""
    rows = LotLink.objects.filter(document=document, is_undone=False)
    if product is not None:
        rows = rows.filter(product=product)
    if linked_at is not None:
        rows = rows.filter(linked_at=linked_at)
    found = list(rows)
    LotLink.objects.filter(pk__in=[one.pk for one in found]).update(is_undone=True)
    return found
