"""Walking before and after of a task, from the two floor layouts that are linked to it. Reckoned, not measured."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from dure.inventory.models import Item
from dure.mentoring.models import FloorLayout, ImprovementTask
from dure.mentoring.selectors.layouts import Compared, compared, made_a_day
from dure.mentoring.walking import Way


@dataclass(frozen=True, slots=True)
class PerPiece:
    """Metres for one piece, by the trips of an item and the pieces that were made of it on a day."""

    item: Item
    pieces: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Walking:
    layout: FloorLayout
    found: Compared
    per_piece: list[PerPiece]


def walking_of(task: ImprovementTask, now: datetime) -> Walking | None:
    """None without a linked layout. Metres for a piece only of items that were counted in the last four weeks."""
    layout = task.layout
    if layout is None or layout.before is None:
        return None
    found = compared(layout.before, layout, Way.STRAIGHT)
    return Walking(layout, found, _per_piece(found, now) if found.is_alike else [])


def _per_piece(found: Compared, now: datetime) -> list[PerPiece]:
    items: dict[int, Item] = {}
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for trip, before, after in found.rows:
        if trip.item is not None:
            items[trip.item.pk] = trip.item
            sums[trip.item.pk][0] += before.metres or 0.0
            sums[trip.item.pk][1] += after.metres or 0.0
    rows = []
    for key, (before, after) in sums.items():
        made = made_a_day(items[key], now)
        if made is not None and made.pieces > 0:
            pieces = float(made.pieces)
            rows.append(PerPiece(items[key], pieces, before / pieces, after / pieces))
    return rows
