"""Programmes with their cohorts, rounds and types of support. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord, Person
from dure.plant.services.records import add_row, change_row
from dure.plant.services.undo import undo_rule
from dure.programme.models import Cohort, Programme, Round, SupportType


@transaction.atomic
def add_programme(*, code: str, name: str, by: Person, is_active: bool = True) -> Programme:
    made = Programme(code=code.strip(), name=name.strip(), is_active=is_active)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_programme(*, programme: Programme, by: Person, **values: Any) -> Programme:
    row = Programme.objects.select_for_update().get(pk=programme.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_type(*, programme: Programme, code: str, name: str, by: Person) -> SupportType:
    made = SupportType(programme=programme, code=code.strip(), name=name.strip())
    add_row(made, by=by)
    return made


@transaction.atomic
def change_type(*, type: SupportType, by: Person, **values: Any) -> SupportType:  # noqa: A002 - the field's name
    row = SupportType.objects.select_for_update().get(pk=type.pk)
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_cohort(*, programme: Programme, year: int, first_on: date, last_on: date, by: Person) -> Cohort:
    """Its days may overlap with those of other years. Raises Invalid when the last day lies before the first."""
    made = Cohort(programme=programme, year=year, first_on=first_on, last_on=last_on)
    _refuse_backwards(first_on, last_on)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_cohort(*, cohort: Cohort, by: Person, **values: Any) -> Cohort:
    """Raises Invalid as `add_cohort`, and when a round would close after the cohort's last day."""
    row = Cohort.objects.select_for_update().get(pk=cohort.pk)
    change_row(row, values, by=by)
    _refuse_backwards(row.first_on, row.last_on)
    for one in row.rounds.select_for_update():
        _refuse_late(one)
    return row


@transaction.atomic
def add_round(*, cohort: Cohort, name: str, opens_on: date, closes_on: date, by: Person) -> Round:
    """Numbered after the last one of its cohort. It may open before the cohort begins.

    Raises Invalid when it closes before it opens, or after the cohort's last day.
    """
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    last = held.rounds.order_by("-number").values_list("number", flat=True).first() or 0
    made = Round(cohort=held, number=last + 1, name=name.strip(), opens_on=opens_on, closes_on=closes_on)
    _refuse_late(made)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_round(*, round: Round, by: Person, **values: Any) -> Round:  # noqa: A002 - the row's name
    """Raises Invalid as `add_round`."""
    row = Round.objects.select_for_update().select_related("cohort").get(pk=round.pk)
    change_row(row, values, by=by)
    _refuse_late(row)
    return row


def _refuse_backwards(first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise Invalid("The last day lies before the first.")


def _refuse_late(row: Round) -> None:
    _refuse_backwards(row.opens_on, row.closes_on)
    if row.closes_on > row.cohort.last_on:
        raise Invalid("%(round)s would close after the last day of its cohort.", round=row.name)


@undo_rule(Cohort)
def _cohort_put_back(row: Cohort, record: ChangeRecord) -> None:
    """Its rounds still close within its days."""
    last_on = record.before.get("last_on")
    if last_on and row.rounds.filter(closes_on__gt=date.fromisoformat(last_on)).exists():
        raise Conflict("A round closes after the day on which the cohort ended before.")


@undo_rule(Round)
def _round_put_back(row: Round, record: ChangeRecord) -> None:
    """Its last day still lies within its cohort."""
    closes_on = record.before.get("closes_on")
    if closes_on and date.fromisoformat(closes_on) > row.cohort.last_on:
        raise Conflict("The round closed after the day on which its cohort now ends.")
