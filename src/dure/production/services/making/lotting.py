"""The lots that the goods of completed orders go into."""

from collections.abc import Mapping
from decimal import Decimal

from dure.inventory.models import Item, Lot
from dure.inventory.services import NewLot, add_lots, note_ingredients, set_lot_status
from dure.kernel.errors import Invalid
from dure.production.models import OrderOutput, WorkOrder
from dure.production.services.making.batch import Batch, Job

Key = tuple[int, int]
"""(id of the order, id of the item)"""
Outputs = Mapping[int, list[tuple[OrderOutput, Decimal]]]


def lots_of(batch: Batch, outputs: Outputs) -> dict[Key, list[Lot]]:
    """(order, item) → lots; several only for pieces with serial numbers. New ones in one statement."""
    wanted = [(job, number) for job in batch.jobs for number in job.numbers]
    keys = [(job.order.item_id, number) for job, number in wanted]
    # Orders of one item that share the day's lot ask for the same number.
    fresh = {key: job for key, (job, _) in zip(keys, wanted, strict=True)}
    are_free = not any(job.made.serials for job in batch.jobs)
    lots = add_lots([_new(job, *key, batch) for key, job in fresh.items()], on=batch.day, are_free=are_free)
    made = dict(zip(fresh, lots, strict=True))
    found: dict[Key, list[Lot]] = {}
    for job in batch.jobs:
        _check_serials(job)
        here = [made[job.order.item_id, number] for number in job.numbers]
        if job.lot is not None:
            note_ingredients(job.lot, ingredients(job), by=batch.by)
            here = [job.lot]
            _hold_like(job, batch)
        if here:
            found[job.order.pk, job.order.item_id] = here
        if job.keeps_lot and here:
            job.order.lot = here[0]
    return found | _output_lots(batch, outputs, found)


def _new(job: Job, item: int, number: str, batch: Batch) -> NewLot:
    reason = _held_for(job)
    return NewLot(
        batch.items[item], number, batch.day, ingredients=ingredients(job), document=job.order.number,
        status=Lot.Status.HOLD if reason else Lot.Status.AVAILABLE, status_reason=reason,
    )  # fmt: skip


def because_of(order: WorkOrder) -> str:
    """How the reason of a hold begins that goods of an order have from what went into them."""
    return f"{order.number} ← "


def _held_for(job: Job) -> str:
    """Why the goods are held: an ingredient was blocked while it lay in process. Empty: they may be used."""
    blocked = dict.fromkeys(lot.number for lot in ingredients(job) if lot.status != Lot.Status.AVAILABLE)
    return (because_of(job.order) + ", ".join(blocked))[:200] if blocked else ""


def _hold_like(job: Job, batch: Batch) -> None:
    reason = _held_for(job)
    if reason and job.lot is not None and job.lot.status == Lot.Status.AVAILABLE:
        set_lot_status([job.lot], Lot.Status.HOLD, reason=reason, by=batch.by)


def _check_serials(job: Job) -> None:
    if job.order.item.tracking == Item.Tracking.SERIAL and len(job.numbers) != job.made.good:
        raise Invalid("Give one serial number for each piece of %(item)s.", item=job.order.item.name)


def ingredients(job: Job) -> list[Lot]:
    return [one.lot for one in (*job.earlier, *job.issues) if one.lot is not None]


def _output_lots(batch: Batch, outputs: Outputs, mains: Mapping[Key, list[Lot]]) -> dict[Key, list[Lot]]:
    """Lots of other outputs carry the number of the product's lot, or the order's where it has none."""
    wanted: dict[Key, NewLot] = {}
    for job in batch.jobs:
        for row, _ in outputs[job.order.pk]:
            if batch.items[row.item_id].tracking != Item.Tracking.NONE:
                main = mains.get((job.order.pk, job.order.item_id))
                number = main[0].number if main else job.order.number
                wanted[job.order.pk, row.item_id] = _new(job, row.item_id, number, batch)
    if not wanted:
        return {}
    rows = Lot.objects.filter(item__in={item for _, item in wanted}, number__in={one.number for one in wanted.values()})
    standing = {(lot.item_id, lot.number): lot for lot in rows.select_related("item")}
    found = {key: [standing[key[1], one.number]] for key, one in wanted.items() if (key[1], one.number) in standing}
    fresh = {key: one for key, one in wanted.items() if key not in found}
    made = add_lots(list(fresh.values()), on=batch.day)
    return found | {key: [lot] for key, lot in zip(fresh, made, strict=True)}
