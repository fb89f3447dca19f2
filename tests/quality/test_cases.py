"""A nonconformance from found to closed, a complaint, and a gauge's calibration."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from dure.inventory.models import Lot
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.quality import services
from dure.quality.models import Nonconformance
from dure.quality.selectors.gauges import result_of
from dure.quality.services import Finding
from tests.quality.cast import Lab, lot_of, make_lab

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab() -> Lab:
    return make_lab()


def found(lab: Lab, **values: object) -> Nonconformance:
    finding = Finding(text="면이 끊어짐", **values)  # type: ignore[arg-type]
    return services.add_nonconformance(finding=finding, client_id=uuid4(), by=lab.judge)


def test_from_found_to_closed(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    case = found(lab, lot=lot, holds_lot=True)
    lot.refresh_from_db()
    assert (case.item, lot.status) == (lab.firm.noodles, Lot.Status.HOLD)
    with pytest.raises(Conflict, match="Contain it first"):
        services.name_cause(row=case, root_cause="칼날 마모", by=None)
    services.contain(row=case, containment="로트 격리", disposition="sort", by=None)
    for why in ("끊어진 면이 섞임", "칼날이 무딤", "교체 주기가 없음"):
        services.add_cause(row=case, bone="why", text=why, by=None)
    case = services.name_cause(row=case, root_cause="교체 주기가 없음", by=None)
    assert [one.position for one in case.causes.all()] == [1, 2, 3]
    first = services.add_action(row=case, text="주기 정하기", by=None)
    second = services.add_action(row=case, text="교육", by=None)
    with pytest.raises(Conflict, match="aren't done"):
        services.check_effect(row=case, works=True, effect="없음", by=None)
    services.finish_action(action=first, result="2주마다", by=None)
    services.finish_action(action=second, result="전원", by=None)
    case.refresh_from_db()
    assert case.stage == "action"
    assert case.check_on is not None
    case = services.check_effect(row=case, works=True, effect="한 달 0건", by=lab.judge)
    assert (case.stage, case.closed_by) == ("closed", lab.judge)
    with pytest.raises(Conflict, match="closed"):
        services.contain(row=case, containment="늦음", disposition="", by=None)


def test_what_doesnt_work_goes_back_to_its_cause(lab: Lab) -> None:
    case = found(lab)
    services.contain(row=case, containment="격리", disposition="scrap", by=None)
    services.name_cause(row=case, root_cause="온도", by=None)
    action = services.add_action(row=case, text="온도 낮춤", by=None)
    services.finish_action(action=action, result="낮춤", by=None)
    case = services.check_effect(row=case, works=False, effect="또 나옴", by=None)
    assert (case.stage, case.closed_at) == ("contained", None)


def test_a_complaint_has_a_customer(lab: Lab) -> None:
    with pytest.raises(Invalid, match="고객이 있어야"):
        found(lab, source="complaint")
    case = found(lab, source="complaint", partner=lab.firm.shop, their_number="C-7")
    case = services.change_case(row=case, answer="교환해 드립니다.", by=lab.judge)
    assert case.answered_at is not None


def test_the_same_finding_comes_once(lab: Lab) -> None:
    sent = uuid4()
    for _try in range(2):
        services.add_nonconformance(finding=Finding(text="얼룩"), client_id=sent, by=None)
    assert Nonconformance.objects.count() == 1


def test_a_calibration_sets_the_next_and_locks_what_failed(lab: Lab) -> None:
    gauge = services.add_gauge(code="MIC-1", name="마이크로미터", every_days=30, by=None)
    day = date(2026, 3, 2)
    services.note_calibration(gauge=gauge, calibrated_on=day, passed=True, by=lab.judge)
    gauge.refresh_from_db()
    assert (gauge.due_on, gauge.status) == (day + timedelta(days=30), "in_use")
    services.note_calibration(gauge=gauge, calibrated_on=day + timedelta(days=5), passed=False, by=None)
    gauge.refresh_from_db()
    assert (gauge.due_on, gauge.status) == (day + timedelta(days=35), "locked")
    # An older certificate that is entered late frees nothing.
    services.note_calibration(gauge=gauge, calibrated_on=day + timedelta(days=1), passed=True, by=None)
    gauge.refresh_from_db()
    assert (gauge.due_on, gauge.status) == (day + timedelta(days=35), "locked")
    with pytest.raises(Invalid, match="ahead"):
        services.note_calibration(
            gauge=gauge, calibrated_on=timezone.localdate(clock.now()) + timedelta(days=1), passed=True, by=None
        )


def test_a_study_is_told_when_it_is_whole(lab: Lab) -> None:
    """Two parts read as 1 and 2 by two appraisers twice without a difference: all spread is of the parts."""
    gauge = services.add_gauge(code="MIC-2", name="마이크로미터", by=None)
    study = services.add_study(
        gauge=gauge, name="두께", appraisers=2, trials=2, parts=2, studied_on=date(2026, 3, 2), by=None
    )
    places = {(a, t, p): Decimal(p) for a in (1, 2) for t in (1, 2) for p in (1, 2)}
    services.keep_readings(study=study, readings={**places, (2, 2, 2): None}, by=None)
    assert result_of(study) is None
    services.keep_readings(study=study, readings=places, by=None)
    told = result_of(study)
    assert told is not None
    assert told.by_range.gauge == 0
    with pytest.raises(Invalid, match="no such place"):
        services.keep_readings(study=study, readings={(3, 1, 1): Decimal(1)}, by=None)
