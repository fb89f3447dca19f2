"""The quality of the demonstration plant: gauges, what is measured, a chart with its limits, cases; loaded once."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from dure.commerce.models import Partner
from dure.demo.register import Hands
from dure.inventory.models import Item
from dure.plant.models import WorkUnit
from dure.quality import services
from dure.quality.models import Characteristic, Gauge, InspectionPlan, Nonconformance
from dure.quality.services import Finding, Reading, Subject

# ruff: noqa: S311 - a past that must be repeatable

_WEIGHT, _MOISTURE = Decimal(200), Decimal("11.5")
_GROUP, _FROZEN, _SINCE = 5, 25, 6
"""Bags at a time; checks that the limits come from, and those after them."""
_WHYS = (
    "상자에 19봉만 들어 있었다", "계수기가 한 봉을 두 번 셌다", "앞 봉에 붙은 부스러기가 센서를 가렸다",
    "센서 창을 닦는 주기가 없다",
)  # fmt: skip


def load(hands: Hands, items: dict[str, Item], now: datetime) -> None:
    """hands.checker keeps it all."""
    gauges = _gauges(hands, now)
    weight = _characteristics(items["RN-200"], gauges, hands)
    _study(gauges["QC-W01"], hands, now)
    _weights(weight, hands, now)
    _cases(items, hands, now)


def _gauges(hands: Hands, now: datetime) -> dict[str, Gauge]:
    today, by = now.date(), hands.checker
    rows = (
        ("QC-W01", "전자저울 3 kg", "g", "0.1", 365, 40), ("QC-M01", "수분 측정기", "%", "0.01", 180, 172),
        ("QC-T01", "탐침 온도계", "℃", "0.1", 365, 380),
    )  # fmt: skip
    found = {}
    for code, name, unit, resolution, every, ago in rows:
        gauge = services.add_gauge(
            code=code, name=name, unit=unit, resolution=Decimal(resolution), every_days=every, place="품질실", by=by
        )
        services.note_calibration(
            gauge=gauge, calibrated_on=today - timedelta(ago), passed=True, by=by, made_by="두레교정센터 (가상)",
            certificate=f"KC-{code[-3:]}-24",
        )  # fmt: skip
        found[code] = gauge
    return found


def _characteristics(item: Item, gauges: dict[str, Gauge], hands: Hands) -> Characteristic:
    """What is looked at on a bag of noodles, and how often. The weight of a bag."""
    by, add = hands.checker, services.add_characteristic
    weight = add(
        item=item, name="내용량", unit="g", lower=_WEIGHT - 4, target=_WEIGHT, upper=_WEIGHT + 8, decimals=1,
        method="저울에 한 봉씩", gauge=gauges["QC-W01"], is_critical=True, by=by,
    )  # fmt: skip
    moisture = add(
        item=item, name="수분", unit="%", lower=Decimal(10), target=_MOISTURE, upper=Decimal(13), decimals=1,
        gauge=gauges["QC-M01"], by=by,
    )  # fmt: skip
    look = add(item=item, name="이물·파손 없음", kind="good", method="눈으로", is_critical=True, by=by)
    services.add_plan(
        kind=InspectionPlan.Kind.PROCESS, item=item, operation_number=50, fixed=_GROUP, every_minutes=60,
        characteristics=[weight], by=by, note="포장기에서 연속한 다섯 봉",
    )  # fmt: skip
    services.add_plan(
        kind=InspectionPlan.Kind.FINAL, item=item, fixed=3, characteristics=[weight, moisture, look], by=by
    )
    return weight


def _weights(weight: Characteristic, hands: Hands, now: datetime) -> None:
    """A check each hour; the filling has grown heavier since the limits were taken."""
    chart = services.add_chart(characteristic=weight, kind="xbar_r", size=_GROUP, by=hands.checker)
    plan = InspectionPlan.objects.get(item=weight.item, kind=InspectionPlan.Kind.PROCESS)
    dice = random.Random(7)
    for at in range(_FROZEN + _SINCE):
        moment = now - timedelta(hours=_FROZEN + _SINCE - at)
        mean = 201.5 if at < _FROZEN else 203.4
        values = [Decimal(f"{dice.gauss(mean, 1.1):.1f}") for _ in range(_GROUP)]
        _inspect(plan, values, moment, hands)
        if at == _FROZEN - 1:
            services.freeze_limits(chart=chart, by=hands.checker, reason="첫 관리한계, 25회")


def _inspect(plan: InspectionPlan, values: Sequence[Decimal], moment: datetime, hands: Hands) -> None:
    one = services.begin_inspection(plan=plan, subject=Subject(), client_id=uuid4(), begun_at=moment, by=hands.checker)
    line = one.lines.get()
    readings = [
        Reading(line, piece, value, uuid4(), measured_at=moment + timedelta(seconds=20 * piece))
        for piece, value in enumerate(values, 1)
    ]
    services.measure(readings=readings, by=hands.checker)
    services.decide(inspection=one, verdict="accepted", by=hands.checker)


def _study(gauge: Gauge, hands: Hands, now: datetime) -> None:
    """Three people weigh ten bags three times each."""
    study = services.add_study(
        gauge=gauge, name="내용량", unit="g", tolerance=Decimal(12), studied_on=(now - timedelta(35)).date(),
        by=hands.checker,
    )  # fmt: skip
    dice = random.Random(3)
    bags = [dice.gauss(201.5, 1.4) for _ in range(10)]
    leans = (0.0, 0.06, -0.05)
    readings = {
        (person, trial, part): Decimal(f"{bags[part - 1] + leans[person - 1] + dice.gauss(0, 0.12):.2f}")
        for person in (1, 2, 3)
        for trial in (1, 2, 3)
        for part in range(1, 11)
    }
    services.keep_readings(study=study, readings=readings, by=hands.checker)


def _cases(items: dict[str, Item], hands: Hands, now: datetime) -> None:
    by, today = hands.checker, now.date()
    packing = WorkUnit.objects.get(code="PKG-01")
    services.add_nonconformance(
        finding=Finding(text="세로 접합부가 벌어진 봉지 3개", item=items["RN-200"], work_unit=packing, owner=by),
        client_id=uuid4(), by=by,
    )  # fmt: skip
    complaint = services.add_nonconformance(
        finding=Finding(
            text="한 상자에 19봉이 들어 있음", source=Nonconformance.Source.COMPLAINT, item=items["RN-200"],
            work_unit=packing, partner=Partner.objects.get(code="DM-C2"), their_number="클레임-31", owner=by,
        ), client_id=uuid4(), by=by,
    )  # fmt: skip
    services.contain(
        row=complaint, containment="같은 날 포장한 12상자를 모두 다시 셈", disposition="sort", by=by
    )  # fmt: skip
    for text in _WHYS:
        services.add_cause(row=complaint, bone="why", text=text, by=by)
    services.name_cause(row=complaint, root_cause="계수 센서 창의 청소 주기가 없음", by=by)
    action = services.add_action(
        row=complaint, text="센서 창 청소를 하루 점검표에 넣기", by=by, owner=hands.writer, due_on=today
    )
    services.finish_action(action=action, result="점검표 2번에 넣고 교육함", by=hands.writer)
