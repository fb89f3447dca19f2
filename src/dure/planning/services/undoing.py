"""Taking back what a person changed in one act."""

from collections.abc import Mapping
from typing import Any

from dure.kernel.errors import Conflict
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import undo_changes


def undo_own(*, first: int, last: int, by: Person, tables: Mapping[str, Any]) -> int:
    """Take back one's own changes of some tables between two records, the newest first; how many.

    Raises Conflict, also when there are none, and Invalid.
    """
    records = ChangeRecord.objects.filter(pk__range=(first, last), by=by, table__in=tables)
    numbers = list(records.values_list("pk", flat=True))
    if not numbers:
        raise Conflict("There is nothing to take back.")
    undo_changes(record_ids=numbers, by=by, tables=tables)
    return len(numbers)
