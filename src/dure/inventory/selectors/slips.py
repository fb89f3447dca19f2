"""The papers of stock's own acts, and what somebody has just done."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from dure.inventory.models import KanbanTrip, Location, Lot, Reservation, StockMove
from dure.inventory.slips import PATTERNS, Slip
from dure.plant.models import NumberSeries, Person
from dure.plant.numbering import fits

_WITH = ("item", "lot", "to_lot", "from_location", "to_location", "made_by", "reversed_by")


def slip_of(document: str) -> Slip | None:
    """Which of stock's own acts the document is of; None for one of another context."""
    chosen = dict(NumberSeries.objects.filter(kind__in=list(Slip)).values_list("kind", "pattern"))
    return next((slip for slip in Slip if fits(chosen.get(str(slip), PATTERNS[slip]), document)), None)


def moves_to_take_back(document: str) -> list[StockMove]:
    """What the document moved and nobody has taken back."""
    rows = StockMove.objects.filter(document=document, reverses=None, reversed_by=None).order_by("pk")
    return list(rows.select_related("item"))


def own_moves(person: Person, slips: Collection[Slip], *, limit: int = 8) -> list[StockMove]:
    """The newest moves of a person by some of stock's own acts."""
    rows = StockMove.objects.filter(made_by=person, reverses=None).select_related(*_WITH).order_by("-pk")[: 6 * limit]
    chosen = dict(NumberSeries.objects.filter(kind__in=list(slips)).values_list("kind", "pattern"))
    patterns = [chosen.get(str(slip), PATTERNS[slip]) for slip in slips]
    return [row for row in rows if any(fits(pattern, row.document) for pattern in patterns)][:limit]


def moves_with_people(document: str) -> QuerySet[StockMove]:
    """Moves of a document as a slip shows them, those that took back as well."""
    return StockMove.objects.filter(document=document).select_related(*_WITH).order_by("pk")


def moves_of_lot(lot: Lot, *, limit: int = 200) -> list[StockMove]:
    """The newest moves by which the lot came, went, or became part of another."""
    rows = StockMove.objects.filter(Q(lot=lot) | Q(to_lot=lot)).select_related(*_WITH)
    return list(rows.order_by("-moved_at", "-pk")[:limit])


@dataclass(frozen=True, slots=True)
class MovedBy:
    """Who wrote a move and when, and whether it takes one back or was taken back."""

    name: str
    made_at: datetime
    takes_back: bool
    is_undone: bool


def who_moved(moves: Collection[int]) -> dict[int, MovedBy]:
    """By id of the move. One query."""
    rows = StockMove.objects.filter(pk__in=moves).select_related("made_by", "reversed_by")
    return {
        row.pk: MovedBy(str(row.made_by or ""), row.made_at, row.reverses_id is not None, hasattr(row, "reversed_by"))
        for row in rows
    }


def reasons_of(kind: Location.Kind) -> list[str]:
    """Reasons that people gave for moves to a kind of place, the most used first."""
    rows = StockMove.objects.filter(to_location__kind=kind, reverses=None).exclude(reason="")
    counts = rows.order_by().values("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    return [row["reason"] for row in counts[:30]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that stock is reserved for. lines: how many places to go to."""

    document: str
    lines: int
    since: datetime


def documents_to_pick() -> list[Waiting]:
    """Documents with reservations, the oldest first; not those of kanban cards, which are carried by their cards."""
    cards = KanbanTrip.objects.filter(status=KanbanTrip.Status.UNDER_WAY)
    rows = (
        Reservation.objects.exclude(document__in=cards.values("number"))
        .order_by()
        .values("document")
        .annotate(n=Count("pk"), at=Min("created_at"))
    )
    return [Waiting(row["document"], row["n"], row["at"]) for row in rows.order_by("at", "document")]


def reserved_for(document: str) -> QuerySet[Reservation]:
    """What to fetch for a document, in the order of the places."""
    rows = Reservation.objects.filter(document=document)
    return rows.select_related("balance__item", "balance__location", "balance__lot").order_by(
        "balance__location__code", "balance__item__code", "balance__lot__expires_on", "pk"
    )
