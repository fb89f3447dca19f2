"""Alarms rung by what the history holds: once, whoever looks and however often."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from dure.decisions import services
from dure.decisions.models import Alarm, AlarmRecord
from dure.decisions.selectors import alarms as selectors
from dure.events.models import RecordedEvent
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.production.models import StateInterval, UnitRecord
from dure.telemetry.models import CurrentValue
from tests.decisions.conftest import SETTLED, hot, watched_since

pytestmark = pytest.mark.django_db
MIN = timedelta(minutes=1)


def story(rule) -> list[tuple[str, str]]:
    return list(AlarmRecord.objects.filter(rule=rule).order_by("pk").values_list("happening", "state"))


def test_it_rings_once_is_acknowledged_and_returns(feed, chief):
    now = clock.now()
    rule = hot(feed((now - 60 * MIN, 70.0)), chief, on_delay_s=120)
    watched_since(rule, now - 60 * MIN)
    feed((now - 50 * MIN, 85.0))
    assert services.watch_rules(now=now - 49 * MIN) == 0
    assert services.watch_rules(now=now - 40 * MIN) == 1
    assert services.watch_rules(now=now - 40 * MIN) == 0
    (alarm,) = selectors.on_list()
    assert (alarm.state, alarm.raised_at, alarm.value) == ("unacked", now - 48 * MIN, "85")
    services.acknowledge(rule=rule, by=chief)
    with pytest.raises(Conflict):
        services.acknowledge(rule=rule, by=chief)
    feed((now - 30 * MIN, 60.0))
    assert services.watch_rules(now=now - 20 * MIN) == 1
    assert story(rule) == [("raised", "unacked"), ("acknowledged", "acked"), ("cleared", "normal")]
    assert not selectors.on_list()
    assert RecordedEvent.objects.filter(name="decisions.AlarmRang").count() == 1


def test_what_a_signal_has_said_before_the_rule_was_written_counts(feed, chief):
    now = clock.now()
    signal = feed((now - 60 * MIN, 85.0))
    CurrentValue.objects.create(signal=signal, time=now - 60 * MIN, number=85.0, quality=0)
    rule = hot(signal, chief)
    assert services.watch_rules(now=clock.now() + SETTLED) == 1
    assert story(rule) == [("raised", "unacked")]


def test_a_missing_value_neither_rings_nor_returns(feed, chief):
    now = clock.now()
    rule = hot(feed((now - 60 * MIN, 85.0)), chief)
    watched_since(rule, now - 61 * MIN)
    feed((now - 50 * MIN, None))
    services.watch_rules(now=now - 40 * MIN)
    assert story(rule) == [("raised", "unacked")]


def test_a_shelf_ends_by_itself_and_rings_again_while_it_stands(feed, chief):
    now = clock.now()
    rule = hot(feed((now - 60 * MIN, 85.0)), chief)
    watched_since(rule, now - 61 * MIN)
    services.watch_rules(now=now - 50 * MIN)
    with pytest.raises(Invalid):
        services.shelve(rule=rule, until=now + 2 * MIN, reason=" ", by=chief)
    with pytest.raises(Invalid):
        services.shelve(rule=rule, until=now + timedelta(hours=25), reason="교체 대기", by=chief)
    services.shelve(rule=rule, until=clock.now() + 5 * MIN, reason="부품 교체 대기", by=chief)
    services.watch_rules(now=now + 2 * MIN)
    assert [alarm.state for alarm in selectors.hidden()] == ["shelved"]
    services.watch_rules(now=now + 10 * MIN)
    assert story(rule) == [("raised", "unacked"), ("shelved", "shelved"), ("unshelved", "unacked")]
    assert AlarmRecord.objects.filter(rings=True).count() == 2


def test_it_is_suppressed_behind_another_alarm(feed, chief):
    now = clock.now()
    signal = feed((now - 60 * MIN, 70.0))
    leader = hot(signal, chief)
    other = hot(signal, chief, name="고온 경고", limit=75.0, priority=2, behind=leader)
    for rule in (leader, other):
        watched_since(rule, now - 60 * MIN)
    feed((now - 50 * MIN, 90.0))
    services.watch_rules(now=now - 45 * MIN)
    assert story(leader) == [("raised", "unacked")]
    assert story(other) == [("suppressed", "suppressed")]
    feed((now - 40 * MIN, 78.0))
    services.watch_rules(now=now - 35 * MIN)
    # The leader has returned; above 75 it still is, and now says so.
    assert story(other)[-1] == ("unsuppressed", "unacked")
    with pytest.raises(Invalid):
        hot(signal, chief, name="셋째", behind=other)


def test_only_in_planned_time(feed, chief):
    # The plant works from 8 to 17 on weekdays; 2026-03-04 is a Wednesday. 06:00 UTC is 15:00, 11:00 UTC 20:00 there.
    day = datetime(2026, 3, 4, tzinfo=UTC)
    rule = hot(feed((day + timedelta(hours=11), 85.0)), chief, only_planned=True)
    watched_since(rule, day + timedelta(hours=10, minutes=59))
    services.watch_rules(now=day + timedelta(hours=11, minutes=10))
    assert story(rule) == [("suppressed", "suppressed")]
    # Next morning at eight the shift begins, and the bearing is still hot.
    services.watch_rules(now=day + timedelta(hours=23, minutes=5))
    assert story(rule)[-1] == ("unsuppressed", "unacked")


def test_a_machine_that_stands_still_for_long(press, chief):
    now = clock.now()
    StateInterval.objects.create(work_unit=press, started_at=now - 60 * MIN, ended_at=now - 30 * MIN, state="producing")
    StateInterval.objects.create(work_unit=press, started_at=now - 30 * MIN, ended_at=None, state="down")
    rule = services.add_rule(
        by=chief, name="장시간 정지", subject="state", work_unit=press, kind="state", states=["down"], on_delay_s=1200,
        action="보전을 부른다",
    )  # fmt: skip
    watched_since(rule, now - 60 * MIN)
    services.watch_rules(now=now - 15 * MIN)
    assert story(rule) == []
    services.watch_rules(now=now)
    assert AlarmRecord.objects.get().at == now - 10 * MIN


def test_no_piece_for_an_hour(press, chief):
    now = clock.now()
    UnitRecord.objects.create(work_unit=press, state="producing", last_count_at=now - 90 * MIN)
    rule = services.add_rule(
        by=chief, name="무실적", subject="count", work_unit=press, kind="silent", limit=60, action="라인을 본다"
    )
    watched_since(rule, now - 100 * MIN)
    services.watch_rules(now=now)
    assert AlarmRecord.objects.get().at == now - 30 * MIN
    UnitRecord.objects.update(last_count_at=now + MIN)
    services.watch_rules(now=now + 2 * MIN)
    assert story(rule) == [("raised", "unacked"), ("cleared", "returned")]


def test_a_rule_that_was_changed_is_watched_anew(feed, chief):
    now = clock.now()
    rule = hot(feed((now - 60 * MIN, 85.0)), chief)
    watched_since(rule, now - 61 * MIN)
    services.watch_rules(now=now - 50 * MIN)
    services.change_rule(rule=rule, by=chief, limit=90.0)
    assert story(rule) == [("raised", "unacked"), ("cleared", "returned")]
    services.change_rule(rule=rule, by=chief, is_active=False)
    assert not selectors.on_list()
    services.change_rule(rule=rule, by=chief, is_active=True)
    assert Alarm.objects.get().state == "normal"


def test_a_journal_is_never_changed(feed, chief):
    now = clock.now()
    rule = hot(feed((now, 70.0)), chief)
    services.comment(rule=rule, text="확인함", by=chief)
    for act in (lambda: AlarmRecord.objects.update(note=""), lambda: AlarmRecord.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert AlarmRecord.objects.get().note == "확인함"


def test_a_look_over_many_rules_asks_a_fixed_number_of_questions(feed, chief, django_assert_num_queries):
    now = clock.now()
    signal = feed((now - 60 * MIN, 70.0))
    for number in range(12):
        watched_since(hot(signal, chief, name=f"규칙 {number}"), now - 60 * MIN)
    services.watch_rules(now=now - 50 * MIN)
    # The rules, the live files of the history, what was watched.
    with django_assert_num_queries(3):
        services.watch_rules(now=now - 40 * MIN)


def test_two_looks_at_once_ring_once(feed, chief, records_let_go):
    now = clock.now()
    rule = hot(feed((now - 60 * MIN, 85.0)), chief)
    watched_since(rule, now - 61 * MIN)
    ready = threading.Barrier(2)
    done: list[int] = []

    def look() -> None:
        ready.wait()
        done.append(services.watch_rules(now=now - 50 * MIN))
        connections.close_all()

    looks = [threading.Thread(target=look) for _ in range(2)]
    for one in looks:
        one.start()
    for one in looks:
        one.join()
    assert sorted(done) == [0, 1]
    assert story(rule) == [("raised", "unacked")]
