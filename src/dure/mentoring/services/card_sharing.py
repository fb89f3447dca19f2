"""Cards between factories, as files. Nothing goes out but what the card says and what its firm lets be named."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.card import Measured
from dure.mentoring.card_file import Picture, Unpacked, packed, unpacked
from dure.mentoring.models import CardEffect, CardPicture, CardUse, PracticeCard, UseEffect
from dure.mentoring.selectors.cards import card_numbered, uses_of
from dure.mentoring.services.cards import index, new_number
from dure.mentoring.unpacking import Unreadable
from dure.plant.models import Person
from dure.plant.services.records import add_row, change_row, record_change
from dure.product.media import kind_named
from dure.safety.services.files import attach

_TEXTS = ("title", "problem", "cause", "measure", "lesson", "loss", "sector", "process", "machine_kind", "size")
_FIGURES = ("figure", "unit", "better", "effect", "low", "high", "n_before", "n_after", "method")
_REASONS = {
    "kind": gettext_noop("This file is no practice card. Take the zip as it was shared."),
    "large": gettext_noop("There is too much in this file for a practice card."),
    "broken": gettext_noop("This file is broken. Ask for it once more."),
}
Status = PracticeCard.Status


@transaction.atomic
def share_card(*, card: PracticeCard, origin: str, names_author: bool, by: Person) -> bytes:
    """The zip for another factory. origin: how the own firm is called in it. Raises Conflict unless it is published."""
    if card.status != Status.PUBLISHED:
        raise Conflict("Only a published card is shared.")
    if not origin.strip():
        raise Invalid("Say how your firm is called in the file, for example “a noodle factory in Gimje”.")
    place = origin.strip()
    facts = {name: getattr(card, name) for name in _TEXTS} | {
        "key": str(card.key), "version": card.version, "cost_won": card.cost_won,
        "origin": card.origin or place, "author": card.credit if names_author else "",
        "effects": [_figures(one) for one in card.effects.all()],
        "uses": [_use(one, place) for one in uses_of(card)],
    }  # fmt: skip
    record_change(card, verb="shared", by=by)
    return packed(facts, [_picture(one) for one in card.pictures.all()])


def _figures(one: CardEffect | UseEffect) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _FIGURES} | {"on": one.measured_on.isoformat()}


def _use(use: CardUse, place: str) -> dict[str, Any]:
    """A use here bears the name that the firm gave itself; of its task nothing goes out."""
    effect = getattr(use, "effect", None)
    return {
        "key": str(use.key), "place": place if use.task_id else use.place, "begun_on": use.begun_on.isoformat(),
        "effect": _figures(effect) if effect else None,
    }  # fmt: skip


def _picture(one: CardPicture) -> Picture:
    with one.file.open("rb") as file:
        data = file.read()
    kind = kind_named(one.file.name or "")
    return Picture(one.side, one.note, kind.suffix if kind else "bin", data)


@transaction.atomic
def take_card(*, data: bytes, by: Person) -> tuple[PracticeCard, int]:
    """Take in a card from elsewhere, or what was learnt of a known one. Returns it and how many uses were new.

    Raises Invalid for what is no card, Conflict when it is here with all of it, or a newer version is.
    """
    try:
        found = unpacked(data)
        key, version = UUID(found.facts["key"]), int(found.facts["version"])
    except Unreadable as error:
        raise Invalid(_REASONS[str(error)]) from error
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Invalid(_REASONS["broken"]) from error
    held = card_numbered(key, version)
    try:
        card = held or _add(found, key, version, by)
        new = _add_uses(card, found.facts.get("uses") or [], by)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Invalid(_REASONS["broken"]) from error
    if held and not new:
        raise Conflict("%(card)s is here already, with all that this file knows of it.", card=str(held))
    return card, new


def _add(found: Unpacked, key: UUID, version: int, by: Person) -> PracticeCard:
    known = list(PracticeCard.objects.select_for_update().filter(key=key))
    if any(one.version > version or not one.is_from_elsewhere for one in known):
        raise Conflict("A newer version of this card is here already.")
    for one in known:
        if one.status == Status.PUBLISHED:
            change_row(one, {"status": Status.REPLACED}, by=by)
    facts, now = found.facts, clock.now()
    card = PracticeCard(
        number=new_number(), key=key, version=version, status=Status.PUBLISHED, made_at=now, published_at=now,
        published_by=by, origin=_text(facts, "origin") or "?", author_name=_text(facts, "author"),
        cost_won=None if facts.get("cost_won") is None else int(facts["cost_won"]),
        **{name: _text(facts, name) for name in _TEXTS},
    )  # fmt: skip
    index(card)
    add_row(card, by=by)
    for row in facts.get("effects") or []:
        add_row(CardEffect(card=card, **_columns(row)), by=by)
    for one in found.pictures:
        picture = CardPicture(card=card, side=one.side, note=one.note)
        attach(picture, "file", one.data)
        add_row(picture, by=by)
    return card


def _add_uses(card: PracticeCard, rows: list[dict[str, Any]], by: Person) -> int:
    """Uses elsewhere that aren't known, and effects of known ones that weren't. Returns how many."""
    new = 0
    for row in rows:
        key = UUID(row["key"])
        use = CardUse.objects.select_related("effect", "card").filter(key=key).first()
        if use is not None and use.card.key != card.key:
            raise Invalid(_REASONS["broken"])
        if use is None:
            begun = date.fromisoformat(row["begun_on"])
            use = CardUse(card=card, key=key, place=_text(row, "place"), begun_on=begun)
            add_row(use, by=by)
            new += 1
        elif use.task_id or hasattr(use, "effect") or not row.get("effect"):
            continue
        else:
            new += 1
        if row.get("effect") and not hasattr(use, "effect"):
            add_row(UseEffect(use=use, **_columns(row["effect"])), by=by)
    return new


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    """The columns of an effect, looked at as one that was measured here."""
    given = {name: row[name] for name in _FIGURES}
    measured = Measured(**given, on=date.fromisoformat(row["on"]))
    return {name: getattr(measured, name) for name in _FIGURES} | {"measured_on": measured.on}


def _text(facts: dict[str, Any], name: str) -> str:
    found = facts.get(name, "")
    if not isinstance(found, str):
        raise TypeError(name)
    return found.strip()
