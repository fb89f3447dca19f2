"""What still speaks against letting a lot go, whoever else would free it."""

from dure.inventory.models import Lot
from dure.quality.models import ChartSignal, Inspection, Nonconformance
from dure.quality.selectors import ccp


def holders_of(
    lot: Lot, *, apart: ChartSignal | None = None, apart_inspection: Inspection | None = None
) -> list[str]:  # fmt: skip
    """Their numbers: signals nobody has answered, cases that aren't contained, deviations without corrective action.

    apart: the signal that is being answered; apart_inspection: the one whose own case doesn't count.
    """
    signals = ChartSignal.objects.filter(held_lot=lot, answered_at=None).select_related("inspection")
    if apart is not None:
        signals = signals.exclude(pk=apart.pk)
    cases = Nonconformance.objects.filter(lot=lot, stage=Nonconformance.Stage.FOUND)
    if apart_inspection is not None:
        cases = cases.exclude(inspection=apart_inspection)
    found = [one.inspection.number for one in signals] + list(cases.values_list("number", flat=True))
    return list(dict.fromkeys([*found, *_deviations(lot)]))


def _deviations(lot: Lot) -> list[str]:
    return [
        row.case.number
        for row in ccp.open_deviations()
        if row.case is not None and (row.lot_id == lot.pk or lot in ccp.lots_of(ccp.orders_of(row)))
    ]
