"""The maintenance of the demonstration plant: plans, a request that waits, a repair that is done."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

from dure.kernel import clock
from dure.maintenance import services
from dure.plant.models import Person, WorkUnit

_CHECKS: tuple[dict[str, object], ...] = (
    {"text": "구동 벨트 장력", "kind": "measure", "unit": "N", "low": Decimal(40), "high": Decimal(60)},
    {"text": "비상정지 버튼 작동", "kind": "tick"},
    {"text": "구동부 청소 후 사진", "kind": "picture"},
)


def load(today: date, *, writer: Person, chief: Person) -> None:
    """writer: who asks; chief: who plans and repairs."""
    unit = WorkUnit.objects.get(code="PKG-01")
    monthly = services.add_plan(
        work_unit=unit, name="월 정기점검", basis="calendar", every=Decimal(30), warn=Decimal(5), minutes=90,
        counted_from=clock.now() - timedelta(27), instruction="전원을 내리고 잠근 뒤 시작합니다.", by=chief,
    )  # fmt: skip
    for check in _CHECKS:
        services.add_check(plan=monthly, by=chief, **check)
    services.add_plan(
        work_unit=unit, name="구동부 주유", basis="hours", every=Decimal(200), warn=Decimal(20), minutes=20,
        stops_unit=False, by=chief,
    )  # fmt: skip
    services.add_plan(
        work_unit=unit,
        name="커터 날 교체",
        basis="count",
        every=Decimal(50_000),
        warn=Decimal(5_000),
        minutes=40,
        by=chief,
    )
    services.ask(
        client_id=uuid.uuid4(), work_unit=unit, text="포장기 뒤쪽에서 긁히는 소리가 남", urgency="worse", by=writer
    )
    asked = services.ask(client_id=uuid.uuid4(), work_unit=unit, text="안전등이 깜박임", urgency="later", by=writer)
    job = services.job_of_request(request=asked, by=chief, due_on=today, stops_unit=False, minutes=15)
    services.start_job(job=job, by=chief)
    services.finish_job(job=job, done="안전등 배선 단자를 다시 조임", cause="단자 풀림", by=chief)
