"""Limits and readings as people say them: with units, shares in percent, states by name."""

from decimal import Decimal

import pytest
from django.utils import translation

from dure.decisions.models import AlarmRule
from dure.decisions.selectors.rule_texts import condition_text, reading_text, subject_text
from dure.plant.models import WorkUnit
from dure.telemetry.models import Signal
from dure.web.templatetags.dure import short

OVEN = Signal(name="온도", unit="℃", work_unit=WorkUnit(code="P1", name="오븐"))


@pytest.mark.parametrize(
    ("rule", "english", "korean", "value", "read"),
    [
        ({"subject": "signal", "signal": OVEN, "kind": "above", "limit": 97.4}, "above 97.4 ℃", "97.4 ℃보다 높을 때",
         "101.5", "101.5 ℃"),
        ({"subject": "signal", "signal": OVEN, "kind": "rises", "limit": 2.0}, "rises by more than 2 ℃ a minute",
         "1분에 2 ℃ 넘게 오를 때", "2.25", "2.25 ℃/분"),
        ({"subject": "kpi", "kpi": "oee", "kind": "below", "limit": 0.6}, "below 60 %", "60 %보다 낮을 때", "0.5525",
         "55.25 %"),
        ({"subject": "count", "kind": "silent", "limit": 20.0}, "no value for 20 min", "20분 동안 값이 없을 때", "20",
         "20분"),
        ({"subject": "state", "kind": "state", "states": ["idle", "down"]}, "in the state Idle, Down",
         "대기, 고장 정지 상태일 때", "down", "고장 정지"),
    ],
)  # fmt: skip
def test_conditions_and_readings(rule, english, korean, value, read):
    row = AlarmRule(**rule)
    with translation.override("en"):
        assert condition_text(row) == english
    with translation.override("ko"):
        assert (condition_text(row), reading_text(row, value), reading_text(row, "")) == (korean, read, "")


def test_what_it_looks_at():
    assert subject_text(AlarmRule(subject="signal", signal=OVEN)) == "오븐 · 온도"
    assert subject_text(AlarmRule(subject="count", work_unit=OVEN.work_unit)) == "오븐"


def test_quantities_are_short():
    told = [short(one) for one in (Decimal("363.7368"), Decimal("36.54"), 2.5, 4, Decimal("0.02"), Decimal(1200), None)]
    assert told == ["364", "36.5", "2.5", "4", "0.02", "1,200", "–"]
