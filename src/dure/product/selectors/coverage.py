"""How much of the plant's work is written down, and where the gaps are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.product.coverage import Coverage, Register, Thing, count
from dure.product.models import Bom, Operation, Routing, StandardVersion
from dure.product.selectors.boms import in_force

BOM_FORM, ROUTING_FORM, STANDARD_FORM, UNIT_FORM = (
    "product:bom_add",
    "product:routing_add",
    "product:standard_add",
    "plant:part",
)
_NAMEPLATE = ("manufacturer", "model", "serial_number")


def coverage(on: date, partners: Iterable[Thing] = ()) -> Coverage:
    """Coverage of every register on the day. Six queries, whatever the number of things.

    Made items (services aside) need a BOM and, unless they are phantoms, a routing; operations of routings in force an
    approved standard, unless they are done outside; machines what stands on their nameplate. partners:
    things of the register of partners, which a context above gives.
    """
    operations = list(
        Operation.objects.filter(routing__in=Routing.objects.filter(in_force(on)), is_subcontracted=False)
        .select_related("routing__item")
        .order_by("routing__item__code", "number")
        .values_list("pk", "number", "name", "routing__item", "routing__item__name", "work_center__area")
    )
    areas: dict[int, set[int]] = defaultdict(set)
    for _, _, _, item, _, area in operations:
        if area is not None:
            areas[item].add(area)
    return count([*_items(on, areas), *_operations(operations), *_units(), *partners])


def _items(on: date, areas: dict[int, set[int]]) -> Iterator[Thing]:
    made = Item.objects.filter(supply=Item.Supply.MAKE, is_active=True).exclude(kind=Item.Kind.SERVICE)
    with_bom = set(Bom.objects.filter(in_force(on)).values_list("item", flat=True))
    with_routing = set(Routing.objects.filter(in_force(on)).values_list("item", flat=True))
    for key, code, name, is_phantom in made.order_by("code").values_list("pk", "code", "name", "is_phantom"):
        where = frozenset(areas.get(key, ()))
        label, address = f"{code} {name}", (("item", key),)
        yield Thing(Register.BOM, label, key in with_bom, where, BOM_FORM, address)
        if not is_phantom:
            yield Thing(Register.ROUTING, label, key in with_routing, where, ROUTING_FORM, address)


def _operations(rows: list[tuple[int, int, str, int, str, int | None]]) -> Iterator[Thing]:
    written = set(
        StandardVersion.objects.filter(status=StandardVersion.Status.IN_FORCE, standard__is_active=True)
        .exclude(standard__operation_number=None)
        .values_list("standard__item", "standard__operation_number")
    )
    for _, number, name, item, item_name, area in rows:
        yield Thing(
            Register.STANDARD,
            f"{item_name} · {number} {name}",
            (item, number) in written,
            frozenset() if area is None else frozenset([area]),
            STANDARD_FORM,
            (("item", item), ("operation", number)),
        )


def _units() -> Iterator[Thing]:
    rows = WorkUnit.objects.filter(is_active=True).order_by("code")
    for key, code, name, area, *plate in rows.values_list("pk", "code", "name", "work_center__area", *_NAMEPLATE):
        yield Thing(
            Register.EQUIPMENT,
            f"{code} {name}",
            all(plate),
            frozenset([area]),
            UNIT_FORM,
            (("level", "work-unit"), ("pk", key)),
        )
