"""By what an order is made: the versions that were frozen when it was released."""

from django.db.models import Q, QuerySet

from dure.events.statements import Slot, fixed
from dure.plant.models import WorkUnit
from dure.product.models import StandardVersion
from dure.product.selectors import version_at
from dure.production.models import OrderStandard, WorkOrder


def standard_for(
    order: WorkOrder, *, operation_number: int | None = None, work_unit: WorkUnit | None = None
) -> StandardVersion | None:
    """The work standard of what is being done for the order: a frozen version of its item, the one that says most.

    Where the item had none, that in force for the work unit whatever it makes.
    """
    rows = _frozen(order.pk, operation_number, work_unit and work_unit.pk)
    frozen = [row.version for row in rows]
    if not frozen:
        return version_at(item=None, work_unit=work_unit)
    return max(
        frozen, key=lambda one: (one.standard.operation_number is not None, one.standard.work_unit_id is not None)
    )


@fixed
def _frozen(order: Slot, operation_number: Slot, work_unit: Slot) -> QuerySet[OrderStandard]:
    rows = OrderStandard.objects.filter(
        Q(version__standard__operation_number=operation_number) | Q(version__standard__operation_number=None),
        Q(version__standard__work_unit=work_unit) | Q(version__standard__work_unit=None),
        order=order,
    )
    return rows.select_related("version__standard").order_by("pk")
