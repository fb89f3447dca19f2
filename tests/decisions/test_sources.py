"""What the sources that come with Dure advise, and what becomes of a decision there."""

from datetime import timedelta
from decimal import Decimal

import pytest

from dure.decisions import services
from dure.decisions.burden import Standing
from dure.decisions.models import AlarmRule, Recommendation
from dure.decisions.selectors import recommendations as selectors
from dure.decisions.sources.alarms import delay_for
from dure.decisions.sources.registry import sources
from dure.kernel import clock
from dure.kernel.errors import Conflict
from dure.maintenance import services as maintenance
from dure.maintenance.models import Job
from dure.planning.models import Dismissal, Proposal
from dure.planning.services import run_mrp
from dure.plant.roles import Role
from tests.decisions.conftest import hot, watched_since
from tests.decisions.mill import order_for_tomorrow
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
MIN, DAY = timedelta(minutes=1), timedelta(days=1)


def of(kind: str) -> Recommendation:
    return Recommendation.objects.get(kind=kind, status="open")


def test_the_sources_that_are_there():
    assert [one.kind for one in sources()] == [
        "alarm", "energy", "maintenance", "planning", "prediction", "quality", "schedule",
    ]  # fmt: skip
    assert all(Role.OWNER in one.deciders for one in sources())


def test_the_shortest_delay_that_is_worth_it():
    now = clock.now()
    spells = [Standing(1, now, now + timedelta(seconds=s)) for s in (5, 15, 25, 100, 1000)] + [Standing(1, now, None)]
    # Of six rings, 10 s would have kept back one, 30 s three: half.
    assert delay_for(0, spells) == (30, 3)
    # With 20 s already there, a longer delay counts only for what it adds: 30 s more than it now lasted is too little.
    assert delay_for(20, spells) == (60, 3)
    assert delay_for(0, [Standing(1, now, None)]) is None


def test_an_alarm_that_rings_too_often(feed, chief):
    now = clock.now()
    spikes = [(now - n * 20 * MIN, 90.0) for n in range(1, 21)]
    spikes += [(at + timedelta(seconds=25), 70.0) for at, _value in spikes]
    rule = hot(feed(*sorted(spikes)), chief)
    watched_since(rule, now - DAY + MIN)
    services.watch_rules(now=now)
    services.gather(now=now)
    row = of("alarm")
    one = selectors.shown(row, now=now, person=chief)
    assert "30" in one.title
    assert [figure.value for figure in one.evidence] == [20, 20]
    assert (row.effect, row.effect_low < -20 < row.effect_high) == (-20, True)
    services.accept(recommendation=row, by=chief)
    assert AlarmRule.objects.get().on_delay_s == 30
    services.gather(now=now)
    assert not Recommendation.objects.filter(status="open").exists()
    services.undo_decision(recommendation=row, by=chief)
    assert AlarmRule.objects.get().on_delay_s == 0


def test_a_rule_that_was_changed_meanwhile_is_left_alone(feed, chief):
    now = clock.now()
    spikes = [(now - n * 20 * MIN, 90.0) for n in range(1, 21)]
    spikes += [(at + timedelta(seconds=25), 70.0) for at, _value in spikes]
    rule = hot(feed(*sorted(spikes)), chief)
    watched_since(rule, now - DAY + MIN)
    services.watch_rules(now=now)
    services.gather(now=now)
    services.change_rule(rule=rule, by=chief, on_delay_s=5)
    with pytest.raises(Conflict):
        services.accept(recommendation=of("alarm"), by=chief)


def test_a_service_that_will_soon_be_due(press, chief):
    now = clock.now()
    days = {"every": Decimal(30), "warn": Decimal(5), "counted_from": now - 27 * DAY}
    maintenance.add_plan(work_unit=press, name="주유", basis="calendar", by=chief, **days)
    services.gather(now=now)
    row = of("maintenance")
    services.accept(recommendation=row, by=chief)
    assert Job.objects.get().title
    services.undo_decision(recommendation=row, by=chief)
    assert Job.objects.get().status == "cancelled"


@pytest.fixture
def late_flour(press, chief) -> Proposal:
    """Something to buy is needed before it can be there."""
    order_for_tomorrow()
    run_mrp()
    return Proposal.objects.get(kind="buy")


def test_planning_advice_is_followed_and_taken_back(late_flour):
    planner = person(Role.PLANNER, name="planner")
    services.gather(now=clock.now())
    row = of("planning")
    assert late_flour.item.name in selectors.shown(row, now=clock.now()).title
    services.accept(recommendation=row, by=planner)
    late_flour.refresh_from_db()
    assert late_flour.status == "accepted"
    services.undo_decision(recommendation=row, by=planner)
    assert Proposal.objects.get(kind="buy").status == "open"


def test_declined_planning_advice_is_ignored_there_too(late_flour):
    planner = person(Role.PLANNER, name="planner")
    services.gather(now=clock.now())
    row = of("planning")
    services.decline(recommendation=row, reason="재고 실사 후 결정", by=planner)
    assert Dismissal.objects.count() == 1
    services.undo_decision(recommendation=row, by=planner)
    assert not Dismissal.objects.exists()


def test_planning_advice_leads_to_the_proposal_and_then_to_its_request(late_flour):
    planner = person(Role.PLANNER, name="planner")
    services.gather(now=clock.now())
    row = of("planning")
    step = selectors.shown(row, now=clock.now()).step
    assert step is not None
    assert (step.page, step.href) == ("planning:proposals", f"/planning/proposals/?q={late_flour.item.code}")
    services.accept(recommendation=row, by=planner)
    row.refresh_from_db()
    step = selectors.shown(row, now=clock.now()).step
    assert step is not None
    assert (step.page, step.href) == ("commerce:requests", "/buying/requests/")
