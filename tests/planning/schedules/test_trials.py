"""Changes of a copy are taken back one after another, each to exactly what was before it."""

from datetime import datetime, timedelta

import pytest

from dure.kernel import clock
from dure.planning.errors import Outdated
from dure.planning.models import Schedule, TrialMove
from dure.planning.selectors.schedule_page import moves_of
from dure.planning.services import trials
from dure.planning.services.schedules import accept_schedule, make_schedule
from dure.planning.services.trials import copy_schedule, lock_task, move_task, undo_move
from dure.production.models import WorkOrder
from tests.plant.plants import logged_in
from tests.production.floor.shop import Plant, make_plant

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
Rows = tuple[list[dict[str, object]], list[dict[str, object]], dict[str, object]]


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> datetime:
    found = clock.now().replace(second=0, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: found)
    return found


@pytest.fixture
def plant(moment: datetime) -> Plant:
    return make_plant()


@pytest.fixture
def orders(plant: Plant, moment: datetime) -> list[WorkOrder]:
    return [plant.order(100, due_at=moment + hours * HOUR) for hours in (2, 3)]


@pytest.fixture
def live(plant: Plant, orders: list[WorkOrder]) -> Schedule:
    return accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)


def rows(of: Schedule) -> Rows:
    """All that a plan says."""
    row = Schedule.objects.filter(pk=of.pk).values().get()
    return list(of.tasks.order_by("order", "number").values()), list(of.orders.order_by("order").values()), row


def newest(of: Schedule) -> int:
    return moves_of(of).newest


def test_a_copy_is_seen_beside_the_plan_that_is_followed(plant: Plant, orders: list[WorkOrder], live: Schedule):
    """Not beside the one that was followed before it."""
    told = (3, 60, 7)
    Schedule.objects.filter(pk=live.pk).update(
        late_orders=told[0], late_minutes=told[1], setup_minutes=told[2], moved=5, before_late_orders=1,
        before_late_minutes=9, before_setup_minutes=2,
    )  # fmt: skip
    copy = copy_schedule(schedule_id=live.pk, by=plant.kim)
    assert (copy.before_late_orders, copy.before_late_minutes, copy.before_setup_minutes) == told
    assert copy.moved == 0
    proposed = make_schedule(by=None, limit_s=0.2)
    assert copy_schedule(schedule_id=proposed.pk, by=plant.kim).before_late_orders == proposed.before_late_orders


def test_each_change_is_taken_back_in_turn(plant: Plant, orders: list[WorkOrder], live: Schedule, moment: datetime):
    copy = copy_schedule(schedule_id=live.pk, by=plant.kim)
    first, second = orders
    told = [rows(copy)]
    move_task(schedule_id=copy.pk, order_id=first.pk, number=10, work_unit=plant.kettle, at=moment + HOUR, by=plant.kim)
    told.append(rows(copy))
    # 60 + 72 minutes for what is due in 120, and behind it 60 more for what is due in 180: 12 late each.
    assert [(one["late_orders"], one["late_minutes"]) for _, _, one in told] == [(0, 0), (2, 24)]
    lock_task(schedule_id=copy.pk, order_id=second.pk, number=10, is_locked=True, by=plant.kim)
    told.append(rows(copy))
    move_task(schedule_id=copy.pk, order_id=second.pk, number=20, work_unit=plant.packer2, at=moment + 5 * HOUR,
              by=plant.kim)  # fmt: skip
    assert moves_of(copy).count == 3
    steps = list(copy.moves.values_list("pk", flat=True))
    with pytest.raises(Outdated, match="after this one first"):
        undo_move(schedule_id=copy.pk, move_id=steps[0])
    for left, (step, was) in enumerate(zip(reversed(steps), reversed(told), strict=True)):
        undo_move(schedule_id=copy.pk, move_id=step)
        assert rows(copy) == was
        assert moves_of(copy).count == 2 - left
    with pytest.raises(Outdated, match="already"):
        undo_move(schedule_id=copy.pk, move_id=steps[0])


def test_the_plan_that_is_followed_has_no_trial_to_take_back(plant: Plant, orders: list[WorkOrder], live: Schedule):
    lock_task(schedule_id=live.pk, order_id=orders[0].pk, number=10, is_locked=True, by=plant.kim)
    assert not TrialMove.objects.exists()
    copy = copy_schedule(schedule_id=live.pk, by=plant.kim)
    lock_task(schedule_id=copy.pk, order_id=orders[0].pk, number=10, is_locked=False, by=plant.kim)
    accept_schedule(schedule_id=copy.pk, by=plant.kim)
    with pytest.raises(Outdated):
        undo_move(schedule_id=copy.pk, move_id=copy.moves.get().pk)


def test_only_the_newest_are_kept(plant: Plant, orders: list[WorkOrder], live: Schedule,
                                  monkeypatch: pytest.MonkeyPatch):  # fmt: skip
    monkeypatch.setattr(trials, "KEPT", 2)
    copy = copy_schedule(schedule_id=live.pk, by=plant.kim)
    for is_locked in (True, False, True):
        lock_task(schedule_id=copy.pk, order_id=orders[0].pk, number=10, is_locked=is_locked, by=plant.kim)
    assert moves_of(copy).count == 2
    for _ in range(2):
        undo_move(schedule_id=copy.pk, move_id=newest(copy))
    assert copy.tasks.get(order=orders[0], number=10).is_locked


def test_the_message_offers_the_change_before(plant: Plant, orders: list[WorkOrder], live: Schedule, moment: datetime):
    plant.kim.roles = ["supervisor"]
    plant.kim.save()
    office = logged_in(plant.kim)
    data = {"task": f"{orders[0].pk}-10", "unit": plant.kettle.pk, "at": int((moment + HOUR).timestamp() * 1000)}
    first = office.post(f"/planning/schedule/{live.pk}/move", data).json()
    copy = Schedule.objects.get(status="copy")
    assert first["undo"] == f"/planning/schedule/{copy.pk}/remove"
    second = office.post(f"/planning/schedule/{copy.pk}/move", data | {"task": f"{orders[1].pk}-10"}).json()
    steps = list(copy.moves.values_list("pk", flat=True))
    assert second["undo"] == f"/planning/schedule/{copy.pk}/undo-move/{steps[1]}"
    assert "2" in second["message"].rsplit(". ", 1)[-1]
    answer = office.post(second["undo"], follow=True)
    page = answer.content.decode()
    assert f"/planning/schedule/{copy.pk}/undo-move/{steps[0]}" in page
    assert office.post(second["undo"]).status_code == 409


def test_a_copy_that_is_accepted_ends_the_proposal_that_waits(plant: Plant, orders: list[WorkOrder], live: Schedule):
    """It was held against a plan that nobody follows any more."""
    waiting = make_schedule(by=None, limit_s=0.3)
    copy = copy_schedule(schedule_id=live.pk, name="", by=plant.kim)
    accept_schedule(schedule_id=copy.pk, by=plant.kim)
    assert Schedule.objects.get(pk=waiting.pk).status == "replaced"
