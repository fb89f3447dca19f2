"""Labels: what their codes say, read back by an independent reader, and how wide bars get."""

from datetime import date

import pytest
from biip.gs1_messages import GS1Message

from dure.inventory.labels import SIZES, Label, bar_pattern, bars_that_fit, elements, is_gtin, runs, zpl

GTIN = "8801234567893"
"""13 digits; 3 is the check digit by hand: 8+3·8+0+3·1+2+3·3+4+3·5+6+3·7+8+3·9 = 127, and 3 more make 130."""


@pytest.mark.parametrize(("text", "answer"), [(GTIN, True), ("8801234567890", False), ("RM-1", False), ("123", False)])
def test_check_digit(text: str, answer: bool):
    assert is_gtin(text) is answer


def test_elements_of_an_item_with_and_without_gtin():
    assert elements("RM-1", GTIN, "L1", date(2026, 3, 5)) == f"(01)0{GTIN}(17)260305(10)L1"
    assert elements("RM-1", "", "L1") == "(240)RM-1(10)L1"
    assert elements("RM-1", "", "L1", serial=True) == "(240)RM-1(21)L1"
    assert elements("쌀", "", "L1") == ""
    assert elements("RM-1", "", "로트 1") == ""
    assert elements("RM-1", "", "L" * 21) == ""


def test_another_reader_understands_the_elements():
    found = GS1Message.parse_hri(elements("RM-1", GTIN, "L-1", date(2026, 3, 5)))
    assert [(one.ai.ai, one.value) for one in found.element_strings] == [
        ("01", f"0{GTIN}"), ("17", "260305"), ("10", "L-1"),
    ]  # fmt: skip


def test_code_128_of_a_text_that_the_standard_shows():
    """Start B, seven signs, check character, stop (13 modules, the others 11).

    The check by hand: 104 + 1·48 + 2·42 + 3·42 + 4·17 + 5·18 + 6·19 + 7·35 = 879 = 8·103 + 55.
    """
    pattern = bar_pattern("PJJ123C")
    assert len(pattern) == 11 * 9 + 13
    assert pattern.startswith("11010010000")  # start B
    assert pattern[-24:-13] == "11101000110"  # character 55
    assert pattern.endswith("1100011101011")


def test_gs1_128_begins_with_fnc1_and_ends_open_elements_with_it():
    pattern = bar_pattern("(240)RM-1(10)L1")
    assert pattern[11:22] == "11110101110"  # FNC1
    assert pattern.count("11110101110", 22) >= 1
    assert bar_pattern("쌀") == ""


def test_bars_that_are_too_wide_give_way_to_shorter_ones():
    long, short = "(240)" + "A" * 30 + "(10)" + "B" * 20, "B1"
    label = Label("쌀", (), long, (long, short))
    assert bars_that_fit(label, SIZES["60x40"])[0] == short
    assert bars_that_fit(Label("쌀", (), long, (long,)), SIZES["60x40"]) == ("", "")


def test_runs_are_the_bars():
    assert runs("1101000100") == [(0, 2), (3, 1), (7, 1)]


def test_zpl_holds_the_codes_and_hides_commands():
    label = Label("쌀^가루", ("RM-1", "LOT L1"), "(240)RM-1(10)L1", ("L1",))
    text = zpl([label, label], SIZES["60x40"], copies=3)
    assert text.count("^XA") == text.count("^XZ") == 2
    assert "^PW480" in text
    assert "^LL320" in text
    assert "쌀_5E가루" in text
    assert "^FDMA,(240)RM-1(10)L1^FS" in text
    assert "^PQ3" in text
