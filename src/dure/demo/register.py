"""The standards of the demonstration plant: items, recipes, routings, work standards, an audit; loaded once."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Self

from django.db import transaction

from dure.commerce.services.costs import set_rate
from dure.demo import goods, safe, upkeep
from dure.inventory.models import Item, Unit
from dure.inventory.services import add_items, change_item, set_item_unit
from dure.plant.models import Area, Person, WorkUnit
from dure.plant.roles import Role
from dure.plant.selectors import company
from dure.plant.services import change_company
from dure.product import services
from dure.product.approval import Step
from dure.product.models import Bom, Routing, StandardCheck, StandardLimit, StandardStep, StandardVersion
from dure.product.services import LineOf

_IN_FORCE = (Step.SUBMIT, Step.ENDORSE, Step.APPROVE, Step.PUT_IN_FORCE)
_POINTS = (5, 4, 4, 3, 5, 4, 2, 4)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who does what: nobody approves what the same person wrote."""

    writer: Person
    approver: Person
    checker: Person

    @classmethod
    def of_plant(cls) -> Self:
        people = {person.roles[0]: person for person in Person.objects.filter(username__startswith="demo-")}
        return cls(people[Role.PLANNER], people[Role.OWNER], people[Role.QUALITY])


@transaction.atomic
def load(today: date, *, since: date) -> None:
    """since: first day on which recipes and routings hold. Does nothing when it was loaded before."""
    if Bom.objects.filter(item__code="RN-200").exists():
        return
    hands = Hands.of_plant()
    own = company()
    if own is not None and not own.business_number:
        change_company(company=own, by=hands.approver, **goods.COMPANY)
    items = _items(hands)
    _recipes(items, since, hands)
    _routings(items, since, hands)
    _rates(since, hands)
    _standards(items, hands)
    _audit(today, hands)
    safe.load(today, writer=hands.writer, chief=hands.approver)
    upkeep.load(today, writer=hands.writer, chief=hands.approver)


def _items(hands: Hands) -> dict[str, Item]:
    add_items(goods.NEW_ITEMS, by=hands.writer)
    items = {item.code: item for item in Item.objects.all()}
    for code, values in goods.KNOWN_ITEMS.items():
        change_item(row=items[code], by=hands.writer, **values)
    units = Unit.objects.in_bulk()
    for code, unit, content in goods.OTHER_UNITS:
        set_item_unit(item=items[code], unit=units[unit], by=hands.writer, numerator=Decimal(content))
    return items


def _recipes(items: dict[str, Item], since: date, hands: Hands) -> None:
    for code, (base, parts) in goods.RECIPES.items():
        lines = [
            LineOf(
                items[part.code],
                Decimal(part.quantity),
                alternatives=[(items[other], Decimal(ratio)) for other, ratio in part.instead],
                more={name: _exact(value) for name, value in part.more.items()},
            )
            for part in parts
        ]
        bom = services.add_bom(
            item=items[code], valid_from=since, by=hands.writer, lines=lines, base_quantity=Decimal(base)
        )
        services.approve_bom(bom=bom, by=hands.approver)


def _exact(value: object) -> object:
    return Decimal(value) if isinstance(value, str) and value.replace(".", "").isdecimal() else value


def _routings(items: dict[str, Item], since: date, hands: Hands) -> None:
    """One of each way of making, and the others copied from it."""
    units = {unit.code: unit for unit in WorkUnit.objects.select_related("work_center")}
    written: dict[int, Routing] = {}
    for code, steps in goods.ROUTINGS.items():
        first = written.get(id(steps))
        if first is not None:
            routing = services.copy_routing(
                routing=first, revision="A", valid_from=since, by=hands.writer, item=items[code]
            )
        else:
            routing = services.add_routing(item=items[code], valid_from=since, by=hands.writer)
            for step in steps:
                _operation(routing, step, units[step[2]], hands)
        services.approve_routing(routing=routing, by=hands.approver)
        written[id(steps)] = routing


def _operation(routing: Routing, step: goods.StepOf, unit: WorkUnit, hands: Hands) -> None:
    number, name, _, seconds, pieces, set_up = step
    batch = {"run_basis": "batch", "batch_size": Decimal(pieces)} if pieces > 1 else {}
    operation = services.add_operation(
        routing=routing, number=number, name=name, by=hands.writer, work_center=unit.work_center,
        run_seconds=Decimal(seconds), setup_seconds=Decimal(set_up), transfer_quantity=Decimal(goods.TRANSFER), **batch,
    )  # fmt: skip
    services.set_units(operation=operation, units=[(unit, {})], by=hands.writer)


def _rates(since: date, hands: Hands) -> None:
    """What an hour of work costs, wherever no other rate is set."""
    set_rate(by=hands.approver, valid_from=since, **{name: Decimal(won) for name, won in goods.RATE.items()})


def _standards(items: dict[str, Item], hands: Hands) -> None:
    for code, operation, title, state, tools, steps in goods.STANDARDS:
        version = services.add_standard(title=title, by=hands.writer, item=items[code], operation_number=operation)
        services.change_version(version=version, by=hands.writer, tools=tools, gear=["mask", "gloves"])
        for text in steps:
            services.add_part(version=version, part=StandardStep, by=hands.writer, text=text)
        services.add_part(
            version=version,
            part=StandardCheck,
            by=hands.writer,
            text="이물과 파손",
            method="눈으로",
            frequency="1시간마다",
        )
        if operation == 20:
            services.add_part(
                version=version, part=StandardLimit, by=hands.writer, name="실린더 온도", unit="℃",
                lower=Decimal(92), target=Decimal(96), upper=Decimal(100),
            )  # fmt: skip
        _bring_on(version, _IN_FORCE if state == "in_force" else _IN_FORCE[:1], hands)


def _bring_on(version: StandardVersion, steps: tuple[Step, ...], hands: Hands) -> None:
    by = {Step.SUBMIT: hands.writer, Step.ENDORSE: hands.checker}
    for step in steps:
        services.move_on(version=version, step=step, by=by.get(step, hands.approver))


def _audit(today: date, hands: Hands) -> None:
    first_list = services.add_first_list(by=hands.checker)
    area = Area.objects.order_by("sort_order").first()
    assert area is not None
    audit = services.start_audit(audit_list=first_list, area=area, audited_on=today - timedelta(7), by=hands.checker)
    for number, score in enumerate(audit.scores.all()):
        services.give_points(score=score, points=min(_POINTS[number % len(_POINTS)], score.most), by=hands.checker)
    services.add_finding(
        audit=audit, text="포장기 옆 통로에 빈 상자가 쌓여 있음", by=hands.checker, owner=hands.writer,
        due_on=today + timedelta(3),
    )  # fmt: skip
    services.close_audit(audit=audit, by=hands.checker)
