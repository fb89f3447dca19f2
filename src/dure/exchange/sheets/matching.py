"""Which column is which: proposed from titles and contents, for a person to look at. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dure.exchange.sheets.layout import Column
from dure.exchange.sheets.words import Raw, key

EXACT, PARTLY, LIKE, CONTENT = 1.0, 0.85, 0.75, 0.5
ENOUGH = 0.5
UNDER = 0.9


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field that is looked for: its names in Korean and English, and what its contents look like."""

    name: str
    titles: Sequence[str]
    looks_right: Callable[[Raw], bool] | None = None

    def known_as(self) -> set[str]:
        return {key(title) for title in self.titles} | {key(self.name)}

    def rank(self, title: str) -> int:
        """Which of the names a title is: of two columns that fit alike the one with the earlier name is meant."""
        known = [key(one) for one in self.titles]
        return known.index(key(title)) if key(title) in known else len(known)


@dataclass(frozen=True, slots=True)
class Match:
    field: str
    score: float


def propose(
    columns: Sequence[Column],
    samples: Mapping[int, Sequence[Raw]],
    wanted: Sequence[Wanted],
    remembered: Mapping[str, str] | None = None,
) -> dict[int, Match]:
    """Column → field, each field at most once. remembered: title key → field, of an earlier import."""
    scores = []
    for column in columns:
        for order, one in enumerate(wanted):
            score = _score(column, samples.get(column.at, ()), one, remembered or {})
            if score >= ENOUGH:
                scores.append((-score, order, one.rank(column.title), column.at, one.name))
    found: dict[int, Match] = {}
    taken: set[str] = set()
    for minus, _order, _rank, at, name in sorted(scores):
        if at not in found and name not in taken:
            found[at] = Match(name, -minus)
            taken.add(name)
    return found


def _score(column: Column, sample: Sequence[Raw], one: Wanted, remembered: Mapping[str, str]) -> float:
    whole = key(column.title)
    *groups, own = (key(part) for part in column.title.split(" / "))
    if remembered.get(whole) == one.name:
        return EXACT + 0.1
    # A column's own title says more than that of the group that it stands under.
    parts = [(own, 1.0), (whole, 1.0), *((group, UNDER) for group in groups)]
    by_title = max(
        (_title_score(part, name) * weight for part, weight in parts for name in one.known_as() if part and name),
        default=0.0,
    )
    return by_title + 0.05 * _content_score(sample, one) if by_title else CONTENT * _content_score(sample, one)


def _title_score(title: str, name: str) -> float:
    if title == name:
        return EXACT
    if (
        len(name) >= 2
        and (name in title or title in name)
        and min(len(name), len(title)) * 3 >= max(len(name), len(title))
    ):
        return PARTLY * min(len(name), len(title)) / float(max(len(name), len(title)) ** 0.9)
    ratio = SequenceMatcher(None, title, name).ratio()
    return LIKE * ratio if ratio >= 0.75 else 0.0


def _content_score(sample: Sequence[Raw], one: Wanted) -> float:
    if one.looks_right is None or not sample:
        return 0.0
    return float(sum(one.looks_right(raw) for raw in sample) / len(sample) >= 0.9)
