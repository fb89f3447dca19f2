"""Goods of completed orders: their lots, their value, what went into them."""

from decimal import Decimal

from dure.inventory.models import Location
from dure.inventory.services import Link, Movement, link_lots
from dure.kernel.errors import Invalid
from dure.ledger.money import shares, won
from dure.product.models import BomLine
from dure.production.making import STEP, ZERO, split
from dure.production.models import OrderMove, OrderOutput
from dure.production.services.making.batch import Batch, Job, order_move
from dure.production.services.making.lotting import lots_of

HUNDRED = Decimal(100)


def receive(batch: Batch) -> None:
    """Take the goods in, at what they cost or by their standard, and note what went into them."""
    outputs = {job.order.pk: _outputs(job) for job in batch.jobs}
    lots = lots_of(batch, outputs)
    movements, heads = [], []
    source, stock = batch.places[Location.Kind.PRODUCTION], batch.places[Location.Kind.STOCK]
    for job in batch.jobs:
        values = _values(job, outputs[job.order.pk], batch)
        for item, quantity, value, row in values:
            pieces = lots.get((job.order.pk, item), [None])
            each = shares(value, [Decimal(1)] * len(pieces))
            for lot, part in zip(pieces, each, strict=True):
                second = job.made.second_quantity if row is None else None
                movements.append(
                    Movement(
                        batch.items[item], quantity / len(pieces), source, job.made.location or stock, lot, part,
                        document=job.order.number, second_quantity=second,
                    )
                )  # fmt: skip
                heads.append((job, row))
    for (job, row), made in zip(heads, batch.moving.add(movements), strict=True):
        kind = OrderMove.Kind.PRODUCT if row is None else OrderMove.Kind.OUTPUT
        job.receipts.append(order_move(job, kind, made))
        # What the goods took out of process: at standard cost, piece by piece, the books may hold a won more or less.
        job.completion.value += made.value if made.paid is None else made.paid
        if row is not None:
            row.received += made.quantity
    link_lots([link for job in batch.jobs for link in _links(job)], linked_at=batch.now)


def _outputs(job: Job) -> list[tuple[OrderOutput, Decimal]]:
    """Other outputs with their quantities: as told, else by the pieces begun."""
    found = []
    for row in job.outputs:
        usual = row.planned * job.completion.started / job.order.started if job.order.started else ZERO
        quantity = job.made.outputs.get(row.item_id, usual.quantize(STEP))
        if quantity > 0:
            found.append((row, quantity))
    unknown = set(job.made.outputs) - {row.item_id for row in job.outputs}
    if unknown:
        raise Invalid("%(order)s gives no such thing beside its item.", order=job.order.number)
    return found


def _values(
    job: Job, outputs: list[tuple[OrderOutput, Decimal]], batch: Batch
) -> list[tuple[int, Decimal, Decimal, OrderOutput | None]]:
    """(item, quantity, won, output) of what comes in.

    By-products come in at what they cost today and take that off; the rest is shared by the
    percentages of the co-products. Goods at standard cost come in at that; the difference stays in
    process until the order is closed.
    """
    pool = job.cost + won(job.order.wip * job.ahead)
    found = []
    weights, rows = [], []
    for row, quantity in outputs:
        if row.kind == BomLine.Kind.BY_PRODUCT:
            value = min(won(batch.worths[row.item_id][1].unit_cost() * quantity), max(pool, ZERO))
            pool -= value
            found.append((row.item_id, quantity, value, row))
        else:
            weights.append(row.cost_share)
            rows.append((row.item_id, quantity, row))
    if job.made.good > 0:
        weights.append(max(HUNDRED - sum(weights, ZERO), ZERO))
        rows.append((job.order.item_id, job.made.good, None))
    # Without anything to receive the cost stays in process; a negative pool is left to the closing.
    parts = shares(max(pool, ZERO), weights) if rows else []
    for (item, quantity, row), part in zip(rows, parts, strict=True):
        standard = batch.worths[item][1].standard
        found.append((item, quantity, part if standard is None else won(standard * quantity), row))
    return found


def _links(job: Job) -> list[Link]:
    """Every lot that went in is linked to every lot that came out, by quantity."""
    targets = [(one.lot, one.quantity) for one in job.receipts if one.lot is not None]
    if not targets:
        return []
    links = []
    for row in (*job.earlier, *job.issues):
        if row.lot is None:
            continue
        rest = row.quantity - row.linked
        now = rest if row.completion is job.completion else (rest * job.ahead).quantize(STEP)
        if now > 0:
            row.linked += now
            parts = split(now, [weight for _, weight in targets])
            links += [
                Link(row.lot, lot, part, job.order.number, job.work_unit)
                for (lot, _), part in zip(targets, parts, strict=True)
                if part > 0 and lot.pk != row.lot.pk
            ]
    return links
