"""The risk matrix and its versions. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.safety import risk
from dure.safety.first_rows import BANDS, FREQUENCIES, SEVERITIES
from dure.safety.models import RiskAssessment, RiskBand, RiskMatrix
from dure.safety.selectors import bands_of


@transaction.atomic
def add_first_matrix(*, in_force_from: date, by: Person | None) -> RiskMatrix:
    """The matrix that a plant begins with, in the language of the moment. Raises Conflict when there is one."""
    if RiskMatrix.objects.exists():
        raise Conflict("There is a matrix already.")
    made = RiskMatrix(
        version=1, in_force_from=in_force_from,
        frequencies=[gettext(word) for word in FREQUENCIES], severities=[gettext(word) for word in SEVERITIES],
    )  # fmt: skip
    add_row(made, by=by)
    for one in BANDS:
        band = RiskBand(
            matrix=made, up_to=one.up_to, name=gettext(one.name), advice=gettext(one.advice),
            is_acceptable=one.is_acceptable, tone=one.tone,
        )  # fmt: skip
        add_row(band, by=by)
    return made


@transaction.atomic
def new_matrix_version(*, matrix: RiskMatrix, note: str, by: Person | None) -> RiskMatrix:
    """A copy to change. Raises Conflict while another version is being written."""
    if RiskMatrix.objects.filter(in_force_from=None).exists():
        raise Conflict("Another version is being written already.")
    last = RiskMatrix.objects.select_for_update().order_by("-version").first()
    made = RiskMatrix(
        version=(last.version if last else 0) + 1, note=note,
        frequencies=list(matrix.frequencies), severities=list(matrix.severities),
    )  # fmt: skip
    add_row(made, by=by)
    for band in matrix.bands.all():
        band.pk, band.matrix = None, made
        add_row(band, by=by)
    return made


@transaction.atomic
def change_matrix(*, matrix: RiskMatrix, by: Person | None, **values: Any) -> RiskMatrix:
    """Words of the steps and why. Raises Conflict for a version in force, Invalid."""
    row = _draft(matrix)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def set_band(*, matrix: RiskMatrix, band: RiskBand | None, by: Person | None, **values: Any) -> RiskBand:
    """Add a level, or change one: values up_to, name, advice, is_acceptable, tone. Raises Conflict, Invalid."""
    row = _draft(matrix)
    if band is None:
        band = RiskBand(matrix=row, **values)
        add_row(band, by=by)
    else:
        change_row(band, values, by=by)
    return band


@transaction.atomic
def remove_band(*, band: RiskBand, by: Person | None) -> RiskMatrix:
    row = _draft(band.matrix)
    remove_row(band, by=by)
    return row


@transaction.atomic
def put_matrix_in_force(*, matrix: RiskMatrix, on: date, by: Person | None) -> RiskMatrix:
    """New assessments use it from now on. Raises Invalid when a score has no level, Conflict when it is in force."""
    row = _draft(matrix)
    if not risk.covers(bands_of(row), len(row.frequencies), len(row.severities)):
        raise Invalid("Every score needs a level, and there must be acceptable and unacceptable ones.")
    change_row(row, {"in_force_from": on}, by=by)
    return row


def _draft(matrix: RiskMatrix) -> RiskMatrix:
    row = RiskMatrix.objects.select_for_update().get(pk=matrix.pk)
    if row.in_force_from is not None or RiskAssessment.objects.filter(matrix=row).exists():
        raise Conflict("This version is in force and stays as it is. Make a new one.")
    return row
