"""A plant built in steps goes up to JS3 and back as its data does; each criterion equals SQL of its own."""

from datetime import date, timedelta

import pytest

from dure.mentoring.level import BY_KEY, CRITERIA, NO_DATA, Level
from dure.mentoring.models import DataAge, LevelDay, LevelFigure
from dure.mentoring.selectors import level as selectors
from dure.mentoring.selectors.level_gaps import gaps_of
from dure.mentoring.services import level as services
from dure.plant.models import Person, WorkUnit
from dure.plant.roles import Role
from dure.product.models import StandardVersion
from dure.production.models import Downtime, ProductionResult, ResultCorrection
from dure.telemetry.models import Connection, LogPosition, Reader
from tests.mentoring import stages
from tests.mentoring.level_sql import SQL, by_sql
from tests.mentoring.stages import HOUR, at
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)
STANDARDS = ("bom", "routing", "standard", "equipment", "partners", "audits")


@pytest.fixture
def lee(db) -> Person:
    return person(Role.SUPERVISOR, name="lee")


def computed(day: date) -> Level:
    """The level at the end of a day, after every figure was held against its SQL."""
    row = services.compute_level(day=day, now=at(day, 24))
    kept = {one.criterion: one for one in row.figures.all()}
    assert kept.keys() == BY_KEY.keys() == SQL.keys()
    for key, one in kept.items():
        wanted = by_sql(key, day)
        assert (one.value, one.part, one.whole) == pytest.approx((wanted.value, wanted.part, wanted.whole)), key
    return Level(row.level)


def figure(key: str, day: date) -> float | None:
    return LevelFigure.objects.get(of_day__day=day, criterion=key).value


def test_up_and_back(lee: Person):
    days = [DAY + timedelta(days=n) for n in range(7)]
    stages.on_paper()
    assert computed(days[0]) is Level.NONE
    assert [figure(key, days[0]) for key in STANDARDS] == [0, 0, None, 0, 0, 0]  # no routing, so no operation
    assert {figure(one.key, days[0]) for one in CRITERIA if one.level is Level.JS3} == {None}

    stages.standardise(days[1])
    assert computed(days[1]) is Level.JS1
    assert [figure(key, days[1]) for key in STANDARDS] == [1] * 6

    stages.automate(days[2])
    assert computed(days[2]) is Level.JS2
    assert figure("counted", days[2]) == 0.9
    assert figure("reasons", days[2]) == 0.9
    assert figure("connected", days[2]) == 1
    # 200 ages from 3.00 to 4.99 s: 95 % of the way from the first to the last.
    assert figure("latency", days[2]) == pytest.approx(3 + 1.99 * 0.95)

    stages.decide(days[3], lee)
    assert computed(days[3]) is Level.JS3
    told = {one.key: figure(one.key, days[3]) for one in CRITERIA if one.level is Level.JS3}
    assert told == {
        "schedules": 0.8, "schedule-pace": 1800, "alarms": 0.9, "alarm-pace": 240, "advice": 0.6, "scheduled": 1,
        "followed": 0.9, "due": 0.9, "predictions": 1,
    }  # fmt: skip

    # 18,000 counted pieces and 2,000 typed ones; 4,000 more that are typed leave 75 %, which is kept.
    unit = WorkUnit.objects.get(code="M2")
    stages.made(unit, days[4], 9, "hand", 4000)
    assert computed(days[4]) is Level.JS3
    assert figure("counted", days[4]) == 0.75
    assert LevelFigure.objects.get(of_day__day=days[4], criterion="counted").holds

    # 6,000 more: 60 %, and what asks for more than automatic counting goes too.
    stages.made(unit, days[5], 9, "hand", 6000)
    assert computed(days[5]) is Level.JS1
    assert figure("counted", days[5]) == 0.6
    assert figure("alarms", days[5]) == 0.9

    StandardVersion.objects.update(status="retired")
    assert computed(days[6]) is Level.NONE
    assert list(LevelDay.objects.order_by("day").values_list("level", flat=True)) == [0, 1, 2, 3, 3, 1, 0]


def test_what_no_longer_holds_needs_the_higher_threshold_again(lee: Person):
    stages.on_paper()
    stages.standardise(DAY)
    stages.automate(DAY)
    typed = stages.made(WorkUnit.objects.get(code="M2"), DAY, 9, "hand", 4000)
    assert computed(DAY) is Level.JS1  # 75 %, and it never was 80
    ProductionResult.objects.filter(pk=typed.pk).update(produced=0)
    assert computed(DAY + timedelta(days=1)) is Level.JS2
    ProductionResult.objects.filter(pk=typed.pk).update(produced=4000)
    assert computed(DAY + timedelta(days=2)) is Level.JS2


def test_a_day_is_written_once_however_often_it_is_computed():
    stages.on_paper()
    first = services.compute_level(day=DAY, now=at(DAY, 12))
    second = services.compute_level(day=DAY, now=at(DAY, 24))
    assert first.pk == second.pk
    assert LevelFigure.objects.count() == len(CRITERIA)
    assert second.computed_at == at(DAY, 24)


def test_odd_rows_are_taken_as_the_words_say(lee: Person):
    """Corrections, an open and a replaced stop, a stop over the edge, a machine unheard, a connection that is off."""
    stages.on_paper()
    stages.standardise(DAY)
    stages.automate(DAY)
    stages.decide(DAY, lee)
    unit = WorkUnit.objects.get(code="M1")
    rows = list(ProductionResult.objects.filter(source="counter")[:3])
    for row, pieces in zip(rows, (-500, 300, -900), strict=True):
        undone = {"undone_at": at(DAY, 20), "undone_by": lee} if pieces == -900 else {}
        ResultCorrection.objects.create(
            work_unit=unit, time=row.first_at, result=row, produced=pieces, good=pieces, reason="x", made_by=lee,
            made_at=at(DAY, 18), **undone,
        )  # fmt: skip
    begin = at(DAY - timedelta(days=27))
    Downtime.objects.create(work_unit=unit, started_at=begin - 2 * HOUR, ended_at=begin + HOUR)
    Downtime.objects.create(work_unit=unit, started_at=at(DAY, 22))
    Downtime.objects.create(work_unit=unit, started_at=at(DAY, 5), ended_at=at(DAY, 8), replaced_at=at(DAY, 9))
    Connection.objects.update(is_enabled=False)
    computed(DAY)
    # 18,000 - 500 counted ones of 20,000 - 500 + 300.
    assert figure("counted", DAY) == pytest.approx(17500 / 19800)
    # Nine hours explained, of ten and one at the edge and two that are open.
    assert figure("reasons", DAY) == pytest.approx(9 / 13)
    assert figure("connected", DAY) == 0


def test_what_is_missing_is_named(lee: Person):
    stages.on_paper()
    now = at(DAY, 24)
    assert [gap.label for gap in gaps_of("bom", day=DAY, now=now)] == ["CAKE cake", "NOODLE noodle"]
    assert [gap.label for gap in gaps_of("partners", day=DAY, now=now)] == ["C1 가온유통"]
    stages.standardise(DAY)
    stages.automate(DAY)
    stages.decide(DAY, lee)
    told = {key: [gap.label for gap in gaps_of(key, day=DAY, now=now)] for key in SQL}
    assert [key for key in STANDARDS if told[key]] == []
    assert told["counted"] == ["M1 포장기"]
    assert len(told["reasons"]) == 1
    assert told["connected"] == []
    assert told["alarms"] == ["정지"]
    assert told["followed"] == ["WO-1005-9 · 10"]
    assert told["due"] == ["WO-1005-8"]
    assert told["scheduled"] == []
    assert len(told["schedules"]) == 2
    assert len(told["predictions"]) == 1


def test_the_age_of_the_data_is_measured_only_while_machines_are_listened_to():
    now = at(DAY, 12)
    assert services.measure_data_age(now=now) is None
    Connection.objects.create(code="PLC", name="PLC", protocol="modbus")
    assert services.measure_data_age(now=now) is None
    LogPosition.objects.create(reader=Reader.RESULTS, passed_us=int((now - timedelta(seconds=42)).timestamp() * 1e6))
    row = services.measure_data_age(now=now)
    assert row is not None
    assert row.seconds == pytest.approx(42)
    services.measure_data_age(now=now)
    assert DataAge.objects.count() == 1
    stages.ages(DAY - timedelta(days=61), 5, 1)
    assert services.forget_data_ages(now=now) == 5
    Connection.objects.update(is_enabled=False)
    assert services.measure_data_age(now=now + HOUR) is None


def test_few_measurements_tell_no_age():
    stages.on_paper()
    stages.ages(DAY, 143, 2)
    assert by_sql("latency", DAY) == NO_DATA
    assert services.figures_of(day=DAY, now=at(DAY, 24))["latency"] == NO_DATA
    stages.ages(DAY + timedelta(days=-10), 1, 2)
    assert services.figures_of(day=DAY, now=at(DAY, 24))["latency"].whole == 144


def test_trends_have_the_last_figure_of_each_week():
    stages.on_paper()
    for ago in (14, 9, 8, 0):
        services.compute_level(day=DAY - timedelta(days=ago), now=at(DAY, 24))
    LevelFigure.objects.filter(of_day__day=DAY - timedelta(days=9), criterion="bom").update(value=0.4)
    LevelFigure.objects.filter(of_day__day=DAY - timedelta(days=8), criterion="bom").update(value=0.5)
    found = selectors.trends(DAY)["bom"]
    assert len(found) == selectors.WEEKS
    assert found[-3:] == [0, 0.5, 0]
    assert set(found[:-3]) == {None}
    assert selectors.levels_by_week(DAY)[-3:] == [0, 0, 0]
