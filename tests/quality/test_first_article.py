"""The first piece after a set-up: what is asked for when, and what may begin without it."""

from decimal import Decimal
from uuid import uuid4

import pytest

from dure.plant.models import Person
from dure.production.errors import NotReady
from dure.production.models import OperationRun, OrderOperation
from dure.production.services.floor import holding
from dure.production.services.floor.starting import change_over, start
from dure.quality import services
from dure.quality.models import InspectionPlan
from dure.quality.selectors.inspections import runs_due
from dure.quality.services import Reading, Subject
from tests.production.floor.shop import Plant, make_plant, operations

pytestmark = pytest.mark.django_db
NOT_YET = r"not accepted yet|아직 합격"


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def make_plan(plant: Plant, **values: object) -> InspectionPlan:
    services.add_characteristic(item=plant.noodle, name="두께", unit="mm", upper=Decimal(2), by=None)
    return services.add_plan(**({"kind": "first", "item": plant.noodle, "fixed": 1, "by": None} | values))


def set_up(plant: Plant, row: OrderOperation, minutes: float) -> None:
    change_over(client_id=uuid4(), operation=row, work_unit=plant.kettle, person=plant.kim, at=plant.after(minutes))


def inspect(plant: Plant, row: OrderOperation, plan: InspectionPlan, minutes: float, value: str = "1.5") -> None:
    run = OperationRun.objects.get(ended_at=None)
    subject = Subject(order=row.order, work_unit=plant.kettle, run=run)
    made = services.begin_inspection(
        plan=plan, subject=subject, client_id=uuid4(), by=None, begun_at=plant.after(minutes)
    )
    services.measure(readings=[Reading(made.lines.get(), 1, Decimal(value), uuid4())], by=None)
    services.decide(inspection=made, verdict=services.standing(made).proposal, by=None)


def test_a_run_begins_after_its_first_piece_is_accepted(plant: Plant) -> None:
    plan, (boil, _) = make_plan(plant), operations(plant.order(40))
    with pytest.raises(NotReady, match=NOT_YET):
        plant.start(boil, plant.kettle, 0)
    set_up(plant, boil, 0)
    inspect(plant, boil, plan, 5, "2.5")
    with pytest.raises(NotReady, match=r"was refused|불합격"):
        plant.start(boil, plant.kettle, 6)
    assert [one.plan for one in runs_due(plant.after(6))] == [plan]
    inspect(plant, boil, plan, 8)
    plant.start(boil, plant.kettle, 9)
    # A pause changes nothing of the set-up; another order in between does.
    plant.pause(boil, plant.kettle, 20)
    plant.start(boil, plant.kettle, 30)
    assert runs_due(plant.after(31)) == []
    plant.start(operations(plant.order(10, plant.thick))[0], plant.kettle, 40)
    with pytest.raises(NotReady, match=NOT_YET):
        plant.start(boil, plant.kettle, 50)


def test_only_what_the_plan_names_is_asked_for(plant: Plant) -> None:
    plan = make_plan(plant, operation_number=20)
    boil, pack = operations(plant.order(40))
    plant.start(boil, plant.kettle, 0)
    assert runs_due(plant.after(1)) == []
    plant.report(boil, plant.kettle, 10, 40)
    with pytest.raises(NotReady, match=NOT_YET):
        plant.start(pack, plant.packer, 11)
    services.change_plan(plan=plan, is_active=False, by=None)
    assert plant.start(pack, plant.packer, 12).checks == []


def test_a_supervisor_may_allow_it_and_what_has_happened_is_noted(plant: Plant) -> None:
    make_plan(plant)
    (boil, _), (other, _) = operations(plant.order(40)), operations(plant.order(10))
    chief = Person.objects.create_user("lee", password="secret-pass-1", display_name="이팀장", roles=["supervisor"])
    step = plant.start(boil, plant.kettle, 0, allowed_by=chief)
    assert (step.allowed_by, [one["check"] for one in step.checks]) == (chief, ["first_article"])
    values = {"operation": other, "work_unit": plant.kettle, "person": plant.kim, "at": plant.after(20)}
    late = start(client_id=uuid4(), has_happened=True, **values)
    assert [one["check"] for one in late.checks] == ["first_article"]


def test_what_was_held_while_it_was_set_up_does_not_begin(plant: Plant) -> None:
    order = plant.order(40)
    (boil, _) = operations(order)
    set_up(plant, boil, 0)
    hold = holding.hold_order(order=order, reason="이물 확인", by=None)
    with pytest.raises(NotReady, match="이물 확인"):
        plant.start(boil, plant.kettle, 5)
    holding.lift_hold(hold=hold, by=None)
    holding.take_out_of_service(work_unit=plant.kettle, reason="누수", by=None)
    with pytest.raises(NotReady, match="누수"):
        plant.start(boil, plant.kettle, 6)
    holding.put_back_in_service(work_unit=plant.kettle, by=None)
    assert plant.start(boil, plant.kettle, 7).run.setup_until == plant.after(7)
