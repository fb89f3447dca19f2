"""Who may open which page of quality, and what an honest request gets."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from dure.commerce.models import Partner
from dure.inventory.models import Item
from dure.inventory.services import NewLot, add_item, add_lots
from dure.kernel import clock
from dure.plant.models import WorkUnit
from dure.plant.roles import Role
from dure.product.approval import Step
from dure.product.models import StandardLimit, StandardVersion, WorkStandard
from dure.quality import services
from dure.quality.models import ChartSignal, ControlPoint, Hazard, Inspection, Measurement, SupplyState
from dure.quality.services import Finding, Reading, Seen, Subject
from tests.access.table import BUT_OPERATORS, EVERYONE, LEADERS, Row, deed, form, page

JUDGES = LEADERS | {Role.QUALITY}
CHECKERS = JUDGES | {Role.OPERATOR, Role.MAINTENANCE}
WRITERS = JUDGES | {Role.PLANNER}
DRAFTERS = WRITERS | {Role.MENTOR}
KEEPERS = JUDGES | {Role.MAINTENANCE}
STUDENTS = KEEPERS | {Role.MENTOR}
SOLVERS = JUDGES | {Role.PLANNER, Role.MAINTENANCE, Role.OFFICE, Role.OWNER, Role.MENTOR}
ID = "7b0e1a52-2d5b-4a56-9d8c-6f0b5a8f1c01"
CHARACTERISTIC = {"name": "두께", "kind": "measured", "upper": "2", "decimals": "2", "position": "20"}
PLAN = {"kind": "first", "sampling": "fixed", "level": "II", "aql": "1.0", "fixed": "3"}
CHART = {"kind": "ewma", "size": "1", "weight": "0.2", "width": "3", "slack": "0.5", "threshold": "5"}
GAUGE = {"code": "G-9", "name": "캘리퍼스", "every_days": "365", "status": "in_use"}
STUDY = {
    "gauge": "=gauge", "name": "폭", "appraisers": "2", "trials": "2", "parts": "2", "studied_on": "2026-06-01",
}  # fmt: skip
HAZARD = {
    "position": "20", "step": "삶기", "kind": "B", "hazard": "세균", "severity": "3", "likelihood": "2",
    "prerequisite": "false", "has_measure": "true", "removes": "true",
}  # fmt: skip
POINT = {
    "mark": "CCP-9B", "hazard": "=haccp_hazard", "name": "온도", "lower": "85", "decimals": "1", "method": "온도계",
    "every_minutes": "60", "work_unit": "=q_work_unit", "who": "담당", "corrective": "재가열", "verification": "확인",
}  # fmt: skip
ROWS: dict[str, Row] = {
    "inspect": page(EVERYONE),
    "inspect_begin": deed(CHECKERS, data={"key": "=q_key", "client_id": ID}),
    "inspect_new": form(CHECKERS, data={"plan": "=q_plan", "client_id": ID}),
    "inspect_work": page(EVERYONE, "q_open"),
    "measure": deed(CHECKERS, "q_open", data={"line": "=q_line", "piece": "2", "client_id": ID, "value": "1.5"}),
    "measurement_undo": deed(CHECKERS, "q_value"),
    "decide": deed(JUDGES, "q_whole", data={"verdict": "accepted"}),
    "verdict_undo": deed(JUDGES, "q_decided"),
    "inspections": page(BUT_OPERATORS),
    "inspection": page(BUT_OPERATORS, "q_decided"),
    "inspection_report": page(BUT_OPERATORS, "q_decided"),
    "plans": page(BUT_OPERATORS),
    "plan": form(WRITERS, "q_plan", data=PLAN | {"kind": "final"}),
    "item": page(BUT_OPERATORS, "q_item"),
    "plan_add": form(WRITERS, "q_item", data=PLAN),
    "characteristic_add": form(WRITERS, "q_item", data=CHARACTERISTIC),
    "characteristic": form(WRITERS, "q_characteristic", data=CHARACTERISTIC),
    "from_standard": deed(WRITERS, "q_item", data={"version": "=q_version"}),
    "chart_add": form(WRITERS, "q_characteristic", data=CHART),
    "chart_change": form(WRITERS, "q_chart", data=CHART | {"kind": "i_mr"}),
    "charts": page(EVERYONE),
    "chart": page(EVERYONE, "q_chart"),
    "chart_live": page(EVERYONE, "q_chart"),
    "chart_freeze": deed(JUDGES, "q_chart"),
    "signal_answer": deed(JUDGES, "q_signal", data={"cause": "칼날"}),
    "capabilities": page(BUT_OPERATORS),
    "capability": page(BUT_OPERATORS, "q_characteristic"),
    "sampling": page(BUT_OPERATORS),
    "table_add": form(JUDGES, data={"severity": "tightened", "source": "own copy", "rows": "J 1.0 80 1 2"}),
    "severity": deed(JUDGES, "q_state", data={"allowed": "1"}),
    "gauges": page(EVERYONE),
    "gauge": page(EVERYONE, "gauge"),
    "gauge_add": form(KEEPERS, data=GAUGE),
    "gauge_change": form(KEEPERS, "gauge", data=GAUGE),
    "calibrate": form(KEEPERS, "gauge", data={"calibrated_on": "2026-06-01", "passed": "on"}),
    "study_add": form(STUDENTS, "gauge", data=STUDY),
    "study": form(STUDENTS, "study", data={"r-1-1-1": "1.5"}),
    "cases": page(EVERYONE),
    "case_list": page(EVERYONE),
    "case_add": form(EVERYONE, data={"text": "얼룩", "source": "floor", "client_id": ID}),
    "case": page(EVERYONE, "case"),
    "case_picture": page(EVERYONE, "case"),
    "case_report": page(EVERYONE, "case"),
    "case_step": deed(SOLVERS, "case", "contain", data={"containment": "격리"}),
    "cause_remove": deed(SOLVERS, "case_cause"),
    "action_done": deed(SOLVERS, "case_action", data={"result": "고침"}),
    "ccp": page(EVERYONE),
    "ccp_point": page(EVERYONE, "ccp_point"),
    "ccp_value": deed(CHECKERS, "ccp_point", data={"client_id": ID, "value": "90"}),
    "ccp_correct": deed(CHECKERS, "ccp_entry", data={"client_id": ID, "value": "90", "reason": "오기"}),
    "ccp_action": deed(CHECKERS, "ccp_bad", data={"client_id": ID, "text": "재가열", "in_control": "1"}),
    # An empty sheet isn't signed by anybody; who lacks the role is refused by the page itself, as a badge's person is.
    "ccp_sign": deed(CHECKERS, "ccp_point", data={"client_id": ID, "day": "2026-06-01"}, status_post=422),
    "ccp_sheet": page(BUT_OPERATORS, "ccp_point"),
    "ccp_chain": page(BUT_OPERATORS),
    "cleaning": page(EVERYONE),
    "clean": form(CHECKERS, "q_work_unit", data={"client_id": ID, "work_unit": "=q_work_unit", "checked": "0"}),
    "haccp": page(BUT_OPERATORS),
    "haccp_add": form(DRAFTERS, data={"name": "국수"}),
    "haccp_new": deed(DRAFTERS, "haccp_plan", data={"change_note": "한계"}),
    "haccp_version": page(BUT_OPERATORS, "haccp_draft"),
    "haccp_change": form(DRAFTERS, "haccp_draft", data={"name": "밥"}),
    "haccp_sheet": page(BUT_OPERATORS, "haccp_draft"),
    "haccp_step": deed(DRAFTERS, "haccp_draft", "submit"),
    "hazard_add": form(DRAFTERS, "haccp_draft", data=HAZARD),
    "hazard": form(DRAFTERS, "haccp_hazard", data=HAZARD),
    "control_point_add": form(DRAFTERS, "haccp_draft", data=POINT),
    "control_point": form(DRAFTERS, "haccp_point", data=POINT),
    "haccp_part_remove": deed(DRAFTERS, "points", "haccp_point"),
}


def make(pixel: bytes) -> dict[str, Any]:
    item = add_item(by=None, code="QN1", name="검사하는 면", kind="finished", unit_id="EA", tracking="lot")
    width = services.add_characteristic(item=item, name="폭", lower=Decimal(1), upper=Decimal(2), by=None)
    plan = services.add_plan(kind="final", item=item, fixed=2, by=None)
    gauge = services.add_gauge(code="G-1", name="자", by=None)
    study = services.add_study(
        gauge=gauge, name="폭", appraisers=2, trials=2, parts=2, studied_on=datetime(2026, 5, 1, tzinfo=UTC).date(),
        by=None,
    )  # fmt: skip
    state = SupplyState.objects.create(item=item, kind="final", aql="1.0")
    version = _standard(item)
    return {
        "q_item": item.pk, "q_characteristic": width.pk, "q_plan": plan.pk, "gauge": gauge.pk, "study": study.pk,
        "q_state": state.pk, "q_version": version.pk, **_inspected(item, plan, width), **_case(pixel),
        **_haccp(),
    }  # fmt: skip


def _standard(item: Item) -> StandardVersion:
    standard = WorkStandard.objects.create(number="Q-WS", title="재기", item=item, operation_number=10)
    version = StandardVersion.objects.create(standard=standard, number=1)
    StandardLimit.objects.create(version=version, name="온도", upper=Decimal(30))
    return version


def _inspected(item: Item, plan: Any, width: Any) -> dict[str, Any]:
    chart = services.add_chart(characteristic=width, kind="i_mr", by=None)
    begun = [_begun(plan, values) for values in (["1.5"], ["1.5", "1.6"], ["1.4", "1.5"])]
    limits = services.freeze_limits(chart=chart, by=None)
    services.decide(inspection=begun[2], verdict="accepted", by=None)
    signal = ChartSignal.objects.create(
        chart=chart, limits=limits, rule="beyond_3", statistic="value", inspection=begun[2], group=0,
        at=begun[2].begun_at,
    )  # fmt: skip
    lot = _lot_that_waits(item)
    return {
        "q_chart": chart.pk, "q_open": begun[0].pk, "q_whole": begun[1].pk, "q_decided": begun[2].pk,
        "q_line": begun[0].lines.get().pk, "q_signal": signal.pk, "q_key": f"{plan.pk}-lot-{lot}",
        "q_value": Measurement.objects.get(line__inspection=begun[0]).pk,
    }  # fmt: skip


def _begun(plan: Any, values: list[str]) -> Inspection:
    made = services.begin_inspection(plan=plan, subject=Subject(), client_id=uuid4(), by=None)
    line = made.lines.get()
    readings = [Reading(line, piece, Decimal(value), uuid4()) for piece, value in enumerate(values, start=1)]
    services.measure(readings=readings, by=None)
    return made


def _lot_that_waits(item: Item) -> int:
    (lot,) = add_lots([NewLot(item, "Q-LOT", status="quarantine")])
    return lot.pk


def _case(pixel: bytes) -> dict[str, Any]:
    partner = Partner.objects.create(code="Q-SHOP", name="고객", is_customer=True)
    finding = Finding(text="얼룩", source="complaint", partner=partner)
    case = services.add_nonconformance(finding=finding, client_id=uuid4(), by=None, picture=pixel)
    cause = services.add_cause(row=case, bone="why", text="기름", by=None)
    action = services.add_action(row=case, text="닦기", by=None)
    return {"case": case.pk, "case_cause": cause.pk, "case_action": action.pk}


def _haccp() -> dict[str, Any]:
    """A plan in force with a good and a bad entry, and a draft."""
    unit = WorkUnit.objects.get(code="M1")
    good, bad = (_point(mark, unit, in_force=True) for mark in ("CCP-1B", "CCP-2P"))
    draft = _point("CCP-3C", unit, in_force=False)
    entries = [
        services.record_value(point=point, seen=Seen(Decimal(value), clock.now()), client_id=uuid4(), by=None)
        for point, value in ((good, 91), (bad, 60))
    ]
    return {
        "q_work_unit": unit.pk, "ccp_point": good.pk, "ccp_entry": entries[0].pk, "ccp_bad": entries[1].pk,
        "haccp_plan": good.version.plan_id, "haccp_draft": draft.version_id,
        "haccp_hazard": draft.hazard_id, "haccp_point": draft.pk,
    }  # fmt: skip


def _point(mark: str, unit: WorkUnit, *, in_force: bool) -> ControlPoint:
    version = services.add_haccp_plan(name=mark, by=None)
    hazard = services.add_haccp_part(
        version=version, part=Hazard, by=None, step="삶기", hazard="세균", severity=3, likelihood=2,
        prerequisite=False, has_measure=True, removes=True,
    )  # fmt: skip
    point = services.add_haccp_part(
        version=version, part=ControlPoint, by=None, hazard=hazard, mark=mark, name="품온", unit="℃", lower=Decimal(85),
        method="온도계", work_unit=unit, is_always=True, who="담당", corrective="재가열", verification="확인",
    )  # fmt: skip
    steps = (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE) if in_force else ()
    for step in steps:
        services.move_haccp(version=version, step=step, by=None)
    return ControlPoint.objects.select_related("version__plan").get(pk=point.pk)
