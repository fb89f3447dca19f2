"""What was told of orders, held to what came of it: when it counts, when figures are corrected, and the page of it."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from dure.kernel import clock
from dure.planning.claim_chart import Words, reliability
from dure.planning.models import LatenessClaim, Replay, Schedule
from dure.planning.promising.calibration import deciles
from dure.planning.selectors.claims import Judged, judged, told_and_came
from dure.planning.services.claims import state_chances
from dure.planning.services.schedules import accept_schedule, make_schedule
from dure.planning.templatetags.planning import likely
from dure.plant.models import Person
from dure.production.models import WorkOrder
from tests.planning.schedules.past import work_off
from tests.production.floor.shop import Plant, make_plant

NOON = datetime(2026, 3, 2, 3, 0, tzinfo=clock.now().tzinfo)
SHARES = (0.5, 0.8, 0.95)


def hours(*numbers: float) -> list[datetime]:
    return [NOON + timedelta(hours=one) for one in numbers]


def test_a_moment_counts_once_it_has_passed():
    """Told: 30 % late at 4 o'clock; half of the futures ended by 1, 80 % by 3, 95 % by 6. It ended at 2."""
    due, came = hours(4, 2)
    one = Judged(NOON, due, 0.25, 0.3, hours(1, 3, 6), came)
    assert one.outcomes(SHARES, *hours(0)) == []
    assert one.outcomes(SHARES, *hours(3.5)) == [(0.5, False), (0.8, True)]
    assert one.outcomes(SHARES, *hours(7)) == [(0.5, False), (0.8, True), (0.95, True), (0.7, True)]
    assert one.lateness(*hours(3.5)) is None
    assert one.lateness(*hours(5)) == (0.25, False)
    assert one.lateness(*hours(5), raw=True) == (0.3, False)


def test_an_order_that_has_not_ended_is_late_as_soon_as_one_in_time_would_count():
    one = Judged(NOON, hours(4)[0], 0.25, 0.3, hours(1, 3, 6), None)
    assert one.lateness(*hours(5)) == (0.25, True)
    assert one.outcomes(SHARES, *hours(5)) == [(0.5, False), (0.8, False), (0.7, False)]


def test_nothing_is_proven_by_an_order_that_was_late_already():
    one = Judged(NOON, *hours(-1), 1.0, 1.0, hours(1, 3, 6), *hours(2))
    assert one.lateness(*hours(9)) is None
    assert one.outcomes(SHARES, *hours(9)) == [(0.5, False), (0.8, True), (0.95, True)]


def test_chances_are_never_told_as_sure():
    assert [likely(one) for one in (None, 0.0, 0.009, 0.01, 0.234, 0.99, 1.0)] == [
        "–", "< 1 %", "< 1 %", "1 %", "23 %", "99 %", "> 99 %",
    ]  # fmt: skip


def test_the_picture_has_a_dot_for_each_step():
    words = Words("t", "told", "<late", "even", lambda count: f"{count} order{'s' * (count > 1)}")
    found = reliability(deciles([(0.05, False)] * 4 + [(0.75, True)]), words)
    assert found.count("<circle") == 2
    assert "4 orders: told 5%, &lt;late 0%" in found
    assert "1 order: told 75%, &lt;late 100%" in found


@pytest.fixture
def plant() -> Plant:
    return make_plant()


def told_before(plant: Plant, chances: Sequence[float], late: Sequence[bool]) -> Replay:
    """A claim for each of so many finished orders, two days ago; each was due a day ago, and ended an hour before or
    after that. Half, 80 and 95 % of the futures ended at moments 3, 2 and 1 hours before the due time."""
    now = clock.now()
    schedule = Schedule.objects.create(status="replaced", asked_at=now)
    replay = Replay.objects.create(schedule=schedule, replayed_at=now - timedelta(days=2), days=90)
    orders = WorkOrder.objects.bulk_create(
        WorkOrder(number=f"OLD{at}", item=plant.noodle, quantity=Decimal(1), status="done") for at in range(len(late))
    )
    due = now - timedelta(days=1)
    ends = [due - timedelta(hours=3 - at) for at in range(3)]
    LatenessClaim.objects.bulk_create(
        LatenessClaim(
            replay=replay, order=order, due_at=due, chance=chance, raw_chance=chance, ends=ends, raw_ends=ends,
            came_at=due + timedelta(hours=1 if is_late else -1),
        )
        for order, chance, is_late in zip(orders, chances, late, strict=True)
    )  # fmt: skip
    return replay


def stated(plant: Plant, minutes: int) -> tuple[Replay, LatenessClaim]:
    work_off(plant, [60, 120] * 15)
    order = plant.order(100, due_at=clock.now() + timedelta(minutes=minutes))
    live = accept_schedule(schedule_id=make_schedule(by=None, limit_s=0.3).pk, by=plant.kim)
    found = state_chances(schedule_id=live.pk)
    assert found is not None
    return found, LatenessClaim.objects.get(order=order)


@pytest.mark.django_db
def test_what_came_corrects_what_is_told(plant: Plant):
    """60 orders were told to be late with 30 %, and 36 of them were: what is replayed is too sure of being in time."""
    told_before(plant, [0.3] * 60, [True] * 36 + [False] * 24)
    replay, claim = stated(plant, 110)
    assert (replay.known, replay.outcomes) == (240, 240)
    assert 0.1 < claim.raw_chance < 0.9
    assert claim.chance > claim.raw_chance + 0.05
    assert all(told > raw for told, raw in zip(claim.ends, claim.raw_ends, strict=True))


@pytest.mark.django_db
def test_few_outcomes_correct_nothing(plant: Plant):
    told_before(plant, [0.3] * 49, [True] * 29 + [False] * 20)
    replay, claim = stated(plant, 110)
    assert (replay.known, replay.outcomes) == (196, 0)
    assert claim.chance == claim.raw_chance


@pytest.mark.django_db
def test_figures_that_know_nothing_are_not_shown(plant: Plant):
    """Those told to be late with 90 % were in time, those with 10 % late: worse than telling a half each time."""
    told_before(plant, [0.9] * 20 + [0.1] * 20, [False] * 20 + [True] * 20)
    replay, _claim = stated(plant, 110)
    assert replay.silence == "worse"


@pytest.mark.django_db
def test_each_order_counts_once_with_what_was_said_first(plant: Plant):
    first = told_before(plant, [0.2, 0.4], [False, True])
    again = Replay.objects.create(schedule=first.schedule, replayed_at=first.replayed_at + timedelta(hours=5), days=90)
    for row in list(first.claims.all()):
        row.pk, row.replay, row.chance = None, again, 0.9
        row.save()
    now = clock.now()
    assert sorted(told_and_came(judged(now), now)) == [(0.2, False), (0.4, True)]
    WorkOrder.objects.filter(number="OLD1").update(status="cancelled")
    assert told_and_came(judged(now), now) == [(0.2, False)]


@pytest.fixture
def chief(client: Client) -> Client:
    client.force_login(Person.objects.create_user("chief", password="secret-pass-1", roles=["supervisor"]))
    return client


@pytest.mark.django_db
def test_the_pages(plant: Plant, chief: Client):
    address = reverse("planning:schedule-risk")
    assert "적용 중인 계획이 없습니다" in chief.get(address).content.decode()
    told_before(plant, [0.3] * 10, [True] * 3 + [False] * 7)
    replay, claim = stated(plant, 110)
    page = chief.get(address).content.decode()
    assert claim.order.number in page
    assert likely(claim.chance).replace("<", "&lt;") in page
    assert "<svg" in page
    # Of the ten orders 3 were late.
    assert re.search(r">10</td>[^>]*>30 %</td>[^>]*>30 %</td>", page)
    for name, args in (("schedule", []), ("schedule-orders", [replay.schedule_id])):
        assert f">{likely(claim.chance)}</span>" in chief.get(reverse(f"planning:{name}", args=args)).content.decode()
    why = chief.get(reverse("planning:schedule-why", args=[replay.schedule_id, claim.order_id])).content.decode()
    assert likely(claim.chance) in why
    sheet = chief.get(address, {"format": "xlsx"})
    assert sheet["Content-Type"].endswith("sheet")
    Replay.objects.filter(pk=replay.pk).update(silence="few", operations=7)
    page = chief.get(address).content.decode()
    assert claim.order.number not in page
    assert "7건" in page
