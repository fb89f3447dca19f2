"""Where entries by hand go: to their own row of results, or to corrections of what a machine counted."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from dure.events.statements import Slot, fixed
from dure.kernel.errors import Invalid
from dure.production.models import HandEntry, ProductionResult, ResultCorrection, StateInterval
from dure.production.selectors.figures import with_corrections
from dure.production.services.results import FIGURES
from dure.production.unit import UnitState

_FOUR_PLACES = Decimal("0.0001")
_REASON_LENGTH = 200
"""What a correction's reason can hold."""


def add_to_row(entry: HandEntry, until: datetime) -> list[ResultCorrection]:
    """Add the pieces to the row of hand entries of their hour, shift, run and item; no corrections."""
    row, _ = ProductionResult.objects.select_for_update(of=("self",)).get_or_create(
        **_key(entry), defaults={"first_at": entry.starts_at, "last_at": until}
    )
    row.last_at = max(row.last_at, until)
    row.produced += entry.quantity
    setattr(row, entry.kind, getattr(row, entry.kind) + entry.quantity)
    row.unseen = _unseen(row)
    row.save()
    return []


def take_from_row(entry: HandEntry) -> None:
    """Take the pieces off again. Raises Invalid when a correction of the row needs them."""
    row = ProductionResult.objects.select_for_update(of=("self",)).get(**_key(entry))
    row.produced -= entry.quantity
    setattr(row, entry.kind, getattr(row, entry.kind) - entry.quantity)
    (after,) = with_corrections([row])
    if min(getattr(after.held, name) for name in FIGURES) < 0:
        raise Invalid("The result of this hour was corrected meanwhile; take that correction back first.")
    row.unseen = _unseen(row)
    row.save()


def reclassify(entry: HandEntry, end: datetime) -> list[ResultCorrection]:
    """Corrections that turn good pieces counted in the entry's slot, up to `end`, into rejects or rework.

    Rows are told by their time, not by their shift: the calendar may have been changed since.
    The newest row gives first.

    Raises Invalid when fewer good pieces were counted there.
    """
    rows = ProductionResult.objects.select_for_update(of=("self",)).filter(
        work_unit_id=entry.work_unit_id,
        hour=entry.hour,
        run=entry.run,
        first_at__lt=end,
        last_at__gte=entry.starts_at,
    )
    left, found = entry.quantity, []
    for row in with_corrections(rows.order_by("-last_at", "-pk")):
        taken = min(left, row.held.good)
        if taken > 0:
            found.append(_correction(entry, row.result, taken))
            left -= taken
    if left > 0:
        raise Invalid(
            "Only %(good)s good pieces were counted in that time. Choose the hour in which they were made.",
            good=f"{(entry.quantity - left).normalize():f}",
        )
    return ResultCorrection.objects.bulk_create(found)


def _unseen(row: ProductionResult) -> Decimal:
    """The part of a row's pieces for which nobody knows what the work unit did (0026): all of them, without signals."""
    whole = (row.last_at - row.first_at).total_seconds()
    known = _known_between(row.work_unit_id, row.first_at, row.last_at)
    seconds = sum(
        (min(end or row.last_at, row.last_at) - max(start, row.first_at)).total_seconds() for start, end in known
    )
    share = 1 - Decimal(seconds / whole) if whole > 0 else Decimal(1)
    return (row.produced * share).quantize(_FOUR_PLACES)


@fixed
def _known_between(
    work_unit: Slot, start: Slot, end: Slot
) -> QuerySet[StateInterval, tuple[datetime, datetime | None]]:
    rows = StateInterval.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=start), work_unit=work_unit, started_at__lt=end
    ).exclude(state=UnitState.UNKNOWN)
    return rows.order_by().values_list("started_at", "ended_at")


def _correction(entry: HandEntry, row: ProductionResult, quantity: Decimal) -> ResultCorrection:
    why = " · ".join(filter(None, (str(entry.get_kind_display()), str(entry.reason or ""), entry.note)))
    return ResultCorrection(
        work_unit_id=row.work_unit_id,
        time=row.first_at,
        result=row,
        good=-quantity,
        reason=why[:_REASON_LENGTH],
        made_by=entry.made_by,
        made_at=entry.made_at,
        **{entry.kind: quantity},
    )


def _key(entry: HandEntry) -> dict[str, object]:
    return {
        "work_unit_id": entry.work_unit_id,
        "hour": entry.hour,
        "shift_date": entry.shift_date,
        "shift": entry.shift,
        "run": entry.run,
        "item": entry.item,
        "operation": None,
        "source": ProductionResult.Source.HAND,
    }
