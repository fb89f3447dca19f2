"""The inbox: proposed once, decided once, taken back, let go; and what came of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dure.decisions import services
from dure.decisions.effect import Effect
from dure.decisions.errors import TooOld
from dure.decisions.models import DecisionRecord, Recommendation
from dure.decisions.selectors import recommendations as selectors
from dure.decisions.selectors.effects import Came, Stage, came_of
from dure.decisions.sources import registry
from dure.decisions.sources.registry import Advised, Figure, Source, in_languages
from dure.events.models import RecordedEvent
from dure.kernel import clock
from dure.kernel.errors import Conflict, Denied, Invalid
from dure.plant.models import Person
from dure.plant.roles import Role
from tests.plant.plants import person

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Lever(Source):
    """A source for tests: one lever that is pulled or not. advises: what it advises now, None: it hands it in."""

    kind, name, stale_after = "lever", "지렛대", 2 * HOUR

    def __init__(self) -> None:
        self.pulled = 0
        self.valid = True
        self.advises: list[Advised] | None = None
        self.days: dict[date, float] | None = None

    def found(self, now: datetime) -> list[Advised] | None:
        return self.advises

    def still_valid(self, row: Recommendation, now: datetime) -> bool:
        return self.valid

    def accept(self, row: Recommendation, by: Person | None) -> dict[str, Any]:
        self.pulled += 1
        return {"pulled": self.pulled}

    def take_back(self, row: Recommendation, by: Person | None) -> None:
        self.pulled -= 1

    def series(self, row: Recommendation, first: date, last: date) -> dict[date, float] | None:
        return self.days


@pytest.fixture
def lever(db, monkeypatch) -> Iterator[Lever]:
    found = Lever()
    monkeypatch.setattr(registry, "_SOURCES", {"lever": found})
    return found


@pytest.fixture
def owner(db, quick) -> Person:
    return person(Role.OWNER, name="owner")


def advised(mark: str = "a", *, key: str = "L1", age: timedelta = timedelta(0), **values: Any) -> Advised:
    now = clock.now()
    given = {"happened_at": now - HOUR, "evidence": [Figure("Rang in a week", 3, "", now - age)]} | values
    return Advised("lever", key, mark, in_languages(lambda: ("당겨라", f"이유 {mark}")), **given)


def verbs(row: Recommendation) -> list[str]:
    return list(row.records.values_list("verb", flat=True))


def test_accepted_once_by_one_who_may(lever, owner, kim):
    row = services.propose(advised=advised())
    assert services.propose(advised=advised()) == row
    with pytest.raises(Denied):
        services.accept(recommendation=row, by=kim)
    services.accept(recommendation=row, by=owner)
    with pytest.raises(Conflict):
        services.accept(recommendation=row, by=owner)
    row.refresh_from_db()
    assert (row.status, row.decided_by, lever.pulled, verbs(row)) == ("accepted", owner, 1, ["proposed", "accepted"])
    assert RecordedEvent.objects.get(name="decisions.RecommendationDecided").data["status"] == "accepted"


def test_stale_figures_are_shown_and_refuse(lever, owner):
    row = services.propose(advised=advised(age=3 * HOUR))
    one = selectors.shown(row, now=clock.now(), person=owner)
    assert one.is_old
    assert one.age >= 3 * HOUR
    with pytest.raises(TooOld):
        services.accept(recommendation=row, by=owner)
    # Newer figures come in: the same recommendation may be accepted.
    assert services.propose(advised=advised()) == row
    services.accept(recommendation=row, by=owner)
    assert lever.pulled == 1


def test_what_is_no_longer_advised_is_refused_and_withdrawn(lever, owner):
    row = services.propose(advised=advised())
    lever.valid = False
    with pytest.raises(Conflict):
        services.accept(recommendation=row, by=owner)
    assert services.gather(now=clock.now()) == 1
    row.refresh_from_db()
    assert (row.status, lever.pulled) == ("withdrawn", 0)


def test_declined_with_a_reason_and_not_asked_again_while_it_says_the_same(lever, owner):
    row = services.propose(advised=advised())
    with pytest.raises(Invalid):
        services.decline(recommendation=row, reason=" ", by=owner)
    services.decline(recommendation=row, reason="주말에 한다", by=owner)
    assert services.propose(advised=advised()) is None
    other = services.propose(advised=advised("b"))
    assert other is not None
    newer = services.propose(advised=advised("c"))
    other.refresh_from_db()
    assert (other.status, newer.status) == ("superseded", "open")


def test_put_off_comes_back_and_a_deadline_ends_it(lever, owner):
    row = services.propose(advised=advised(deadline=clock.now() + 2 * DAY))
    with pytest.raises(Invalid):
        services.put_off(recommendation=row, until=clock.now() + 3 * DAY, by=owner)
    services.put_off(recommendation=row, until=clock.now() + HOUR, by=owner)
    services.settle(now=clock.now())
    row.refresh_from_db()
    assert row.status == "later"
    assert services.settle(now=clock.now() + 2 * HOUR) == 1
    assert services.settle(now=clock.now() + 2 * HOUR) == 0
    assert services.settle(now=clock.now() + 3 * DAY) == 1
    assert verbs(row) == ["proposed", "put_off", "came_back", "expired"]


def test_a_decision_is_taken_back_within_a_day(lever, owner):
    row = services.propose(advised=advised())
    services.accept(recommendation=row, by=owner)
    services.undo_decision(recommendation=row, by=owner)
    row.refresh_from_db()
    assert (row.status, row.decided_at, lever.pulled) == ("open", None, 0)
    services.decline(recommendation=row, reason="아니다", by=owner)
    services.undo_decision(recommendation=row, by=owner)
    with pytest.raises(Conflict):
        services.undo_decision(recommendation=row, by=owner)
    assert verbs(row) == ["proposed", "accepted", "undone", "declined", "undone"]


def test_gathering_twice_is_as_once(lever, owner):
    lever.advises = [advised(key="L1"), advised(key="L2")]
    assert services.gather(now=clock.now()) == 2
    assert services.gather(now=clock.now()) == 0
    lever.advises = [advised(key="L2")]
    assert services.gather(now=clock.now()) == 1
    assert {row.key: row.status for row in Recommendation.objects.all()} == {"L1": "withdrawn", "L2": "open"}


def test_records_of_decisions_are_never_changed(lever):
    services.propose(advised=advised())
    for act in (lambda: DecisionRecord.objects.update(note="x"), lambda: DecisionRecord.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_the_inbox_asks_the_same_number_of_questions_for_two_and_for_twenty(lever, owner, django_assert_num_queries):
    for number in range(20):
        services.propose(advised=advised(key=f"L{number}"))
    for size in (2, 20):
        with django_assert_num_queries(1):
            rows = selectors.recommendations()[:size]
            assert len(selectors.shown_all(rows, now=clock.now(), person=owner)) == size


def test_what_came_of_it(lever, owner):
    row = services.propose(advised=advised(effect=-1.0, effect_unit="alarms a week"))
    assert came_of(row, clock.now()).stage is Stage.NOT_ACCEPTED
    services.accept(recommendation=row, by=owner)
    row.refresh_from_db()
    assert came_of(row, clock.now()).stage is Stage.NO_FIGURE
    day = timezone.localdate(row.decided_at)
    before = {day - n * DAY: 10.0 + n % 3 for n in range(1, 15)}
    lever.days = before | {day + n * DAY: 4.0 + n % 3 for n in range(1, 4)}
    early = came_of(row, row.decided_at + 4 * DAY)
    assert (early.stage, early.days_after, early.effect) == (Stage.TOO_LITTLE, 3, None)
    lever.days = before | {day + n * DAY: 4.0 + n % 3 for n in range(1, 15)}
    found = came_of(row, row.decided_at + 20 * DAY)
    assert found.stage is Stage.WHOLE
    assert found.effect is not None
    # Fourteen days of 11, 12, 10, … on both sides: the same pattern six lower.
    assert found.effect.difference == pytest.approx(-6)
    assert found.effect.high < 0


def test_how_fast_people_decide(lever, owner):
    for number in range(3):
        row = services.propose(advised=advised(key=f"L{number}"))
        if number:
            services.accept(recommendation=row, by=owner)
    found = selectors.pace_of(now=clock.now())
    assert (found.asked, found.decided, found.accepted) == (3, 2, 1.0)
    # It happened an hour before it was proposed.
    assert found.median is not None
    assert HOUR <= found.median < HOUR + timedelta(minutes=2)


def test_what_came_is_said_as_a_share_or_as_a_number():
    found = Effect(0.125, 0.05, 0.0249, 0.2251, 0.5, 0.625, 14, 14, 2)
    assert Came(Stage.WHOLE, effect=found, is_ratio=True).shown == {
        "before": "50.0 %", "after": "62.5 %", "difference": "12.5 %", "low": "2.5 %", "high": "22.5 %",
    }  # fmt: skip
    assert Came(Stage.WHOLE, effect=found).shown["low"] == "0.02"
    assert Came(Stage.TOO_LITTLE).shown == {}
