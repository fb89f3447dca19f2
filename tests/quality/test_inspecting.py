"""Inspections from the first piece to what becomes of the goods."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dure.commerce.models import IncomingCheck
from dure.inventory.models import Balance, Lot
from dure.inventory.services import set_lot_status
from dure.kernel.errors import Conflict, Invalid
from dure.product import services as product_services
from dure.product.models import StandardCheck, StandardLimit, StandardVersion, WorkStandard
from dure.quality import services
from dure.quality.models import Gauge, Inspection, InspectionPlan, Measurement, Nonconformance, SupplyState
from dure.quality.selectors.sampling import sample_for
from dure.quality.services import Finding
from tests.quality.cast import Kind, Lab, begun, decided, lot_of, make_lab, measured, rice_came

pytestmark = pytest.mark.django_db
Status = Lot.Status


@pytest.fixture
def lab() -> Lab:
    return make_lab()


def final(lab: Lab, **values: object) -> InspectionPlan:
    return services.add_plan(by=lab.judge, **({"kind": Kind.FINAL, "item": lab.firm.noodles, "fixed": 3} | values))


def incoming(lab: Lab, **values: object) -> InspectionPlan:
    services.add_characteristic(item=lab.firm.rice, name="수분", unit="%", upper=Decimal(16), by=None)
    return services.add_plan(by=lab.judge, **(of_rice(lab) | values))


def of_rice(lab: Lab) -> dict[str, object]:
    return {"kind": Kind.INCOMING, "item": lab.firm.rice, "sampling": "aql", "aql": "1.0"}


def test_a_good_lot_is_let_go(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles, status=Status.QUARANTINE)
    inspection = measured(begun(final(lab), lot=lot), 9.9, 10, 11)
    assert services.standing(inspection).proposal == "accepted"
    inspection = decided(inspection)
    lot.refresh_from_db()
    assert (lot.status, lot.status_reason) == (
        Status.AVAILABLE,
        f"{inspection.number} {inspection.get_verdict_display()}",
    )


def test_a_bad_piece_refuses_a_lot_and_opens_a_case(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    inspection = measured(begun(final(lab), lot=lot), 10, 11.01, 10)
    with pytest.raises(Invalid, match="More bad pieces"):
        decided(inspection)
    decided(inspection, "rejected")
    lot.refresh_from_db()
    case = Nonconformance.objects.get()
    assert lot.status == Status.REJECTED
    assert (case.text, case.lot, case.source) == (f"{inspection.number}: 폭", lot, "inspection")


def test_a_bad_lot_is_accepted_only_with_a_condition_and_a_reason(lab: Lab) -> None:
    inspection = measured(begun(final(lab)), 10, 12, 10)
    with pytest.raises(Invalid, match="reason"):
        decided(inspection, "conditional")
    assert decided(inspection, "conditional", "고객 승인").verdict == "conditional"


def test_values_that_are_missing_leave_it_open(lab: Lab) -> None:
    inspection = measured(begun(final(lab)), 10, 10)
    with pytest.raises(Invalid, match="1 values are missing"):
        decided(inspection)


def test_the_same_value_comes_once(lab: Lab) -> None:
    inspection = begun(final(lab))
    sent = uuid4()
    measured(inspection, 10, id_of=sent)
    measured(inspection, 10, id_of=sent)
    assert Measurement.objects.count() == 1
    with pytest.raises(Conflict, match="has a value already"):
        measured(inspection, 10)


def test_a_wrong_value_stays_as_taken_back(lab: Lab) -> None:
    inspection = measured(begun(final(lab)), 100)
    services.undo_measurement(row=Measurement.objects.get(), by=lab.judge)
    measured(inspection, 10, 10, 10)
    assert decided(inspection).bad_pieces == 0
    assert [int(row.value) for row in Measurement.objects.order_by("pk")] == [100, 10, 10, 10]


def test_an_inspection_keeps_its_limits(lab: Lab) -> None:
    inspection = begun(final(lab))
    services.change_characteristic(row=lab.width, upper=Decimal("10.5"), by=lab.judge)
    measured(inspection, 10.8)
    assert Measurement.objects.get().is_good


def test_incoming_goods_go_the_one_way_of_buying(lab: Lab) -> None:
    """1000 kg, level II: letter J, 80 pieces, AQL 1.0 accepts 2."""
    line = rice_came(lab)
    inspection = begun(incoming(lab), receipt_line=line, lot=line.lot, supplier=lab.firm.mill, lot_size=Decimal(1000))
    assert (inspection.letter, inspection.pieces, inspection.accept) == ("J", 80, 2)
    measured(inspection, *[15] * 78, 17, 17)
    inspection = decided(inspection)
    check = IncomingCheck.objects.get()
    assert (check.number, check.accepted) == (inspection.stock_check, 1000)
    assert Balance.objects.get(quantity__gt=0).location.kind == "stock"
    assert check.lot is not None
    assert check.lot.status == Status.AVAILABLE


def test_a_refused_receipt_and_its_undo(lab: Lab) -> None:
    line = rice_came(lab)
    inspection = begun(incoming(lab), receipt_line=line, lot=line.lot, supplier=lab.firm.mill, lot_size=Decimal(1000))
    measured(inspection, *[15] * 77, 17, 17, 17)
    decided(inspection, "rejected")
    assert Lot.objects.get().status == Status.REJECTED
    assert Nonconformance.objects.get().source == "supplier"
    services.undo_verdict(inspection=inspection, by=lab.judge)
    inspection.refresh_from_db()
    assert (inspection.verdict, Lot.objects.get().status) == ("open", Status.QUARANTINE)
    assert not Nonconformance.objects.exists()
    assert SupplyState.objects.get().recent == []


def test_two_refused_lots_tighten_and_a_missing_table_is_said(lab: Lab) -> None:
    plan = incoming(lab, sampling="aql", aql="1.0")
    for _lot in range(2):
        line = rice_came(lab)
        one = begun(plan, receipt_line=line, lot=line.lot, supplier=lab.firm.mill, lot_size=Decimal(1000))
        decided(measured(one, *[15] * 77, 17, 17, 17), "rejected")
    assert SupplyState.objects.get().severity == "tightened"
    sample = sample_for(plan, Decimal(1000), lab.firm.mill.pk)
    # As MIL-STD-105E table II-B has it: the normal plan one AQL step tighter.
    assert (sample.pieces, sample.accept, sample.is_stand_in) == (80, 1, True)
    services.enter_table(severity="tightened", source="own copy", cells=[("J", "1.0", 80, 1, 2)], by=lab.judge)
    sample = sample_for(plan, Decimal(1000), lab.firm.mill.pk)
    assert (sample.accept, sample.is_stand_in) == (1, False)
    # Another supplier's rice is inspected normally.
    assert sample_for(plan, Decimal(1000), lab.firm.shop.pk).severity == "normal"


def test_what_is_presented_again_doesnt_count_for_switching(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    plan = final(lab, sampling="aql", aql="4.0")
    for hour in range(2):
        one = begun(plan, hour, lot=lot, lot_size=Decimal(100))
        decided(measured(one, *[12] * 3, *[10] * 17), "rejected")
    state = SupplyState.objects.get()
    assert (state.severity, state.recent) == ("normal", [False])
    services.undo_verdict(inspection=one, by=None)
    state.refresh_from_db()
    assert state.recent == [False]


def test_a_verdict_counts_for_the_aql_it_was_begun_with(lab: Lab) -> None:
    plan = final(lab, sampling="aql", aql="4.0")
    one = measured(begun(plan, lot_size=Decimal(100)), *[12] * 3, *[10] * 17)
    services.change_plan(plan=plan, aql="1.0", by=None)
    decided(one, "rejected")
    assert list(SupplyState.objects.values_list("aql", "recent")) == [("4.0", [False])]
    services.undo_verdict(inspection=one, by=None)
    assert list(SupplyState.objects.values_list("aql", "recent")) == [("4.0", [])]


def test_a_verdict_stays_when_one_by_another_plan_counts_on_it(lab: Lab) -> None:
    """The mill has a plan of its own since: both plans count for the same severity."""
    plan = incoming(lab)
    rows = []
    for hour, one in enumerate((plan, services.add_plan(by=None, supplier=lab.firm.mill, **of_rice(lab)))):
        line = rice_came(lab)
        row = begun(one, hour, receipt_line=line, lot=line.lot, supplier=lab.firm.mill, lot_size=Decimal(1000))
        rows.append(decided(measured(row, *[15] * row.pieces)))
    with pytest.raises(Conflict, match="later inspection"):
        services.undo_verdict(inspection=rows[0], by=None)
    assert SupplyState.objects.get().recent == [True, True]


def test_a_receipt_is_inspected_once_at_a_time(lab: Lab) -> None:
    plan, line = incoming(lab), rice_came(lab)
    subject = {"receipt_line": line, "lot": line.lot, "supplier": lab.firm.mill, "lot_size": Decimal(1000)}
    one = begun(plan, **subject)
    with pytest.raises(Conflict, match=f"{one.number} of these goods"):
        begun(plan, 1, **subject)
    decided(measured(one, *[15] * 77, 17, 17, 17), "rejected")
    begun(plan, 2, **subject)


def test_two_verdicts_at_once_count_one_after_the_other(lab: Lab) -> None:
    one = measured(begun(final(lab, sampling="aql", aql="4.0"), lot_size=Decimal(100)), *[10] * 20)
    with CaptureQueriesContext(connection) as asked:
        decided(one)
    read = [row["sql"] for row in asked if 'FROM "quality_supplystate"' in row["sql"] and "recent" in row["sql"]]
    assert read[-1].endswith("FOR UPDATE")


def test_a_lot_that_something_else_holds_isnt_freed_by_a_good_sample(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    case = services.add_nonconformance(
        finding=Finding(text="금속 조각", lot=lot, holds_lot=True), client_id=uuid4(), by=None
    )
    decided(measured(begun(final(lab), lot=lot), 10, 10, 10))
    lot.refresh_from_db()
    assert lot.status == Status.HOLD
    services.contain(row=case, containment="선별", disposition="sort", by=None)
    decided(measured(begun(final(lab, kind=Kind.INCOMING), 1, lot=lot), 10, 10, 10))
    lot.refresh_from_db()
    assert lot.status == Status.AVAILABLE


def test_a_verdict_taken_back_doesnt_free_what_was_held_since(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    inspection = decided(measured(begun(final(lab), lot=lot), 12, 10, 10), "rejected")
    services.add_nonconformance(finding=Finding(text="금속 조각", lot=lot), client_id=uuid4(), by=None)
    services.undo_verdict(inspection=inspection, by=None)
    lot.refresh_from_db()
    assert lot.status == Status.HOLD


def test_a_critical_fault_refuses_whatever_the_sample_allows(lab: Lab) -> None:
    services.change_characteristic(row=lab.width, is_critical=True, by=None)
    plan = final(lab, sampling="aql", aql="4.0")
    inspection = begun(plan, lot_size=Decimal(100))
    assert (inspection.pieces, inspection.accept) == (20, 2)
    measured(inspection, *[10] * 19, 12)
    assert services.standing(inspection).proposal == "rejected"


def test_in_process_holds_and_doesnt_free(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    plan = final(lab, kind=Kind.PROCESS, fixed=1)
    decided(measured(begun(plan, lot=lot), 12), "rejected")
    lot.refresh_from_db()
    assert lot.status == Status.HOLD
    decided(measured(begun(plan, 1, lot=lot), 10))
    lot.refresh_from_db()
    assert lot.status == Status.HOLD


def test_undoing_gives_a_lot_its_state_back(lab: Lab) -> None:
    lot = lot_of(lab.firm.noodles)
    set_lot_status([lot], Status.HOLD, reason="기다림", by=None)
    lot.refresh_from_db()
    inspection = decided(measured(begun(final(lab), lot=lot), 10, 10, 10))
    services.undo_verdict(inspection=inspection, by=None)
    lot.refresh_from_db()
    assert lot.status == Status.HOLD


def test_a_case_that_is_worked_on_keeps_the_verdict(lab: Lab) -> None:
    inspection = decided(measured(begun(final(lab)), 12, 12, 12), "rejected")
    services.add_cause(row=Nonconformance.objects.get(), bone="why", text="칼날", by=None)
    with pytest.raises(Conflict, match="worked on"):
        services.undo_verdict(inspection=inspection, by=None)
    services.contain(row=Nonconformance.objects.get(), containment="격리", disposition="scrap", by=None)
    with pytest.raises(Conflict, match="worked on"):
        services.undo_verdict(inspection=inspection, by=None)
    assert Inspection.objects.get().verdict == "rejected"


def test_a_locked_gauge_measures_nothing(lab: Lab) -> None:
    gauge = services.add_gauge(code="CAL-1", name="캘리퍼스", by=None)
    services.change_characteristic(row=lab.width, gauge=gauge, by=None)
    inspection = begun(final(lab))
    Gauge.objects.update(status="locked")
    with pytest.raises(Conflict, match="locked"):
        measured(inspection, 10)


def test_the_size_of_a_sample(lab: Lab) -> None:
    assert sample_for(final(lab, fixed=5), Decimal(3), None).pieces == 3
    everything = final(lab, kind=Kind.FIRST, sampling="all")
    assert sample_for(everything, Decimal("12.5"), None).pieces == 13
    with pytest.raises(Invalid, match="size of the lot"):
        sample_for(everything, None, None)


def test_goods_of_another_item_and_nothing_to_look_at(lab: Lab) -> None:
    plan = final(lab)
    with pytest.raises(Conflict, match="another item"):
        begun(plan, lot=lot_of(lab.firm.rice))
    services.change_characteristic(row=lab.width, is_active=False, by=None)
    with pytest.raises(Invalid, match="no characteristic"):
        begun(plan)


def test_limits_come_from_the_work_standard(lab: Lab) -> None:
    standard = WorkStandard.objects.create(number="WS-1", title="제면", item=lab.firm.noodles, operation_number=10)
    version = StandardVersion.objects.create(standard=standard, number=1)
    product_services.add_part(
        version=version, part=StandardLimit, by=None, name="반죽 온도", unit="°C", lower=Decimal(24), upper=Decimal(28)
    )
    product_services.add_part(version=version, part=StandardCheck, by=None, text="이물 없음")
    taken = services.take_from_standard(item=lab.firm.noodles, version=version, by=None)
    assert [(row.name, row.kind, row.upper) for row in taken] == [
        ("반죽 온도", "measured", 28),
        ("이물 없음", "good", None),
    ]
    version.standardlimits.update(upper=Decimal(27))
    assert services.take_from_standard(item=lab.firm.noodles, version=version, by=None)[0].upper == 27
