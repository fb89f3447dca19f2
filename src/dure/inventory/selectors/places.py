"""Where things go when nobody names a place, and what is inside a place."""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from dure.events.statements import Slot, fixed
from dure.inventory.models import Location
from dure.kernel.errors import NotFound


def first_location(kind: Location.Kind) -> Location | None:
    """The first location in use of a kind, by code."""
    return Location.objects.filter(kind=kind, is_active=True).order_by("code").first()


def location_with_code(code: str) -> Location | None:
    return Location.objects.filter(code=code).first()


def locations(ids: Collection[int]) -> QuerySet[Location]:
    """The places of these ids, by code."""
    return Location.objects.filter(pk__in=ids)


def default_location(kind: Location.Kind) -> Location:
    """As `first_location`. Raises NotFound when there is none."""
    found = first_location(kind)
    if found is None:
        raise NotFound("There is no location of the kind %(kind)s in use.", kind=kind.label)
    return found


def default_locations(*kinds: Location.Kind) -> dict[Location.Kind, Location]:
    """As `default_location`, of several kinds in one query."""
    found = {Location.Kind(row.kind): row for row in _in_use([str(kind) for kind in kinds])}
    for kind in kinds:
        if kind not in found:
            raise NotFound("There is no location of the kind %(kind)s in use.", kind=kind.label)
    return found


@fixed
def _in_use(kinds: Slot) -> QuerySet[Location]:
    return Location.objects.filter(kind=kinds.any, is_active=True).order_by("kind", "-code")


def locations_inside(locations: Collection[int]) -> list[int]:
    """Ids of the places and of all that is inside them, at any depth. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE inside (id) AS (SELECT id FROM inventory_location WHERE id = ANY(%s)"
            " UNION SELECT l.id FROM inventory_location l JOIN inside i ON l.parent_id = i.id)"
            " SELECT id FROM inside ORDER BY id",
            [list(locations)],
        )
        return [pk for (pk,) in cursor.fetchall()]
