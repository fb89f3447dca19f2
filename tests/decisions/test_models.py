"""Models of the pace: learnt from the plant's own hours, let speak by a person, followed, replaced only by better."""

from datetime import UTC, datetime, timedelta
from math import log

import pytest

from dure.decisions import services
from dure.decisions.models import FittedModel, PredictionModel, Recommendation
from dure.decisions.prediction.pace_model import pace_from
from dure.decisions.selectors import models as selectors
from dure.decisions.selectors import recommendations
from dure.decisions.selectors.hours import hours_of
from dure.decisions.services.subjects import SUBJECTS
from dure.inventory.models import Item
from dure.kernel.errors import Conflict, Invalid
from dure.maintenance.models import Job
from dure.plant.models import ChangeRecord
from tests.decisions.paced import HOUR, drawn, work
from tests.planning.shop import item

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
LATER = timedelta(hours=2)


@pytest.fixture
def goods(press) -> list[Item]:
    return [item("A"), item("B")]


def learn(unit, now: datetime) -> PredictionModel:
    services.learn_all(now=now)
    return PredictionModel.objects.get(work_unit=unit)


@pytest.fixture
def learnt(press, goods) -> PredictionModel:
    """Thirty-seven days of two shifts."""
    end = work(press, goods, FIRST, drawn(37, 4))
    return learn(press, end + LATER)


def test_an_hour_is_what_ran_in_it_and_what_was_counted(press, goods):
    work(press, goods, FIRST, [0.0, log(1.25)])
    first, second = hours_of([press.pk], FIRST, FIRST + 2 * HOUR)[press.pk]
    item = str(goods[0].pk)
    # 50 minutes at 6 s are 500 pieces; a quarter slower 400.
    assert (first.seconds, first.pieces) == (3000.0, {item: 500.0})
    assert (second.at_us - first.at_us, second.seconds, second.pieces) == (3_600_000_000, 3000.0, {item: 400.0})


def test_too_little_data_says_what_is_missing(press, goods):
    end = work(press, goods, FIRST, drawn(10, 1))
    row = learn(press, end + LATER)
    assert not row.versions.exists()
    # 344 hours are needed: 200 to learn from, nine stretches of 16 to be tried on.
    assert row.tried["params"]["lacks"] == 344 - 160
    assert "184" in selectors.said(row.tried)


def test_a_machine_that_doesnt_count_has_no_model(press):
    assert services.learn_all(now=FIRST) == 0
    assert not PredictionModel.objects.exists()


def test_what_is_kept_of_a_version(learnt, goods):
    one = learnt.versions.get()
    assert (one.version, one.ground, one.hours, one.was_used) == (1, "better", 37 * 16, False)
    assert (one.from_at, one.to_at) == (FIRST, FIRST + timedelta(days=36) + 16 * HOUR)
    # Three fifths of 592 hours are 355: the first of the later ones is the fourth of the 23rd day.
    assert one.split_at == FIRST + timedelta(days=22) + 3 * HOUR
    assert one.ours < one.theirs
    assert len(one.digest) == 64
    kept = pace_from(one.figures)
    assert kept.levels == pytest.approx({str(goods[0].pk): 6.0, str(goods[1].pk): 9.0}, rel=0.02)
    shown = selectors.version_of(one)
    assert {level.item: round(level.per_hour, -1) for level in shown.levels} == {goods[0]: 600, goods[1]: 400}
    assert "<svg" in shown.picture


def test_the_same_hours_learn_nothing_new(learnt, press):
    assert services.learn_all(now=learnt.tried_at + timedelta(minutes=5)) == 0
    assert learnt.versions.count() == 1


def test_a_version_on_trial_is_learnt_over(learnt, press, goods):
    end = work(press, goods, FIRST + timedelta(days=40), drawn(3, 8))
    services.learn_all(now=end + LATER)
    one = learnt.versions.get()
    assert (one.version, one.hours) == (1, 40 * 16)


def test_only_a_better_version_may_speak(learnt, chief):
    one = learnt.versions.get()
    FittedModel.objects.filter(pk=one.pk).update(ground="not_better")
    with pytest.raises(Invalid):
        services.put_in_use(fitted=one, reason="", by=chief)
    assert PredictionModel.objects.get().in_use is None


def test_a_broken_version_cant_be_put_in_use(learnt, chief):
    one = learnt.versions.get()
    FittedModel.objects.filter(pk=one.pk).update(figures={"levels": {}})
    with pytest.raises(Invalid):
        services.put_in_use(fitted=one, reason="", by=chief)
    one.refresh_from_db()
    assert selectors.version_of(one).problem


def test_use_and_withdrawal_are_recorded_and_taken_back(learnt, chief):
    one = learnt.versions.get()
    row = services.put_in_use(fitted=one, reason="시험 끝", by=chief)
    assert (row.in_use, row.decided_by, row.reason) == (one, chief, "시험 끝")
    with pytest.raises(Conflict):
        services.put_in_use(fitted=one, reason="", by=chief)
    with pytest.raises(Invalid):
        services.withdraw(model=row, reason=" ", by=chief)
    row = services.withdraw(model=row, reason="금형 교체", by=chief)
    assert (row.in_use, row.followed_until) == (None, None)
    with pytest.raises(Conflict):
        services.withdraw(model=row, reason="다시", by=chief)
    record = ChangeRecord.objects.filter(table="PredictionModel").first()
    row = services.undo_use(record_id=record.pk, by=chief)
    assert (row.in_use, row.reason) == (one, "시험 끝")
    told = selectors.decisions_of(row, list(row.versions.all()))
    assert [(one.version, one.reason) for one in told] == [(1, "시험 끝"), (None, "금형 교체"), (1, "시험 끝")]


def test_nothing_is_advised_before_a_person_lets_it(learnt, press, goods):
    end = work(press, goods, FIRST + timedelta(days=40), [one + log(1.15) for one in drawn(3, 8)])
    services.follow_all(now=end + LATER)
    services.gather(now=end + LATER)
    assert not Recommendation.objects.filter(kind="prediction").exists()


def test_a_slower_machine_becomes_advice_and_a_job(learnt, press, goods, chief):
    services.put_in_use(fitted=learnt.versions.get(), reason="", by=chief)
    slow = FIRST + timedelta(days=40)
    end = work(press, goods, slow, [one + log(1.15) for one in drawn(3, 8)])
    now = end + LATER
    assert services.follow_all(now=now) == 1
    services.gather(now=now)
    advice = Recommendation.objects.get(kind="prediction")
    assert advice.effect == pytest.approx(100 * log(1.15), abs=3)
    assert (advice.kpi, advice.scope) == ("effectiveness", f"work_unit:{press.code}")
    row = PredictionModel.objects.get()
    assert abs(selectors.alarms_of(row)[0].since - slow) <= 4 * HOUR
    assert str(press) in recommendations.shown(advice, now=now, person=chief).title


@pytest.fixture
def advice(learnt, press, goods, chief, monkeypatch) -> Recommendation:
    services.put_in_use(fitted=learnt.versions.get(), reason="", by=chief)
    end = work(press, goods, FIRST + timedelta(days=40), [one + log(1.15) for one in drawn(3, 8)])
    monkeypatch.setattr("dure.kernel.clock.now", lambda: end + LATER)
    services.follow_all(now=end + LATER)
    services.gather(now=end + LATER)
    return Recommendation.objects.get(kind="prediction")


def test_accepting_makes_a_job_and_undo_cancels_it(advice, press, chief):
    services.accept(recommendation=advice, by=chief)
    assert Job.objects.get().work_unit == press
    services.undo_decision(recommendation=advice, by=chief)
    assert Job.objects.get().status == "cancelled"


def test_advice_goes_when_the_machine_is_back_or_the_model_withdrawn(advice, press, goods, chief):
    row = PredictionModel.objects.get()
    services.withdraw(model=row, reason="금형 교체", by=chief)
    services.gather(now=advice.made_at)
    advice.refresh_from_db()
    assert advice.status == "withdrawn"


def test_advice_goes_when_the_machine_is_as_fast_again(advice, press, goods):
    end = work(press, goods, FIRST + timedelta(days=43), drawn(1, 11))
    services.follow_all(now=end + LATER)
    services.gather(now=end + LATER)
    advice.refresh_from_db()
    assert advice.status == "withdrawn"


def test_what_is_in_use_stays_until_another_is_better(learnt, press, goods, chief):
    one = learnt.versions.get()
    services.put_in_use(fitted=one, reason="", by=chief)
    end = work(press, goods, FIRST + timedelta(days=40), drawn(5, 8))
    row = learn(press, end + LATER)
    # 144 hours are needed to be tried on, 80 have come.
    assert (row.in_use, row.versions.count(), row.tried["params"]["lacks"]) == (one, 1, 64)
    end = work(press, goods, FIRST + timedelta(days=45), drawn(6, 9))
    row = learn(press, end + LATER)
    assert (row.in_use, row.versions.count()) == (one, 1)
    assert row.tried["message"] == SUBJECTS["pace"].kept["same"]


def test_a_machine_that_jumps_about_by_now_gets_a_new_verdict(learnt, press, goods, chief):
    one = learnt.versions.get()
    services.put_in_use(fitted=one, reason="", by=chief)
    wild = [value + (0.15 if at // 16 % 2 else 0.0) for at, value in enumerate(drawn(12, 8))]
    end = work(press, goods, FIRST + timedelta(days=40), wild)
    row = learn(press, end + LATER)
    assert row.in_use == one
    # The former rings too often; a new one from the time before would too, so none is offered.
    assert row.versions.count() == 1
    assert row.tried["params"]["alarms"] > row.tried["params"]["most"]


def test_a_model_that_rings_too_often_is_silent(learnt, press, goods, chief):
    services.put_in_use(fitted=learnt.versions.get(), reason="", by=chief)
    wild = [value + (0.15 if at // 48 % 2 else 0.0) for at, value in enumerate(drawn(24, 8))]
    end = work(press, goods, FIRST + timedelta(days=40), wild)
    services.follow_all(now=end + LATER)
    row = PredictionModel.objects.get()
    # Seven times it became slower or fast again; two true changes are allowed for, and three by chance: of 0.85
    # promised P(≤ 2) = 0.945 and P(≤ 3) = 0.989.
    assert (row.rings_too_often, row.level > 10) == (True, True)
    services.gather(now=end + LATER)
    assert not Recommendation.objects.filter(kind="prediction").exists()


def test_the_list_is_two_queries(learnt, django_assert_num_queries):
    with django_assert_num_queries(2):
        (shown,) = selectors.models()
    assert (shown.newest.version, shown.waits) == (1, True)
