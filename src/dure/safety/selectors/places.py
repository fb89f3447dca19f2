"""Areas and sites to choose from."""

from django.db.models import QuerySet

from dure.plant.models import Area, Site
from dure.plant.selectors import active_areas


def areas_in_use() -> list[tuple[int, str]]:
    """(key, name), in the plant's order."""
    return [(row.pk, row.name) for row in active_areas()]


def sites_in_use() -> QuerySet[Site]:
    return Site.objects.filter(is_active=True)


def only_area() -> Area | None:
    """The area where there is only one."""
    rows = list(active_areas()[:2])
    return rows[0] if len(rows) == 1 else None
