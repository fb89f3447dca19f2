"""Scanners that type while the Korean keyboard (두벌식) is on."""

import pytest

from dure.inventory.hangul import spellings


@pytest.mark.parametrize(
    ("arrived", "meant"),
    [
        ("ㄴㅆ-ㄹ1", "ST-F1"),
        ("ㅣㅐㅆ-0021", "LOT-0021"),
        ("재2611-0008", "WO2611-0008"),
        ("꺄ㅊㄸ", "RICE"),
        ("갃ㅁ", "RKRTA"),
        ("뭵", "ANPFR"),
    ],
)
def test_korean_letters_are_read_as_the_keys_that_were_pressed(arrived: str, meant: str):
    assert meant in spellings(arrived)


@pytest.mark.parametrize("text", ["ST-F1", "(01)08800000000019(10)A", "", "]C1240RM"])
def test_other_texts_have_no_second_spelling(text: str):
    assert spellings(text) == []
