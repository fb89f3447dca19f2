"""Firms of the region. Keyword-only; each verb is one transaction, within the scope of who asks."""

from typing import Any

from django.db import transaction

from dure.kernel.business_number import digits, is_valid
from dure.kernel.errors import Invalid
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row
from dure.programme.models import Firm


@transaction.atomic
def add_firm(*, business_number: str, by: Person, **values: Any) -> Firm:
    """Values as the table's. Raises Invalid for a number whose last digit doesn't fit, or one that is known."""
    made = Firm(business_number=_checked(business_number), **values)
    add_row(made, by=by)
    return made


@transaction.atomic
def change_firm(*, firm: Firm, by: Person, **values: Any) -> Firm:
    """As `add_firm`."""
    row = Firm.objects.select_for_update().get(pk=firm.pk)
    if "business_number" in values:
        values["business_number"] = _checked(values["business_number"])
    change_row(row, values, by=by)
    return row


def _checked(number: str) -> str:
    if not is_valid(number):
        raise Invalid("%(number)s is no business number: ten digits, of which the last fits the others.", number=number)
    return digits(number)
