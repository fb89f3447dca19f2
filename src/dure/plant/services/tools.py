"""Tools of the plant: moulds, dies, jigs. Where they are mounted and what they make is production's."""

from typing import Any

from django.db import transaction

from dure.kernel.errors import Invalid
from dure.plant.models import Person, Tool
from dure.plant.services.records import add_row, change_row


@transaction.atomic
def add_tool(*, by: Person | None, **values: Any) -> Tool:
    """Raises Invalid, for a code that is taken as well."""
    row = Tool(**values)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_tool(*, row: Tool, by: Person | None, **values: Any) -> Tool:
    """Raises Invalid when blocked cavities would lie beyond the last one."""
    if max(row.blocked, default=0) > values.get("cavities", row.cavities):
        raise Invalid("A cavity with a higher number is blocked; open it first.")
    change_row(row, values, by=by)
    return row
