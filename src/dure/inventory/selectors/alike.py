"""Items that may be one and the same."""

from dataclasses import dataclass

from dure.inventory.likeness import alike_pairs, face, likeness
from dure.inventory.models import Item

ENOUGH = 0.7
"""Likeness from which a person should look."""


@dataclass(frozen=True, slots=True)
class Alike:
    item: Item
    likeness: float


@dataclass(frozen=True, slots=True)
class AlikePair:
    one: Item
    two: Item
    likeness: float


def near_duplicates(
    name: str, specification: str = "", *, besides: Item | None = None, at_least: float = ENOUGH, limit: int = 10
) -> list[Alike]:
    """Items in use that look like a name and specification, the most alike first. Two queries."""
    wanted = face(name, specification)
    rows = Item.objects.filter(is_active=True).exclude(pk=besides.pk if besides else None)
    scores = {
        pk: score
        for pk, other, spec in rows.values_list("pk", "name", "specification")
        if (score := likeness(wanted, face(other, spec))) >= at_least
    }
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:limit]
    items = Item.objects.in_bulk(best)
    return [Alike(items[pk], scores[pk]) for pk in best]


def near_duplicate_pairs(*, at_least: float = ENOUGH, limit: int = 200) -> list[AlikePair]:
    """Pairs of items in use that may be one, the most alike first. Two queries."""
    rows = Item.objects.filter(is_active=True).values_list("pk", "name", "specification")
    pairs = alike_pairs(((pk, face(name, spec)) for pk, name, spec in rows.order_by("pk")), at_least)[:limit]
    items = Item.objects.in_bulk({pk for one, two, _ in pairs for pk in (one, two)})
    return [AlikePair(items[one], items[two], score) for one, two, score in pairs]
