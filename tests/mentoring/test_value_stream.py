"""A value stream by hand."""

import pytest

from dure.mentoring.value_stream import Step, stream

CUT = Step("절단", cycle_s=30, work_s=30, value_s=20, changeover_s=1800, availability=0.75, people=1, stock=1000)
BEND = Step("절곡", cycle_s=45, work_s=90, value_s=40, availability=1.0, people=2, stock=500)


def test_days_ladder_and_share_by_hand():
    # 8 h = 28,800 s, 500 pieces a day: takt 57.6 s; 1000 + 500 + 250 pieces are 2 + 1 + 0.5 days
    found = stream([CUT, BEND], finished=250, demand=500, day_s=28_800)
    assert found.takt_s == pytest.approx(57.6)
    assert list(found.waits_d) == [2, 1, 0.5]
    assert (found.waiting_d, found.work_s, found.value_s, found.unknown) == (3.5, 120, 60, 0)
    # 3.5 + 120 ÷ 28,800 = 3.504166… days; 60 ÷ (3.5 · 28,800 + 120) = 60 ÷ 100,920
    assert found.lead_d == pytest.approx(3.5 + 1 / 240)
    assert found.share == pytest.approx(60 / 100_920)


def test_slower_than_the_takt():
    # cutting takes 30 ÷ 0.75 = 40 s, bending 45 s; 28,800 ÷ 700 = 41.14 s
    assert stream([CUT, BEND], finished=0, demand=700, day_s=28_800).over_takt() == [1]
    assert stream([CUT, BEND], finished=0, demand=750, day_s=28_800).over_takt() == [0, 1]
    assert stream([CUT, BEND], finished=0, demand=100, day_s=28_800).over_takt() == []


def test_what_nobody_knows_is_not_nought():
    unknown = Step("도장", cycle_s=60, work_s=60, value_s=60)
    found = stream([unknown], finished=None, demand=100, day_s=28_800)
    assert (list(found.waits_d), found.unknown, found.waiting_d) == ([None, None], 2, 0)
    without = stream([CUT], finished=10, demand=0, day_s=28_800)
    assert (without.takt_s, list(without.waits_d), without.over_takt()) == (None, [None, None], [])
    assert stream([], finished=None, demand=10, day_s=28_800).share is None
