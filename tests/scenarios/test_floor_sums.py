"""Whatever people do on the floor, in any order: after each act stock, reports, results, genealogy and books agree."""

import random
import uuid
from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dure.kernel import clock
from dure.kernel.errors import DureError
from dure.production.models import OperationStep, OrderOperation, WorkOrder
from dure.production.operating import Act
from dure.production.services.floor import reporting, reworking, splitting, starting, stopping
from dure.production.services.floor.reporting import Loss, Said
from dure.production.services.floor.undoing import undo_step
from dure.production.services.making.issuing import Issue
from tests.production.floor.shop import Plant, make_plant
from tests.production.making.bakery import bring
from tests.scenarios.sums import wrong_on_the_floor as wrong

STEPS = 160


class Shift:
    """People who press whatever button; what is refused must leave nothing behind."""

    def __init__(self, plant: Plant, chance: random.Random) -> None:
        self.plant, self.chance = plant, chance
        self.verbs = [
            self.order, self.start, self.start, self.resume, self.batch, self.report, self.report, self.report,
            self.report, self.pause, self.finish, self.finish, self.skip, self.rework, self.undo, self.undo, self.split,
            self.change_over,
        ]  # fmt: skip

    def do(self) -> str:
        """The name of what was done; empty when it was refused."""
        verb = self.chance.choice(self.verbs)
        try:
            return "" if verb() is False else verb.__name__
        except (DureError, IndexError):  # nothing there to choose from
            return ""

    @property
    def moment(self) -> datetime:
        return clock.now() - timedelta(seconds=self.chance.randint(0, 30))

    def _operation(self, *status: str) -> OrderOperation:
        rows = OrderOperation.objects.filter(order__closed_at=None).select_related("order").order_by("-pk")
        found = list(rows.filter(status__in=status)[:12] if status else rows[:12])
        return self.chance.choice(found)

    def _where(self, row: OrderOperation) -> dict[str, object]:
        units = [self.plant.kettle] if row.number < 20 else [self.plant.packer, self.plant.packer2]
        unit = self.chance.choice(units)
        return {
            "client_id": uuid.uuid4(), "operation": row, "work_unit": unit, "person": self.plant.kim, "at": self.moment,
        }  # fmt: skip

    def order(self) -> None:
        made = self.chance.choice([self.plant.noodle, self.plant.thick])
        self.plant.order(self.chance.randint(5, 40), made)

    def start(self) -> None:
        starting.start(**self._where(self._operation()))

    def resume(self) -> None:
        starting.resume(**self._where(self._operation("paused")))

    def change_over(self) -> None:
        starting.change_over(**self._where(self._operation()))

    def batch(self) -> None:
        free = list(OrderOperation.objects.filter(number=10, status__in=["waiting", "paused"]).order_by("pk"))
        rows = self.chance.sample(free, min(3, len(free)))
        where = self._where(rows[0])
        where.pop("operation")
        starting.start_batch(shares=[(row, Decimal(self.chance.randint(1, 9))) for row in rows], **where)

    def report(self) -> None:
        row = self._operation("running", "paused", "setup")
        losses = [Loss(Decimal(1), self.chance.choice(["reject", "rework"]))] if self.chance.random() < 0.4 else []
        consumed = [Issue(self.plant.flour, Decimal(1))] if self.chance.random() < 0.2 else []
        said = Said(Decimal(self.chance.randint(0, 9)), losses=losses, consumed=consumed)
        reporting.report(**self._where(row), said=said)

    def pause(self) -> None:
        stopping.pause(**self._where(self._operation("running")))

    def finish(self) -> None:
        stopping.finish(**self._where(self._operation("running", "paused")))

    def skip(self) -> None:
        row = self._operation("waiting")
        stopping.skip(client_id=uuid.uuid4(), operation=row, person=self.plant.kim, reason="x", at=self.moment)

    def rework(self) -> bool | None:
        open_rows = OrderOperation.objects.select_related("order").order_by("pk")
        rows = [row for row in open_rows if row.waits_for_rework > 0]
        if not rows:
            return False
        row = self.chance.choice(rows)
        before = OrderOperation.objects.filter(order=row.order, number__lte=row.number).order_by("number")
        first = self.chance.choice(list(before))
        to = first if self.chance.random() < 0.5 else reworking.NewOperation("다시")
        reworking.send_to_rework(
            client_id=uuid.uuid4(), operation=row, quantity=Decimal(1), to=to, person=self.plant.kim, at=self.moment
        )
        return None

    def undo(self) -> bool | None:
        steps = list(OperationStep.objects.filter(undone_at=None).order_by("-pk")[:4])
        return undo_step(step=self.chance.choice(steps), person=self.plant.kim) and None if steps else False

    def split(self) -> None:
        row = self.chance.choice(list(WorkOrder.objects.filter(status__in=["released", "running"]).order_by("pk")))
        splitting.split_order(order=row, quantity=Decimal(self.chance.randint(1, 5)), by=None)


@pytest.mark.django_db
def test_a_shift_of_many_acts(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [datetime(2026, 3, 4, 8, tzinfo=ZoneInfo("Asia/Seoul"))]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    plant, done = make_plant(), Counter[str]()
    bring(plant.flour, 5_000, 5_000_000, "F2")
    people = Shift(plant, random.Random(4))
    for _ in range(3):
        people.order()
    for number in range(STEPS):
        now[0] += timedelta(seconds=61)
        done[name := people.do()] += 1
        if name:
            assert wrong() == [], (number, name)
    assert {act.value for act in Act} <= set(OperationStep.objects.values_list("act", flat=True)), done
    # Everything is taken back, the last act first.
    while (step := OperationStep.objects.filter(undone_at=None).order_by("-pk").first()) is not None:
        now[0] += timedelta(seconds=1)
        undo_step(step=step, person=plant.kim)
    assert wrong() == []
    left = OrderOperation.objects.exclude(status="waiting") | OrderOperation.objects.filter(good__gt=0)
    assert not left.exists()
