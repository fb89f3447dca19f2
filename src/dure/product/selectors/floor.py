"""What a work place is shown: the standards and documents that hold there now."""

from datetime import date

from django.db.models import Q, QuerySet

from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.product.models import DocumentRevision, Operation, Routing, StandardVersion
from dure.product.selectors.boms import in_force
from dure.product.selectors.standards import versions


def standards_here(item: Item | None, unit: WorkUnit | None, on: date) -> list[StandardVersion]:
    """Versions in force for what is made and where, the operations that this machine does first."""
    mine = Q(standard__item=None) if item is None else Q(standard__item=item) | Q(standard__item=None)
    here = Q() if unit is None else Q(standard__work_unit=unit) | Q(standard__work_unit=None)
    rows = versions().filter(mine, here, status=StandardVersion.Status.IN_FORCE, standard__is_active=True)
    if item is None and unit is None:
        return []
    done_here = _operations_of(item, unit, on)

    def order(row: StandardVersion) -> tuple[bool, bool, int]:
        number = row.standard.operation_number
        return number not in done_here, row.standard.item_id is None, number or 0

    return sorted(rows, key=order)


def _operations_of(item: Item | None, unit: WorkUnit | None, on: date) -> set[int]:
    """Numbers of the item's operations that the unit does."""
    if item is None or unit is None:
        return set()
    rows = Operation.objects.filter(routing__in=Routing.objects.filter(in_force(on), item=item))
    able = Q(units__work_unit=unit) | Q(units=None, work_center=unit.work_center_id)
    return set(rows.filter(able).values_list("number", flat=True))


def documents_here(item: Item | None, unit: WorkUnit | None, on: date) -> QuerySet[DocumentRevision]:
    """The current revision of each document of the item or the machine; older ones and drafts never show here."""
    of = Q(document__item=item) if item is not None else Q(pk=None)
    of |= Q(document__work_unit=unit) if unit is not None else Q(pk=None)
    began = DocumentRevision.objects.filter(
        of, document__is_active=True, valid_from__lte=on, approved_at__isnull=False
    ).order_by("document_id", "-valid_from")
    return began.distinct("document_id").select_related("document")
