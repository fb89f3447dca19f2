"""What replacing one component by another would change."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from dure.inventory.models import Item
from dure.product.models import Bom, BomLine
from dure.product.names import next_revision
from dure.product.selectors.units import ratios


@dataclass(frozen=True, slots=True)
class Replacement:
    """One BOM that uses the old component. quantities: of the new one in its own unit, by operation number."""

    bom: Bom
    old: Item
    revision: str
    """name of the draft that would be made"""
    before: list[tuple[Decimal, str]]
    quantities: dict[int | None, Decimal]
    problem: str = ""


def replacement_preview(*, old: Item, new: Item, ratio: Decimal, on: date) -> list[Replacement]:
    """Every BOM in force on the day that uses `old`, with what it would become. Loops show on doing it."""
    lines = list(
        BomLine.objects.filter(component=old, kind=BomLine.Kind.COMPONENT)
        .filter(_in_force(on))
        .select_related("bom__item")
        .order_by("bom__item__code", "position")
    )
    factors = ratios({(old.pk, line.unit_id) for line in lines}) if lines else {}
    has_new = _using(new, {line.bom_id for line in lines})
    names = _names({line.bom.item_id for line in lines})
    by_bom: dict[int, list[BomLine]] = defaultdict(list)
    for line in lines:
        by_bom[line.bom_id].append(line)
    found = []
    for rows in by_bom.values():
        bom = rows[0].bom
        quantities = {
            row.operation_number: _six(Fraction(row.quantity) * factors[old.pk, row.unit_id] * Fraction(ratio))
            for row in rows
        }
        before = [(row.quantity, row.unit_id) for row in rows]
        revision = _free(bom.revision, names[bom.item_id])
        found.append(Replacement(bom, old, revision, before, quantities, _problem(rows, new, has_new)))
    return found


def _using(item: Item, boms: set[int]) -> set[tuple[int, int | None]]:
    """(BOM, operation) at which the item is a component."""
    rows = BomLine.objects.filter(bom__in=boms, component=item, kind=BomLine.Kind.COMPONENT)
    return set(rows.values_list("bom", "operation_number"))


def _names(items: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for item, name in Bom.objects.filter(item__in=items).values_list("item", "revision"):
        found[item].add(name)
    return found


def _in_force(on: date) -> Q:
    return (
        ~Q(bom__status=Bom.Status.DRAFT)
        & Q(bom__valid_from__lte=on)
        & (Q(bom__valid_to=None) | Q(bom__valid_to__gte=on))
    )


def _problem(rows: list[BomLine], new: Item, has_new: set[tuple[int, int | None]]) -> str:
    if new.pk == rows[0].bom.item_id:
        return _("it would be a part of itself")
    if any((row.bom_id, row.operation_number) in has_new for row in rows):
        return _("it uses the new one already")
    return ""


def _free(revision: str, taken: set[str]) -> str:
    while revision in taken:
        revision = next_revision(revision)
    return revision


def _six(exact: Fraction) -> Decimal:
    """As many decimals as a line keeps."""
    whole, rest = divmod(exact.numerator * 1_000_000, exact.denominator)
    return Decimal(whole + (2 * rest >= exact.denominator)).scaleb(-6)
