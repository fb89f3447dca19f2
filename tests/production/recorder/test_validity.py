"""Rules that people edit hold from a moment on: what was counted before stays, and the log still gives the tables."""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection as database
from django.db.models import Sum

from dure.events import inline
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import Person
from dure.production import recounting, services
from dure.production.models import (
    Downtime,
    DowntimeReason,
    HeldCount,
    OperationRun,
    ProductionResult,
    Recount,
    ResultCorrection,
    StateInterval,
    StateWord,
    UnitRecord,
)
from dure.production.rebuild import compare
from dure.production.rulebook import Rulebook
from dure.production.unit import CountedFrom, UnitState
from dure.telemetry import connections
from dure.telemetry.connections import Choice
from dure.telemetry.models import BEGINNING, Signal, SignalMeaning
from tests.production.recorder.conftest import DAY, Floor


@pytest.fixture
def person(floor: Floor, settings) -> Person:
    settings.NATS_URL = floor.url
    return Person.objects.create(username="sup")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set the plant's clock to so many seconds after 08:00."""

    def turn(seconds: float) -> datetime:
        moment = DAY + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    return turn


def produced(**of: object) -> Decimal:
    return ProductionResult.objects.filter(**of).aggregate(n=Sum("produced"))["n"] or Decimal(0)


def states(floor: Floor) -> list[tuple[float, str]]:
    rows = StateInterval.objects.filter(work_unit=floor.unit).order_by("started_at")
    return [((row.started_at - DAY).total_seconds(), row.state) for row in rows]


def recounted(floor: Floor) -> Recount:
    """Do what waits, as the worker's job would."""
    row = Recount.objects.get(status=Recount.Status.WAITING)
    recounting.run(row.pk, floor.url)
    row.refresh_from_db()
    return row


def test_a_meaning_changed_from_now_on(floor: Floor, person: Person, at) -> None:
    signal = floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 10), floor.saw("n", 60, 15))
    at(100)
    pair = Choice("n", "n", "total", pieces=Decimal(2))
    connections.change_signal(signal_id=signal.pk, choice=pair, work_unit=floor.unit, person=person)
    floor.says(floor.saw("n", 120, 18))
    assert produced() == 5 + 3 * 2
    at(200)
    connections.change_signal(signal_id=signal.pk, choice=Choice("n", "n"), work_unit=None, person=person)
    floor.says(floor.saw("n", 220, 30))
    assert produced() == 11
    assert compare(floor.url).differences == {}
    before = SignalMeaning.objects.filter(signal=signal).values_list("valid_from", "valid_to", "pieces_per_count")
    assert list(before) == [
        (BEGINNING, DAY + timedelta(seconds=100), 1),
        (DAY + timedelta(seconds=100), DAY + timedelta(seconds=200), 2),
    ]


def test_a_signal_that_meant_nothing_counts_from_its_next_reading_on(floor: Floor, person: Person, at) -> None:
    floor.says(floor.saw("n", 0, 10), floor.saw("n", 60, 15))
    at(5000)
    (signal,) = Signal.objects.filter(address="n")
    connections.choose_signals(
        connection=floor.source, choices=[Choice("n", "n", "total")], work_unit=floor.unit, person=person
    )
    floor.says(floor.saw("n", 61, 16), floor.saw("n", 90, 18))
    signal.refresh_from_db()
    assert (signal.meaning_from, produced()) == (DAY + timedelta(seconds=60, microseconds=1), 2)
    assert compare(floor.url).differences == {}


def test_a_signal_moved_to_another_machine_leaves_what_it_counted(floor: Floor, person: Person, at) -> None:
    signal = floor.signal("n", "total")
    other = type(floor.unit).objects.create(code="M2", name="M2", work_center=floor.unit.work_center)
    floor.says(floor.saw("n", 0, 10), floor.saw("n", 60, 15))
    at(100)
    connections.change_signal(signal_id=signal.pk, choice=Choice("n", "n", "total"), work_unit=other, person=person)
    floor.says(floor.saw("n", 120, 18), floor.saw("n", 150, 19))
    assert (produced(work_unit=floor.unit), produced(work_unit=other)) == (5, 1)
    assert compare(floor.url).differences == {}


def test_words_programs_and_limits_changed_from_now_on(floor: Floor, person: Person, at) -> None:
    floor.signal("s", "state")
    floor.signal("p", "program")
    at(0)
    services.set_unit_rule(work_unit=floor.unit, person=person, counted_from=CountedFrom.CYCLES)
    floor.says(floor.saw("p", 0, "A"), floor.saw("s", 1, "ACTIVE"), floor.saw("s", 50, "JAM"))
    floor.says(floor.saw("s", 60, "ACTIVE"), floor.saw("s", 80, "READY"))
    at(100)
    services.save_state_word(work_unit=floor.unit, word="jam", state=UnitState.DOWN, person=person)
    services.save_program_rule(work_unit=floor.unit, pattern="A", parts=Decimal(4), person=person)
    services.set_unit_rule(work_unit=floor.unit, person=person, counted_from=CountedFrom.CYCLES, micro_stop_s=10)
    floor.says(floor.saw("s", 110, "ACTIVE"), floor.saw("s", 120, "JAM"), floor.saw("s", 150, "ACTIVE"))
    floor.says(floor.saw("s", 160, "READY"))
    at(200)
    (word,) = StateWord.objects.filter(word="JAM")
    services.remove_state_word(state_word_id=word.pk, person=person)
    floor.says(floor.saw("s", 210, "JAM"))
    assert [state for _, state in states(floor)] == [
        "producing", "unknown", "producing", "idle", "producing", "down", "producing", "idle", "unknown",
    ]  # fmt: skip
    assert produced() == 1 + 4
    assert [(s.started_at - DAY).total_seconds() for s in Downtime.objects.order_by("started_at")] == [80, 120, 160]
    assert compare(floor.url).differences == {}


def test_a_word_explained_for_an_earlier_time_is_counted_again(floor: Floor, person: Person, at) -> None:
    floor.signal("s", "state")
    floor.says(floor.saw("s", 0, "RÜSTEN"), floor.saw("s", 1000, "ACTIVE"), floor.saw("s", 2000, "RÜSTEN"))
    at(3000)
    services.save_state_word(
        work_unit=floor.unit, word="RÜSTEN", state=UnitState.SETUP, person=person,
        valid_from=DAY + timedelta(seconds=500),
    )  # fmt: skip
    assert states(floor) == [(0, "unknown"), (1000, "producing"), (2000, "unknown")]
    row = recounted(floor)
    assert (row.status, row.percent) == ("done", 100)
    assert states(floor) == [(0, "unknown"), (1000, "producing"), (2000, "setup")]
    assert compare(floor.url).differences == {}
    floor.says(floor.saw("s", 3100, "ACTIVE"))
    assert states(floor)[-1] == (3100, "producing")
    assert Downtime.objects.get().started_at == DAY + timedelta(seconds=2000)
    assert compare(floor.url).differences == {}


def test_a_meaning_for_an_earlier_time_hides_what_was_said_in_between(floor: Floor, person: Person, at) -> None:
    signal = floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 0), floor.saw("n", 10, 1), floor.saw("n", 20, 2))
    at(30)
    three = Choice("n", "n", "total", pieces=Decimal(3))
    connections.change_signal(signal_id=signal.pk, choice=three, work_unit=floor.unit, person=person)
    floor.says(floor.saw("n", 40, 3))
    at(50)
    two = Choice("n", "n", "total", pieces=Decimal(2))
    with inline():
        connections.change_signal(
            signal_id=signal.pk, choice=two, work_unit=floor.unit, person=person,
            valid_from=DAY + timedelta(seconds=15),
        )  # fmt: skip
    assert produced() == 5
    recounted(floor)
    assert produced() == 1 + 2 + 2
    assert compare(floor.url).differences == {}
    floor.says(floor.saw("n", 60, 5))
    assert produced() == 9
    assert compare(floor.url).differences == {}


def test_a_recount_keeps_what_people_decided(floor: Floor, person: Person, at) -> None:
    floor.signal("n", "total")
    floor.signal("s", "state")
    at(0)
    services.set_unit_rule(work_unit=floor.unit, person=person, fastest_cycle_s=Decimal(10))
    floor.says(floor.saw("s", 0, "ACTIVE"), floor.saw("n", 1, 100), floor.saw("n", 31, 103), floor.saw("n", 61, 203))
    floor.says(floor.saw("s", 100, "STOPPED"), floor.saw("s", 1000, "ACTIVE"), floor.saw("s", 2000, "ARMED"))
    floor.says(floor.saw("s", 3000, "ACTIVE"))
    row = ProductionResult.objects.get()
    services.correct_result(result_id=row.pk, person=person, reason="scrap", good=Decimal(-1), reject=Decimal(1))
    held = HeldCount.objects.get()
    services.decide_held_count(held_count_id=held.pk, person=person, quantity=Decimal(5))
    group = DowntimeReason.objects.create(code="G", name="G")
    why = DowntimeReason.objects.create(code="J", name="J", parent=group)
    stop = Downtime.objects.get()
    services.assign_downtime_reason(downtime_id=stop.pk, reason=why, person=person)
    services.split_downtime(downtime_id=stop.pk, at=DAY + timedelta(seconds=300), person=person)
    at(4000)
    services.save_state_word(work_unit=floor.unit, word="armed", state=UnitState.DOWN, person=person, valid_from=DAY)
    assert recounted(floor).status == "done"
    assert states(floor)[-2:] == [(2000, "down"), (3000, "producing")]
    assert ResultCorrection.objects.get().result_id == row.pk
    assert produced(source="counter") == 3
    assert produced(source="confirmed") == 5
    stops = Downtime.objects.filter(replaced_at=None).order_by("started_at")
    assert [((s.started_at - DAY).seconds, (s.ended_at - DAY).seconds, s.reason) for s in stops] == [
        (100, 300, why), (300, 1000, why), (2000, 3000, None),
    ]  # fmt: skip
    assert compare(floor.url).differences == {}
    # Without a cycle time nothing is held: what was confirmed is counted by the machine itself.
    services.set_unit_rule(work_unit=floor.unit, person=person, valid_from=BEGINNING)
    done = recounted(floor)
    assert (done.status, done.corrections_to_check) == ("done", 1)
    assert (produced(source="counter"), produced(source="confirmed")) == (103, 0)
    assert not HeldCount.objects.exists()
    assert compare(floor.url).differences == {}
    # With the cycle time again it is held again, and waits for a person: not counted, not forgotten.
    services.set_unit_rule(work_unit=floor.unit, person=person, fastest_cycle_s=Decimal(10), valid_from=BEGINNING)
    assert recounted(floor).status == "done"
    again = HeldCount.objects.get()
    assert (again.decision, again.quantity) == ("open", held.quantity)
    assert (produced(source="counter"), produced(source="confirmed")) == (3, 0)


def test_a_stop_that_begins_elsewhere_keeps_its_reason_and_one_that_never_was_ends(floor, person, at) -> None:
    floor.signal("s", "state")
    floor.says(floor.saw("s", 0, "ACTIVE"), floor.saw("s", 100, "WARM"), floor.saw("s", 200, "STOPPED"))
    floor.says(floor.saw("s", 900, "ACTIVE"), floor.saw("s", 2000, "HELD"), floor.saw("s", 3000, "ACTIVE"))
    why = DowntimeReason.objects.create(code="J", name="J", parent=DowntimeReason.objects.create(code="G", name="G"))
    for stop in Downtime.objects.order_by("started_at"):
        services.assign_downtime_reason(downtime_id=stop.pk, reason=why, person=person)
    at(4000)
    services.save_state_word(work_unit=floor.unit, word="WARM", state=UnitState.SETUP, person=person, valid_from=DAY)
    services.save_state_word(
        work_unit=floor.unit, word="HELD", state=UnitState.PRODUCING, person=person, valid_from=DAY
    )
    recounted(floor)
    stops = Downtime.objects.order_by("started_at").values_list("started_at", "ended_at", "reason__code")
    instant = DAY + timedelta(seconds=2000)
    assert list(stops) == [
        (DAY + timedelta(seconds=100), DAY + timedelta(seconds=900), "J"),
        (instant, instant + timedelta(microseconds=1), "J"),
    ]
    assert compare(floor.url).differences == {}


def test_observations_that_come_while_it_is_counted_again_are_not_lost(
    floor: Floor, person: Person, at, monkeypatch: pytest.MonkeyPatch
) -> None:
    signal = floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 0), floor.saw("n", 10, 1))
    at(20)
    with inline():
        connections.change_signal(
            signal_id=signal.pk, choice=Choice("n", "n", "total", pieces=Decimal(2)), work_unit=floor.unit,
            person=person, valid_from=BEGINNING,
        )  # fmt: skip
    asked, reads = Recount.objects.get(), []
    counted = recounting._place

    def place(*, is_held: bool) -> tuple[int, int]:
        found = counted(is_held=is_held)
        if not is_held and not reads:
            reads.append(found)
            _from_another_session(lambda: floor.says(floor.saw("n", 30, 4)))
        return found

    monkeypatch.setattr(recounting, "_place", place)
    recounting.run(asked.pk, floor.url)
    assert produced() == 2 * 4
    floor.says(floor.saw("n", 40, 5))
    assert produced() == 2 * 5
    assert compare(floor.url).differences == {}


def _from_another_session(work) -> None:
    """The recorder is another process; here a thread with a session of its own."""
    from threading import Thread

    from django.db import connections as sessions

    def run() -> None:
        try:
            work()
        finally:
            sessions.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


def test_what_is_not_in_the_event_log_any_more_is_refused(floor: Floor, person: Person, at) -> None:
    import asyncio

    import nats

    from dure.kernel.eventlog import STREAM

    signal = floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 0), floor.saw("n", 10, 1))
    floor.says(floor.saw("n", 1000, 2))

    async def forget_the_first() -> None:
        client = await nats.connect(floor.url)
        await client.jetstream().purge_stream(STREAM, seq=2)
        await client.close()

    asyncio.run(forget_the_first())
    at(2000)
    with pytest.raises(Conflict, match="2026-03-02 23:16"):
        connections.change_signal(
            signal_id=signal.pk, choice=Choice("n", "n", "good"), work_unit=floor.unit, person=person, valid_from=DAY
        )
    with pytest.raises(Conflict, match="M1 was counted before that"):
        services.set_unit_rule(work_unit=floor.unit, person=person, valid_from=DAY + timedelta(seconds=1000))
    signal.refresh_from_db()
    assert signal.meaning == "total"
    assert produced() == 2
    assert not Recount.objects.exists()


def test_a_rule_of_the_future_is_refused(floor: Floor, person: Person, at) -> None:
    at(0)
    with pytest.raises(Invalid, match="future"):
        services.set_unit_rule(work_unit=floor.unit, person=person, valid_from=DAY + timedelta(hours=1))


def test_the_first_rule_of_a_machine_that_said_nothing_holds_from_the_beginning(floor: Floor, person: Person) -> None:
    services.save_state_word(work_unit=floor.unit, word="X", state=UnitState.DOWN, person=person)
    assert StateWord.objects.get().valid_from == BEGINNING


def test_two_edits_of_the_past_wait_as_one_recount(floor: Floor, person: Person, at) -> None:
    floor.signal("s", "state")
    floor.says(floor.saw("s", 0, "A"), floor.saw("s", 100, "B"))
    at(200)
    for word, seconds in (("A", 50), ("B", 20)):
        services.save_state_word(
            work_unit=floor.unit, word=word, state=UnitState.SETUP, person=person,
            valid_from=DAY + timedelta(seconds=seconds),
        )  # fmt: skip
    assert recounted(floor).since == DAY + timedelta(seconds=20)
    assert states(floor) == [(0, "unknown"), (100, "setup")]
    assert UnitRecord.objects.get().recounts == 1
    assert not OperationRun.objects.exists()


def test_a_word_of_all_machines_since_an_earlier_time_counts_those_again_that_were_heard(
    floor: Floor, person: Person, at
) -> None:
    floor.signal("s", "state")
    type(floor.unit).objects.create(code="M2", name="M2", work_center=floor.unit.work_center)
    floor.says(floor.saw("s", 0, "ARMED"), floor.saw("s", 100, "ACTIVE"))
    at(200)
    services.save_state_word(work_unit=None, word="ARMED", state=UnitState.SETUP, person=person, valid_from=DAY)
    assert recounted(floor).work_unit == floor.unit
    assert states(floor) == [(0, "setup"), (100, "producing")]
    assert compare(floor.url).differences == {}


def test_a_rule_written_by_an_older_transaction_is_noticed(floor: Floor) -> None:
    """It began before the recorder's last batch made a new signal, and committed after it."""
    signal = floor.signal("n", "other")
    book = Rulebook()
    older = database.copy("older")
    try:
        older.set_autocommit(False)
        with older.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            floor.signal("m", "other")
            book.refresh()
            cursor.execute("UPDATE telemetry_signal SET meaning = 'total' WHERE id = %s", [signal.pk])
        older.commit()
    finally:
        older.close()
    book.refresh()
    assert book.of_signal(signal.pk, 0) is not None


def test_entries_by_hand_of_hours_that_turn_out_to_be_counted_are_to_be_looked_at(floor, person, at) -> None:
    """A signal that meant nothing yet becomes a part counter since before the hour that a person has entered."""
    floor.says(floor.saw("n", 0, 0), floor.saw("n", 60, 5))
    at(1800)
    services.enter_quantity(
        client_id=uuid.uuid4(), work_unit=floor.unit, starts_at=DAY, kind="good", quantity=Decimal(5), person=person
    )
    (signal,) = Signal.objects.filter(address="n")
    total = Choice("n", "n", "total")
    with inline():
        connections.change_signal(
            signal_id=signal.pk, choice=total, work_unit=floor.unit, person=person, valid_from=DAY
        )
    done = recounted(floor)
    assert (done.status, done.corrections_to_check) == ("done", 1)
    assert (produced(source="counter"), produced(source="hand")) == (5, 5)
