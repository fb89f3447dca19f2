"""Where pieces for rework go: back to an operation, or to one that is inserted for them."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from dure.events.together import together
from dure.kernel.errors import Invalid
from dure.plant.models import Person, WorkCenter
from dure.production.errors import BadQuantity
from dure.production.models import OperationStep, OrderOperation, ReworkRoute
from dure.production.operating import Act, Status
from dure.production.services.floor.scene import Scene, enter, next_status, settle_order, write


@dataclass(frozen=True, slots=True)
class NewOperation:
    """An operation to be inserted for pieces that are worked on again. work_center: none for that of the operation."""

    name: str
    work_center: WorkCenter | None = None


@together
def send_to_rework(
    *,
    client_id: uuid.UUID,
    operation: OrderOperation,
    quantity: Decimal,
    to: OrderOperation | NewOperation,
    person: Person | None,
    at: datetime | None = None,
    note: str = "",
) -> OperationStep:
    """Send pieces that were reported for rework back to an operation up to this one, or to a new one beside it.

    What is good after the new one goes on as if it were good here. Raises BadQuantity for more than wait, Invalid
    for an operation further down or of another order, WorkOrderIsClosed.
    """
    asked = {"quantity": quantity, "to": to.pk if isinstance(to, OrderOperation) else ["new", to.name]}
    scene = enter(
        client_id=client_id,
        act=Act.REWORK,
        operation=operation,
        work_unit=None,
        person=person,
        at=at,
        asked=asked,
    )
    if scene.known is not None:
        return scene.known
    row = scene.operation
    _check_quantity(row, quantity)
    target = _target(scene, to)
    step = write(scene, Act.REWORK, next_status(scene, Act.REWORK), note=note.strip())
    ReworkRoute.objects.create(
        step=step,
        target=target,
        quantity=quantity,
        is_inserted=isinstance(to, NewOperation),
        target_status_before=target.status,
    )
    row.routed += quantity
    row.save(update_fields=["routed"])
    target.returned += quantity
    if target.status == Status.DONE:
        target.status = Status.PAUSED.value
    target.save(update_fields=["returned", "status"])
    settle_order(row.order)
    return step


def _check_quantity(row: OrderOperation, quantity: Decimal) -> None:
    left = row.rework - row.routed
    if not 0 < quantity <= left:
        raise BadQuantity("%(left)s pieces wait for rework here.", left=f"{left.normalize():f}")


def _target(scene: Scene, to: OrderOperation | NewOperation) -> OrderOperation:
    row = scene.operation
    root = row if row.rework_of_id is None else scene.operations[row.rework_of_id]
    if isinstance(to, NewOperation):
        return _inserted(scene, to, root)
    target = scene.operations.get(to.pk)
    if target is None or target.number > row.number or target.status == Status.SKIPPED:
        raise Invalid("Rework goes back to an operation of the same order up to this one, or to a new one.")
    # A copy of the same row would be saved over the other one.
    return target


def _inserted(scene: Scene, to: NewOperation, root: OrderOperation) -> OrderOperation:
    name = to.name.strip()
    if not name:
        raise Invalid("Give the operation a name.")
    used = {one.number for one in scene.operations.values() if one.order_id == root.order_id}
    number = next(number for number in range(root.number + 1, root.number + len(used) + 2) if number not in used)
    new = OrderOperation.objects.create(
        order=root.order, number=number, name=name, work_center=to.work_center or root.work_center, rework_of=root
    )
    scene.operations[new.pk] = new
    return new
