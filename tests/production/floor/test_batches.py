"""Several orders in one kettle: they pause, go on and end together, and each may be over before the others."""

from decimal import Decimal

import pytest

from dure.kernel.errors import Invalid
from dure.production.services.floor import starting
from dure.production.services.floor.undoing import undo_step
from dure.production.services.making.closing import close_orders
from tests.production.floor.shop import Plant, act, fresh, make_plant, operations
from tests.scenarios.sums import wrong_on_the_floor as wrong

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def test_a_batch_pauses_and_goes_on_as_one(plant: Plant) -> None:
    (boil, _), (thick, _) = operations(plant.order(60)), operations(plant.order(40, plant.thick))
    shares = [(boil, D(60)), (thick, D(40))]
    act(starting.start_batch, shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(0))
    paused = plant.pause(thick, plant.kettle, 20)
    assert {fresh(boil).status, fresh(thick).status} == {"paused"}
    undo_step(step=paused, person=plant.kim)
    assert {fresh(boil).status, fresh(thick).status} == {"running"}
    plant.pause(boil, plant.kettle, 30)
    again = act(starting.resume, operation=boil, work_unit=plant.kettle, person=plant.kim, at=plant.after(40))
    assert {fresh(boil).status, fresh(thick).status} == {"running"}
    assert again.run.members.count() == 2
    undo_step(step=again, person=plant.kim)
    assert ({fresh(boil).status, fresh(thick).status}, wrong()) == ({"paused"}, [])
    with pytest.raises(Invalid):
        act(starting.start_batch, shares=shares[:1], work_unit=plant.kettle, person=plant.kim)


def test_what_of_a_batch_is_over_stays_over_when_the_rest_goes_on(plant: Plant) -> None:
    """The thick noodles are ready and their order is closed; the thin ones go on alone, also after they were ready."""
    one, other = plant.order(60), plant.order(40, plant.thick)
    (boil, _), (thick, pack_thick) = operations(one), operations(other)
    shares = [(boil, D(60)), (thick, D(40))]
    act(starting.start_batch, shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(0))
    plant.report(thick, plant.kettle, 10, 40)
    plant.finish(thick, plant.kettle, 10)
    plant.start(pack_thick, plant.packer, 10)
    plant.report(pack_thick, plant.packer, 20, 40)
    plant.finish(pack_thick, plant.packer, 20)
    close_orders([fresh(other)], by=None)
    plant.pause(boil, plant.kettle, 30)
    values = {"operation": boil, "work_unit": plant.kettle, "person": plant.kim}
    again = act(starting.resume, **values, at=plant.after(40), note="물 보충")
    assert (again.run.members.count(), again.note, fresh(thick).status) == (0, "물 보충", "done")
    plant.report(boil, plant.kettle, 50, 60)
    plant.finish(boil, plant.kettle, 50)
    act(starting.resume, **values, at=plant.after(60))
    assert (fresh(boil).status, wrong()) == ("running", [])


def test_all_of_a_batch_that_is_ready_is_taken_up_again_alone(plant: Plant) -> None:
    (boil, _), (thick, _) = operations(plant.order(60)), operations(plant.order(40, plant.thick))
    shares = [(boil, D(60)), (thick, D(40))]
    act(starting.start_batch, shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(0))
    for row, quantity in shares:
        plant.report(row, plant.kettle, 20, quantity)
        plant.finish(row, plant.kettle, 20)
    again = act(starting.resume, operation=boil, work_unit=plant.kettle, person=plant.kim, at=plant.after(40))
    assert (again.run.operation, again.run.members.count()) == (boil, 0)
    assert ([fresh(boil).status, fresh(thick).status], wrong()) == (["running", "done"], [])


def test_a_note_of_going_on_with_a_batch_is_kept(plant: Plant) -> None:
    (boil, _), (thick, _) = operations(plant.order(60)), operations(plant.order(40, plant.thick))
    shares = [(boil, D(60)), (thick, D(40))]
    act(starting.start_batch, shares=shares, work_unit=plant.kettle, person=plant.kim, at=plant.after(0))
    plant.pause(boil, plant.kettle, 30)
    values = {"operation": boil, "work_unit": plant.kettle, "person": plant.kim}
    again = act(starting.resume, **values, at=plant.after(40), note="물 보충")
    assert (again.note, again.run.members.count()) == ("물 보충", 2)
