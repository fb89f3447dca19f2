"""Deciding about counts that the cycle time does not allow."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.selectors import shift_at
from dure.production.errors import AlreadyChanged, BadQuantity, NothingToUndo
from dure.production.events import HeldCountDecided
from dure.production.models import HeldCount, OperationRun, ProductionResult
from dure.production.selectors.figures import with_corrections
from dure.production.services.record import locked
from dure.production.slots import hour_of
from dure.telemetry.models import Meaning
from dure.web.live import announce

ZERO = Decimal(0)


@transaction.atomic
def decide_held_count(*, held_count_id: int, person: Person, quantity: Decimal | None = None) -> HeldCount:
    """Count `quantity` pieces of a held rise at the time it was seen, or (None) count none of it.

    The counted ones go to the hour, shift and order of that time, in a row of their own source.
    Raises BadQuantity outside 0 < quantity ≤ what was held, AlreadyChanged when it was decided.
    """
    held = _locked(held_count_id)
    if held.decision != HeldCount.Decision.OPEN:
        raise AlreadyChanged("This count was decided already by %(person)s.", person=str(held.decided_by))
    if quantity is not None and not ZERO < quantity <= held.quantity:
        raise BadQuantity("Count more than zero and at most the %(quantity)s that were held.", quantity=_plain(held))
    if quantity is not None:
        _add(held, quantity)
    held.decision = HeldCount.Decision.REJECTED if quantity is None else HeldCount.Decision.CONFIRMED
    held.confirmed_quantity = quantity
    held.decided_by, held.decided_at = person, clock.now()
    return _keep(held, quantity or ZERO, person)


@transaction.atomic
def undo_held_decision(*, held_count_id: int, person: Person) -> HeldCount:
    """Let a held count wait again; what was counted of it is taken off. Raises NothingToUndo."""
    held = _locked(held_count_id)
    if held.decision == HeldCount.Decision.OPEN:
        raise NothingToUndo("This count is still waiting for a decision.")
    if held.confirmed_quantity is not None:
        _take_off(held, held.confirmed_quantity)
    held.decision, held.confirmed_quantity = HeldCount.Decision.OPEN, None
    held.decided_by = held.decided_at = None
    return _keep(held, ZERO, person)


def forget_held_count(held: HeldCount) -> None:
    """Delete a rise that is no longer held, with what was counted of it: the counter's own rows have it now.

    A row that stayed could be confirmed once more, and would be taken for decided when it is held again.
    """
    if held.confirmed_quantity is not None:
        _take_off(held, held.confirmed_quantity)
    held.delete()


def _locked(held_count_id: int) -> HeldCount:
    locked(HeldCount.objects.values_list("work_unit_id", flat=True).get(pk=held_count_id))
    return HeldCount.objects.select_related("signal", "work_unit", "decided_by").get(pk=held_count_id)


def _keep(held: HeldCount, quantity: Decimal, person: Person) -> HeldCount:
    held.save(update_fields=["decision", "confirmed_quantity", "decided_by", "decided_at"])
    append(
        HeldCountDecided(
            held_count_id=held.pk,
            work_unit_id=held.work_unit_id,
            decision=held.decision,
            quantity=quantity,
            person_id=person.pk,
        )
    )
    announce(f"unit:{held.work_unit_id}")
    announce(f"held:{held.work_unit_id}")
    return held


def _add(held: HeldCount, quantity: Decimal) -> None:
    """Add to the row of confirmed counts at the time of the held count."""
    shift = shift_at(held.work_unit, held.time)
    run = _run_at(held.work_unit_id, held.time)
    row, _ = ProductionResult.objects.select_for_update(of=("self",)).get_or_create(
        work_unit_id=held.work_unit_id,
        hour=hour_of(held.time),
        shift_date=shift.shift_date if shift else None,
        shift=shift.shift if shift else "",
        run=run,
        item_id=run.work_order.item_id if run else None,
        operation=None,
        source=ProductionResult.Source.CONFIRMED,
        defaults={"first_at": held.time, "last_at": held.time},
    )
    for figure in _figures(held.signal.meaning):
        setattr(row, figure, getattr(row, figure) + quantity)
    row.first_at, row.last_at = min(row.first_at, held.time), max(row.last_at, held.time)
    row.save()


def _take_off(held: HeldCount, quantity: Decimal) -> None:
    """Take confirmed pieces off the row that has them. Raises Invalid when a correction of the row needs them.

    The row is told by hour and order, for the calendar may have been changed since they were confirmed.
    """
    rows = ProductionResult.objects.select_for_update(of=("self",)).filter(
        work_unit_id=held.work_unit_id,
        hour=hour_of(held.time),
        run=_run_at(held.work_unit_id, held.time),
        source=ProductionResult.Source.CONFIRMED,
    )
    figures = _figures(held.signal.meaning)
    for row in with_corrections(rows.order_by("pk")):
        if min(getattr(row.held, figure) for figure in figures) >= quantity:
            _subtract(row.result, figures, quantity)
            return
    raise Invalid("The confirmed pieces were corrected meanwhile; take that correction back first.")


def _subtract(row: ProductionResult, figures: Iterable[str], quantity: Decimal) -> None:
    for figure in figures:
        setattr(row, figure, getattr(row, figure) - quantity)
    if any((row.produced, row.good, row.reject, row.rework)) or row.corrections.exists():
        row.save()
    else:
        row.delete()


def _figures(meaning: str) -> tuple[str, ...]:
    """Which figures a counter's pieces belong to; without a reject counter every piece is good."""
    if meaning == Meaning.REJECT:
        return ("produced", "reject")
    if meaning == Meaning.REWORK:
        return ("produced", "rework")
    return ("produced", "good")


def _run_at(work_unit_id: int, moment: datetime) -> OperationRun | None:
    run = (
        OperationRun.objects.select_related("work_order")
        .filter(work_unit_id=work_unit_id, started_at__lte=moment)
        .order_by("-started_at")
        .first()
    )
    return run if run is not None and (run.ended_at is None or moment < run.ended_at) else None


def _plain(held: HeldCount) -> str:
    return f"{held.quantity.normalize():f}"
