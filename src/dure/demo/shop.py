"""What the people of the shop floor find in the demonstration: tools, tolerances, calls, spare parts; loaded once."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from dure.demo import checks, food
from dure.demo.register import Hands
from dure.inventory.models import Item, Location
from dure.inventory.selectors import default_location
from dure.inventory.services import Movement, add_item, move
from dure.kernel import clock
from dure.maintenance.models import MaintenancePlan
from dure.maintenance.services import add_plan, add_plan_part, add_spare
from dure.plant.models import Person, Tool, WorkUnit
from dure.plant.services import add_tool
from dure.production.models import WeighRule
from dure.production.services.andon import answer_call, call, end_call
from dure.production.services.floor.mounting import mount_tool
from dure.production.services.weighing import set_weigh_rule
from dure.quality.models import Gauge

_TOLERANCES = (("RM-RICE", "1"), ("RM-TAP", "1"), ("RM-SALT", "2"), ("RM-SUGAR", "2"))
_CALLS = (
    ("material", "PKG-01", 4, "필름이 다 되어 감", "필름 교체, 다음 롤을 미리 가져다 둠"),
    ("machine", "CAP-01", 2, "뚜껑이 비뚤게 닫힘", "척 간격을 다시 맞춤"),
    ("quality", "EXT-01", 0, "면 굵기가 다름", ""),
)
"""(kind, work unit, minutes ago, words, cause; without one it is still open)."""
_TOOLS = (
    ("DIE-12", "die", "다이 1.2 mm", 1, 412_000, "EXT-01"), ("DIE-16", "die", "다이 1.6 mm", 1, 88_500, ""),
    ("CAP-28", "jig", "캡핑 척 28 mm 4구", 4, 1_250_000, "CAP-01"),
)  # fmt: skip


@transaction.atomic
def load() -> None:
    """Does nothing when it was loaded before."""
    if Gauge.objects.exists():
        return
    hands, now = Hands.of_plant(), clock.now()
    items = {item.code: item for item in Item.objects.select_related("unit")}
    units = {unit.code: unit for unit in WorkUnit.objects.all()}
    checks.load(hands, items, now)
    food.load(hands, items, now)
    for code, percent in _TOLERANCES:
        rule = WeighRule(item=items[code], low_percent=Decimal(percent), high_percent=Decimal(percent))
        set_weigh_rule(row=rule, by=hands.writer)
    _tools(units, hands)
    _spares(hands)
    _calls(units, now)


def _tools(units: dict[str, WorkUnit], hands: Hands) -> None:
    for code, kind, name, cavities, shots, where in _TOOLS:
        tool = add_tool(
            code=code, name=name, kind=kind, cavities=cavities, shots_before=shots, place="공구장 2",
            by=hands.writer,
        )  # fmt: skip
        if where:
            mount_tool(tool=tool, work_unit=units[where], by=hands.writer)
    add_plan(
        tool=Tool.objects.get(code="DIE-12"), name="다이 세척·연마", basis="count", every=Decimal(500_000),
        warn=Decimal(50_000), minutes=120, by=hands.approver,
    )  # fmt: skip


def _spares(hands: Hands) -> None:
    parts = (("SP-BELT", "V벨트 A-45", 6, 3, "18000"), ("SP-KNIFE", "커터 날 120 mm", 2, 4, "25000"))
    places = default_location(Location.Kind.SUPPLIER), default_location(Location.Kind.STOCK)
    made = {}
    for code, name, count, least, won in parts:
        item = add_item(
            by=hands.writer, code=code, name=name, kind="consumable", unit_id="EA", supply="buy",
            safety_stock=Decimal(least),
        )  # fmt: skip
        move([Movement(item, Decimal(count), *places, value=count * Decimal(won))], by=hands.writer)
        add_spare(item=item, by=hands.approver, fits="자동 포장기")
        made[code] = item
    for plan, code in (("월 정기점검", "SP-BELT"), ("커터 날 교체", "SP-KNIFE")):
        row = MaintenancePlan.objects.get(name=plan)
        add_plan_part(plan=row, item=made[code], quantity=Decimal(1), by=hands.approver)


def _calls(units: dict[str, WorkUnit], now: datetime) -> None:
    operator = Person.objects.get(username="demo-operator1")
    helper = Person.objects.get(username="demo-maintenance")
    for kind, unit, ago, words, cause in _CALLS:
        at = now - timedelta(minutes=ago)
        row = call(
            client_id=uuid.uuid4(), kind=kind, work_unit=units[unit], person=operator, at=at,
            note=words,
        )  # fmt: skip
        if cause:
            answer_call(call_id=row.pk, person=helper)
            end_call(call_id=row.pk, person=helper, cause=cause)
