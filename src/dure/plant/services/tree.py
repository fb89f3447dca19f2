"""Changing the equipment hierarchy. Nothing is deleted: results point to it for ever; it is taken out of use."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from dure.kernel.errors import Conflict, Invalid
from dure.plant import pictures, selectors
from dure.plant.models import Area, Named, Person, WorkUnit
from dure.plant.services.records import add_row, change_row, facts_of, record_change

BELOW = {"enterprise": "sites", "site": "areas", "area": "work_centers", "work-center": "work_units", "work-unit": ""}


@transaction.atomic
def add_part(*, level: str, by: Person | None, **values: Any) -> Named:
    """Add an element of the hierarchy. Raises Invalid, for a code that is taken as well."""
    row = selectors.parts_of(level)(**values)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_part(*, row: Named, by: Person | None, **values: Any) -> Named:
    """Rename it, correct its facts, or move it below another parent."""
    change_row(row, values, by=by)
    return row


@transaction.atomic
def set_in_use(*, row: Named, level: str, in_use: bool, by: Person | None) -> Named:
    """Take an element out of use or back. Raises Conflict while something below it is in use."""
    below = BELOW[level]
    if not in_use and below and (count := getattr(row, below).filter(is_active=True).count()):
        raise Conflict(
            "%(name)s still has %(count)s parts in use below it. Take those out of use first.",
            name=row.name,
            count=count,
        )
    change_row(row, {"is_active": in_use}, by=by)
    return row


@transaction.atomic
def set_picture(*, row: Area | WorkUnit, data: bytes | None, by: Person | None) -> None:
    """Show `data` (JPEG, PNG or WebP) for the element, or no picture for None."""
    before = facts_of(row)
    if data is None:
        row.picture = ""
    else:
        kind = pictures.kind_of(data)
        if kind is None:
            raise Invalid("Only JPEG, PNG and WebP pictures can be shown.")
        if len(data) > pictures.MOST_BYTES:
            raise Invalid("The picture is larger than %(limit)s MB.", limit=pictures.MOST_BYTES // 1024**2)
        row.picture.save(f"{row.code}.{kind}", ContentFile(data), save=False)
    row.save(update_fields=["picture"])
    record_change(row, verb="changed", by=by, before=before)
