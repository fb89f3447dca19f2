"""Single rows as an address or a query string names them."""

from typing import TypeVar

from django.db.models import Model
from django.shortcuts import get_object_or_404

from dure.web.noting import note_row

M = TypeVar("M", bound=Model)
_DIGITS = 18  # of a key of 64 bits whatever they are


def row_or_404(table: type[M], /, *related: str, **keys: object) -> M:
    """The row of these keys, or the answer that there is no such page. related: read with it, as `select_related`."""
    rows = table._default_manager.all()  # noqa: SLF001 - Django's documented name
    row = get_object_or_404(rows.select_related(*related) if related else rows, **keys)
    note_row(row)
    return row


def row_or_none(table: type[M], number: str | int | None, /, **keys: object) -> M | None:
    """The row of a key out of a query string, of which the other keys hold too.

    None when it is no number, too long for one, or of no row.
    """
    key = str(number or "")
    if not key.isdecimal() or len(key) > _DIGITS:
        return None
    return table._default_manager.filter(pk=int(key), **keys).first()  # noqa: SLF001 - Django's documented name
