"""What a text is about: its words without endings and particles, compound nouns taken apart. No Django.

With the extra `search`, Korean is analysed by Kiwi (kiwipiepy) and English is stemmed by Snowball, so that
"용접을 하다" finds "용접한" and "welded" finds "welding". Without it words are cut into grams (two letters of
Korean, three of others): near spellings are found, forms of a word are not told apart. `analyser().knows_forms` says
which.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

from dure.mentoring.bilingual import groups

KOREAN, OTHER = 2, 3
"""Letters of a gram."""
MEANT = 0.6
"""What a word counts for that stands for another in the other language."""
_KEPT = frozenset({"NNG", "NNP", "NR", "XR", "VV", "VA", "SL", "SH", "SN"})
_EMPTY = frozenset({"하", "되", "있", "이", "싶", "때", "것", "등"})
_RUN = re.compile(r"[가-힣]+|[^\W\d_가-힣]+|\d+(?:[.,]\d+)?")


class Analyser(NamedTuple):
    """name: kept with what it made, so that it is known when to make it anew."""

    name: str
    knows_forms: bool
    terms: Callable[[str], list[str]]


@cache
def analyser() -> Analyser:
    """The best one that this computer has."""
    try:
        import kiwipiepy
        import snowballstemmer
    except ImportError:
        return plain()
    kiwi = _Kiwi(kiwipiepy, snowballstemmer.stemmer("english"))
    return Analyser(f"kiwi {kiwipiepy.__version__}", True, kiwi.terms)


def plain() -> Analyser:
    return Analyser("grams 1", False, grams)


def grams(text: str) -> list[str]:
    """Grams of each word, marked so that none is taken for a whole word. Shorter words stay whole."""
    return [gram for word in words(text) for gram in _cut(word)]


def words(text: str) -> list[str]:
    """Words of a text in small letters, Korean told from others."""
    return _RUN.findall(unicodedata.normalize("NFKC", text).casefold())


def _cut(word: str) -> Iterator[str]:
    size = KOREAN if "가" <= word[0] <= "힣" else OTHER
    if len(word) <= size or word[0].isdecimal():
        yield word
        return
    for start in range(len(word) - size + 1):
        yield word[start : start + size]


class _Kiwi:
    """Kiwi takes a second and some 330 MB to load, so it is loaded when the first text comes."""

    def __init__(self, package: Any, english: Any) -> None:
        self._package, self._english = package, english
        self._kiwi: Any = None
        self._lock = Lock()

    def _loaded(self) -> Any:
        with self._lock:
            if self._kiwi is None:
                made = self._package.Kiwi(num_workers=1, load_multi_dict=False, load_typo_dict=False)
                for korean, _english in groups():
                    made.add_user_word(korean, "NNG", 3.0)
                self._kiwi = made
        return self._kiwi

    def terms(self, text: str) -> list[str]:
        plain_text = unicodedata.normalize("NFKC", text).casefold()
        tokens = self._loaded().tokenize(plain_text, split_complex=True)
        return [self._word(one.form, one.tag) for one in tokens if _is_meant(one.form, one.tag)]

    def _word(self, form: str, tag: str) -> str:
        return str(self._english.stemWord(form)) if tag == "SL" else form


def _is_meant(form: str, tag: str) -> bool:
    """Tags of irregular words end in -R or -I ("VV-I"): 짓, 돕."""
    return tag.partition("-")[0] in _KEPT and form not in _EMPTY


def asked(text: str, by: Analyser) -> dict[str, float]:
    """Terms of a question with what each counts: 1, and less for words that mean the same in the other language."""
    found: dict[str, float] = dict.fromkeys(by.terms(text), 1.0)
    for term in [other for group in _groups_in(text, found, by) for other in group]:
        found.setdefault(term, MEANT)
    return found


def _groups_in(text: str, found: dict[str, float], by: Analyser) -> Iterator[list[str]]:
    """Terms of each row of words of which one stands in the question."""
    written = set(words(text)) | (found.keys() if by.knows_forms else set())
    for row in _rows(by):
        if any(written & {word, *(terms if by.knows_forms and len(terms) == 1 else ())} for word, terms in row):
            yield [term for _word, terms in row for term in terms]


@cache
def _rows(by: Analyser) -> list[list[tuple[str, tuple[str, ...]]]]:
    return [[(word, tuple(by.terms(word))) for word in (korean, *english)] for korean, english in groups()]


def counted(text: str, by: Analyser, weight: int = 1) -> Counter[str]:
    """How often each term stands in a text, times a weight."""
    return Counter({term: n * weight for term, n in Counter(by.terms(text)).items()})
