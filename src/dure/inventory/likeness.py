"""How alike two items of a register are, as people write them. Pure.

Names of one thing differ in spaces, width of letters and signs, order of thickness and size; names
of two things often differ in one number alone (M6 and M8). So numbers decide, and letters measure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

_CROSS = re.compile(r"(?<=[\d)])\s*[x×✕✖*]\s*(?=[a-z(]?\d)")
_ROUND = re.compile(r"(?:[øφ⌀∅]|파이|직경|지름|dia\.?)\s*(?=\d)|(?<=\d)\s*(?:φ|ø|파이)")
_THICK = re.compile(r"(?<![a-z\d.])(?:t|두께)\s*=?\s*(\d+(?:\.\d+)?)|(?<![\d.])(\d+(?:\.\d+)?)\s*t(?![a-z\d])")
_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MM = re.compile(r"(?<=\d)\s*mm(?![a-z\d²³])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_ZEROS = re.compile(r"(\d+)\.(\d*?)0+(?!\d)")
_LETTERS = re.compile(r"[^\W\d_x]+")
_NOISE = re.compile(r"[\s_/,;:|·()\[\]{}<>\"'`~-]+")


def normalised_specification(text: str) -> str:
    """One spelling of a specification: `10 × 20 × t1.5`, `１０*20*1.50T` and `t1.5 x 10mm x 20mm` are 10x20xt1.5."""
    plain = _COMMA.sub("", unicodedata.normalize("NFKC", text).casefold())
    plain = _ROUND.sub("d", _MM.sub("", plain))
    thickness = [match[1] or match[2] for match in _THICK.finditer(plain)]
    rest = _CROSS.sub("x", _THICK.sub("t0", plain)) if thickness else _CROSS.sub("x", plain)
    if thickness:
        rest = re.sub(r"^x+|x+$|(?<=x)x+", "", _without_marks(rest))
    rest = _joined(rest)
    return _trimmed("x".join(filter(None, [rest, *(f"t{one}" for one in thickness)])))


def _without_marks(text: str) -> str:
    """Without the places where a thickness stood, and the crosses that they leave behind."""
    return re.sub(r"\s*x?\s*(?<![a-z\d.])t0(?![\d.])\s*|x\s*t0(?![\d.])|t0(?![\d.])\s*x?", " ", text).strip()


def _joined(text: str) -> str:
    """Without spaces and signs, but for those that keep two numbers apart."""
    return _NOISE.sub(lambda mark: " " if _keeps_apart(mark) else "", text)


def _keeps_apart(mark: re.Match[str]) -> bool:
    before, after = mark.string[: mark.start()], mark.string[mark.end() :]
    return before[-1:].isdecimal() and after[:1].isdecimal()


def _trimmed(text: str) -> str:
    """Numbers without zeros at the end: 1.50 is 1.5, 2.0 is 2."""
    return _ZEROS.sub(lambda match: f"{match[1]}.{match[2]}" if match[2] else match[1], text)


def normalised_name(text: str) -> str:
    """A name in one spelling, without spaces and signs."""
    plain = _CROSS.sub("x", unicodedata.normalize("NFKC", text).casefold())
    return _trimmed(_joined(plain))


@dataclass(frozen=True, slots=True)
class Face:
    """An item as it is compared: letters in pairs, numbers in order, specification in one spelling."""

    name: str
    specification: str
    pairs: frozenset[str]
    numbers: tuple[str, ...]


def face(name: str, specification: str) -> Face:
    spec, plain = normalised_specification(specification), normalised_name(name)
    letters = _NUMBER.sub("", plain)
    numbers = sorted(_NUMBER.findall(plain) + _NUMBER.findall(spec))
    return Face(plain, spec, frozenset(_pairs(letters)), tuple(numbers))


def _pairs(text: str) -> Iterator[str]:
    padded = f" {text} " if text else ""
    return map("".join, pairwise(padded))


def likeness(one: Face, two: Face) -> float:
    """From 0 (nothing in common) to 1 (the same). At most 0.5 when their numbers differ."""
    if not one.pairs or not two.pairs:
        return 0.0
    letters = 2 * len(one.pairs & two.pairs) / (len(one.pairs) + len(two.pairs))
    if one.numbers != two.numbers:
        # One of them without any: perhaps the same thing, with its size left out.
        return letters * (0.75 if not (one.numbers and two.numbers) and not _conflict(one, two) else 0.5)
    if one.specification == two.specification:
        return letters
    ours, theirs = (frozenset(_LETTERS.findall(side.specification)) for side in (one, two))
    return letters * (0.9 if ours <= theirs or theirs <= ours else 0.6)


def _conflict(one: Face, two: Face) -> bool:
    return bool(one.specification and two.specification) and one.specification != two.specification


def alike_pairs(faces: Iterable[tuple[int, Face]], at_least: float) -> list[tuple[int, int, float]]:
    """(key, key, likeness) of all pairs with the same numbers that are at least so alike, the most alike first."""
    groups: dict[tuple[str, ...], list[tuple[int, Face]]] = {}
    for key, one in faces:
        groups.setdefault(one.numbers, []).append((key, one))
    found = [pair for group in groups.values() for pair in _alike_in(group, at_least)]
    return sorted(found, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _alike_in(group: list[tuple[int, Face]], at_least: float) -> Iterator[tuple[int, int, float]]:
    """Only faces that share a pair of letters are compared."""
    having: dict[str, list[int]] = {}
    for at, (key, one) in enumerate(group):
        near = {other for pair in one.pairs for other in having.get(pair, ())}
        for other in sorted(near):
            score = likeness(group[other][1], one)
            if score >= at_least:
                yield group[other][0], key, score
        for pair in one.pairs:
            having.setdefault(pair, []).append(at)
