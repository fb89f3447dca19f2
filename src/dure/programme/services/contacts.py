"""Contacts of firms: kept sealed, unmasked with a reason, destroyed when their time is over."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, remove_row
from dure.programme import personal
from dure.programme.models import Firm, FirmContact, TrailEntry
from dure.programme.services.trail import Act, note

SEALED = ("name", "phone", "email")
_LEAST_DIGITS, _MOST_DIGITS = 8, 12


@transaction.atomic
def add_contact(*, firm: Firm, by: Person, **values: Any) -> FirmContact:
    """Values in the clear. Raises Invalid without a way to reach the person, or for one that is none."""
    made = FirmContact(firm=firm)
    for name, value in _checked(made, values).items():
        setattr(made, name, value)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_contact(*, contact: FirmContact, by: Person, **values: Any) -> FirmContact:
    """As `add_contact`; name, phone or e-mail that are empty stay. What is the same keeps its seal and is no change."""
    row = FirmContact.objects.select_for_update().get(pk=contact.pk)
    change_row(row, _checked(row, values), by=by)
    return row


@transaction.atomic
def remove_contact(*, contact: FirmContact, by: Person | None) -> None:
    """Destroy it. Its key goes with the row, so that what older records keep of it can't be read any more."""
    remove_row(FirmContact.objects.select_for_update().get(pk=contact.pk), by=by)


@transaction.atomic
def destroy_old(*, now: datetime) -> int:
    """Contacts whose last day is over; how many."""
    rows = list(FirmContact.objects.select_for_update().filter(until__lt=timezone.localdate(now)))
    for row in rows:
        remove_row(row, by=None)
    return len(rows)


@transaction.atomic
def reveal(*, contact: FirmContact, reason: str, by: Person, act: Act) -> dict[str, str]:
    """Name, phone and e-mail in the clear, and an entry of the trail that says who saw them and why."""
    found = {name: contact.opened(getattr(contact, name)) for name in SEALED}
    whose = f"{contact.firm.name} · {contact.position}"
    told = replace(act, firm=contact.firm_id, whose=whose, what=f"FirmContact {contact.pk}", reason=reason, rows=1)
    note(TrailEntry.Kind.REVEAL, told, by=by)
    return found


@transaction.atomic
def renew_keys(*, by: Person | None) -> int:
    """Seal every row's key under a new key of the installation; how many rows."""
    personal.add_key()
    rows = list(FirmContact.objects.select_for_update())
    for row in rows:
        row.renew_key()
        row.save(update_fields=["key"])
    note(TrailEntry.Kind.UPKEEP, Act(what="key of personal data renewed", rows=len(rows)), by=by)
    return len(rows)


def _checked(row: FirmContact, values: dict[str, Any]) -> dict[str, Any]:
    given = {name: str(values.get(name) or "").strip() for name in SEALED}
    if row.pk is None and not given["phone"] and not given["email"]:
        raise Invalid("Enter a phone number or an e-mail address.")
    digits = sum(one.isdecimal() for one in given["phone"])
    if given["phone"] and not _LEAST_DIGITS <= digits <= _MOST_DIGITS:
        raise Invalid("This is no phone number.")
    if given["email"]:
        _refuse_no_email(given["email"])
    if _day(values, "until") < _day(values, "consented_on"):
        raise Invalid("The last day lies before the day of consent.")
    sealed = {name: row.seal(text) for name, text in given.items() if not _stays(row, name, text)}
    return {name: values[name] for name in ("position", "purpose", "consented_on", "until")} | sealed


def _stays(row: FirmContact, name: str, text: str) -> bool:
    return row.pk is not None and text in ("", row.opened(getattr(row, name)))


def _day(values: dict[str, Any], name: str) -> date:
    day = values[name]
    if not isinstance(day, date):
        raise Invalid("Enter a day.")
    return day


def _refuse_no_email(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid("This is no e-mail address.") from error
