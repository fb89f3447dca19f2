"""Korean and English are found by what is meant. The sentences are worded as a foreman would write them."""

import sys

import pytest

from dure.mentoring import stems
from dure.mentoring.ranking import ranked

TEXTS = {
    "weld": "용접한 부위에 기공이 생겨 다시 작업하는 일이 많았다",
    "die": "금형을 갈 때마다 한 시간씩 멈추던 것을 미리 데워 두어 줄였다",
    "coolant": "절삭유 노즐이 자주 막혀 공구가 빨리 닳았다",
    "screw": "나사가 풀려서 고객이 클레임을 냈다",
    "standard": "작업표준서가 없어 사람마다 다르게 조립했다",
    "paint": "도장부스 온도편차를 줄여 색이 고르게 나왔다",
    "robot": "Welding robots stopped three times an hour because of worn tips",
}
FORMS = [
    ("용접을 하다", "weld"),
    ("용접하는 중에 생긴 기공", "weld"),
    ("막히는 노즐", "coolant"),
    ("나사 풀림", "screw"),
    ("조립하다", "standard"),
    ("표준이 없는 작업", "standard"),
    ("금형 교체", "die"),
    ("부스의 온도", "paint"),
    ("robot stopping", "robot"),
    ("painting", "paint"),
    ("welded seams", "robot"),
]


@pytest.fixture(scope="module")
def kiwi() -> stems.Analyser:
    pytest.importorskip("kiwipiepy")
    return stems.analyser()


def best(question: str, by: stems.Analyser) -> list[str]:
    known = {key: stems.counted(text, by) for key, text in TEXTS.items()}
    return [key for key, _score in ranked(known, stems.asked(question, by))]


@pytest.mark.parametrize(("question", "wanted"), FORMS)
def test_forms_of_a_word_find_each_other(kiwi, question, wanted):
    assert best(question, kiwi)[0] == wanted


@pytest.mark.parametrize(("whole", "parts"), [
    ("불량률", {"불량"}), ("용접기", {"용접"}), ("온도편차", {"온도", "편차"}), ("작업표준서", {"작업", "표준"}),
    ("금형교환시간", {"금형", "교환", "시간"}), ("육안검사", {"육안", "검사"}),
])  # fmt: skip
def test_compound_nouns_are_taken_apart(kiwi, whole, parts):
    assert parts <= set(kiwi.terms(f"{whole}을 줄였다"))


def test_particles_and_endings_say_nothing(kiwi):
    assert kiwi.terms("용접을 하였습니다") == ["용접"]
    assert best("그리고 하는 것을 때에", kiwi) == []


def test_a_word_of_a_factory_is_known_in_the_other_language(kiwi):
    assert best("welding", kiwi) == ["robot", "weld"]
    assert best("용접", kiwi) == ["weld", "robot"]


def test_what_is_in_no_text_finds_nothing(kiwi):
    assert best("도시락 주문", kiwi) == []


@pytest.mark.parametrize("question", ["용접", "나사 풀림", "절삭유 노즐", "welding robots", "온도"])
def test_without_the_extra_letters_are_compared(question):
    by = stems.plain()
    assert not by.knows_forms
    assert (
        best(question, by)[0]
        == {"용": "weld", "나": "screw", "절": "coolant", "w": "robot", "온": "paint"}[question[0]]
    )


def test_grams_by_hand():
    assert stems.grams("용접기 M8 weld") == ["용접", "접기", "m", "8", "wel", "eld"]


def test_a_computer_without_the_extra_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "kiwipiepy", None)
    stems.analyser.cache_clear()
    assert stems.analyser() == stems.plain()
    stems.analyser.cache_clear()


def test_the_order_is_that_of_bm25_by_hand():
    """Two texts of four words, k1 = 1.2 and b = 0.75: idf = ln(1 + 1.5/1.5) = ln 2, tf twice = 2·2.2/(2+1.2)."""
    found = dict(ranked({"a": {"weld": 2, "x": 2}, "b": {"die": 1, "y": 3}}, {"weld": 1.0, "die": 1.0}))
    assert found["a"] == pytest.approx(0.693147 * 4.4 / 3.2, rel=1e-5)
    assert found["b"] == pytest.approx(0.693147, rel=1e-5)
