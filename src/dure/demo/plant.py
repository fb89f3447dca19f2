"""The master data of the demonstration plant, loaded once; loading again changes nothing."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from dure.demo import wiring
from dure.demo.fleet import FLEET, NOODLE, SAUCE, WORKSHOP, Machine
from dure.demo.floor import Ports
from dure.demo.logins import ADMIN, PEOPLE
from dure.demo.orders import ITEMS, order_of
from dure.demo.simulation import DAY, SHIFTS, Plant, day_start_us, local_day
from dure.inventory.models import Item
from dure.kernel import clock
from dure.performance.scope import everything
from dure.performance.services import set_target
from dure.plant.models import Area, Enterprise, Person, Site, WorkCenter, WorkUnit
from dure.plant.roles import Role
from dure.plant.services.people import add_person, set_pin
from dure.plant.services.times import add_shift
from dure.plant.services.tree import add_part
from dure.product.models import IdealCycle
from dure.production.models import DowntimeReason, OperationRun, UnitRule, WorkOrder
from dure.production.services.making import planning as making
from dure.production.services.making.planning import OrderWish, release_orders
from dure.production.services.reasons import save_downtime_reason
from dure.production.services.reject_reasons import add_reject_reason
from dure.production.unit import CountedFrom
from dure.telemetry import connections, mqtt_logins
from dure.telemetry.connections import Choice
from dure.telemetry.models import Connection, Gateway

SITE, NOODLE_AREA = "DEMO", "A-NOODLE"
LINES = {
    NOODLE: (NOODLE_AREA, "제면동", "L-NOODLE", "쌀국수 라인"),
    SAUCE: ("A-SAUCE", "소스동", "L-SAUCE", "소스 라인"),
    WORKSHOP: ("A-SHOP", "공무실", "L-SHOP", "금형·부품 가공"),
}
REASONS = (
    ("EQUIP", "설비 고장", "unplanned", (("motor", "모터·구동부"), ("sensor", "센서·전장"), ("jam", "걸림·막힘"))),
    (
        "SUPPLY",
        "자재",
        "unplanned",
        (("material", "자재 대기"), ("full", "다음 공정 적체"), ("film", "포장 필름 교체")),
    ),
    ("PLAN", "계획 정지", "planned", (("cleaning", "세척·소독"), ("meeting", "회의·교육"))),
    ("CHANGE", "준비·교체", "setup", (("changeover", "품목 교체"), ("warmup", "예열"))),
)
WAITS = {"material": "material", "full": "room"}
"""Reasons of stops in which the machine itself could work → for what it waits."""
REJECT_REASONS = ("중량 미달", "포장 불량", "이물", "파손·찢김", "인쇄·라벨 불량", "치수 불량")
TARGETS = {"oee": 0.85, "availability": 0.9, "quality_ratio": 0.99}
PAST_DAYS, COMING_DAYS = 21, 14
MENTOR_STAYS = timedelta(weeks=8)
_HOURS_OF_DAY = 24


@transaction.atomic
def load(plant: Plant, ports: Ports, now_us: int) -> None:
    """Everything that a plant has before its machines speak."""
    if Site.objects.filter(code=SITE).exists():
        return
    person = _people(local_day(now_us))
    since = local_day(now_us) - timedelta(days=PAST_DAYS)
    units = _places(person, since)
    _items(units, since)
    _reasons()
    _rules(units, since)
    _connect(units, ports, person)
    for kpi, value in TARGETS.items():
        set_target(kpi=kpi, scope=everything(), valid_from=since, value=value, person=person)


def _people(today: date) -> Person:
    admin = add_person(
        username=ADMIN.username, roles=[ADMIN.role], by=None, password=ADMIN.password, display_name=ADMIN.name
    )
    for login in PEOPLE:
        person = add_person(
            username=login.username, roles=[login.role], by=admin, password=login.password, display_name=login.name,
            ends_on=today + MENTOR_STAYS if login.role == Role.MENTOR else None,
        )  # fmt: skip
        if login.pin:
            set_pin(person=person, pin=login.pin, by=admin)
            Person.objects.filter(pk=person.pk).update(badge=login.badge)
    return admin


def _places(person: Person, since: date) -> dict[str, WorkUnit]:
    company = add_part(level="enterprise", by=person, code="DURE-DEMO", name="두레면·소스 (가상 기업)")
    assert isinstance(company, Enterprise)
    site = add_part(level="site", by=person, code=SITE, name="두레면·소스 시범공장", enterprise=company)
    assert isinstance(site, Site)
    units: dict[str, WorkUnit] = {}
    for order, (line, (area_code, area_name, code, name)) in enumerate(LINES.items()):
        area = add_part(level="area", by=person, code=area_code, name=area_name, site=site, sort_order=order)
        assert isinstance(area, Area)
        center = add_part(level="work-center", by=person, code=code, name=name, area=area, sort_order=order)
        assert isinstance(center, WorkCenter)
        machines = [machine for machine in FLEET if machine.line == line]
        _shifts(site, center, machines[0].shifts, since, person)
        for at, machine in enumerate(machines):
            unit = add_part(
                level="work-unit", by=person, code=machine.code, name=machine.name, work_center=center,
                sort_order=at, manufacturer=machine.manufacturer, model=machine.model,
            )  # fmt: skip
            assert isinstance(unit, WorkUnit)
            units[machine.code] = unit
    return units


def _shifts(site: Site, center: WorkCenter, codes: str, since: date, person: Person) -> None:
    for plan in SHIFTS:
        if plan.code in codes:
            add_shift(
                by=person, site=site, work_center=center, code=plan.code, name=plan.name, starts=_time(plan.starts),
                ends=_time(plan.ends), weekdays=list(range(7)), works_on_holidays=True, valid_from=since,
                breaks=[(_time(plan.pause[0]), _time(plan.pause[1]))],
            )  # fmt: skip


def _time(hours: float) -> time:
    minutes = round(hours * 60) % (24 * 60)
    return time(minutes // 60, minutes % 60)


def _items(units: dict[str, WorkUnit], since: date) -> None:
    begin = clock.from_us(day_start_us(since))
    items = {
        item.code: Item.objects.create(code=item.code, name=item.name, kind=item.kind)
        for line in ITEMS.values()
        for item in line
    }
    IdealCycle.objects.bulk_create(
        IdealCycle(
            item=items[item.code], work_unit=units[machine.code], seconds=Decimal(str(machine.cycle_s)),
            valid_from=begin,
        )
        for machine in FLEET
        for item in ITEMS[machine.line]
    )  # fmt: skip


def _reasons() -> None:
    for code, name, kind, children in REASONS:
        group = DowntimeReason.objects.filter(code=code).first() or save_downtime_reason(
            code=code, name=name, kind=kind, parent=None
        )
        for child, child_name in children:
            if not DowntimeReason.objects.filter(code=child).exists():
                save_downtime_reason(
                    code=child, name=child_name, kind=kind, parent=group, waits_for=WAITS.get(child, "")
                )
    for name in REJECT_REASONS:
        add_reject_reason(name=name)


def _rules(units: dict[str, WorkUnit], since: date) -> None:
    """From the first day on; the service only knows rules from now on."""
    for machine in FLEET:
        UnitRule.objects.create(
            work_unit=units[machine.code],
            valid_from=clock.from_us(day_start_us(since) - DAY),
            counted_from=CountedFrom.CYCLES if machine.speaks == "mtconnect" else CountedFrom.COUNTER,
            fastest_cycle_s=Decimal(str(machine.cycle_s)) / 4 / _hurry(),
            idle_after_s=max(60, int(machine.cycle_s * 3)),
            micro_stop_s=300,
        )


def _hurry() -> int:
    """In fast time a late poll is minutes of plant time: what is judged by seconds gets that much more room."""
    return max(1, round(clock.speed()))


def _connect(units: dict[str, WorkUnit], ports: Ports, person: Person) -> None:
    Gateway.objects.update_or_create(code="main", defaults={"mqtt_listen": f"127.0.0.1:{ports.mqtt}"})
    mqtt_logins.allow_mqtt(user=ports.mqtt_user, password=ports.mqtt_password, person=person)
    for wire in wiring.wires(ports):
        machine = wire.machine
        Connection.objects.create(code=machine.code, name=f"{machine.name} ({wire.protocol})", protocol=wire.protocol)
        row = connections.save_connection(
            code=machine.code, name=f"{machine.name} ({wire.protocol})", protocol=wire.protocol,
            settings=wire.settings, secrets=wire.secrets, person=person, silent_after_s=120 * _hurry(),
        )  # fmt: skip
        choices = [_choice(wire, reading) for reading in wire.addresses]
        connections.choose_signals(connection=row, choices=choices, work_unit=units[machine.code], person=person)


def _choice(wire: wiring.Wire, reading: str) -> Choice:
    return Choice(
        address=wire.addresses[reading],
        name=f"{wire.machine.code} {wiring.NAMES[reading]}",
        meaning=wiring.MEANINGS[reading],
        unit="℃" if reading == "temperature" else "",
        modulus=wire.modulus(reading),
        each_message=wire.machine.speaks == "http",
    )


def plan_orders(plant: Plant, now_us: int, past_days: int) -> None:
    """Orders from the first filled day to two weeks ahead, one for each line and shift; known ones stay."""
    today = local_day(now_us)
    known = set(WorkOrder.objects.values_list("number", flat=True))
    centers = {line: WorkCenter.objects.get(code=place[2]) for line, place in LINES.items()}
    items = {item.code: item for item in Item.objects.all()}
    wishes = []
    for offset in range(-past_days - 1, COMING_DAYS + 1):
        day = today + timedelta(days=offset)
        for line, center in centers.items():
            for shift in SHIFTS:
                order = order_of(plant, line, day, shift.code)
                works = any(m.line == line and shift.code in m.shifts for m in FLEET)
                works = works and (offset >= -past_days or shift.ends > _HOURS_OF_DAY)
                if works and order.number not in known:
                    due_at = _end(day, shift.ends)
                    wishes.append(
                        OrderWish(items[order.item], Decimal(order.quantity), order.number, due_at, work_center=center)
                    )
    if wishes:
        # The floor's own plan keeps no stock: it is set against what is sold by whoever plans.
        release_orders(making.plan_orders(wishes, by=None), by=None, keeps_stock=False)


def past_runs(plant: Plant, start_us: int, now_us: int) -> None:
    """The runs of shifts that began before now: written down as they were, before their observations are counted."""
    orders = {order.number: order for order in WorkOrder.objects.all()}
    for machine in FLEET:
        unit = WorkUnit.objects.get(code=machine.code)
        if not OperationRun.objects.filter(work_unit=unit).exists():
            _past_runs_of(plant, machine, unit, orders, start_us, now_us)


def _past_runs_of(  # noqa: PLR0917
    plant: Plant, machine: Machine, unit: WorkUnit, orders: dict[str, WorkOrder], start_us: int, now_us: int
) -> None:
    for shift in plant.shifts_between(machine, start_us, now_us):
        order = orders[order_of(plant, machine.line, shift.day, shift.code).number]
        is_over = shift.end_us <= now_us
        OperationRun.objects.create(
            work_order=order, work_unit=unit, started_at=clock.from_us(shift.start_us),
            ended_at=clock.from_us(shift.end_us) if is_over else None,
        )  # fmt: skip
        order.status = WorkOrder.Status.DONE if is_over else WorkOrder.Status.RUNNING
        order.save(update_fields=["status"])


def _end(day: date, hours: float) -> datetime:
    return clock.from_us(day_start_us(day) + int(hours * 3600) * 1_000_000).astimezone(UTC)
