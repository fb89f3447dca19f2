"""The own company as it stands on documents."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from dure.kernel import business_number
from dure.kernel.errors import Invalid
from dure.plant import pictures
from dure.plant.models import Enterprise, Person
from dure.plant.services.records import change_row, facts_of, record_change


@transaction.atomic
def change_company(*, company: Enterprise, by: Person | None, **values: Any) -> Enterprise:
    """Correct what documents say of the company. Raises Invalid for a business number whose check digit is wrong."""
    number = values.get("business_number", "")
    if number and not business_number.is_valid(number):
        raise Invalid("%(number)s is no business number: its check digit doesn't fit.", number=number)
    if number:
        values["business_number"] = business_number.shown(number)
    change_row(company, values, by=by)
    return company


@transaction.atomic
def set_stamp(*, company: Enterprise, data: bytes | None, by: Person | None) -> Enterprise:
    """Print `data` (PNG, JPEG or WebP) as the seal, or none for None. The file of before stays for undo."""
    before = facts_of(company)
    if data is None:
        company.stamp = ""
    else:
        kind = pictures.kind_of(data)
        if kind is None:
            raise Invalid("Only JPEG, PNG and WebP pictures can be shown.")
        if len(data) > pictures.MOST_BYTES:
            raise Invalid("The picture is larger than %(limit)s MB.", limit=pictures.MOST_BYTES // 1024**2)
        company.stamp.save(f"stamp.{kind}", ContentFile(data), save=False)
    company.save(update_fields=["stamp"])
    record_change(company, verb="changed", by=by, before=before)
    return company
