"""Accidents and the hours that rates divide by. Keyword-only; each verb is one transaction."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Area, Person, Site
from dure.plant.services import next_number
from dure.plant.services.records import add_row, change_row, checked, record_change
from dure.safety.models import Accident, HoursWorked, Injury, InjuryRecord
from dure.safety.services.files import attach

_PATTERN = "AC{yy}-{n:03}"


@transaction.atomic
def add_accident(
    *, happened_at: datetime, kind: str, text: str, area: Area, by: Person, picture: bytes | None = None, **values: Any
) -> Accident:
    """Write an accident down: values work_unit, immediate_measure, cause, cause_text. Raises Invalid, WrongFile."""
    made = Accident(happened_at=happened_at, kind=kind, text=text, area=area, **values)
    attach(made, "picture", picture)
    made.number = next_number("accident", timezone.localdate(happened_at), pattern=_PATTERN)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_accident(*, accident: Accident, by: Person, picture: bytes | None = None, **values: Any) -> Accident:
    """Cause, words, when it was reported. Raises Conflict when it is closed, Invalid, WrongFile."""
    row = _open(accident)
    attach(row, "picture", picture)
    for name, value in values.items():
        setattr(row, name, value)
    _keep(row, by)
    return row


@transaction.atomic
def close_accident(*, accident: Accident, by: Person) -> Accident:
    """Looked into, with cause and measures. Raises Invalid without a cause, Conflict while an action is open."""
    row = _open(accident)
    if not (row.cause and row.cause_text.strip()):
        raise Invalid("Write down the cause first.")
    if not row.actions.exists():
        raise Invalid("Ask somebody to put the cause right first.")
    if row.actions.filter(closed_at=None).exists():
        raise Conflict("An action of it is still open.")
    row.status = Accident.Status.CLOSED
    _keep(row, by)
    return row


def _keep(row: Accident, by: Person) -> None:
    """Save it, and note that it was changed: the words themselves are in no change record."""
    checked(row)
    row.save()
    record_change(row, verb="rewritten", by=by)


@transaction.atomic
def add_injury(
    *, accident: Accident, by: Person, person: Person | None = None, name: str = "", **values: Any
) -> Injury:
    """What it did to somebody: values outcome, body_part, lost_days, grade, employment. Raises Invalid."""
    return _write(Injury(accident=accident, person=person, name=name.strip()), values, by)


@transaction.atomic
def change_injury(*, injury: Injury, by: Person, **values: Any) -> Injury:
    """As days lost grow, also when the accident is closed. Values as of `add_injury`. Raises Invalid."""
    return _write(Injury.objects.select_for_update().get(pk=injury.pk), values, by)


def _write(row: Injury, values: dict[str, Any], by: Person) -> Injury:
    for name, value in values.items():
        setattr(row, name, value)
    checked(row)
    row.save()
    harm = {name: getattr(row, name) for name in ("outcome", "body_part", "lost_days", "grade")}
    InjuryRecord.objects.create(injury=row, by=by, is_named=bool(row.person_id or row.name), **harm)
    return row


@transaction.atomic
def set_hours(
    *, site: Site, month: date, hours: Decimal, workers: Decimal, by: Person, source: str = ""
) -> HoursWorked:  # fmt: skip
    """Hours worked in a month (any day of it) and people on average; entered again, they are changed."""
    first = month.replace(day=1)
    values = {"hours": hours, "workers": workers, "source": source.strip()}
    row = HoursWorked.objects.select_for_update().filter(site=site, month=first).first()
    if row is None:
        row = HoursWorked(site=site, month=first, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


def _open(accident: Accident) -> Accident:
    row = Accident.objects.select_for_update().get(pk=accident.pk)
    if row.status != Accident.Status.OPEN:
        raise Conflict("This accident is closed.")
    return row
