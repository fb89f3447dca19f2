"""Models of what a piece takes in energy: learnt from meters, states and counts, followed, advised, shown."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from dure.decisions import services
from dure.decisions.models import FittedModel, PredictionModel, Recommendation
from dure.decisions.prediction.piece_energy_model import Seen, model_from
from dure.decisions.selectors import energy_models, recommendations
from dure.decisions.selectors import models as selectors
from dure.decisions.selectors.hours import uses_of
from dure.decisions.sources.registry import source_of
from dure.inventory.models import Item
from dure.maintenance.models import Job
from dure.performance.models import EnergyQuarter
from dure.production.models import ProductionResult
from tests.decisions.powered import DAY, HOUR, meter, model_of, work
from tests.planning.shop import item
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 3, 1, 15, 0, tzinfo=UTC)
"""midnight in Seoul"""
NIGHT = timedelta(hours=3, minutes=10)


@pytest.fixture
def goods(press) -> list[Item]:
    meter(press)
    return [item("A"), item("B")]


def energy(press) -> PredictionModel:
    return PredictionModel.objects.get(work_unit=press, kind="energy")


@pytest.fixture
def learnt(press, goods) -> FittedModel:
    end = work(press, goods, FIRST, 70, 3)
    services.learn_all(now=end + NIGHT)
    return energy(press).versions.get()


@pytest.fixture
def used(learnt, chief) -> FittedModel:
    services.put_in_use(fitted=learnt, reason="", by=chief)
    return learnt


def test_an_hour_is_energy_running_time_and_pieces(press, goods):
    work(press, goods, FIRST, 1, 1)
    EnergyQuarter.objects.update(kwh=2.5)
    hours = uses_of([press.pk], FIRST, FIRST + DAY)[press.pk]
    made = ProductionResult.objects.order_by("hour").first()
    at = next(one for one in hours if one.pieces)
    assert (len(hours), {one.kwh for one in hours}, {one.hours for one in hours}) == (24, {10.0}, {1.0})
    assert {one.day_us for one in hours} == {round(FIRST.timestamp() * 1_000_000)}
    # 8 in the morning is the first hour of work; four pieces a minute.
    assert made.hour == FIRST + 8 * HOUR
    assert (at.at_us, at.pieces) == (round(made.hour.timestamp() * 1_000_000), {str(made.item_id): float(made.good)})
    assert at.running_h * 60 == pytest.approx(float(made.good) / 4)


def test_hours_that_were_not_measured_or_doubted_are_left_out(press, goods):
    work(press, goods, FIRST, 1, 1)
    EnergyQuarter.objects.filter(start=FIRST + 9 * HOUR).delete()
    EnergyQuarter.objects.filter(start=FIRST + 10 * HOUR).update(doubted=50.0)
    hours = uses_of([press.pk], FIRST, FIRST + DAY)[press.pk]
    left = {(one.at_us - hours[0].at_us) // 3_600_000_000 for one in hours}
    assert left == set(range(24)) - {9, 10}


def test_a_machine_with_two_meters_needs_both(press, goods):
    work(press, goods, FIRST, 1, 1)
    own = EnergyQuarter.objects.first().meter
    signal = own.signal
    signal.pk, signal.address = None, "kwh2"
    signal.save()
    own.pk, own.code, own.signal = None, "M2", signal
    own.save()
    EnergyQuarter.objects.create(meter=own, start=FIRST, kwh=1.0, known_s=900.0)
    assert uses_of([press.pk], FIRST, FIRST + DAY)[press.pk] == []


def test_without_a_meter_nothing_is_learnt(press):
    assert uses_of([press.pk], FIRST, FIRST + DAY) == {press.pk: []}
    services.learn_all(now=FIRST + DAY)
    assert not PredictionModel.objects.filter(kind="energy").exists()


def test_reading_is_a_fixed_number_of_queries(press, goods, django_assert_num_queries):
    work(press, goods, FIRST, 2, 1)
    with django_assert_num_queries(5):
        uses_of([press.pk], FIRST, FIRST + 2 * DAY)


def test_what_is_kept_of_a_version(learnt, goods):
    assert (learnt.ground, learnt.hours, learnt.version) == ("better", 70, 1)
    # Three fifths of 70 days are 42.
    assert (learnt.from_at, learnt.split_at, learnt.to_at) == (FIRST, FIRST + 42 * DAY, FIRST + 70 * DAY)
    assert learnt.ours < learnt.theirs
    rates = model_from(learnt.figures).rates
    # Pieces go with running time, four a minute: only the sum of both can be told, 6 + 240 · 0.02 and 6 + 240 · 0.05.
    assert rates.standing_kw == pytest.approx(2, abs=0.2)
    assert [rates.running_kw + 240 * rates.pieces[str(one.pk)] for one in goods] == pytest.approx([10.8, 18], rel=0.03)
    shown = energy_models.version_of(learnt)
    assert [one.item for one in shown.items] == goods
    assert "<svg" in shown.picture


def test_too_little_data_says_what_is_missing(press, goods):
    end = work(press, goods, FIRST, 20, 3)
    services.learn_all(now=end + NIGHT)
    row = energy(press)
    assert not row.versions.exists()
    # 48 days are needed.
    assert row.tried["params"]["lacks"] == 28
    assert "28" in selectors.said(row.tried)


def test_a_dear_day_becomes_advice_with_its_evidence(used, press, goods, chief):
    start = FIRST + 70 * DAY
    work(press, goods, start, 6, 8)
    end = work(press, goods, start + 6 * DAY, 2, 9, leak=0.25)
    now = end + HOUR
    assert services.follow_all(now=now) == 1
    services.gather(now=now)
    advice = Recommendation.objects.get(kind="energy")
    row = energy(press)
    days = [Seen._make(one) for one in row.days]
    assert [one.is_dear for one in days] == [False] * 6 + [True] * 2
    assert advice.effect == pytest.approx(25, abs=7)
    # The figures are of the last day that is over, and so is their age.
    assert advice.evidence_at == end
    assert advice.evidence[0]["value"] == pytest.approx(days[-1].kwh / days[-1].pieces, abs=1e-4)
    shown = recommendations.shown(advice, now=now, person=chief)
    assert str(press) in shown.title
    assert source_of("energy").series(advice, start.date(), end.date())
    assert Recommendation.objects.filter(kind="prediction").count() == 0


def test_the_same_leak_is_advised_once_and_goes_when_it_is_mended(used, press, goods):
    start = FIRST + 70 * DAY
    end = work(press, goods, start, 1, 9, leak=0.25)
    for _ in range(2):
        services.follow_all(now=end + HOUR)
        services.gather(now=end + HOUR)
    end = work(press, goods, end, 1, 10, leak=0.25)
    services.follow_all(now=end + HOUR)
    services.gather(now=end + HOUR)
    advice = Recommendation.objects.get(kind="energy")
    assert (advice.status, advice.happened_at) == ("open", start + DAY)
    end = work(press, goods, end, 1, 11)
    services.follow_all(now=end + HOUR)
    services.gather(now=end + HOUR)
    advice.refresh_from_db()
    assert advice.status == "withdrawn"


def test_accepting_makes_a_job_and_undo_cancels_it(used, press, goods, chief, monkeypatch):
    end = work(press, goods, FIRST + 70 * DAY, 1, 9, leak=0.25)
    monkeypatch.setattr("dure.kernel.clock.now", lambda: end + HOUR)
    services.follow_all(now=end + HOUR)
    services.gather(now=end + HOUR)
    advice = Recommendation.objects.get(kind="energy")
    services.accept(recommendation=advice, by=chief)
    assert Job.objects.get().work_unit == press
    services.undo_decision(recommendation=advice, by=chief)
    assert Job.objects.get().status == "cancelled"


def test_today_is_shown_so_far_and_advises_nothing(used, press, goods):
    start = FIRST + 70 * DAY
    work(press, goods, start, 1, 9, leak=0.25)
    services.follow_all(now=start + timedelta(hours=14, minutes=20))
    services.gather(now=start + timedelta(hours=14, minutes=20))
    (today,) = [Seen._make(one) for one in energy(press).days]
    assert (today.is_over, today.is_dear) == (False, False)
    assert energy(press).followed_until == start + 14 * HOUR
    assert not Recommendation.objects.filter(kind="energy").exists()


def test_what_is_in_use_stays_until_another_is_better(used, press, goods):
    end = work(press, goods, FIRST + 70 * DAY, 10, 8)
    services.learn_all(now=end + NIGHT)
    row = energy(press)
    # 18 days are needed to be tried on, ten have come.
    assert (row.in_use, row.versions.count(), row.tried["params"]["lacks"]) == (used, 1, 8)


def test_the_pages(used, press, goods, chief):
    end = work(press, goods, FIRST + 70 * DAY, 3, 9, leak=0.25)
    services.follow_all(now=end + HOUR)
    office = logged_in(chief)
    page = office.get(f"/decisions/models/{used.model_id}/").content.decode()
    assert "개당 전력량" in page
    assert "예상보다 많음" in page
    assert page.count('<svg class="chart control"') == 2
    assert "개당 전력량" in office.get("/decisions/models/").content.decode()


def test_a_version_on_trial_is_put_in_use_on_its_page(press, chief):
    trial = model_of(press)
    office, page = logged_in(chief), f"/decisions/models/{trial.model_id}/"
    seen = office.get(page).content.decode()
    assert "9.4" in seen
    assert office.post(f"{page}use/1").status_code == 302
    assert energy(press).in_use == trial
    assert office.post(f"{page}withdraw", {"reason": "계량기 교체"}).status_code == 302
    assert energy(press).in_use is None


def test_broken_figures_are_said_and_not_used(press, chief):
    trial = model_of(press)
    FittedModel.objects.update(figures={"pieces": {}})
    office, page = logged_in(chief), f"/decisions/models/{trial.model_id}/"
    assert "읽을 수 없습니다" in office.get(page).content.decode()
    assert office.post(f"{page}use/1").status_code == 422


def test_the_list_goes_to_a_spreadsheet(press, chief):
    model_of(press)
    answer = logged_in(chief).get("/decisions/models/?format=xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    at = rows[-2].index("하루 오차(kWh)") if "하루 오차(kWh)" in rows[-2] else None
    assert at is not None
    assert rows[-1][at : at + 3] == (3.1, 9.4, 70)
    assert rows[-1][4] is None
