"""What was changed in a document of the register, by whom, from what to what."""

from django.db.models import Q, QuerySet

from dure.plant.models import ChangeRecord
from dure.product.models import (
    Bom,
    BomAlternative,
    BomLine,
    ElementOrder,
    Operation,
    OperationUnit,
    Routing,
    StandardCheck,
    StandardHazard,
    StandardLimit,
    StandardStep,
    StandardVersion,
    WorkElement,
)

_PARTS = {
    Bom: {BomLine: "bom", BomAlternative: ""},
    Routing: {Operation: "routing", OperationUnit: "", WorkElement: "", ElementOrder: ""},
    StandardVersion: dict.fromkeys((StandardStep, StandardLimit, StandardCheck, StandardHazard), "version"),
}
_INNER = {
    BomAlternative: ("line", BomLine),
    OperationUnit: ("operation", Operation),
    WorkElement: ("operation", Operation),
    ElementOrder: ("then", WorkElement),
}


def history_of(head: Bom | Routing | StandardVersion) -> QuerySet[ChangeRecord]:
    """Newest first, with the changes of its parts, also of those that were removed. Parts that a draft was
    begun with have no record of their own until they are changed."""
    wanted = Q(table=type(head).__name__, row_id=head.pk)
    keys: dict[type, set[int]] = {}
    for table, way in _PARTS[type(head)].items():
        inner = _INNER.get(table)
        way, parents = (way, {head.pk}) if inner is None else (inner[0], keys[inner[1]])
        keys[table] = _keys(table, way, parents)
        wanted |= Q(table=table.__name__, row_id__in=keys[table])
    return ChangeRecord.objects.filter(wanted).select_related("by")


def _keys(table: type, way: str, parents: set[int]) -> set[int]:
    """Ids of the rows that belong, or once belonged, to the parents."""
    there = table.objects.filter(**{f"{way}__in": parents}).values_list("pk", flat=True)  # type: ignore[attr-defined]
    noted = ChangeRecord.objects.filter(table=table.__name__).filter(
        Q(**{f"before__{way}__in": sorted(parents)}) | Q(**{f"after__{way}__in": sorted(parents)})
    )
    return {*there, *noted.values_list("row_id", flat=True)}
