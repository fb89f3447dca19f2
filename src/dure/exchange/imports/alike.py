"""Items of a sheet that may be one and the same with each other or with one that is registered."""

from collections.abc import Sequence

from dure.exchange.imports.lines import Act, Line, Outcome
from dure.inventory.likeness import Face, alike_pairs, face, normalised_specification
from dure.inventory.models import Item
from dure.kernel.errors import Invalid

ENOUGH = 0.8
"""Likeness from which a person should look; more than the register's own page asks, for here every row is new."""
MOST = 6000
"""Rows beyond which only equal spellings are compared: pairs of letters take time."""


def doubt_likely_twins(lines: Sequence[Line], known: Sequence[Item]) -> None:
    """Notes on new lines which other one each is like, and how its specification is spelled elsewhere."""
    fresh = [line for line in lines if line.outcome is Outcome.NEW and line["name"] and not line.is_wrong]
    _doubt_spellings(fresh, known)
    if not fresh:
        return
    faces: dict[int, Face] = {-at - 1: face(line["name"], line["specification"] or "") for at, line in enumerate(fresh)}
    if len(fresh) + len(known) <= MOST:
        faces |= {at: face(item.name, item.specification) for at, item in enumerate(known)}
        pairs = alike_pairs(faces.items(), ENOUGH)
    else:
        pairs = _equal_pairs(faces, known)
    told: set[int] = set()
    for one, two, score in pairs:
        new, other = min(one, two), max(one, two)
        if new >= 0 or (other < 0 and other in told):
            continue
        if other < 0:
            # Of two rows of the sheet the later one is in doubt.
            other, new = max(one, two), min(one, two)
        if new in told:
            continue
        told.add(new)
        _doubt(fresh[-new - 1], fresh[-other - 1] if other < 0 else known[other], score)


def _equal_pairs(faces: dict[int, Face], known: Sequence[Item]) -> list[tuple[int, int, float]]:
    first = {(one.name, one.specification): at for at, one in reversed(list(faces.items()))}
    first |= {
        (one.name, one.specification): at
        for at, one in ((at, face(item.name, item.specification)) for at, item in enumerate(known))
    }
    return [
        (at, first[one.name, one.specification], 1.0)
        for at, one in faces.items()
        if first[one.name, one.specification] != at
    ]


def _doubt(line: Line, other: Line | Item, score: float) -> None:
    percent = round(score * 100)
    if isinstance(other, Item):
        name = f"{other.code} {other.name} {other.specification}".strip()
        error = Invalid("This looks like %(name)s (%(percent)s %%).", name=name, percent=percent)
        line.doubt("name", error, other.code, into="code")
        return
    name = f"{other['name']} {other['specification'] or ''}".strip()
    error = Invalid(
        "This looks like row %(row)s, %(name)s (%(percent)s %%).", row=other.number, name=name, percent=percent
    )
    line.doubt("name", error, act=Act.LEAVE)


def _doubt_spellings(lines: Sequence[Line], known: Sequence[Item]) -> None:
    """One specification in two spellings: the one that came first is proposed."""
    spelled = {normalised_specification(item.specification): item.specification for item in known if item.specification}
    for line in lines:
        text = line["specification"]
        if not text:
            continue
        first = spelled.setdefault(normalised_specification(text), text)
        if first != text:
            line.doubt("specification", Invalid("Elsewhere this is written “%(text)s”.", text=first), first)
