"""Ways between places of the plant."""

from django.db.models import QuerySet

from dure.planning.models import Way
from dure.planning.ways import Leg, Level, Spot, Ways
from dure.plant.models import Area, WorkCenter


def ways() -> Ways:
    """As plans go by them. Two queries."""
    legs = [Leg(_spot(one.from_area_id, one.from_center_id), _spot(one.to_area_id, one.to_center_id), one.minutes)
            for one in Way.objects.all()]  # fmt: skip
    return Ways(legs, dict(WorkCenter.objects.values_list("pk", "area")) if legs else {})


def _spot(area: int | None, center: int | None) -> Spot:
    return (Level.CENTER, center) if center is not None else (Level.AREA, area or 0)


def way_rows() -> QuerySet[Way]:
    return Way.objects.select_related("from_area", "from_center", "to_area", "to_center")


def way_between(start: Area | WorkCenter, end: Area | WorkCenter) -> Way | None:
    """The row of just these two, in this direction."""
    return Way.objects.filter(**ends_of(start, end)).first()


def ends_of(start: Area | WorkCenter, end: Area | WorkCenter) -> dict[str, Area | WorkCenter | None]:
    """What a row has in its columns for two places."""
    found: dict[str, Area | WorkCenter | None] = {}
    for name, one in (("from", start), ("to", end)):
        found[f"{name}_area"] = one if isinstance(one, Area) else None
        found[f"{name}_center"] = one if isinstance(one, WorkCenter) else None
    return found


def spots() -> list[Area | WorkCenter]:
    """Where a way can begin and end: areas in use, each with its work centers."""
    centers = WorkCenter.objects.filter(is_active=True).select_related("area")
    found: list[Area | WorkCenter] = []
    for area in Area.objects.filter(is_active=True):
        found += [area, *(one for one in centers if one.area_id == area.pk)]
    return found
