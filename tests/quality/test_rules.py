"""Small rules: when a check is due, whether a piece and a sample hold, how a chart is drawn."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from dure.quality import drawing
from dure.quality.charting import Group, Settings, phase_one, signals, without_outside
from dure.quality.drawing import Words
from dure.quality.due import MINUTES, PIECES, SETUP, STOP, Known, Wanted, due
from dure.quality.judging import DEFECTS, GOOD, MEASURED, Found, Judged, holds, judge
from dure.quality.spc.lines import level
from dure.quality.spc.runs import WESTERN_ELECTRIC, Rule

START = datetime(2026, 3, 2, tzinfo=UTC)
NOON = START + timedelta(hours=12)
ALL = Wanted(every_pieces=100, every_minutes=60, after_setup=True, after_stop_minutes=10)


def _at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("wanted", "known", "now", "expected"),
    [
        (ALL, Known(START, Decimal(0)), _at(1), SETUP),
        (ALL, Known(START, Decimal(99), _at(1)), _at(30), None),
        (ALL, Known(START, Decimal(100), _at(1)), _at(30), PIECES),
        (ALL, Known(START, Decimal(150), _at(20), Decimal(60)), _at(30), None),
        (ALL, Known(START, Decimal(160), _at(20), Decimal(60)), _at(30), PIECES),
        (ALL, Known(START, Decimal(10), _at(1)), _at(61), MINUTES),
        (ALL, Known(START, Decimal(10), _at(1), stops=[(_at(5), _at(16))]), _at(20), STOP),
        (ALL, Known(START, Decimal(10), _at(1), stops=[(_at(5), _at(15))]), _at(20), None),
        (ALL, Known(START, Decimal(10), _at(1), stops=[(_at(5), None)]), _at(20), None),
        (ALL, Known(START, Decimal(10), _at(17), stops=[(_at(5), _at(16))]), _at(20), None),
        (Wanted(), Known(START, Decimal(10_000)), NOON, None),
        (Wanted(every_pieces=50), Known(START, Decimal(50)), _at(1), PIECES),
    ],
)
def test_when_a_check_is_due(wanted: Wanted, known: Known, now: datetime, expected: str | None) -> None:
    assert due(wanted, known, now) == expected


@pytest.mark.parametrize(
    ("kind", "value", "lower", "upper", "expected"),
    [
        (MEASURED, 9, 9, 11, True),
        (MEASURED, 11, 9, 11, True),
        (MEASURED, "11.000001", 9, 11, False),
        (MEASURED, "8.999999", 9, None, False),
        (MEASURED, 1000, 9, None, True),
        (GOOD, 0, None, None, True),
        (GOOD, 1, None, None, False),
        (DEFECTS, 0, None, None, True),
        (DEFECTS, 1, None, None, False),
        (DEFECTS, 2, None, 2, True),
    ],
)
def test_whether_a_piece_holds(kind: str, value: object, lower: object, upper: object, expected: bool) -> None:
    limits = [None if one is None else Decimal(str(one)) for one in (lower, upper)]
    assert holds(kind, Decimal(str(value)), *limits) is expected


@pytest.mark.parametrize(
    ("bad", "accept", "reject", "passes", "between"),
    [(0, 0, 1, True, False), (1, 0, 1, False, False), (2, 1, 3, True, True), (3, 1, 3, False, False)],
)
def test_whether_a_sample_holds(bad: int, accept: int, reject: int, passes: bool, between: bool) -> None:
    """Two faults of one piece are one bad piece."""
    found = [Found(piece, False) for piece in range(bad) for _fault in range(2)] + [Found(99, True)]
    assert judge(found, accept, reject) == Judged(bad, passes, between, critical=False)


def test_a_critical_fault_decides() -> None:
    assert not judge([Found(1, False, is_critical=True)], 5, 6).passes


def _groups(*values: float) -> list[Group]:
    return [Group((number, 0), _at(number), (value,)) for number, value in enumerate(values)]


def test_points_beyond_the_limits_are_left_out_until_none_is() -> None:
    """Twenty quiet values and one far off: without it the others stay within theirs."""
    settings = Settings("i_mr", rules=WESTERN_ELECTRIC)
    groups = _groups(*[10.0, 10.2, 9.9, 10.1, 9.8] * 4, 20.0)
    assert len(without_outside(settings, groups)) == 20


def test_signals_of_the_newest_points_only() -> None:
    settings = Settings("i_mr", rules=(Rule.BEYOND_3,))
    groups = _groups(*[10.0, 10.2, 9.9, 10.1, 9.8] * 4, 12.0, 10.0)
    base = phase_one(settings, groups[:20])
    assert [(one.at, one.statistic) for one in signals(settings, base, groups)] == [
        (20, "value"), (20, "moving range"), (21, "moving range"),
    ]  # fmt: skip
    assert [one.at for one in signals(settings, base, groups, newest=1)] == [21]


WORDS = Words("c", "폭 <1>", "폭 & 두께", "UCL", "CL", "LCL", [f"p{number}" for number in range(4)])


def test_a_picture_is_xml_with_its_words_and_no_style() -> None:
    line = level("value", [1.0, 2.0, 3.0, 9.0], 2.0, 1.0, (None, 5.0))
    picture = drawing.control_chart(line, WORDS, {3})
    tree = ET.fromstring(picture)
    assert tree.findtext("title") == "폭 <1>"
    assert len([one for one in tree if one.get("class") == "mark"]) == 3
    assert len([one for one in tree if one.get("class") == "fired"]) == 1
    assert "style=" not in picture


def test_histogram_and_curve_are_xml() -> None:
    values = [1.0, 1.5, 1.6, 2.0, 2.1]
    for picture in (
        drawing.histogram(values, WORDS, (0.5, 3.0), (1.6, 0.4)),
        drawing.histogram([2.0, 2.0], WORDS, (None, 3.0), None),
        drawing.curve([(0.0, 1.0), (0.1, 0.2)], WORDS),
    ):
        assert ET.fromstring(picture).get("role") == "img"


def test_bins_hold_all_values() -> None:
    rows = drawing.bins([0.1, 0.2, 0.25, 0.3, 1.0])
    assert sum(count for *_ends, count in rows) == 5
    assert rows[0][0] <= 0.1
    assert rows[-1][1] >= 1.0
