"""Ways between places: how long carrying takes. Recorded, so that it can be undone."""

from django.db import transaction

from dure.planning.models import Way
from dure.planning.selectors.ways import ends_of, way_between
from dure.plant.models import Area, Person, WorkCenter
from dure.plant.services import add_row, change_row
from dure.web.live import announce


@transaction.atomic
def set_way(*, start: Area | WorkCenter, end: Area | WorkCenter, minutes: int, by: Person | None) -> Way:
    """How many minutes it takes from one place to another, and back unless that is said too. Raises Invalid."""
    row = way_between(start, end)
    if row is None:
        row = Way(**ends_of(start, end), minutes=minutes)
        add_row(row, by=by)
    else:
        change_row(row, {"minutes": minutes}, by=by)
    announce("planning:schedule")
    return row
