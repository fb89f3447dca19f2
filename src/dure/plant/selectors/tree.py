"""The equipment hierarchy as a tree and as lists."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import QuerySet

from dure.plant.models import Area, Enterprise, Named, Person, Site, WorkCenter, WorkUnit
from dure.plant.roles import Role


@dataclass(slots=True)
class Node:
    """One element with what is below it. level: enterprise, site, area, work-center or work-unit."""

    level: str
    row: Named
    children: list["Node"] = field(default_factory=list)


_LEVELS: tuple[tuple[str, type[Named], str], ...] = (
    ("enterprise", Enterprise, ""),
    ("site", Site, "enterprise_id"),
    ("area", Area, "site_id"),
    ("work-center", WorkCenter, "area_id"),
    ("work-unit", WorkUnit, "work_center_id"),
)


def tree(*, with_inactive: bool = False) -> list[Node]:
    """The whole hierarchy, enterprises first, in the plant's own order."""
    roots: list[Node] = []
    above: dict[int, Node] = {}
    for level, model, parent in _LEVELS:
        rows: Iterable[Named] = model.objects.order_by("sort_order", "code")
        here: dict[int, Node] = {}
        for row in rows:
            if not (row.is_active or with_inactive):
                continue
            siblings = roots if not parent else _children(above, getattr(row, parent))
            if siblings is not None:
                here[row.pk] = Node(level, row)
                siblings.append(here[row.pk])
        above = here
    return roots


def parts_of(level: str) -> type[Named]:
    """The table of a level; KeyError for an unknown one."""
    return {name: model for name, model, _parent in _LEVELS}[level]


def active_areas() -> QuerySet[Area]:
    """All areas in use, in the plant's order."""
    return Area.objects.filter(is_active=True).order_by("sort_order", "code")


def active_units() -> QuerySet[WorkUnit]:
    """All work units in use with what is above them, in the plant's order."""
    return (
        WorkUnit.objects.filter(is_active=True, work_center__is_active=True, work_center__area__is_active=True)
        .select_related("work_center__area__site")
        .order_by("work_center__area__sort_order", "work_center__sort_order", "sort_order", "code")
    )


def units_of_area(area: Area | int) -> QuerySet[WorkUnit]:
    return active_units().filter(work_center__area=area)


def units_of_site(site: Site | int) -> QuerySet[WorkUnit]:
    return active_units().filter(work_center__area__site=site)


def site_of(work_unit: WorkUnit) -> Site:
    return work_unit.work_center.area.site


def has_been_set_up() -> bool:
    """Whether there is someone who administers the installation, and, unless it is a hub, an enterprise."""
    administrators = Person.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR])
    return (is_hub() or Enterprise.objects.exists()) and administrators.exists()


def is_hub() -> bool:
    """Whether this installation is the hub of a region."""
    return settings.SIDE == "hub"


def _children(above: dict[int, Node], parent: int) -> list[Node] | None:
    node = above.get(parent)
    return None if node is None else node.children


def first_site() -> Site | None:
    """The site that a page begins with when none is chosen."""
    return Site.objects.filter(is_active=True).order_by("sort_order", "code").first()


def company() -> Enterprise | None:
    """The own company that stands on documents: the first enterprise in use."""
    return Enterprise.objects.filter(is_active=True).order_by("sort_order", "code").first()
