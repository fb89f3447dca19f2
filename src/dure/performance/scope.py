"""Which work units a question is about: the whole enterprise, a site, an area, a work center, or one work unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from dure.kernel.errors import NotFound
from dure.plant.models import Area, Enterprise, Site, WorkCenter, WorkUnit


class Level(StrEnum):
    ENTERPRISE = "enterprise"
    SITE = "site"
    AREA = "area"
    WORK_CENTER = "work_center"
    WORK_UNIT = "work_unit"


LEVEL_NAMES = {
    Level.ENTERPRISE: _("Enterprise"),
    Level.SITE: _("Site"),
    Level.AREA: _("Area"),
    Level.WORK_CENTER: _("Work center"),
    Level.WORK_UNIT: _("Work unit"),
}
_PATH = {
    Level.SITE: "work_center__area__site__code",
    Level.AREA: "work_center__area__code",
    Level.WORK_CENTER: "work_center__code",
    Level.WORK_UNIT: "code",
}
Node = Enterprise | Site | Area | WorkCenter | WorkUnit
_TABLE = {
    Level.ENTERPRISE: Enterprise,
    Level.SITE: Site,
    Level.AREA: Area,
    Level.WORK_CENTER: WorkCenter,
    Level.WORK_UNIT: WorkUnit,
}
BELOW = {
    Level.ENTERPRISE: Level.SITE,
    Level.SITE: Level.AREA,
    Level.AREA: Level.WORK_CENTER,
    Level.WORK_CENTER: Level.WORK_UNIT,
    Level.WORK_UNIT: Level.WORK_UNIT,
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A node of the equipment hierarchy with its work units, in their order. key is "area:PACK", or "" for all."""

    level: Level
    code: str
    name: str
    units: tuple[WorkUnit, ...]

    @property
    def key(self) -> str:
        return f"{self.level.value}:{self.code}" if self.code else ""

    @property
    def unit_ids(self) -> list[int]:
        return [unit.pk for unit in self.units]

    def children(self) -> list["Scope"]:
        """The next level down that tells something: a level with a single member is skipped."""
        level = BELOW[self.level]
        groups = self.grouped(level)
        while len(groups) == 1 and level is not Level.WORK_UNIT:
            level = BELOW[level]
            groups = self.grouped(level)
        return groups

    def grouped(self, level: Level) -> list["Scope"]:
        """The scope's work units by their node on `level`."""
        found: dict[str, list[WorkUnit]] = {}
        names: dict[str, str] = {}
        for unit in self.units:
            node = node_of(unit, level)
            found.setdefault(node.code, []).append(unit)
            names[node.code] = node.name
        return [Scope(level, code, names[code], tuple(units)) for code, units in found.items()]


def node_of(unit: WorkUnit, level: Level) -> Node:
    """The work unit's node on a level of the hierarchy. Its ancestors must be loaded."""
    center = unit.work_center
    area = center.area
    nodes: dict[Level, Node] = {
        Level.WORK_UNIT: unit,
        Level.WORK_CENTER: center,
        Level.AREA: area,
        Level.SITE: area.site,
    }
    return nodes.get(level, area.site.enterprise)


def everything() -> Scope:
    units = tuple(_units())
    nodes = {unit.work_center.area.site.enterprise for unit in units}
    name = nodes.pop().name if len(nodes) == 1 else ""
    return Scope(Level.ENTERPRISE, "", name, units)


def scope_of(key: str) -> Scope:
    """The scope named `level:CODE`, `CODE` of a work unit, or "" for everything. Raises NotFound."""
    if not key:
        return everything()
    word, colon, code = key.partition(":")
    level = next((one for one in Level if colon and one.value == word), None)
    if level is None:
        level, code = Level.WORK_UNIT, key
    if level is Level.ENTERPRISE:
        return everything()
    node = _TABLE[level].objects.filter(code=code).first()
    if node is None:
        raise NotFound("There is no %(level)s with the code %(code)s", level=level.value.replace("_", " "), code=code)
    return Scope(level, code, node.name, tuple(_units(**{_PATH[level]: code})))


def choices() -> list[tuple[str, str, int]]:
    """(key, name, depth) of every node that has work units, for a choice on a page."""
    rows = [("", "", 0)]
    for site in everything().grouped(Level.SITE):
        rows.append((site.key, site.name, 1))
        for area in site.grouped(Level.AREA):
            rows.append((area.key, area.name, 2))
            for center in area.grouped(Level.WORK_CENTER):
                rows.append((center.key, center.name, 3))
                rows += [(unit.key, unit.name, 4) for unit in center.grouped(Level.WORK_UNIT)]
    return rows


def _units(**where: str) -> Sequence[WorkUnit]:
    units = WorkUnit.objects.filter(**where).select_related("work_center__area__site__enterprise")
    return list(
        units.order_by(
            "work_center__area__site__sort_order",
            "work_center__area__sort_order",
            "work_center__area__code",
            "work_center__sort_order",
            "work_center__code",
            "sort_order",
            "code",
        )
    )
