"""Signing that a work unit was cleaned of allergens."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person, WorkUnit
from dure.quality.models import CleaningCheck
from dure.quality.selectors.cleaning import carried_on
from dure.web.live import announce


@transaction.atomic
def sign_cleaning(
    *, work_unit: WorkUnit, lines: Mapping[str, bool], client_id: UUID, by: Person, next_item: Item | None = None,
    swab: str = "", swab_is_good: bool | None = None, at: datetime | None = None,
) -> CleaningCheck:  # fmt: skip
    """The check as it was found; it is good when every line is, and the swab where one was taken.

    A check that isn't good is kept and frees nothing: clean again and sign another. Raises Invalid for an empty
    checklist, a swab result without its verdict or a moment to come, Conflict for another content.
    """
    known = CleaningCheck.objects.filter(client_id=client_id).first()
    told = [{"text": text, "is_good": is_good} for text, is_good in lines.items()]
    if known is not None:
        if (known.work_unit_id, known.lines) != (work_unit.pk, told):
            raise Conflict("This was sent before with another content.")
        return known
    moment = at or clock.now()
    _check_told(lines, moment, swab, swab_is_good)
    found = carried_on(work_unit, moment)
    row = CleaningCheck.objects.create(
        client_id=client_id, work_unit=work_unit, next_item=next_item, before=", ".join(found.items)[:200],
        allergens=sorted(found.allergens), lines=told, swab=swab.strip()[:80], swab_is_good=swab_is_good,
        is_good=all(lines.values()) and swab_is_good is not False, at=moment, signed_by=by,
    )  # fmt: skip
    announce("quality:cleaning")
    announce(f"unit:{work_unit.pk}")
    return row


def _check_told(lines: Mapping[str, bool], moment: datetime, swab: str, swab_is_good: bool | None) -> None:
    if not lines:
        raise Invalid("Write down what was checked.")
    if moment > clock.now():
        raise Invalid("This moment is still to come.")
    if swab.strip() and swab_is_good is None:
        raise Invalid("Say whether the swab result is good.")
