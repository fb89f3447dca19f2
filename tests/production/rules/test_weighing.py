"""What scales say, and within which limits a weight lies; the frames are those of the makers' manuals."""

from decimal import Decimal

import pytest

from dure.production.scales import NoWeight, Weight, read
from dure.production.weighing import Judged, Side, bar, limits

D = Decimal


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        ("ST,GS,+  1.234kg", Weight(D("1.234"), "kg")),
        ("ST,NT,+00012.50  g\r\n", Weight(D("12.50"), "g", is_net=True)),
        ("ST,GS,-  0.020kg", Weight(D("-0.020"), "kg")),
        ("ST,+00123.4  g", Weight(D("123.4"), "g")),
        ("QT,+000012 PC", Weight(D(12), "EA")),
        ("S S      1.234 kg", Weight(D("1.234"), "kg")),
        ("S S     -0.50 g", Weight(D("-0.50"), "g")),
        ("1.234", Weight(D("1.234"))),
        ("1,5 kg", Weight(D("1.5"), "kg")),
        ("0,125 kg", Weight(D("0.125"), "kg")),
        ("N  250.0 g", Weight(D("250.0"), "g", is_net=True)),
        ("\x02  2.5kg\x03", Weight(D("2.5"), "kg")),
    ],
)
def test_what_scales_say(line: str, weight: Weight) -> None:
    assert read(line) == weight


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("US,GS,+  1.234kg", "moving"), ("S D      1.234 kg", "moving"), ("S I", "moving"), ("S +", "overload"),
        ("OL,GS,+  9.999kg", "overload"), ("OL", "overload"), ("", "unknown"), ("FLOUR", "unknown"),
        ("1.234 furlongs", "unknown"), ("1.2.3", "unknown"), ("1,250", "comma"), ("1,250.5 g", "comma"),
    ],
)  # fmt: skip
def test_what_is_no_weight(line: str, code: str) -> None:
    with pytest.raises(NoWeight) as caught:
        read(line)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("total", "judged"),
    [("9.79", "under"), ("9.8", "within"), ("10", "within"), ("10.05", "within"), ("10.0501", "over")],
)
def test_limits_belong_to_what_is_right(total: str, judged: str) -> None:
    # 2 % of 10 kg is 0.2 kg; of 1 % (0.1 kg) and 0.05 kg above the tighter counts.
    bounds = limits(D(10), Side(percent=D(2)), Side(percent=D(1), quantity=D("0.05")))
    assert (bounds.low, bounds.high) == (D("9.8"), D("10.05"))
    assert bounds.judge(D(total)) == Judged(judged)


def test_the_target_stands_at_four_fifths_of_the_bar() -> None:
    drawn = bar(limits(D(10), Side(D(5)), Side(D(5))), D(5), D(50))
    assert (drawn.low, drawn.high, drawn.before, drawn.total, drawn.added) == (760, 840, 400, 1000, 600)
