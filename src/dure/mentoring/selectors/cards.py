"""Questions about practice cards: which help with a problem, what they claim, what came of trying them."""

from collections import Counter
from typing import NamedTuple

from django.db.models import Q, QuerySet

from dure.mentoring import stems
from dure.mentoring.card import Proof, proof_of_all
from dure.mentoring.models import (
    CardEffect,
    CardPicture,
    CardTask,
    CardUse,
    ImprovementTask,
    PracticeCard,
    UseEffect,
)
from dure.mentoring.ranking import ranked

_WEIGHTS = {"title": 4, "process": 3, "machine_kind": 3, "problem": 2, "measure": 2, "cause": 1, "lesson": 1}
"""How often a word of a field is counted."""
Status = PracticeCard.Status


class Shown(NamedTuple):
    """A card of a list. tried: how often, here and elsewhere; helped: how many of these with a clear effect."""

    card: PracticeCard
    proof: Proof
    tried: int
    helped: int


class Page(NamedTuple):
    """All of one card. uses: of every version of it."""

    card: PracticeCard
    proof: Proof
    effects: list[CardEffect]
    tasks: list[CardTask]
    pictures: list[CardPicture]
    uses: list[CardUse]
    helped: int
    measured: int
    versions: list[PracticeCard]


def weighed(card: PracticeCard, by: stems.Analyser) -> Counter[str]:
    """What a card is found by: its words, those of the title counted more."""
    found: Counter[str] = Counter()
    for name, weight in _WEIGHTS.items():
        found += stems.counted(getattr(card, name), by, weight)
    return found


def cards(
    *, status: str = Status.PUBLISHED, sector: str = "", loss: str = "", size: str = ""
) -> QuerySet[PracticeCard]:
    """Cards, the newest first. status: one of the states, or empty for all."""
    rows = PracticeCard.objects.select_related("author").defer("terms")
    for name, value in (("status", status), ("sector", sector), ("loss", loss), ("size", size)):
        rows = rows.filter(**{name: value}) if value else rows
    return rows


def cards_like(text: str) -> QuerySet[PracticeCard]:
    """The newest version of each by its number, title or process."""
    rows = cards(status="").exclude(status=Status.REPLACED)
    return rows.filter(Q(number__icontains=text) | Q(title__icontains=text) | Q(process__icontains=text))


def found(rows: QuerySet[PracticeCard], words: str) -> list[PracticeCard]:
    """Those that answer the words, the best first. Cards kept by another analyser are compared by their letters."""
    known = {row.pk: row for row in rows.defer(None)}
    by, plain = stems.analyser(), stems.plain()
    kept = {pk: row.terms for pk, row in known.items() if row.terms_by == by.name}
    rest = {pk: weighed(row, plain) for pk, row in known.items() if pk not in kept}
    scored = ranked(kept, stems.asked(words, by)) + ranked(rest, stems.asked(words, plain))
    named = [(pk, float("inf")) for pk, row in known.items() if row.number.casefold() == words.strip().casefold()]
    best = dict(sorted([*named, *scored], key=lambda pair: pair[1]))  # the best of a key comes last
    return [known[pk] for pk in sorted(best, key=lambda pk: -best[pk])]


def dressed(rows: list[PracticeCard]) -> list[Shown]:
    """With what they claim and what came of them; two more queries whatever their number."""
    claims: dict[int, list[Proof]] = {}
    for effect in CardEffect.objects.filter(card__in=rows):
        claims.setdefault(effect.card_id, []).append(effect.proof)
    uses: dict[object, list[CardUse]] = {}
    for use in CardUse.objects.select_related("card", "effect").filter(card__key__in={row.key for row in rows}):
        uses.setdefault(use.card.key, []).append(use)
    return [
        Shown(row, proof_of_all(claims.get(row.pk, [])), len(uses.get(row.key, [])), helped(uses.get(row.key, [])))
        for row in rows
    ]


def page_of(card: PracticeCard) -> Page:
    effects = list(card.effects.select_related("task"))
    uses = list(uses_of(card))
    return Page(
        card, proof_of_all(one.proof for one in effects), effects, list(card.tasks.select_related("task")),
        list(card.pictures.all()), uses, helped(uses), sum(1 for use in uses if _effect(use)),
        list(PracticeCard.objects.filter(key=card.key).defer("terms").order_by("-version")),
    )  # fmt: skip


def uses_of(card: PracticeCard) -> QuerySet[CardUse]:
    return CardUse.objects.select_related("task__area", "effect", "by", "card").filter(card__key=card.key)


def helped(uses: list[CardUse]) -> int:
    return sum(1 for use in uses if (effect := _effect(use)) is not None and effect.proof is Proof.PROVEN)


def _effect(use: CardUse) -> UseEffect | None:
    return getattr(use, "effect", None)


def without_forms() -> QuerySet[PracticeCard]:
    """Those that were kept by another analyser than this computer has now."""
    return PracticeCard.objects.exclude(terms_by=stems.analyser().name).order_by("pk")


def linkable() -> QuerySet[ImprovementTask]:
    """Tasks that a card can be learnt from, the newest first."""
    return ImprovementTask.objects.order_by("-found_at")


class Reuse(NamedTuple):
    """Over all published cards: how often they were tried, how often that was measured, how often it helped."""

    cards: int
    uses: int
    measured: int
    helped: int


def reuse() -> Reuse:
    uses = list(CardUse.objects.select_related("effect"))
    return Reuse(
        PracticeCard.objects.filter(status=Status.PUBLISHED).count(), len(uses),
        sum(1 for use in uses if _effect(use)), helped(uses),
    )  # fmt: skip


def card_numbered(key: object, version: int) -> PracticeCard | None:
    return PracticeCard.objects.filter(key=key, version=version).first()
