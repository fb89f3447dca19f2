"""Organisations of the programme and who sits for them. Keyword-only; each verb is one transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.plant.roles import RegionRole
from dure.plant.services.people import add_person, change_person
from dure.plant.services.records import add_row, change_row
from dure.programme.models import Firm, Organisation, Seat


@transaction.atomic
def add_organisation(*, kind: str, name: str, by: Person, city: str = "", firm: Firm | None = None) -> Organisation:
    """Raises Invalid for a city's office without its city, or a firm's organisation without its firm."""
    made = Organisation(kind=kind, name=name.strip(), city=city if kind == RegionRole.CITY else "", firm=firm)
    _refuse_half(made)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_organisation(*, organisation: Organisation, by: Person, **values: Any) -> Organisation:
    """Its kind stays: seats have given roles by it. Raises Invalid as `add_organisation`."""
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if values.get("kind", row.kind) != row.kind:
        raise Conflict("The kind of an organisation stays. Add another one.")
    change_row(row, values, by=by)
    _refuse_half(row)
    return row


@transaction.atomic
def give_seat(
    *, organisation: Organisation, username: str, display_name: str, first_on: date, by: Person,
    last_on: date | None = None,
) -> Seat:  # fmt: skip
    """Somebody sits for the organisation; a log-in is made where there is none of that name, without a password yet.

    Raises Invalid when the last day lies before the first, Conflict for days on which the person sits there already.
    """
    if last_on is not None and last_on < first_on:
        raise Invalid("The last day lies before the first.")
    role = organisation.kind
    person = Person.objects.select_for_update().filter(username=username.strip()).first()
    if person is None:
        person = add_person(username=username.strip(), roles=[role], by=by, display_name=display_name.strip())
    elif role not in person.roles:
        person = change_person(person=person, by=by, roles=sorted({*person.roles, role}))
    _refuse_twice(person, organisation, first_on, last_on)
    made = Seat(person=person, organisation=organisation, first_on=first_on, last_on=last_on)
    add_row(made, by=by)
    return made


@transaction.atomic
def end_seat(*, seat: Seat, last_on: date, by: Person) -> Seat:
    """The last day on which the seat gives its role. Raises Invalid when it lies before the first."""
    row = Seat.objects.select_for_update().get(pk=seat.pk)
    if last_on < row.first_on:
        raise Invalid("The last day lies before the first.")
    change_row(row, {"last_on": last_on}, by=by)
    return row


def _refuse_half(row: Organisation) -> None:
    if row.kind == RegionRole.CITY and not row.city:
        raise Invalid("Choose the city or county of the office.")
    if (row.kind == RegionRole.FIRM) != (row.firm_id is not None):
        raise Invalid("An organisation of the kind firm belongs to a firm, and no other does.")


def _refuse_twice(person: Person, organisation: Organisation, first_on: date, last_on: date | None) -> None:
    there = Seat.objects.filter(person=person, organisation=organisation)
    for seat in there.select_for_update():
        if (last_on is None or seat.first_on <= last_on) and (seat.last_on is None or first_on <= seat.last_on):
            raise Conflict("This person sits there on some of these days already.")
