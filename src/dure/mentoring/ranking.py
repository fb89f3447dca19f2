"""Which texts answer a question best: BM25. Pure.

Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009.

A text is how often each term stands in it; words of a title are counted several times before. The weight of a rare
term is ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative, so that few texts are ranked well too.
"""

from collections.abc import Hashable, Mapping
from math import log
from typing import TypeVar

K1, B = 1.2, 0.75
"""How soon more of a term adds nothing; how much long texts are held back. The usual values."""
LEAST = 0.25
"""Share of the weight of a question that a text must hold, so that one common word doesn't bring everything."""

Key = TypeVar("Key", bound=Hashable)


def ranked(
    texts: Mapping[Key, Mapping[str, int]], question: Mapping[str, float], *, least: float = LEAST
) -> list[tuple[Key, float]]:
    """(key, score), the best first, then in the order of the texts. question: term → what it counts, 1 at most.

    Terms that stand in no text say nothing about any of them, and are left out.
    """
    rarity = {term: _rarity(texts, term) for term in question if any(term in text for text in texts.values())}
    question = {term: weight for term, weight in question.items() if term in rarity}
    whole = sum(rarity[term] for term, weight in question.items() if weight >= 1)
    mean = sum(sum(text.values()) for text in texts.values()) / (len(texts) or 1)
    found = []
    for key, text in texts.items():
        held = sum(rarity[term] for term in question if text.get(term))
        if held and held >= least * whole:
            found.append((key, _score(text, question, rarity, mean)))
    return sorted(found, key=lambda pair: -pair[1])


def _rarity(texts: Mapping[Key, Mapping[str, int]], term: str) -> float:
    having = sum(1 for text in texts.values() if term in text)
    return log(1 + (len(texts) - having + 0.5) / (having + 0.5))


def _score(
    text: Mapping[str, int], question: Mapping[str, float], rarity: Mapping[str, float], mean: float
) -> float:  # fmt: skip
    long = K1 * (1 - B + B * sum(text.values()) / mean)
    return sum(
        weight * rarity[term] * count * (K1 + 1) / (count + long)
        for term, weight in question.items()
        if (count := text.get(term, 0))
    )
