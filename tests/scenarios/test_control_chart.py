"""A width drifts: measured at the floor, told by a rule, advised, decided, and what came of it.

Ten days of 10.4 mm after a base of 10 mm whose mean moving range is 5.7 / 24 mm, a sigma of 0.2375 / 1.128.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from dure.decisions import services as decisions
from dure.decisions.errors import TooOld
from dure.decisions.models import Recommendation
from dure.decisions.selectors import recommendations as inbox
from dure.decisions.selectors.effects import Stage, came_of
from dure.events import inline
from dure.inventory.models import Lot
from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied
from dure.plant.models import Person
from dure.plant.roles import Role
from dure.quality import services as quality
from dure.quality.models import Chart, ChartSignal, InspectionPlan, Nonconformance
from dure.quality.words import RULE_NAMES
from tests.plant.plants import person
from tests.quality.cast import START, Kind, Lab, begun, lot_of, make_lab, measured

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUIET = (9.9, 10.1, 10.0, 9.8, 10.2)
SIGMA = 5.7 / 24 / 1.128379
DRIFTED = 10


class Line:
    """Noodles that are measured once a day; the clock stands an hour after the newest check."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lab: Lab = make_lab()
        self.judge: Person = person(Role.QUALITY, name="park")
        self.plan: InspectionPlan = quality.add_plan(kind=Kind.PROCESS, item=self.lab.firm.noodles, fixed=1, by=None)
        self.chart: Chart = quality.add_chart(characteristic=self.lab.width, kind="i_mr", by=None)
        self.day = 0
        monkeypatch.setattr(clock, "now", self.now)
        self.check(*QUIET * 5)
        quality.freeze_limits(chart=self.chart, by=self.judge)
        self.late = timedelta(0)

    def now(self):
        return START + self.day * DAY + HOUR + getattr(self, "late", timedelta(0))

    def check(self, *values: float, lot: Lot | None = None) -> None:
        for value in values:
            self.day += 1
            with inline():
                measured(begun(self.plan, 24 * self.day, lot=lot), value)

    def card(self) -> Recommendation:
        return Recommendation.objects.get(kind="quality", status="open")

    def has_card(self) -> bool:
        return Recommendation.objects.filter(kind="quality", status="open").exists()


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(monkeypatch)


def test_a_drift_is_advised_accepted_and_measured(line: Line):
    lot = lot_of(line.lab.firm.noodles)
    line.check(*[10.4] * 3)
    assert not line.has_card()
    line.check(*[10.4] * (DRIFTED - 3), lot=lot)
    row = line.card()
    one = inbox.shown(row, now=clock.now(), person=line.judge)
    assert {signal.rule for signal in ChartSignal.objects.all()} == {"four_of_five", "eight_one_side"}
    assert "10.40, 10.40" in one.why
    assert lot.number in one.why
    assert [round(figure.value, 3) for figure in one.evidence] == [
        10.4, round(10 - 3 * SIGMA, 3), round(10 + 3 * SIGMA, 3),
    ]  # fmt: skip
    # 0.4 mm are 1.9 sigma; in control it is 0.8 on average.
    assert row.effect == pytest.approx(0.798 - 0.4 / SIGMA, abs=0.006)
    assert row.effect_low < row.effect < row.effect_high <= 0
    assert not one.is_old
    decisions.accept(recommendation=row, by=line.judge)
    lot.refresh_from_db()
    case = Nonconformance.objects.get()
    assert (case.source, case.lot, case.stage, lot.status) == ("chart", lot, "found", Lot.Status.HOLD)
    # The drift goes on for its answer: what fires meanwhile belongs to the case.
    decisions.gather(now=clock.now())
    assert not line.has_card()
    line.check(*(QUIET * 3)[:14])
    row.refresh_from_db()
    line.day += 1
    came = came_of(row, clock.now())
    # Before: nine days at 0.4 off, the day of the decision left out, and five of the base, 0.12 off on average.
    before, after = (9 * 0.4 + 5 * 0.12) / 14 / SIGMA, (2 * 0.6 + 0.4) / 14 / SIGMA
    assert came.stage is Stage.WHOLE
    assert came.effect is not None
    assert came.effect.before == pytest.approx(before, abs=1e-4)
    assert came.effect.after == pytest.approx(after, abs=1e-4)
    assert came.effect.is_clear
    assert came.effect.high < 0
    assert came.reading


def test_what_was_accepted_is_taken_back_until_somebody_works_on_it(line: Line):
    lot = lot_of(line.lab.firm.noodles)
    line.check(11.0, lot=lot)
    row = line.card()
    decisions.accept(recommendation=row, by=line.judge)
    decisions.undo_decision(recommendation=row, by=line.judge)
    lot.refresh_from_db()
    assert (lot.status, Nonconformance.objects.count()) == (Lot.Status.AVAILABLE, 0)
    decisions.accept(recommendation=line.card(), by=line.judge)
    quality.contain(row=Nonconformance.objects.get(), containment="선별", disposition="sort", by=line.judge)
    with pytest.raises(Conflict, match="being worked on"):
        decisions.undo_decision(recommendation=row, by=line.judge)


def test_a_declined_one_comes_again_for_another_rule_only(line: Line):
    line.check(*[10.4] * 4)
    kim = person(Role.MAINTENANCE, name="kim")
    with pytest.raises(Denied):
        decisions.decline(recommendation=line.card(), reason="x", by=kim)
    decisions.decline(recommendation=line.card(), reason="새 원료 첫 로트", by=line.judge)
    line.check(10.4)
    assert not line.has_card()
    assert not Nonconformance.objects.exists()
    line.check(11.0)
    assert ChartSignal.objects.filter(rule="beyond_3", statistic="value").exists()
    assert "10.40, 11.00" in inbox.shown(line.card(), now=clock.now()).why


def test_the_value_is_told_before_its_range(line: Line):
    line.check(11.0)
    assert set(ChartSignal.objects.values_list("statistic", flat=True)) == {"value", "moving range"}
    one = inbox.shown(line.card(), now=clock.now())
    assert one.evidence[0].value == 11
    decisions.accept(recommendation=one.row, by=line.judge)
    assert str(RULE_NAMES["beyond_3"]) in Nonconformance.objects.get().text


def test_what_is_answered_on_the_chart_leaves_the_inbox(line: Line):
    line.check(11.0)
    row = line.card()
    for one in ChartSignal.objects.all():
        with inline():
            quality.answer_signal(signal=one, cause="칼날 교체", release=False, by=line.judge)
    row.refresh_from_db()
    assert row.status == "withdrawn"
    with pytest.raises(Conflict):
        decisions.accept(recommendation=row, by=line.judge)


def test_what_nobody_measured_again_for_a_shift_is_too_old_to_act_on(line: Line):
    line.check(11.0)
    row = line.card()
    line.late = 8 * HOUR
    decisions.gather(now=clock.now())
    assert inbox.shown(line.card(), now=clock.now()).is_old
    with pytest.raises(TooOld):
        decisions.accept(recommendation=row, by=line.judge)
    assert not Nonconformance.objects.exists()
    # A day later it isn't advised any more; on the chart it still waits.
    line.late = 24 * HOUR
    decisions.gather(now=clock.now())
    row.refresh_from_db()
    assert row.status in ("expired", "withdrawn")
    assert ChartSignal.objects.filter(answered_at=None).exists()
    assert timezone.localdate(row.deadline) == timezone.localdate(row.happened_at + DAY)
