"""What was not as it should be: contained, its cause found, acted on, and checked whether it works."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from dure.commerce.models import Delivery, Partner
from dure.inventory.models import Item, Lot
from dure.inventory.services import set_lot_status
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.plant.services import add_row, change_row, next_number, remove_row
from dure.product.services.audits import PICTURES
from dure.product.services.files import take
from dure.production.models import WorkOrder
from dure.quality.models import Action, Cause, Inspection, Nonconformance
from dure.web.live import announce

Stage = Nonconformance.Stage
CHECK_AFTER = timedelta(days=30)
"""When the effect of the actions is looked at, unless somebody says otherwise."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. partner: the supplier, or the customer of a complaint."""

    text: str
    source: str = Nonconformance.Source.FLOOR
    item: Item | None = None
    lot: Lot | None = None
    order: WorkOrder | None = None
    work_unit: WorkUnit | None = None
    inspection: Inspection | None = None
    partner: Partner | None = None
    delivery: Delivery | None = None
    their_number: str = ""
    quantity: Decimal | None = None
    owner: Person | None = None
    holds_lot: bool = False


@transaction.atomic
def add_nonconformance(
    *, finding: Finding, client_id: UUID, by: Person | None, picture: bytes | None = None
) -> Nonconformance:
    """The same client_id comes once. A lot of it is held when the finding says so. Raises Invalid, WrongFile."""
    before = Nonconformance.objects.filter(client_id=client_id).first()
    if before is not None:
        return before
    now = clock.now()
    row = Nonconformance(
        number=next_number("nonconformance", timezone.localdate(now), pattern="NC{yy}{mm}-{n:03}"),
        client_id=client_id, source=finding.source, text=finding.text.strip(), item=finding.item or _item_of(finding),
        lot=finding.lot, order=finding.order, work_unit=finding.work_unit, inspection=finding.inspection,
        partner=finding.partner, delivery=finding.delivery, their_number=finding.their_number,
        quantity=finding.quantity, owner=finding.owner, found_at=now, found_by=by,
    )  # fmt: skip
    if picture:
        taken = take(picture, PICTURES)
        row.picture.save(f"{row.number}.{taken.kind.suffix}", taken.content, save=False)
    add_row(row, by=by)
    if finding.holds_lot and finding.lot is not None and finding.lot.status == Lot.Status.AVAILABLE:
        set_lot_status([finding.lot], Lot.Status.HOLD, reason=f"{row.number} {row.text}"[:200], by=by)
    announce("quality:cases")
    return row


def _item_of(finding: Finding) -> Item | None:
    if finding.lot is not None:
        return finding.lot.item
    return finding.order.item if finding.order is not None else None


def _locked(row: Nonconformance) -> Nonconformance:
    found = Nonconformance.objects.select_for_update().get(pk=row.pk)
    if found.stage == Stage.CLOSED:
        raise Conflict("%(number)s is closed.", number=found.number)
    return found


@transaction.atomic
def change_case(*, row: Nonconformance, by: Person | None, **values: Any) -> Nonconformance:
    """Its words, who is in charge, the answer to the customer. Raises Conflict when it is closed, Invalid."""
    found = _locked(row)
    if values.get("answer", "").strip() and not found.answer:
        values["answered_at"] = clock.now()
    change_row(found, values, by=by)
    announce("quality:cases")
    return found


@transaction.atomic
def contain(*, row: Nonconformance, containment: str, disposition: str, by: Person | None) -> Nonconformance:
    """What was done at once, and what becomes of the goods. Raises Invalid without words, Conflict when closed."""
    found = _locked(row)
    if not containment.strip():
        raise Invalid("Say what was done at once.")
    values: dict[str, Any] = {"containment": containment.strip(), "disposition": disposition}
    if found.stage == Stage.FOUND:
        values |= {"stage": Stage.CONTAINED, "contained_at": clock.now()}
    change_row(found, values, by=by)
    announce("quality:cases")
    return found


@transaction.atomic
def add_cause(*, row: Nonconformance, bone: str, text: str, by: Person | None) -> Cause:
    """One more why, or a cause on a branch of the fishbone. Raises Invalid, Conflict."""
    found = _locked(row)
    last = found.causes.filter(bone=bone).order_by("position").last()
    made = Cause(nonconformance=found, bone=bone, text=text.strip(), position=(last.position if last else 0) + 1)
    add_row(made, by=by)
    return made


@transaction.atomic
def remove_cause(*, cause: Cause, by: Person | None) -> None:
    _locked(cause.nonconformance)
    remove_row(cause, by=by)


@transaction.atomic
def name_cause(*, row: Nonconformance, root_cause: str, by: Person | None) -> Nonconformance:
    """The root cause is known. Raises Conflict before it is contained, Invalid without words."""
    found = _locked(row)
    if found.stage == Stage.FOUND:
        raise Conflict("Contain it first.")
    if not root_cause.strip():
        raise Invalid("Name the root cause.")
    values: dict[str, Any] = {"root_cause": root_cause.strip()}
    if found.stage == Stage.CONTAINED:
        values |= {"stage": Stage.CAUSE, "caused_at": clock.now()}
    change_row(found, values, by=by)
    announce("quality:cases")
    return found


@transaction.atomic
def add_action(
    *, row: Nonconformance, text: str, by: Person | None, owner: Person | None = None, due_on: date | None = None
) -> Action:
    """Raises Conflict when the case is closed, Invalid without words."""
    found = _locked(row)
    made = Action(nonconformance=found, text=text.strip(), owner=owner, due_on=due_on)
    add_row(made, by=by)
    if found.stage == Stage.ACTION:
        change_row(found, {"stage": Stage.CAUSE, "check_on": None}, by=by)
    return made


@transaction.atomic
def finish_action(*, action: Action, result: str, by: Person | None) -> Action:
    """It is done; after the last one the day is set on which its effect is checked. Raises Invalid, Conflict."""
    found = _locked(action.nonconformance)
    row = Action.objects.select_for_update().get(pk=action.pk)
    if row.done_at is not None:
        raise Conflict("This is done already.")
    if not result.strip():
        raise Invalid("Say what was done.")
    change_row(row, {"result": result.strip(), "done_at": clock.now(), "done_by": by}, by=by)
    if found.stage == Stage.CAUSE and not found.actions.filter(done_at=None).exists():
        day = timezone.localdate(clock.now()) + CHECK_AFTER
        change_row(found, {"stage": Stage.ACTION, "check_on": found.check_on or day}, by=by)
    announce("quality:cases")
    return row


@transaction.atomic
def check_effect(*, row: Nonconformance, works: bool, effect: str, by: Person | None) -> Nonconformance:
    """Closed when it works; otherwise back to its cause. Raises Conflict before its actions are done, Invalid."""
    found = _locked(row)
    if found.stage != Stage.ACTION:
        raise Conflict("Its actions aren't done yet.")
    if not effect.strip():
        raise Invalid("Say what the check found.")
    values: dict[str, Any] = {"effect": effect.strip()}
    if works:
        values |= {"stage": Stage.CLOSED, "closed_at": clock.now(), "closed_by": by}
    else:
        values |= {"stage": Stage.CONTAINED, "check_on": None}
    change_row(found, values, by=by)
    announce("quality:cases")
    return found
