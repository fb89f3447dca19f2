"""A plant with one of everything that an address can name."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dure.inventory.models import Item
from dure.inventory.services import add_item
from dure.kernel import clock
from dure.performance.energy.services import add as add_energy
from dure.performance.models import KpiTarget, PowerContract
from dure.plant import services as plant
from dure.plant.models import ChangeRecord, Person, Skill, Tablet, WorkCenter, WorkUnit
from dure.plant.roles import Role
from dure.product.services import (
    LineOf,
    add_bom,
    add_element,
    add_operation,
    add_routing,
    approve_bom,
    change_bom,
    set_ideal_cycle,
)
from dure.production import services
from dure.production.models import (
    Downtime,
    DowntimeReason,
    FloorAct,
    HeldCount,
    ProductionResult,
    ProgramRule,
    StateWord,
    UnitRecord,
    WorkOrder,
)
from dure.production.selectors.entries import slots_of
from dure.production.services.andon import call as make_call
from dure.production.services.making.closing import close_orders
from dure.telemetry.models import Connection, Meaning, Signal
from dure.telemetry.mqtt_logins import allow_mqtt
from tests.access import floor, inventory, performance, planned, product, quality
from tests.plant.plants import person, small_plant

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
"""The smallest picture (PNG, 1 × 1)."""


@dataclass
class Things:
    """Names of things → what an address or a form calls them."""

    known: dict[str, Any]

    def __getitem__(self, name: str | int) -> Any:
        """What a name stands for; a text that is no name stands for itself."""
        return self.known.get(str(name), name)

    def filled(self, data: dict[str, Any]) -> dict[str, Any]:
        """Texts that begin with "=" are names, as are those in braces within a key."""
        return {key.format_map(self.known): self._known(value) for key, value in data.items()}

    def _known(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known(one) for one in value]
        return self.known[value[1:]] if isinstance(value, str) and value.startswith("=") else value


def make() -> Things:
    """Fill the tables; the only person besides is the chief who made it all."""
    chief = person(Role.ADMINISTRATOR, name="chief")
    known = _plant(chief)
    unit = WorkUnit.objects.get(code="M1")
    known |= _production(unit, chief)
    known |= _entries(chief)
    known |= floor.make(chief)
    known |= planned.make(chief)
    known |= product.make(PIXEL)
    known |= inventory.make(chief)
    known |= quality.make(PIXEL)
    known |= performance.make(chief)
    return Things(known)


def _plant(chief: Person) -> dict[str, Any]:
    unit = small_plant()
    line = unit.work_center
    site = line.area.site
    pictured = WorkUnit.objects.get(code="M2")
    plant.set_picture(row=pictured, data=PIXEL, by=chief)
    start = datetime(2026, 5, 1, tzinfo=UTC)
    entry = plant.add_entry(site=site, kind="closed", starts_at=start, ends_at=start + timedelta(hours=3), by=chief)
    skill = Skill(code="S1", name="포장")
    plant.add_row(skill, by=chief)
    tablet, _token = plant.register_tablet(name="태블릿", area=None, by=chief)
    operator = person(Role.OPERATOR, name="kim")
    plant.change_part(row=unit, by=chief, note="새 벨트")
    change = ChangeRecord.objects.latest("pk")
    plant.set_stamp(company=site.enterprise, data=PIXEL, by=chief)
    company_change = ChangeRecord.objects.latest("pk")
    item = add_item(by=chief, code="N1", name="쌀국수", kind="finished", unit_id="EA")
    cycle = set_ideal_cycle(item=item, work_unit=None, seconds=Decimal(2), valid_from=start, by=chief)
    item_change = ChangeRecord.objects.latest("pk")
    made = _making(item, line)
    target = KpiTarget.objects.create(kpi="oee", site=site, valid_from=date(2026, 1, 1), value=0.8)
    contract = add_energy(
        table=PowerContract, by=chief, site=site, valid_from=date(2026, 1, 1), contract_kw=Decimal(400)
    )
    contract_change = ChangeRecord.objects.latest("pk")
    return {
        "site": site.pk,
        "site_scope": "site:S1",
        "hall": line.area.pk,
        "center": line.pk,
        "unit": unit.pk,
        "unit_code": unit.code,
        "hand_code": pictured.code,
        "pictured": pictured.pk,
        "shift": site.shifts.get().pk,
        "calendar_entry": entry.pk,
        "skill": skill.pk,
        "tablet": Tablet.objects.get(pk=tablet.pk).pk,
        "operator": operator.pk,
        "change": change.pk,
        "company_change": company_change.pk,
        "item": item.pk,
        "cycle": cycle.pk,
        **made,
        "item_change": item_change.pk,
        "target": target.pk,
        "power_contract": contract.pk,
        "contract_change": contract_change.pk,
    }


def _making(item: Item, line: WorkCenter) -> dict[str, Any]:
    """Drafts of how the item is made; nobody's, so that anybody who may can approve them."""
    day = date(2026, 5, 1)
    part = add_item(by=None, code="P1", name="쌀", kind="raw", unit_id="kg", supply="buy")
    paste = add_item(by=None, code="P2", name="반죽", kind="semi", unit_id="kg")
    in_force = add_bom(item=paste, valid_from=day, lines=[LineOf(part, Decimal(1))], by=None)
    approve_bom(bom=in_force, by=None)
    bom = add_bom(item=item, valid_from=day, lines=[LineOf(part, Decimal(2))], by=None)
    change_bom(bom=bom, by=None, note="불린 쌀")
    routing = add_routing(item=item, valid_from=day, by=None)
    operation = add_operation(routing=routing, number=10, name="반죽", work_center=line, by=None)
    element = add_element(operation=operation, number=1, name="물 붓기", seconds=Decimal(5), by=None)
    return {
        "element": element.pk,
        "element_place": f"{element.pk}:1",
        "bom": bom.pk,
        "bom_line": bom.lines.get().pk,
        "bom_in_force": in_force.pk,
        "routing": routing.pk,
        "operation": operation.pk,
    }


def _production(unit: WorkUnit, chief: Person) -> dict[str, Any]:
    now = clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    connection = Connection.objects.create(code="C1", name="포장기 PLC", protocol="modbus")
    counter = Signal.objects.create(
        connection=connection, address="1/holding/0/uint16", name="수량", work_unit=unit, meaning=Meaning.TOTAL
    )
    UnitRecord.objects.create(work_unit=unit, state="producing", state_since=hour, last_time=now)
    group = DowntimeReason.objects.create(code="M", name="설비")
    reason = DowntimeReason.objects.create(code="M1", name="걸림", parent=group)
    stops = [
        Downtime.objects.create(
            work_unit=unit, started_at=now - timedelta(hours=back), ended_at=now - timedelta(hours=back - 0.5)
        )
        for back in (3, 2)
    ]
    services.assign_downtime_reason(downtime_id=stops[1].pk, reason=reason, person=chief)
    result = ProductionResult.objects.create(
        work_unit=unit, hour=hour, source="counter", produced=120, good=118, reject=2, first_at=hour, last_at=now
    )
    other = ProductionResult.objects.create(
        work_unit=unit, hour=hour - timedelta(hours=1), source="counter", produced=9, good=9,
        first_at=hour - timedelta(hours=1), last_at=hour - timedelta(minutes=1),
    )  # fmt: skip
    correction = services.correct_result(
        result_id=other.pk, person=chief, reason="x", good=Decimal(-1), reject=Decimal(1)
    )
    held = [
        HeldCount.objects.create(
            work_unit=unit, signal=counter, time=now - timedelta(minutes=back), before=1, after=40, quantity=39,
            proposal=3, reason="jump",
        )
        for back in (5, 6)
    ]  # fmt: skip
    services.decide_held_count(held_count_id=held[1].pk, person=chief)
    item_id = Item.objects.get(code="N1").pk
    first, _second = (WorkOrder.objects.create(number=number, item_id=item_id, quantity=9) for number in ("W1", "W2"))
    services.start_run(work_order=first, work_unit=unit, person=chief)
    facts = {"item_id": item_id, "quantity": 9, "status": WorkOrder.Status.DONE}
    _done, closed = (WorkOrder.objects.create(number=number, **facts) for number in ("W3", "W4"))
    close_orders([closed], by=chief)
    call = make_call(client_id=uuid.uuid4(), kind="machine", work_unit=unit, person=chief)
    refused = FloorAct.objects.create(
        client_id=uuid.uuid4(), kind="start", body={"kind": "start", "unit": "M1"}, at=now, received_at=now,
        person=chief, is_proved=True, state=FloorAct.State.REFUSED, message="x",
    )  # fmt: skip
    return {
        "call": call.pk,
        "refused_act": refused.pk,
        "stop": stops[0].pk,
        "explained": stops[1].pk,
        "group": group.pk,
        "reason": reason.pk,
        "result": result.pk,
        "correction": correction.pk,
        "held": held[0].pk,
        "decided": held[1].pk,
        "word": StateWord.objects.create(work_unit=unit, word="WORK", state="producing").pk,
        "program": ProgramRule.objects.create(work_unit=unit, pattern="A*").pk,
        "connection_code": connection.code,
        "connection": connection.pk,
        "signal": counter.pk,
        "login": allow_mqtt(user="press-1", password="twelve-chars", person=chief).pk,
    }


def _entries(chief: Person) -> dict[str, Any]:
    unit = WorkUnit.objects.get(code="M2")
    first, second = (
        services.enter_quantity(
            client_id=uuid.uuid4(),
            work_unit=unit,
            starts_at=_slot(unit),
            kind="good",
            quantity=Decimal(5),
            person=chief,
        )
        for _n in range(2)
    )
    services.take_entry_back(entry_id=second.pk, person=chief)
    return {
        "entry": first.pk,
        "undone_entry": second.pk,
        "reject_reason": services.add_reject_reason(name="긁힘").pk,
        "this_hour_us": clock.to_us(_slot(unit)),
    }


def _slot(unit: WorkUnit) -> datetime:
    return slots_of(unit, clock.now())[0].slot.start
