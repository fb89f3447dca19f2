"""Watches of signals: learnt from the history while the machine runs, followed, shown, reached from the alarm."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from dure.decisions import services
from dure.decisions.models import AlarmRule, FittedModel, PredictionModel
from dure.decisions.selectors import signal_models
from dure.decisions.selectors.hours import values_of, watched_signals
from dure.production.models import StateInterval
from tests.decisions.conftest import hot
from tests.decisions.paced import HOUR, SHIFT_HOURS, work
from tests.planning.shop import item
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
DAYS = 25


def readings(days: int, seed: int, first: datetime = FIRST, moved: float = 0.0) -> list[tuple[datetime, float]]:
    """One for each hour of work, 20 minutes after it began."""
    chance = Random(seed)
    return [
        (first + timedelta(days=day, hours=hour, minutes=20), chance.gauss(60.0, 2.0) + moved)
        for day in range(days)
        for hour in SHIFT_HOURS
    ]


@pytest.fixture
def rule(press, feed, chief) -> AlarmRule:
    """Twenty-five days of two shifts, and a rule that looks at the temperature."""
    work(press, [item("A")], FIRST, [0.0] * DAYS * len(SHIFT_HOURS))
    signal = feed(*readings(DAYS, 1))
    return hot(signal, chief)


@pytest.fixture
def learnt(rule) -> FittedModel:
    services.learn_all(now=FIRST + timedelta(days=DAYS))
    return drift().versions.get()


def drift() -> PredictionModel:
    return PredictionModel.objects.get(kind="signal")


def test_hours_are_means_while_the_machine_ran(press, feed):
    """10 and 30 in the first hour; the second hour ran for 50 of its minutes, the third for 20 only."""
    work(press, [item("A")], FIRST, [0.0] * 3)
    stopped = FIRST + 2 * HOUR + timedelta(minutes=20)
    StateInterval.objects.filter(started_at=FIRST + 2 * HOUR).update(ended_at=stopped)
    StateInterval.objects.filter(ended_at=None).update(started_at=stopped)
    minutes = [timedelta(minutes=at) for at in (5, 25, 70, 130)]
    signal = feed(*zip([FIRST + at for at in minutes], (10.0, 30.0, 40.0, 50.0), strict=True))
    found = values_of(press.pk, signal.pk, FIRST, FIRST + 3 * HOUR)
    start = round(FIRST.timestamp() * 1_000_000)
    assert found == [(start, 20.0), (start + 3_600_000_000, 40.0)]


def test_signals_that_a_rule_looks_at(press, rule):
    assert watched_signals(press.pk) == [rule.signal_id]
    AlarmRule.objects.filter(pk=rule.pk).update(kind="silent")
    assert watched_signals(press.pk) == []
    AlarmRule.objects.filter(pk=rule.pk).update(kind="above", is_active=False)
    assert watched_signals(press.pk) == []


def test_what_is_kept_of_a_version(learnt, rule):
    # 25 days of 16 hours; three fifths of 400 are 240, fifteen days.
    assert (learnt.ground, learnt.hours, drift().signal_id) == ("better", 400, rule.signal_id)
    assert learnt.split_at == FIRST + timedelta(days=15)
    shown = signal_models.version_of(learnt)
    # 60 ± 2.5758 · 2
    assert (shown.low, shown.high) == pytest.approx((54.85, 65.15), abs=0.8)
    assert "<svg" in shown.picture


def test_a_change_its_page_and_the_way_from_the_alarm(learnt, press, feed, rule, chief):
    office = logged_in(chief)
    page = f"/decisions/models/{learnt.model_id}/"
    assert page in office.get(f"/alarms/{rule.pk}/").content.decode()
    services.put_in_use(fitted=learnt, reason="", by=chief)
    began = FIRST + timedelta(days=DAYS)
    work(press, [item("B")], began, [0.0] * 3 * len(SHIFT_HOURS))
    feed(*readings(3, 2, began, moved=4.0))
    assert services.follow_all(now=began + timedelta(days=3)) == 1
    row = PredictionModel.objects.select_related("in_use").get(kind="signal")
    found = signal_models.followed_signal(row)
    assert found.is_there
    assert abs(found.changes[-1].since - began) <= 10 * HOUR
    assert found.rules == [rule]
    assert row.level == pytest.approx(4, abs=2)
    seen = office.get(page).content.decode()
    assert "아직 평소 수준에서 벗어나" in seen
    assert rule.action in seen
    assert seen.count('<svg class="chart control"') == 2
    assert "신호 수준 변화" in office.get("/decisions/models/").content.decode()


def test_too_little_data_is_said_on_the_page(press, feed, chief):
    work(press, [item("A")], FIRST, [0.0] * 32)
    hot(feed(*readings(2, 1)), chief)
    services.learn_all(now=FIRST + timedelta(days=3))
    # 344 hours are needed.
    assert drift().tried["params"]["lacks"] == 344 - 32
    assert "312" in logged_in(chief).get(f"/decisions/models/{drift().pk}/").content.decode()


def test_broken_figures_are_said_and_not_used(learnt, chief):
    FittedModel.objects.filter(pk=learnt.pk).update(figures={"watch": {}})
    office, page = logged_in(chief), f"/decisions/models/{learnt.model_id}/"
    assert "읽을 수 없습니다" in office.get(page).content.decode()
    assert office.post(f"{page}use/1").status_code == 422
