"""How far a fault could reach beyond the suspect lots: their neighbours."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from dure.inventory.models import Lot, LotLink


class Why:
    """Why a lot is a neighbour."""

    SUPPLIER = "supplier"
    INGREDIENT = "ingredient"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A lot beside a suspect. why: one of `Why`; through: the number of the lot, or the day, that both have."""

    lot: Lot
    why: str
    through: str


def neighbours(suspects: Collection[Lot], known: Collection[int]) -> list[Neighbour]:
    """Lots that share a supplier's lot number, an ingredient or a day of making with a suspect; each once, the
    strongest reason first. known: ids of lots that are in the recall already. Three queries."""
    taken = {*known}
    found: list[Neighbour] = []
    for one in (*_same_supplier(suspects), *_same_ingredient(suspects), *_same_day(suspects)):
        if one.lot.pk not in taken:
            taken.add(one.lot.pk)
            found.append(one)
    return found


def _lots(wanted: Q | None) -> list[Lot]:
    return list(Lot.objects.filter(wanted).select_related("item").order_by("item__code", "number")) if wanted else []


def _same_supplier(suspects: Collection[Lot]) -> list[Neighbour]:
    pairs = {(lot.item_id, lot.supplier_number) for lot in suspects if lot.supplier_number}
    return [Neighbour(lot, Why.SUPPLIER, lot.supplier_number) for lot in _lots(_any(pairs, "supplier_number"))]


def _same_day(suspects: Collection[Lot]) -> list[Neighbour]:
    pairs = {(lot.item_id, lot.made_on) for lot in suspects if lot.made_on}
    return [Neighbour(lot, Why.DAY, f"{lot.made_on:%Y-%m-%d}") for lot in _lots(_any(pairs, "made_on"))]


def _any(pairs: Collection[tuple[int, object]], name: str) -> Q | None:
    wanted: Q | None = None
    for item, value in sorted(pairs, key=str):
        one = Q(**{"item": item, name: value})
        wanted = one if wanted is None else wanted | one
    return wanted


def _same_ingredient(suspects: Collection[Lot]) -> list[Neighbour]:
    sources = LotLink.objects.filter(product__in=[lot.pk for lot in suspects], is_undone=False).values("source")
    links = LotLink.objects.filter(source__in=sources, is_undone=False).order_by("product__item__code", "product_id")
    rows = links.select_related("product__item", "source")
    return [Neighbour(link.product, Why.INGREDIENT, link.source.number) for link in rows]


def lots_named(text: str) -> list[Lot]:
    """Lots whose own or supplier's number is the text, whatever its case; the own ones first."""
    word = text.strip()
    if not word:
        return []
    rows = Lot.objects.filter(Q(number__iexact=word) | Q(supplier_number__iexact=word)).select_related("item")
    return sorted(rows, key=lambda lot: (lot.number.casefold() != word.casefold(), lot.item.code, lot.number))
