"""Taking off what the pieces of a completion have used: backflush, kept stock first, then alternatives."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dure.inventory.models import Location, StockMove
from dure.inventory.services import Movement, Need, Taken, take
from dure.product.models import BomLine
from dure.production.errors import ComponentsMissing
from dure.production.making import STEP, ZERO, needed
from dure.production.models import OrderComponent, OrderMove
from dure.production.services.making.batch import Batch, Job, order_move

Key = tuple[str, int]


def consume(batch: Batch) -> None:
    """Issue what is taken off by what was made; each job's issues and cost.

    Raises ComponentsMissing, with the order and the component, and what moving raises.
    """
    needs = {job.order.number: wanted for job in batch.jobs if (wanted := _needs(job, batch))}
    if not needs:
        return
    rows = {(job.order.number, one.position): one for job in batch.jobs for one in job.components}
    taken, missing = take(needs, items=batch.items, on=batch.day)
    counts = [one.quantity for one in taken]
    if missing:
        more, ratios = _instead(missing, rows, taken, batch)
        taken += more
        counts += ratios
    place = batch.places[Location.Kind.PRODUCTION]
    movements = [Movement(one.item, one.quantity, one.location, place, one.lot, document=one.document) for one in taken]
    made_moves = batch.moving.add(movements, is_there=True)
    for one, count, made in zip(taken, counts, made_moves, strict=True):
        job, component = batch.job(one.document), rows[one.document, one.line]
        row = _issue(job, component, made, count)
        job.issues.append(row)
        job.cost += made.value
        component.issued += count


def _issue(job: Job, component: OrderComponent, made: StockMove, count: Decimal) -> OrderMove:
    return order_move(job, OrderMove.Kind.ISSUE, made, component=component, counts_as=count)


def _needs(job: Job, batch: Batch) -> list[Need]:
    found = []
    for one in job.components:
        quantity = _quantity(job, one)
        if quantity > 0 and one.item_id in batch.worths:
            found.append(Need(one.position, one.item_id, quantity))
    return found


def _quantity(job: Job, one: OrderComponent) -> Decimal:
    """What is taken now: what a person says, else what all pieces begun have taken less what was issued already.

    Of pieces that were begun before, a person may have said that they took less: that stays.
    """
    if one.pk in job.made.used:
        return job.made.used[one.pk]
    if one.use != BomLine.Use.BACKFLUSH:
        return ZERO
    before, now = (
        needed(one.planned, begun, job.order.started, is_whole=one.is_whole)
        for begun in (job.begun_before, job.begun_before + job.completion.started)
    )
    return now - max(one.issued, before)


def _instead(
    missing: Mapping[Key, Decimal], rows: Mapping[Key, OrderComponent], beside: Sequence[Taken], batch: Batch
) -> tuple[list[Taken], list[Decimal]]:
    """What alternatives fill in, and what each counts as of the component. Raises ComponentsMissing."""
    left, taken, counts = dict(missing), [], []
    for rank in range(max(len(rows[key].alternatives) for key in missing)):
        needs: dict[str, list[Need]] = {}
        ratio = {}
        for key, quantity in left.items():
            if quantity > 0 and rank < len(rows[key].alternatives):
                item, text = rows[key].alternatives[rank]
                ratio[key] = Decimal(text)
                wanted = (quantity * ratio[key]).quantize(STEP)
                needs.setdefault(key[0], []).append(Need(key[1], item, wanted))
        found, lacking = take(needs, items=batch.items, on=batch.day, beside=[*beside, *taken])
        for one in found:
            key = one.document, one.line
            taken.append(one)
            counts.append((one.quantity / ratio[key]).quantize(STEP))
        for key, one_is in ratio.items():
            left[key] = (lacking.get(key, ZERO) / one_is).quantize(STEP)
    short = next(((key, quantity) for key, quantity in left.items() if quantity > 0), None)
    if short is not None:
        raise _missing(*short, rows, batch)
    return taken, counts


def _missing(key: Key, quantity: Decimal, rows: Mapping[Key, OrderComponent], batch: Batch) -> ComponentsMissing:
    item = batch.items[rows[key].item_id]
    return ComponentsMissing(
        "%(order)s lacks %(quantity)s %(unit)s of %(item)s.",
        order=key[0],
        quantity=f"{quantity.normalize():f}",
        unit=item.unit_id,
        item=item.name,
    )
