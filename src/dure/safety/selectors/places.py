"""Areas and sites to choose from."""

from django.db.models import QuerySet

from dure.plant.models import Area, Site


def areas_in_use() -> list[tuple[int, str]]:
    """(key, name), in the plant's order."""
    rows = Area.objects.filter(is_active=True).order_by("sort_order", "code")
    return [(row.pk, row.name) for row in rows]


def sites_in_use() -> QuerySet[Site]:
    return Site.objects.filter(is_active=True)


def only_area() -> Area | None:
    """The area where there is only one."""
    rows = list(Area.objects.filter(is_active=True)[:2])
    return rows[0] if len(rows) == 1 else None
