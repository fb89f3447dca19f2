"""What differs between two revisions, in words a page can show."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from dure.inventory.models import Item
from dure.plant.models import Skill, WorkCenter, WorkUnit
from dure.product.comparison import Differences
from dure.product.models import Bom, BomLine, Operation, Routing
from dure.product.selectors.boms import compare_boms, lines_of
from dure.product.selectors.routings import compare_routings, operations_of


@dataclass(frozen=True, slots=True)
class Difference:
    """mark: added, removed or changed. fields: (name, before, after) of what differs."""

    mark: str
    label: str
    fields: list[tuple[str, str, str]]


def bom_differences(before: Bom, after: Bom) -> list[Difference]:
    """Lines that came, went or changed, in the order of positions."""
    names = Item.objects.in_bulk(
        {line.component_id for bom in (before, after) for line in lines_of(bom)}
        | {other.item_id for bom in (before, after) for line in lines_of(bom) for other in line.alternatives.all()}
    )

    def label(key: Any) -> str:
        component, operation, kind = key
        extra = [f"{_('Operation')} {operation}" if operation else "", BomLine.Kind(kind).label * (kind != "component")]
        return " · ".join(filter(None, [f"{names[component].code} {names[component].name}", *map(str, extra)]))

    def word(name: str, value: Any) -> str:
        if name == "alternatives":
            return ", ".join(f"{priority}. {names[item].name} × {_plain(ratio)}" for item, priority, ratio in value)
        return _word(BomLine, name, value)

    return _rows(compare_boms(before, after), label, word, BomLine)


def routing_differences(before: Routing, after: Routing) -> list[Difference]:
    names = {row.number: row.name for routing in (before, after) for row in operations_of(routing)}
    units = {unit.pk: str(unit) for unit in WorkUnit.objects.all()}

    def word(name: str, value: Any) -> str:
        if name == "units":
            return ", ".join(units[unit] for unit, _setup, _run in value)
        return _word(Operation, name, value)

    return _rows(compare_routings(before, after), lambda key: f"{key} {names[key]}", word, Operation)


def _rows(
    found: Differences, label: Callable[[Any], str], word: Callable[[str, Any], str], table: type[Model]
) -> list[Difference]:
    def fields(values: dict[str, tuple[Any, Any]]) -> list[tuple[str, str, str]]:
        return [(_name(table, name), word(name, old), word(name, new)) for name, (old, new) in values.items()]

    changed = [Difference("changed", label(one.key), fields(one.fields)) for one in found.changed]
    added = [Difference("added", label(key), []) for key in found.added]
    return added + [Difference("removed", label(key), []) for key in found.removed] + changed


def _name(table: type[Model], name: str) -> str:
    if name in ("alternatives", "units"):
        return _("Substitutes") if name == "alternatives" else _("Machines")
    return str(table._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001


_RELATED: dict[str, type[Model]] = {"work_center_id": WorkCenter, "skill_id": Skill}


def _word(table: type[Model], name: str, value: Any) -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _RELATED:
        return str(_RELATED[name]._default_manager.get(pk=value))  # noqa: SLF001
    if isinstance(value, Decimal):
        return _plain(value)
    choices = dict(getattr(table._meta.get_field(name.removesuffix("_id")), "choices", None) or ())  # noqa: SLF001
    return ", ".join(value) if isinstance(value, list) else str(choices.get(value, value))


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
