"""Gauges, their calibrations and studies."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services import add_row, change_row, next_number
from dure.quality.models import Calibration, Gauge, GaugeStudy, StudyReading

Place = tuple[int, int, int]
"""Appraiser, trial and part of a reading, each from 1."""


@transaction.atomic
def add_gauge(*, by: Person | None, **values: Any) -> Gauge:
    """Raises Invalid for a code in use."""
    made = Gauge(**values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_gauge(*, gauge: Gauge, by: Person | None, **values: Any) -> Gauge:
    """Raises Invalid."""
    row = Gauge.objects.select_for_update().get(pk=gauge.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def note_calibration(
    *, gauge: Gauge, calibrated_on: date, passed: bool, by: Person | None, **values: Any
) -> Calibration:
    """A gauge that isn't within its limits is locked: nothing more is measured with it; one that is, is unlocked.

    The latest one by its day counts, also when an older one is entered after it. Raises Invalid for a day to come.
    """
    if calibrated_on > timezone.localdate(clock.now()):
        raise Invalid("The day lies ahead.")
    row = Gauge.objects.select_for_update().get(pk=gauge.pk)
    made = Calibration(
        gauge=row, calibrated_on=calibrated_on, passed=passed, entered_by=by, entered_at=clock.now(), **values
    )
    add_row(made, by=by)
    newest = row.calibrations.order_by("-calibrated_on", "-pk")[0]
    status = Gauge.Status.IN_USE if newest.passed else Gauge.Status.LOCKED
    if row.status == Gauge.Status.RETIRED:
        status = Gauge.Status.RETIRED
    change_row(row, {"due_on": newest.calibrated_on + timedelta(days=row.every_days), "status": status}, by=by)
    return made


@transaction.atomic
def add_study(*, by: Person | None, studied_on: date, **values: Any) -> GaugeStudy:
    """A study to be measured: values gauge, name, unit, tolerance, appraisers, trials, parts. Raises Invalid."""
    number = next_number("gauge_study", studied_on, pattern="MSA{yy}-{n:03}")
    made = GaugeStudy(number=number, studied_on=studied_on, made_by=by, **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def keep_readings(*, study: GaugeStudy, readings: Mapping[Place, Decimal | None], by: Person | None) -> GaugeStudy:
    """Write readings into their places; None empties one. Raises Invalid for a place that the study doesn't have."""
    row = GaugeStudy.objects.select_for_update().get(pk=study.pk)
    for (appraiser, trial, part), value in readings.items():
        if not (1 <= appraiser <= row.appraisers and 1 <= trial <= row.trials and 1 <= part <= row.parts):
            raise Invalid("The study has no such place.")
        key = {"study": row, "appraiser": appraiser, "trial": trial, "part": part}
        if value is None:
            StudyReading.objects.filter(**key).delete()
        else:
            StudyReading.objects.update_or_create(**key, defaults={"value": value})
    return row
