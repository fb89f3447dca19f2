"""The register of items, units and locations. Every change leaves its history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dure.inventory import codes
from dure.inventory.first_rows import LOCATIONS, UNITS
from dure.inventory.models import Balance, CodeRule, Item, ItemUnit, Location, StockMove, StockRules, Unit, Worth
from dure.inventory.services.values import set_standard_costs
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord, Person
from dure.plant.services import add_row, add_rows, change_row, record_change, undo_rule

_SETTLED = {"unit", "second_unit", "tracking", "kind", "is_phantom"}
"""What of an item stays as it is once it has moved: its stock and its books were kept by it."""


@transaction.atomic
def add_first_rows() -> None:
    """The units and places of a new plant; what is there already stays as it is."""
    Unit.objects.bulk_create(
        (Unit(code=code, dimension=kind, factor=factor, aliases=aliases) for code, kind, factor, aliases in UNITS),
        ignore_conflicts=True,
    )
    Location.objects.bulk_create((Location(code=code, kind=kind) for code, kind in LOCATIONS), ignore_conflicts=True)


@transaction.atomic
def add_item(*, by: Person | None, **values: Any) -> Item:
    """Raises Invalid for a code that breaks the rule of its kind or is taken, and for values that can't be."""
    row = Item(**values)
    _check_code(row)
    add_row(row, by=by)
    return row


@transaction.atomic
def add_items(values: Sequence[Mapping[str, Any]], *, by: Person | None) -> list[Item]:
    """Many items in a few statements. Raises as `add_item` does; Conflict for a code or barcode that is taken."""
    rows = [Item(**one) for one in values]
    patterns = dict(CodeRule.objects.values_list("kind", "pattern"))
    for row in rows:
        if row.kind in patterns:
            _check_code(row, patterns[row.kind])
    try:
        with transaction.atomic():
            add_rows(rows, by=by)
    except IntegrityError as error:
        raise Conflict("A code or barcode of these items is taken.") from error
    return rows


def _check_code(row: Item, pattern: str = "") -> None:
    rule = CodeRule(kind=row.kind, pattern=pattern) if pattern else None
    rule = rule or CodeRule.objects.filter(kind=row.kind).first()
    if rule is not None and codes.number_in(rule.pattern, row.code) is None:
        raise Invalid(
            "Codes of %(kind)s look like %(example)s.", kind=row.get_kind_display(), example=codes.made(rule.pattern, 1)
        )


@transaction.atomic
def change_item(*, row: Item, by: Person | None, **values: Any) -> Item:
    """An item that is kept at standard cost from now on has its stock revalued, and the difference is booked.

    Raises Conflict when unit, tracking or kind of an item that has moved would change; Invalid, MonthClosed.
    """
    changed = {name.removesuffix("_id") for name, value in values.items() if getattr(row, name) != value}
    check_settled(row, changed)
    is_recoded = values.get("code", row.code) != row.code
    change_row(row, values, by=by)
    if is_recoded:
        _check_code(row)
    if "costing" in changed and row.costing == Item.Costing.STANDARD:
        _revalue(row, by)
    return row


def _revalue(row: Item, by: Person | None) -> None:
    """A standard that nobody has set yet revalues the stock when it is set."""
    standard = Worth.objects.filter(item=row).values_list("standard", flat=True).first()
    if standard is not None:
        set_standard_costs({row: standard}, by=by, reason=_("From now on kept at standard cost"))


def check_settled(row: Item, names: Iterable[str]) -> None:
    """Raises Conflict when one of `names` is kept as it is by what has moved."""
    if _SETTLED & set(names) and StockMove.objects.filter(item=row).exists():
        raise Conflict("Unit, tracking and kind of an item that has been in stock can't be changed.")


@undo_rule(Item)
def _check_item_back(row: Item, record: ChangeRecord) -> None:
    check_settled(row, record.before.keys())
    worth = Worth.objects.filter(item=row, quantity__gt=0).exclude(standard=None)
    if record.before.get("costing") == Item.Costing.STANDARD and worth.exists():
        raise Conflict("There is stock of it: change its costing on its page, which revalues the stock.")


def retire_item(*, row: Item, by: Person | None) -> None:
    """Take an item out of use. Raises Conflict while some of it is in stock."""
    if Balance.objects.filter(item=row, quantity__gt=0).exists():
        raise Conflict("There is still stock of %(item)s.", item=row.name)
    change_item(row=row, by=by, is_active=False)


@transaction.atomic
def set_item_unit(*, item: Item, unit: Unit, by: Person | None, **values: Any) -> ItemUnit:
    """Say how much of the item's own unit another unit of it holds: 1 unit = numerator / denominator."""
    if unit.pk == item.unit_id:
        raise Invalid("This is the item's own unit.")
    row = ItemUnit.objects.select_for_update().filter(item=item, unit=unit).first()
    if row is None:
        row = ItemUnit(item=item, unit=unit, **values)
        add_row(row, by=by)
    else:
        change_row(row, values, by=by)
    return row


@transaction.atomic
def add_item_units(rows: Sequence[ItemUnit], *, by: Person | None) -> None:
    """Units of items that have none but their own yet, all at once. Raises Invalid."""
    if any(row.unit_id == row.item.unit_id for row in rows):
        raise Invalid("This is the item's own unit.")
    add_rows(rows, by=by)


@transaction.atomic
def remove_item_unit(*, row: ItemUnit, by: Person | None) -> None:
    record_change(row, verb="removed", by=by)
    row.delete()


@transaction.atomic
def add_unit(*, by: Person | None, **values: Any) -> Unit:
    row = Unit(**values)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_unit(*, row: Unit, by: Person | None, **values: Any) -> Unit:
    """Change spellings or name. Raises Conflict for another factor or dimension of a unit that items use."""
    is_other = any(name in {"factor", "dimension"} and getattr(row, name) != value for name, value in values.items())
    if is_other and (Item.objects.filter(unit=row).exists() or ItemUnit.objects.filter(unit=row).exists()):
        raise Conflict("Items are counted in this unit, so that it stays as large as it is.")
    change_row(row, values, by=by)
    return row


@transaction.atomic
def add_location(*, by: Person | None, **values: Any) -> Location:
    row = Location(**values)
    _check_inside(row)
    add_row(row, by=by)
    return row


@transaction.atomic
def change_location(*, row: Location, by: Person | None, **values: Any) -> Location:
    """Raises Conflict when the kind of a place that goods have moved through would change; Invalid for a loop."""
    _check_kind(row, values)
    change_row(row, values, by=by)
    _check_inside(row)
    return row


@undo_rule(Location)
def _check_location_back(row: Location, record: ChangeRecord) -> None:
    _check_kind(row, record.before)
    if record.before.get("is_active") is False:
        _check_empty(row)
    if record.before.get("parent"):
        _check_inside(Location(pk=row.pk, parent_id=record.before["parent"]))


def _check_kind(row: Location, values: Mapping[str, Any]) -> None:
    if values.get("kind", row.kind) != row.kind and _is_used(row):
        raise Conflict("Goods have moved through this place, so that its kind stays.")


def _is_used(row: Location) -> bool:
    return StockMove.objects.filter(from_location=row).exists() or StockMove.objects.filter(to_location=row).exists()


def _check_inside(row: Location) -> None:
    seen, above = {row.pk}, row.parent
    while above is not None:
        if above.pk in seen and above.pk is not None:
            raise Invalid("A place can't be inside itself.")
        seen.add(above.pk)
        above = above.parent


def retire_location(*, row: Location, by: Person | None) -> None:
    """Take a place out of use. Raises Conflict while something lies there or it is the last of a kind outside."""
    _check_empty(row)
    change_location(row=row, by=by, is_active=False)


def _check_empty(row: Location) -> None:
    if Balance.objects.filter(location=row, quantity__gt=0).exists():
        raise Conflict("There is still stock at %(location)s.", location=str(row))
    if not Location.objects.filter(kind=row.kind, is_active=True).exclude(pk=row.pk).exists():
        raise Conflict("This is the last place of its kind.")


@transaction.atomic
def set_code_rule(*, kind: str, pattern: str, by: Person | None) -> CodeRule:
    """Let new codes of a kind of item follow a pattern; codes that are there stay. Raises Invalid."""
    codes.check_pattern(pattern)
    row = CodeRule.objects.select_for_update().filter(kind=kind).first()
    if row is None:
        row = CodeRule(kind=kind, pattern=pattern)
        add_row(row, by=by)
    else:
        change_row(row, {"pattern": pattern}, by=by)
    return row


@transaction.atomic
def set_stock_rules(*, by: Person | None, **values: Any) -> StockRules:
    row, _ = StockRules.objects.get_or_create(pk=1)
    change_row(row, values, by=by)
    return row
