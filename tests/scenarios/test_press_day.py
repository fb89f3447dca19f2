"""A day in the press shop: brackets, a change to the die of the covers in the middle, its first article, its service.

The press counts through the real event log and the real recorder. Each step of people is done, taken back and done
again; the figures are done in the head: a bracket takes half a kilogram of coil, a cover a whole one, at 2,000 won;
an hour of the press costs 6,000.
"""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from statistics import mean, stdev

import pytest
from django.db.models import Sum

from dure.config import eventlog
from dure.inventory.models import Item
from dure.kernel.errors import Conflict
from dure.maintenance import selectors as upkeep
from dure.maintenance import services as upkeep_services
from dure.maintenance.due import State
from dure.plant.models import Person, Tool
from dure.plant.services import add_tool
from dure.product import services as product
from dure.production.errors import NotReady
from dure.production.models import OperationRun, OrderOperation, ProductionResult, RejectReason, ToolMount
from dure.production.selectors.counted import proposal
from dure.production.selectors.tools import shots_of
from dure.production.services.floor import reporting, starting, stopping
from dure.production.services.floor.reporting import Loss, Said
from dure.production.services.floor.undoing import undo_step
from dure.production.services.making.planning import OrderWish, plan_orders, release_orders
from dure.quality import services as quality
from dure.quality.models import Inspection, InspectionPlan, Nonconformance
from dure.quality.selectors.capability import capability_of
from dure.quality.selectors.inspections import runs_due
from dure.quality.services import Reading, Subject
from tests.production.making.bakery import books, bring, give_rate, give_recipe, item, there
from tests.production.recorder.conftest import DAY, Floor, empty
from tests.scenarios.picture import agreed, there_and_back

D = Decimal


def after(minutes: float):
    return DAY + timedelta(minutes=minutes)


class Press:
    def __init__(self, floor: Floor) -> None:
        self.floor, self.unit, self.read = floor, floor.unit, 1_000
        floor.signal("n", "total")
        self.coil = item("COIL", tracking="lot", supply="buy")
        facts = {"kind": "finished", "unit_id": "EA", "tracking": "lot"}
        self.bracket, self.cover = item("BRACKET", **facts), item("COVER", **facts)
        self.dies = [self._made_by(self.bracket, "0.5", "DIE-B", 2), self._made_by(self.cover, "1", "DIE-C", 1)]
        give_rate(machine=6_000)
        bring(self.coil, 100, 200_000, "C1", expires_on=date(2030, 1, 1))
        self.kim = Person.objects.create_user(
            "kim", password="secret-pass-1", display_name="김반장", roles=["operator"]
        )
        self.trial = RejectReason.objects.create(name="시험편")
        self.counts(10, 0)

    def _made_by(self, made: Item, weight: str, die: str, cavities: int) -> Tool:
        give_recipe(made, (self.coil, weight))
        routing = product.add_routing(item=made, valid_from=date(2026, 1, 1), by=None)
        product.add_operation(
            routing=routing, by=None, number=10, name="프레스", work_center=self.unit.work_center, run_seconds=D(36),
            tools=[die],
        )  # fmt: skip
        product.approve_routing(routing=routing, by=None)
        return add_tool(by=None, code=die, name=die, cavities=cavities)

    def order(self, made: Item, quantity: int) -> OrderOperation:
        order = release_orders(plan_orders([OrderWish(made, D(quantity))], by=None), by=None).orders[0]
        return OrderOperation.objects.select_related("order__item").get(order=order)

    def counts(self, minute: float, pieces: int) -> None:
        """The machine's counter goes on by so many pieces."""
        self.read += pieces
        self.floor.says(self.floor.saw("n", minute * 60, self.read))

    def _act(self, verb, operation: OrderOperation, minute: float, **values):
        return verb(
            client_id=uuid.uuid4(),
            operation=operation,
            work_unit=self.unit,
            person=self.kim,
            at=after(minute),
            **values,
        )

    def act(self, verb, operation: OrderOperation, minute: float, **values):
        return there_and_back(
            lambda: self._act(verb, operation, minute, **values),
            lambda step: undo_step(step=step, person=self.kim, why="잘못 누름"),
        )

    def refused(self, operation: OrderOperation, minute: float, why: str) -> None:
        with pytest.raises(NotReady, match=why):
            self._act(starting.start, operation, minute)

    def shots(self) -> list[int]:
        found = shots_of(self.dies)
        return [found[die.pk] for die in self.dies]


@pytest.fixture
def press(transactional_db: None, nats_url: str) -> Press:
    eventlog.prepare_now(nats_url)
    empty(nats_url)
    return Press(Floor(nats_url))


def test_a_day_with_a_change_of_the_die(press: Press) -> None:
    bracket, cover = press.order(press.bracket, 60), press.order(press.cover, 60)
    _brackets(press, bracket)
    height = quality.add_characteristic(
        item=press.cover, name="높이", unit="mm", lower=D("9.9"), target=D(10), upper=D("10.1"), by=None
    )
    plan = quality.add_plan(kind="first", item=press.cover, fixed=3, by=None)
    service = upkeep_services.add_plan(
        tool=press.dies[1], name="금형 세척", basis="count", every=D(60), warn=D(10), counted_from=DAY, by=None
    )
    _the_die_is_changed(press, bracket, cover)
    _the_first_article_passes_at_last(press, cover, plan)
    _the_run_goes_on(press, cover)
    values = [10.0, 10.05, 10.2, 10.0, 10.02, 9.98]
    found = capability_of(height)
    assert (found.values, found.summary.count) == (tuple(values), 6)
    assert found.overall.two_sided.value == pytest.approx(0.2 / (6 * stdev(values)))
    assert found.overall.nearest.value == pytest.approx((10.1 - mean(values)) / (3 * stdev(values)))
    _the_die_is_served_by_its_shots(press, bracket, service)
    # All of the day stands on one shift: 40 brackets and 63 covers, of which 3 were trial pieces.
    rows = ProductionResult.objects.values_list("shift_date", "shift", "item__code").annotate(Sum("produced"))
    assert sorted(rows) == [(date(2026, 3, 3), "DAY", "BRACKET", 40), (date(2026, 3, 3), "DAY", "COVER", 63)]


def _brackets(press: Press, bracket: OrderOperation) -> None:
    """40 of 60 brackets: 20 shots of two cavities, 20 kg and 40 minutes."""
    press.act(starting.change_over, bracket, 0, tools=press.dies[:1])
    press.act(starting.start, bracket, 10)
    press.counts(25, 20)
    press.counts(40, 20)
    assert (press.shots(), proposal(bracket, press.unit, after(40)).counted) == ([20, 0], 40)
    press.act(reporting.report, bracket, 40, said=Said(D(40)))
    assert (there(press.bracket), there(press.coil), books()["goods"]) == (40, 80, 40_000 + 4_000)


def _the_die_is_changed(press: Press, bracket: OrderOperation, cover: OrderOperation) -> None:
    press.act(starting.change_over, cover, 45, tools=press.dies[1:])
    mounted = ToolMount.objects.filter(ended_at=None).values_list("tool__code", "mounted_at")
    assert list(mounted) == [("DIE-C", after(45))]
    assert set(OrderOperation.objects.values_list("order__item__code", "status")) == {
        ("BRACKET", "paused"), ("COVER", "setup"),
    }  # fmt: skip


def _the_first_article_passes_at_last(press: Press, cover: OrderOperation, plan: InspectionPlan) -> None:
    """Three trial pieces, one of them too high; set right, three good ones. Only then the run may go on."""
    press.refused(cover, 50, "초품|first piece")
    press.counts(55, 3)
    bad = _inspected(cover, plan, 56, "10", "10.05", "10.2")
    there_and_back(
        lambda: quality.decide(inspection=bad, verdict="rejected", by=None),
        lambda row: quality.undo_verdict(inspection=row, by=None),
    )
    assert Nonconformance.objects.get().text == f"{bad.number}: 높이"
    press.refused(cover, 60, bad.number)
    good = _inspected(cover, plan, 62, "10", "10.02", "9.98")
    press.refused(cover, 64, "초품|first piece")
    there_and_back(
        lambda: quality.decide(inspection=good, verdict="accepted", by=None),
        lambda row: quality.undo_verdict(inspection=row, by=None),
    )
    assert runs_due(after(65)) == []
    press.act(starting.start, cover, 65)
    with pytest.raises(Conflict, match=r"gone on|진행"):
        quality.undo_verdict(inspection=good, by=None)


def _inspected(cover: OrderOperation, plan: InspectionPlan, minute: float, *values: str) -> Inspection:
    """What the list of things to inspect offers, begun and measured."""
    (one,) = runs_due(after(minute))
    run = OperationRun.objects.get(ended_at=None)
    assert (one.plan, one.run) == (plan, run)
    subject = Subject(order=cover.order, work_unit=run.work_unit, run=run, lot_size=D(60))
    row = quality.begin_inspection(
        plan=plan, subject=subject, client_id=uuid.uuid4(), by=None, begun_at=after(minute)
    )  # fmt: skip
    assert runs_due(after(minute)) == []
    line = row.lines.get()
    readings = [
        Reading(line, piece, D(value), uuid.uuid4(), measured_at=after(minute))
        for piece, value in enumerate(values, start=1)
    ]
    agreed(lambda: quality.measure(readings=readings, by=None))
    return row


def _the_run_goes_on(press: Press, cover: OrderOperation) -> None:
    """60 covers with a break in between, after which nobody asks for another first article."""
    press.counts(75, 20)
    press.act(stopping.pause, cover, 80)
    press.act(starting.resume, cover, 85)
    assert runs_due(after(86)) == []
    press.counts(100, 20)
    press.counts(130, 20)
    assert (press.shots(), proposal(cover, press.unit, after(130)).counted) == ([20, 63], 63)
    said = Said(D(60), losses=[Loss(D(3), reason=press.trial)])
    step = press.act(reporting.report, cover, 130, said=said)
    press.act(stopping.finish, cover, 130)
    assert (step.report.counted, there(press.cover), there(press.coil)) == (63, 60, 17)
    # 63 kg of coil, and the press from 45 to 130 but for 5 minutes.
    assert books()["goods"] == 44_000 + 126_000 + 8_000
    cover.order.refresh_from_db()
    assert (cover.order.status, cover.order.received, cover.order.rejected) == ("done", 60, 3)


def _the_die_is_served_by_its_shots(press: Press, bracket: OrderOperation, service) -> None:
    """63 of 60 shots: the die on the press is served, and the press stands still meanwhile."""
    (one,) = upkeep.due_list(plans=[service])
    assert (one.due.used, one.due.state, one.place) == (63, State.DUE, str(press.unit))
    (job,) = upkeep_services.make_due_jobs()
    agreed(lambda: upkeep_services.start_job(job=job, by=press.kim))
    press.refused(bracket, 140, "금형 세척")
    there_and_back(
        lambda: upkeep_services.finish_job(job=job, done="세척", by=press.kim),
        lambda row: upkeep_services.reopen_job(job=row, by=press.kim),
    )
    job.refresh_from_db()
    assert (job.used, upkeep.due_list(plans=[service])[0].due.used) == (63, 0)
    press.act(starting.change_over, bracket, 150, tools=press.dies[:1])
    press.act(starting.start, bracket, 155)
