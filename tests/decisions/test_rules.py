"""Writing rules, trying them on the past, taking a change back, and how much the alarms ask."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.utils import timezone

from dure.decisions import services
from dure.decisions.models import AlarmRecord, AlarmRule
from dure.decisions.selectors import alarms as selectors
from dure.decisions.selectors.preview import preview
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from dure.production.models import ProductionResult
from tests.decisions.conftest import hot, watched_since

pytestmark = pytest.mark.django_db
MIN, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "signal", "kind": "above"},
        {"subject": "kpi", "kpi": "oee", "kind": "silent", "limit": 1},
        {"subject": "kpi", "kpi": "oee", "kind": "below", "limit": 0.6, "scope": "site:NONE"},
        {"subject": "kpi", "kpi": "oee", "kind": "below", "limit": 0.6, "only_planned": True},
        {"subject": "state", "kind": "state", "states": ["down"]},
        {"subject": "kpi", "kpi": "oee", "kind": "below", "limit": 0.6, "action": ""},
        {"subject": "kpi", "kpi": "oee", "kind": "below", "limit": 0.6, "dead_band": -1},
    ],
)
def test_what_does_not_fit_together_is_refused(press, chief, values):
    with pytest.raises(Invalid):
        services.add_rule(by=chief, **({"name": "규칙", "action": "본다"} | values))
    assert not AlarmRule.objects.exists()


def test_a_rate_needs_its_time_and_a_state_rule_its_states(feed, press, chief):
    signal = feed((clock.now(), 20.0))
    with pytest.raises(Invalid):
        hot(signal, chief, kind="rises", limit=2.0)
    with pytest.raises(Invalid):
        services.add_rule(by=chief, name="정지", subject="state", work_unit=press, kind="state", action="본다")
    assert hot(signal, chief, kind="rises", limit=2.0, window_s=600).pk


def test_a_change_is_taken_back_and_a_rule_that_rang_stays(feed, chief):
    now = clock.now()
    rule = hot(feed((now - HOUR, 85.0)), chief)
    services.change_rule(rule=rule, by=chief, limit=95.0)
    changed = ChangeRecord.objects.filter(table="AlarmRule", verb="changed").latest("pk")
    services.undo(record_id=changed.pk, by=chief)
    assert AlarmRule.objects.get().limit == 80.0
    services.comment(rule=rule, text="확인", by=chief)
    added = ChangeRecord.objects.get(table="AlarmRule", verb="added")
    with pytest.raises(Conflict):
        services.undo(record_id=added.pk, by=chief)


def test_a_rule_that_never_rang_goes_again(feed, chief):
    hot(feed((clock.now(), 20.0)), chief)
    services.undo(record_id=ChangeRecord.objects.get(table="AlarmRule").pk, by=chief)
    assert not AlarmRule.objects.exists()
    services.undo(record_id=ChangeRecord.objects.filter(table="AlarmRule").latest("pk").pk, by=chief)
    assert AlarmRule.objects.get().alarm.state == "normal"


def test_out_of_service_and_back(feed, chief):
    now = clock.now()
    rule = hot(feed((now - HOUR, 85.0)), chief)
    watched_since(rule, now - HOUR - MIN)
    services.take_out(rule=rule, reason="센서 교체", by=chief)
    services.watch_rules(now=now)
    assert [alarm.state for alarm in selectors.hidden()] == ["out_of_service"]
    services.put_back(rule=rule, by=chief)
    # It stands all the while, so it rings now.
    assert [alarm.state for alarm in selectors.on_list()] == ["unacked"]


def test_a_latched_alarm_waits_for_its_reset(feed, chief):
    now = clock.now()
    rule = hot(feed((now - HOUR, 85.0), (now - 50 * MIN, 20.0)), chief, is_latching=True)
    watched_since(rule, now - HOUR - MIN)
    services.watch_rules(now=now)
    with pytest.raises(Conflict):
        services.reset(rule=rule, by=chief)
    assert services.acknowledge_all(rule_ids=[rule.pk], by=chief) == 1
    assert [alarm.state for alarm in selectors.on_list()] == ["latched"]
    services.reset(rule=rule, by=chief)
    assert not selectors.on_list()


def test_a_preview_tells_how_often_it_would_have_rung(feed, chief):
    now = clock.now()
    # Every hour of two days five minutes above 80, and on the day before yesterday nothing at all.
    spikes = [(now - n * HOUR, 90.0) for n in range(1, 49)] + [(now - n * HOUR + 5 * MIN, 70.0) for n in range(1, 49)]
    signal = feed(*sorted(spikes))
    rule = AlarmRule(subject="signal", signal=signal, kind="above", limit=80.0)
    found = preview(rule, days=7, now=now)
    assert (found.days, found.samples, len(found.rang)) == (7, 96, 48)
    # Two days back from now are 48 hours, the first of which lies in the third day.
    assert (found.with_values, found.per_day) in ((2, 24.0), (3, 16.0))
    assert all(one.until == one.at + 5 * MIN for one in found.rang)
    rule.on_delay_s = 301
    assert preview(rule, days=7, now=now).rang == []
    assert (
        len(preview(AlarmRule(subject="signal", signal=signal, kind="above", limit=80.0), days=1, now=now).rang) == 24
    )


def test_a_preview_of_many_readings_looks_at_fewer_days(feed, monkeypatch):
    monkeypatch.setattr("dure.decisions.selectors.preview.MOST_SAMPLES", 30)
    now = clock.now()
    signal = feed(*sorted((now - n * HOUR, 70.0) for n in range(1, 72)))
    assert preview(AlarmRule(subject="signal", signal=signal, kind="above", limit=80.0), days=7, now=now).days == 1


@pytest.fixture
def scrap(press):
    """Of the hour from 10 on 2026-03-04 in Seoul 20 of 100 pieces were scrap, before and after none."""
    day = datetime(2026, 3, 4, 0, tzinfo=UTC)  # nine in Seoul
    for hour, reject in ((0, 0), (1, 20), (2, 0)):
        at = day + hour * HOUR
        ProductionResult.objects.create(
            work_unit=press, hour=at, shift_date=timezone.localdate(at), shift="D", source="counter", produced=100,
            good=100 - reject, reject=Decimal(reject), first_at=at, last_at=at + 59 * MIN,
        )  # fmt: skip
    return day


def test_a_kpi_is_watched_on_marks_of_the_clock(press, chief, scrap):
    rule = services.add_rule(
        by=chief, name="불량률", subject="kpi", kpi="scrap_ratio", scope=f"work_unit:{press.code}", kind="above",
        limit=0.15, window_s=3600, action="품질에 알린다",
    )  # fmt: skip
    watched_since(rule, scrap)
    with mock.patch("dure.decisions.services.watching.SETTLES", timedelta(0)):
        services.watch_rules(now=scrap + 59 * MIN)
        assert not AlarmRecord.objects.exists()
        services.watch_rules(now=scrap + 122 * MIN)
    # Up to ten no scrap; at eleven 20 of 100 in the hour before.
    assert AlarmRecord.objects.get().at == scrap + 2 * HOUR
    assert AlarmRecord.objects.get().value == "0.2"


def test_a_kpi_is_tried_on_the_past_by_hours(press, scrap):
    rule = AlarmRule(subject="kpi", kpi="scrap_ratio", scope=f"work_unit:{press.code}", kind="above", limit=0.15,
                     window_s=3600)  # fmt: skip
    found = preview(rule, days=1, now=scrap + 5 * HOUR)
    assert [(one.at, one.until) for one in found.rang] == [(scrap + 2 * HOUR, scrap + 3 * HOUR)]
    rule.window_s = 0
    # Over the shift so far, which began at eight: 0/100, 20/200, 20/300. Ten percent isn't above ten percent.
    assert preview(rule, days=1, now=scrap + 5 * HOUR).rang == []
    rule.limit = 0.09
    assert [one.value for one in preview(rule, days=1, now=scrap + 5 * HOUR).rang] == [pytest.approx(0.1)]


def test_within_an_hour_that_had_pieces_no_silence_is_told(press, scrap):
    rule = AlarmRule(subject="count", work_unit=press, kind="silent", limit=20)
    found = preview(rule, days=1, now=scrap + 5 * HOUR)
    # Pieces from nine until 11:59. Before, the day begins in silence, and after them it is silent from 12:19 on.
    assert [one.at for one in found.rang] == [scrap + 5 * HOUR - DAY + 20 * MIN, scrap + 179 * MIN + 20 * MIN]


def test_the_rate_is_told_from_the_journal(feed, chief):
    now = clock.now().replace(second=0, microsecond=0)
    spikes = [(now - n * MIN, 90.0 if n % 2 else 70.0) for n in range(60, 0, -1)]
    rule = hot(feed(*spikes), chief)
    watched_since(rule, now - 61 * MIN)
    services.watch_rules(now=now)
    found = selectors.report(start=now - HOUR, end=now)
    # Above at every odd minute: 30 times in the hour, or 5 in each ten minutes.
    assert (found.burden.count, found.burden.most, found.burden.per_ten_minutes) == (30, 5, 5.0)
    assert [one.count for one in found.burden.frequent] == [30]
    assert found.rules[rule.pk].name == rule.name
    assert found.burden.priorities == {1: 1.0}
