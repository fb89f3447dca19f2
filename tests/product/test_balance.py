"""Takt, efficiency, balance delay and smoothness by hand."""

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from dure.product.balance import Sums, balance, out_of_order, sums, takt_s, whole
from dure.product.yamazumi import Brick, Pile, yamazumi


def test_takt_is_the_time_at_work_by_the_pieces_wanted():
    """450 minutes for 900 pieces: 30 s each."""
    assert takt_s(Decimal(450), Decimal(900)) == 30


def test_a_line_of_three_stations_by_hand():
    """Stations of 20, 25 and 15 s: 60 of 75 s are work, 15 of 75 are idle, √(5² + 0 + 10²) = 11.180."""
    found = balance([Decimal(20), Decimal(25), Decimal(15)], Decimal(24))
    assert (found.stations, found.total, found.cycle) == (3, 60, 25)
    assert (found.efficiency, found.delay) == (pytest.approx(0.8), pytest.approx(0.2))
    assert found.smoothness == pytest.approx(11.1803, abs=1e-4)
    assert (found.least, found.over) == (3, 1)
    assert found.fill == pytest.approx(60 / 72)


def test_a_station_with_two_places_counts_twice_and_takes_half():
    """40 s for two and 15 s for one: the cycle is 20, 55 of 60 s are work, √(2 · 0² + 5²) = 5. For a takt of 18 s
    ⌈55 ÷ 18⌉ = 4 places are needed, and the first station is over it. 3600 ÷ 20 = 180 an hour."""
    found = balance([Decimal(40), Decimal(15)], Decimal(18), [2, 1])
    assert (found.stations, found.places, found.cycle, found.smoothness) == (2, 3, 20, 5)
    assert (found.efficiency, found.delay) == (pytest.approx(55 / 60), pytest.approx(5 / 60))
    assert (found.least, found.over, found.an_hour) == (4, 1, 180)
    assert found.fill == pytest.approx(55 / 54)


def test_without_a_takt_nothing_is_said_about_it():
    found = balance([Decimal(10), Decimal(10)])
    assert (found.efficiency, found.smoothness, found.takt, found.least, found.fill) == (1, 0, None, None, None)
    assert balance([]) is None


def test_the_balance_of_jackson_at_the_published_optimum():
    """46 units of work in 5 stations of 10: 92 % efficiency, 8 % delay (Scholl 1999: E = tsum / (m · c))."""
    found = balance([Decimal(8), Decimal(10), Decimal(9), Decimal(9), Decimal(10)], Decimal(10))
    assert (round(found.efficiency, 4), round(found.delay, 4), found.least) == (0.92, 0.08, 5)


def test_sums_by_worth_and_what_was_saved():
    before = sums([("value", Decimal(10)), ("needed", Decimal(4)), ("waste", Decimal(6)), ("waste", Decimal(5))])
    assert (before, before.total, before.value_share) == (Sums(Decimal(10), Decimal(4), Decimal(11)), 25, 0.4)
    assert before - Sums(Decimal(10), Decimal(4), Decimal(1)) == Sums(Decimal(0), Decimal(0), Decimal(10))
    assert Sums().value_share is None


@pytest.mark.parametrize(
    ("times", "wanted"),
    [
        ([Decimal("2.5"), Decimal(5), Decimal("7.5")], ([1, 2, 3], Decimal("2.5"))),
        ([Decimal("0.0001"), Decimal(1)], ([1, 10000], Decimal("0.0001"))),
        ([], ([], Decimal("0.0001"))),
    ],
)
def test_times_become_whole_without_loss(times, wanted):
    assert whole(times) == wanted


def test_what_stands_the_wrong_way_round():
    places = {"a": 2, "b": 1, "c": None, "d": 2}
    assert out_of_order(places, [("a", "b"), ("a", "c"), ("a", "d"), ("b", "d")]) == [("a", "b")]


def test_the_chart_piles_to_scale_and_says_it_in_words():
    piles = [
        Pile("1", [Brick("10-1", "닦기", 5, "waste"), Brick("10-2", "조립 <A>", 15, "value")]),
        Pile("2", [Brick("20-1", "검사", 10, "needed")]),
    ]
    drawn = ET.fromstring(yamazumi("y", "Line", "1: 20 s; 2: 10 s", piles, (20, "takt 20 s")))
    rects = {rect.get("class"): rect for rect in drawn.iter("rect")}
    heights = {css: float(rect.get("height")) for css, rect in rects.items()}
    assert heights["worth value"] == pytest.approx(3 * heights["worth waste"], abs=0.2)
    assert heights["worth needed"] == pytest.approx(2 * heights["worth waste"], abs=0.2)
    line = next(one for one in drawn.iter("line") if one.get("class") == "limit")
    assert float(line.get("y1")) == pytest.approx(float(rects["worth waste"].get("y")), abs=0.11)
    assert "조립 <A>" in rects["worth value"].find("title").text
    assert drawn.find("desc").text == "1: 20 s; 2: 10 s"
