"""A noodle plant for the floor: a kettle and two packers; flour at 1,000 won a kg, half a kilogram for a pack."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model

from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Person, Skill, WorkCenter, WorkUnit
from dure.plant.services import add_part
from dure.product import services as product
from dure.production.models import OperationStep, OrderOperation, RejectReason, WorkOrder
from dure.production.services.floor import reporting, starting, stopping
from dure.production.services.floor.reporting import Loss, Said
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
from tests.production.making.bakery import bring, give_rate, give_recipe, item

D = Decimal


@dataclass
class Plant:
    flour: Item
    noodle: Item
    thick: Item
    kettles: WorkCenter
    packing: WorkCenter
    kettle: WorkUnit
    packer: WorkUnit
    packer2: WorkUnit
    kim: Person
    torn: RejectReason
    began: datetime

    def after(self, minutes: float) -> datetime:
        """A moment of the day's work, minutes after it began, four hours ago."""
        return self.began + timedelta(minutes=minutes)

    def order(self, quantity: int = 100, made: Item | None = None, **values: Any) -> WorkOrder:
        wish = OrderWish(made or self.noodle, D(quantity), **values)
        return release_orders(plan_orders([wish], by=None), by=None).orders[0]

    def start(self, operation: OrderOperation, unit: WorkUnit, minutes: float, **values: Any) -> Any:
        return starting.start(client_id=uuid.uuid4(), operation=operation, work_unit=unit, person=self.kim,
                              at=self.after(minutes), **values)  # fmt: skip

    def report(self, operation: OrderOperation, unit: WorkUnit | None, minutes: float, good: int, *losses: Loss) -> Any:
        return reporting.report(client_id=uuid.uuid4(), operation=operation, work_unit=unit, person=self.kim,
                                said=Said(D(good), losses=losses), at=self.after(minutes))  # fmt: skip

    def pause(self, operation: OrderOperation, unit: WorkUnit, minutes: float) -> Any:
        return stopping.pause(
            client_id=uuid.uuid4(), operation=operation, work_unit=unit, person=self.kim, at=self.after(minutes)
        )

    def finish(self, operation: OrderOperation, unit: WorkUnit | None, minutes: float) -> Any:
        return stopping.finish(
            client_id=uuid.uuid4(), operation=operation, work_unit=unit, person=self.kim, at=self.after(minutes)
        )


def make_plant(skill: Skill | None = None, **noodle: Any) -> Plant:
    """Boiling (10) lets go on after 20 pieces, packing (20) ends an order; a machine hour costs 6,000 won.

    skill: what packing needs.
    """
    top = add_part(level="enterprise", by=None, code="E1", name="두레면")
    site = add_part(level="site", by=None, code="S1", name="공장", enterprise=top)
    area = add_part(level="area", by=None, code="A1", name="제면실", site=site)
    kettles = add_part(level="work-center", by=None, code="KETTLES", name="솥", area=area)
    packing = add_part(level="work-center", by=None, code="PACKING", name="포장", area=area)
    kettle = add_part(level="work-unit", by=None, code="KETTLE", name="솥 1호", work_center=kettles)
    packer = add_part(level="work-unit", by=None, code="PACK1", name="포장기 1호", work_center=packing)
    packer2 = add_part(level="work-unit", by=None, code="PACK2", name="포장기 2호", work_center=packing)
    facts = {"kind": "finished", "unit_id": "EA", "tracking": "lot"}
    flour = item("FLOUR", tracking="lot", supply="buy")
    made = [item("NOODLE", **facts | noodle), item("THICK", **facts)]
    for one in made:
        give_recipe(one, (flour, "0.5"))
        give_routing(one, kettles, packing, skill)
    give_rate(machine=6_000)
    bring(flour, 100, 100_000, "F1", expires_on=date(2099, 1, 1))
    kim = Person.objects.create_user("kim", password="secret-pass-1", display_name="김반장", roles=["operator"])
    torn = RejectReason.objects.create(name="찢어짐")
    return Plant(
        flour, *made, kettles, packing, kettle, packer, packer2, kim, torn, clock.now() - timedelta(hours=4)
    )  # fmt: skip


def give_routing(made: Item, kettles: WorkCenter, packing: WorkCenter, skill: Skill | None = None) -> None:
    row = product.add_routing(item=made, valid_from=date(2026, 1, 1), by=None)
    steps = [(10, "boiling", kettles, D(20)), (20, "packing", packing, None)]
    for number, name, center, transfer in steps:
        product.add_operation(
            routing=row, by=None, number=number, name=name, work_center=center, run_seconds=D(36),
            transfer_quantity=transfer, skill=skill if number == 20 else None, skill_level=2,
        )  # fmt: skip
    product.approve_routing(routing=row, by=None)


def operations(order: WorkOrder) -> list[OrderOperation]:
    return list(OrderOperation.objects.filter(order=order).select_related("order").order_by("number"))


def act(verb: Callable[..., OperationStep], **values: Any) -> OperationStep:
    """Does an act of the floor under an id of its own."""
    return verb(client_id=uuid.uuid4(), **values)


def fresh(row: Model) -> Any:
    """The row as the database has it now."""
    row.refresh_from_db()
    return row
