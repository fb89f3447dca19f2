"""Correcting counted quantities. What was counted stays; a correction is added to it."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from dure.events import append
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.production.errors import AlreadyChanged, BadQuantity
from dure.production.events import ResultCorrected, ResultCorrectionUndone
from dure.production.models import ProductionResult, ResultCorrection
from dure.production.services.record import locked
from dure.web.live import announce

FIGURES = ("produced", "good", "reject", "rework")
ZERO = Decimal(0)


@transaction.atomic
def correct_result(
    *,
    result_id: int,
    person: Person,
    reason: str,
    good: Decimal = ZERO,
    reject: Decimal = ZERO,
    rework: Decimal = ZERO,
    produced: Decimal = ZERO,
) -> ResultCorrection:
    """Add differences to what was counted in one row; pieces that arrive meanwhile stay counted.

    Raises BadQuantity when a figure would fall below zero or the kinds add up to more than was
    produced, Invalid without a reason or without a difference.
    """
    change = {"produced": produced, "good": good, "reject": reject, "rework": rework}
    if not reason.strip():
        raise Invalid("Say why the figure is corrected.")
    if not any(change.values()):
        raise Invalid("Nothing was changed.")
    row = _locked(result_id)
    _check(_after(row, change))
    correction = ResultCorrection.objects.create(
        work_unit_id=row.work_unit_id,
        time=row.first_at,
        result=row,
        reason=reason.strip(),
        made_by=person,
        made_at=clock.now(),
        **change,
    )
    append(
        ResultCorrected(
            correction_id=correction.pk,
            work_unit_id=row.work_unit_id,
            good=good,
            reject=reject,
            rework=rework,
            person_id=person.pk,
        )
    )
    announce(f"unit:{row.work_unit_id}")
    return correction


@transaction.atomic
def undo_correction(*, correction_id: int, person: Person) -> ResultCorrection:
    """Take a correction back; it stays in the history. Raises AlreadyChanged, BadQuantity."""
    result_id = ResultCorrection.objects.values_list("result_id", flat=True).get(pk=correction_id)
    row = _locked(result_id)
    correction = ResultCorrection.objects.select_for_update().get(pk=correction_id)
    if correction.undone_at is not None:
        raise AlreadyChanged("This correction was taken back already.")
    if correction.entries.exists():
        raise Conflict("This correction is an entry by hand; take that entry back instead.")
    _check(_after(row, {figure: -getattr(correction, figure) for figure in FIGURES}))
    correction.undone_by, correction.undone_at = person, clock.now()
    correction.save(update_fields=["undone_by", "undone_at"])
    append(ResultCorrectionUndone(correction_id=correction.pk, work_unit_id=row.work_unit_id, person_id=person.pk))
    announce(f"unit:{row.work_unit_id}")
    return correction


def undo_corrections(corrections: Iterable[ResultCorrection], person: Person) -> None:
    """Take several back within a change that locked the work unit and tells the pages. Raises BadQuantity."""
    for correction in list(corrections):
        _check(_after(correction.result, {figure: -getattr(correction, figure) for figure in FIGURES}))
        correction.undone_by, correction.undone_at = person, clock.now()
        correction.save(update_fields=["undone_by", "undone_at"])


def _locked(result_id: int) -> ProductionResult:
    locked(ProductionResult.objects.values_list("work_unit_id", flat=True).get(pk=result_id))
    return ProductionResult.objects.select_for_update(of=("self",)).get(pk=result_id)


def _after(row: ProductionResult, change: dict[str, Decimal]) -> dict[str, Decimal]:
    """Counted + corrections that hold + the change."""
    sums = row.corrections.filter(undone_at=None).aggregate(**{f"sum_{name}": Sum(name) for name in FIGURES})
    return {name: getattr(row, name) + (sums[f"sum_{name}"] or ZERO) + change[name] for name in FIGURES}


def _check(figures: dict[str, Decimal]) -> None:
    if any(value < 0 for value in figures.values()):
        raise BadQuantity("A quantity can't fall below zero.")
    if figures["good"] + figures["reject"] + figures["rework"] > figures["produced"]:
        raise BadQuantity("Good, reject and rework add up to more than was produced.")
