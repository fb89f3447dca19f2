"""The register of items, units, locations and lots."""

from django.db import transaction

from dure.inventory.first_rows import LOCATIONS, UNITS
from dure.inventory.models import Location, Unit


@transaction.atomic
def add_first_rows() -> None:
    """The units and places of a new plant; what is there already stays as it is."""
    Unit.objects.bulk_create(
        (Unit(code=code, dimension=kind, factor=factor, aliases=aliases) for code, kind, factor, aliases in UNITS),
        ignore_conflicts=True,
    )
    Location.objects.bulk_create((Location(code=code, kind=kind) for code, kind in LOCATIONS), ignore_conflicts=True)
