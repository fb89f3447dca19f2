"""From a danger that somebody saw to the evidence that it is gone, with figures done in the head."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from dure.product.errors import WrongFile
from dure.safety import selectors, services
from dure.safety.models import (
    ActionEvidence,
    CorrectiveAction,
    Injury,
    InjuryRecord,
    NearMiss,
    RiskAssessment,
    RiskBand,
    Suggestion,
)
from dure.safety.risk import Gap
from dure.safety.services import reports
from tests.plant.plants import person
from tests.product.pictures import DRAWING, PIXEL

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
LINE = {"step": "금형 교체", "group": "mechanical", "kind": "caught", "hazard": "하강하는 금형에 손이 끼임"}
INSERT = """INSERT INTO safety_riskband (matrix_id, up_to, name, advice, is_acceptable, tone)
    SELECT id, 99, 'x', 'x', true, 'good' FROM safety_riskmatrix"""


def begun(hall, press, chief) -> RiskAssessment:
    return services.add_assessment(
        area=hall,
        work_unit=press,
        operation="프레스 작업",
        assessed_on=DAY,
        review_on=DAY + timedelta(days=365),
        by=chief,
    )


def ask(hall, owner, by, **values) -> CorrectiveAction:
    return services.add_action(text="양수조작식 방호장치 설치", area=hall, owner=owner, due_on=DAY, by=by, **values)


def finish(action: CorrectiveAction, by) -> CorrectiveAction:
    services.add_evidence(action=action, data=PIXEL, by=by)
    return services.close_action(action=action, done="설치함", by=by)


def test_a_press_is_assessed_made_safe_and_assessed_again(hall, press, chief, kim, matrix):
    first = begun(hall, press, chief)
    line = services.set_line(assessment=first, line=None, by=chief, frequency=4, severity=4, **LINE)
    assert selectors.gaps_of(first) == [Gap.NO_WORKER, Gap.NO_MEASURE]
    services.add_participant(assessment=first, by=chief, person=kim, is_worker=True)
    line = services.set_line(
        assessment=first, line=line, by=chief, measure="양수조작식 방호장치", frequency_after=1, severity_after=4
    )
    with pytest.raises(services.Incomplete):
        services.approve_assessment(assessment=first, by=chief)
    action = ask(hall, kim, chief, risk_line=line)
    services.approve_assessment(assessment=first, by=chief)
    row = selectors.scored(first)[0]
    # 4 x 4 is not acceptable, 1 x 4 is slight.
    assert (row.score, row.band.up_to, row.score_after, row.band_after.is_acceptable) == (16, 20, 4, True)
    with pytest.raises(Conflict):
        services.set_line(assessment=first, line=line, by=chief, frequency=1)
    finish(action, kim)
    assert list(selectors.assessments(state="due", today=DAY + timedelta(days=365))) == [first]
    again = services.assess_again(
        assessment=first, assessed_on=DAY + timedelta(days=360), review_on=DAY + timedelta(days=725), by=chief
    )
    carried = again.lines.get()
    assert (carried.frequency, carried.severity, carried.in_place) == (1, 4, "양수조작식 방호장치")
    assert not selectors.assessments(state="due", today=DAY + timedelta(days=365)).exists()
    assert selectors.history(first) == selectors.history(again) == [first, again]
    with pytest.raises(Conflict):
        services.assess_again(assessment=first, assessed_on=DAY, review_on=DAY + timedelta(days=1), by=chief)


def test_a_step_that_the_matrix_does_not_have_is_refused(hall, press, chief, matrix):
    first = begun(hall, press, chief)
    with pytest.raises(Invalid):
        services.set_line(assessment=first, line=None, by=chief, frequency=6, severity=1, **LINE)


def test_a_matrix_changes_by_a_new_version(hall, press, chief, matrix):
    first = begun(hall, press, chief)
    with pytest.raises(Conflict):
        services.change_matrix(matrix=matrix, by=chief, frequencies=["a", "b"])
    draft = services.new_matrix_version(matrix=matrix, note="3단계로", by=chief)
    with pytest.raises(Conflict):
        services.new_matrix_version(matrix=matrix, note="또", by=chief)
    services.change_matrix(matrix=draft, by=chief, frequencies=["하", "중", "상"], severities=["하", "중", "상"])
    assert selectors.matrix_in_force() == matrix
    for band in draft.bands.all():
        services.remove_band(band=band, by=chief)
    services.set_band(matrix=draft, band=None, by=chief, up_to=2, name="낮음", advice="유지", is_acceptable=True)
    with pytest.raises(Invalid):
        services.put_matrix_in_force(matrix=draft, on=DAY, by=chief)
    services.set_band(matrix=draft, band=None, by=chief, up_to=9, name="높음", advice="개선", is_acceptable=False)
    services.put_matrix_in_force(matrix=draft, on=DAY, by=chief)
    second = begun(hall, press, chief)
    assert (first.matrix.version, second.matrix.version) == (1, 2)


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE safety_riskband SET up_to = 19 WHERE up_to = 20",
        "DELETE FROM safety_riskband",
        "UPDATE safety_riskmatrix SET frequencies = '{a,b}'",
        INSERT,
    ],
)
def test_the_database_keeps_a_used_matrix(deed, hall, press, chief, matrix):
    begun(hall, press, chief)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
    assert RiskBand.objects.filter(matrix=matrix).count() == 6


def test_an_action_is_closed_by_evidence_only(hall, chief, kim):
    action = ask(hall, kim, chief)
    with pytest.raises(Invalid):
        services.close_action(action=action, done="했음", by=kim)
    with pytest.raises(WrongFile):
        services.add_evidence(action=action, data=b"<svg>", by=kim)
    services.add_evidence(action=action, data=DRAWING, by=kim, note="점검표")
    with pytest.raises(Invalid):
        services.close_action(action=action, done=" ", by=kim)
    stranger = person(Role.OPERATOR, name="lee")
    with pytest.raises(Denied):
        services.close_action(action=action, done="했음", by=stranger)
    closed = services.close_action(action=action, done="했음", by=kim)
    assert closed.closed_by == kim
    with pytest.raises(Conflict):
        services.close_action(action=action, done="또", by=kim)
    with pytest.raises(Denied):
        services.reopen_action(action=action, by=kim)
    assert services.reopen_action(action=action, by=chief).closed_at is None


def test_the_database_closes_no_action_without_evidence(hall, chief, kim):
    """Whoever writes past the services is stopped as well."""
    action = ask(hall, kim, chief)
    now = datetime(2026, 5, 4, tzinfo=UTC)
    with pytest.raises(IntegrityError, match="without evidence"), transaction.atomic():
        CorrectiveAction.objects.filter(pk=action.pk).update(closed_at=now, closed_by=kim, done="x")
    with pytest.raises(IntegrityError, match="without evidence"), transaction.atomic():
        CorrectiveAction.objects.create(
            number="X", text="x", area=hall, owner=kim, due_on=DAY, closed_at=now, closed_by=kim, done="x"
        )
    ActionEvidence.objects.create(action=action, file="", added_by=kim)
    with pytest.raises(IntegrityError, match="without evidence"), transaction.atomic():
        CorrectiveAction.objects.filter(pk=action.pk).update(closed_at=now, closed_by=kim, done="x")


@pytest.mark.parametrize("deed", ["DELETE FROM safety_actionevidence", "UPDATE safety_actionevidence SET file = ''"])
def test_the_evidence_of_a_closed_action_stays(deed, hall, chief, kim):
    action = ask(hall, kim, chief)
    finish(action, kim)
    with pytest.raises(IntegrityError, match="stays"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
    services.reopen_action(action=action, by=chief)
    with connection.cursor() as cursor:
        cursor.execute(deed)
    assert not ActionEvidence.objects.exclude(file="").exists()


def tell(hall, by, **values) -> NearMiss:
    given = {"client_id": uuid.uuid4(), "kind": "slip", "area": hall, "by": by} | values
    return services.report_near_miss(**given)


def test_an_anonymous_near_miss_leads_to_nobody(hall, press, kim):
    before = ChangeRecord.objects.count()
    told = tell(hall, None, work_unit=press, text=" 바닥에 기름 ", picture=PIXEL)
    kept = NearMiss.objects.values().get()
    assert {name: kept[name] for name in ("reporter_id", "reported_at", "is_anonymous", "text")} == {
        "reporter_id": None, "reported_at": None, "is_anonymous": True, "text": "바닥에 기름",
    }  # fmt: skip
    # No column holds a person, an address or a time of day, and no change record has its moment.
    assert not [name for name, value in kept.items() if isinstance(value, datetime)]
    assert not [name for name in kept if "address" in name or name in ("ip", "session", "created_at")]
    assert ChangeRecord.objects.count() == before
    assert (
        datetime.fromtimestamp(told.picture.storage.get_modified_time(told.picture.name).timestamp(), UTC).year == 2000
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        NearMiss.objects.filter(pk=told.pk).update(reporter=kim)


def test_a_report_is_taken_once_however_often_it_is_sent(hall, kim):
    one = uuid.uuid4()
    assert tell(hall, kim, client_id=one) == tell(hall, kim, client_id=one)
    assert NearMiss.objects.count() == 1


def test_anonymous_reports_do_not_fill_the_disk(hall, kim, monkeypatch):
    monkeypatch.setattr(reports, "MOST_ANONYMOUS_A_DAY", 2)
    tell(hall, None)
    tell(hall, None)
    with pytest.raises(Conflict):
        tell(hall, None)
    tell(hall, kim)


def test_a_near_miss_is_done_when_its_actions_are(hall, chief, kim):
    told = tell(hall, None)
    action = ask(hall, kim, chief, near_miss=told)
    with pytest.raises(Conflict):
        services.answer_near_miss(near_miss=told, status="done", answer="닦았습니다", by=chief)
    with pytest.raises(Invalid):
        services.answer_near_miss(near_miss=told, status="handled", answer=" ", by=chief)
    finish(action, kim)
    assert services.answer_near_miss(near_miss=told, status="done", answer="닦았습니다", by=chief).status == "done"


def test_an_idea_gets_an_answer_and_credit(hall, chief, kim):
    idea = services.suggest(client_id=uuid.uuid4(), topic="ease", text="대차에 스프링", area=hall, by=kim)
    with pytest.raises(Invalid):
        services.answer_suggestion(suggestion=idea, status="considered", answer="검토", by=chief, reward_won=50_000)
    done = services.answer_suggestion(
        suggestion=idea, status="done", answer="설치했습니다", by=chief, credit="김작업, 2반", reward_won=50_000
    )
    assert (done.credit, done.reward_won, done.answered_by) == ("김작업, 2반", 50_000, chief)
    assert list(selectors.suggestions(state="waiting")) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.update(answer="", answered_at=None)


def test_an_accident_its_rates_and_days_without_one(hall, press, chief, kim):
    """May: 10 people, 1 600 h; one is away for 8 days after 12 May."""
    site = hall.site
    services.set_hours(site=site, month=date(2026, 4, 9), hours=Decimal(1400), workers=Decimal(10), by=chief)
    services.set_hours(site=site, month=date(2026, 5, 1), hours=Decimal(1600), workers=Decimal(10), by=chief)
    accident = services.add_accident(
        happened_at=datetime(2026, 5, 12, 1, tzinfo=UTC), kind="cut", text="칼날 교체 중", area=hall, by=chief
    )
    injury = services.add_injury(
        accident=accident, by=chief, person=kim, outcome="lost_time", body_part="hand", lost_days=2
    )
    assert selectors.file_by(accident) is None
    services.change_injury(injury=injury, by=chief, lost_days=8)
    assert selectors.file_by(accident) == date(2026, 6, 12)
    year = selectors.year_of(site, 2026, date(2026, 5, 31))
    may = year.months[4]
    assert (may.rates.severity, may.rates.frequency) == (5, 625)  # 8 / 1 600 x 1 000; 1 / 1 600 x 1 000 000
    assert (year.rates.hours, year.rates.workers, year.rates.injury_rate) == (3000, 10, 10)
    assert year.missing == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]
    found = selectors.calm_of(site, date(2026, 5, 31))
    assert (found.days, found.record, found.since) == (19, 41, date(2026, 5, 12))
    with pytest.raises(Invalid):
        services.close_accident(accident=accident, by=chief)
    services.change_accident(accident=accident, by=chief, cause="method", cause_text="작업표준에 없음")
    finish(ask(hall, kim, chief, accident=accident), kim)
    assert services.close_accident(accident=accident, by=chief).status == "closed"


def test_who_was_hurt_is_in_no_change_record(hall, chief, kim):
    accident = services.add_accident(
        happened_at=datetime(2026, 5, 12, tzinfo=UTC), kind="cut", text="김작업이 손을 베임", area=hall, by=chief
    )
    services.change_accident(accident=accident, by=chief, text="김작업이 왼손을 베임", cause_text="김작업의 장갑")
    injury = services.add_injury(accident=accident, by=chief, name="김작업", outcome="treated", body_part="hand")
    services.change_injury(injury=injury, by=chief, person=kim, name="", outcome="lost_time", lost_days=3)
    told = [str(row) for row in ChangeRecord.objects.values_list("label", "before", "after")]
    assert len(told) >= 2
    assert not [row for row in told if "김작업" in row or "lost" in row or "hand" in row]
    assert [(row.outcome, row.lost_days, row.is_named) for row in InjuryRecord.objects.all()] == [
        ("lost_time", 3, True), ("treated", 0, True),
    ]  # fmt: skip
    assert Injury.objects.get().person == kim


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "treated", "lost_days": 1},
        {"outcome": "lost_time"},
        {"outcome": "disabled", "lost_days": 5},
        {"outcome": "disabled", "grade": 15},
        {"outcome": "fatal", "grade": 3},
    ],
)
def test_an_injury_is_whole(wrong, hall, chief):
    accident = services.add_accident(
        happened_at=datetime(2026, 5, 12, tzinfo=UTC), kind="cut", text="x", area=hall, by=chief
    )
    with pytest.raises(Invalid):
        services.add_injury(accident=accident, by=chief, body_part="hand", **wrong)


def test_a_load_of_thirteen_kilogrammes_becomes_one(hall, press, chief):
    task = services.add_task(
        area=hall, work_unit=press, task="반죽 대차 밀기", recorded_on=DAY, by=chief, effort_before=Decimal(13)
    )
    lift = {"horizontal_cm": 50, "vertical_cm": 75, "distance_cm": 25, "lifts_per_min": 5, "duration": "long"}
    services.set_lifting(task=task, stage="before", by=chief, load_kg=13, **lift)
    services.set_posture(task=task, stage="before", by=chief, neck=2, trunk=3, legs=2, load=2, upper_arm=3, wrist=2)
    task = services.change_task(
        record=task, by=chief, measure="전동 대차", effort_after=Decimal(1), picture_after=PIXEL
    )
    services.set_lifting(task=task, stage="after", by=chief, load_kg=1, **lift)
    services.set_posture(task=task, stage="after", by=chief)
    found = selectors.change_of(task)
    assert found.reduction == Decimal("92.3")  # 12 / 13
    assert [round(found.lifted[stage].limit.index, 2) for stage in ("before", "after")] == [3.23, 0.25]
    # Neck 2, trunk 3, legs 2: 5, with the load 7; upper arm 3, wrist 2: 4; table C: 8. Upright: 1.
    assert [found.held[stage].result.score for stage in ("before", "after")] == [8, 1]


def test_the_worse_end_of_a_lift_counts(hall, chief):
    task = services.add_task(area=hall, task="상자", recorded_on=DAY, by=chief)
    lift = {"load_kg": 10, "horizontal_cm": 25, "vertical_cm": 75, "distance_cm": 25, "lifts_per_min": Decimal("0.2")}
    services.set_lifting(task=task, stage="before", by=chief, horizontal_end_cm=50, vertical_end_cm=75, **lift)
    found = selectors.change_of(task).lifted["before"]
    assert (found.at_end, found.limit.limit_kg) == (True, pytest.approx(11.5))
    with pytest.raises(Invalid):
        services.set_lifting(task=task, stage="before", by=chief, vertical_end_cm=None)
