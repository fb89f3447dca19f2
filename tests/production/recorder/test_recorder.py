"""The recorder writes results once, whatever is sent twice, sent late, or interrupted."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from dure.inventory.models import Item
from dure.kernel import clock
from dure.kernel.envelope import encode
from dure.kernel.errors import Conflict
from dure.kernel.observation import Envelope, Quality
from dure.plant.models import Person
from dure.production import services
from dure.production.models import (
    Downtime,
    DowntimeReason,
    HeldCount,
    OperationRun,
    ProductionResult,
    StateInterval,
    UnitRecord,
    WorkOrder,
)
from dure.production.rebuild import compare
from dure.production.recorder import ResultsReader, follow
from dure.telemetry.models import CurrentValue, LogPosition, RejectedEnvelope
from tests.production.recorder.conftest import DAY, Floor, empty, fetched


def produced() -> Decimal:
    return ProductionResult.objects.aggregate(n=Sum("produced"))["n"] or Decimal(0)


def states(floor: Floor) -> list[tuple[float, str]]:
    rows = StateInterval.objects.filter(work_unit=floor.unit).order_by("started_at")
    return [((row.started_at - DAY).total_seconds(), row.state) for row in rows]


def test_counts_land_in_their_hour_shift_order_and_item(floor: Floor) -> None:
    floor.signal("n", "total")
    item = Item.objects.create(code="I", name="I")
    order = WorkOrder.objects.create(number="W1", item=item, quantity=100)
    run = OperationRun.objects.create(work_order=order, work_unit=floor.unit, started_at=DAY + timedelta(minutes=90))
    floor.says(floor.saw("n", 0, 100), floor.saw("n", 3500, 110), floor.saw("n", 3700, 113), floor.saw("n", 5500, 120))
    rows = ProductionResult.objects.order_by("hour", "first_at").values_list(
        "hour", "shift", "run", "item", "produced", "good"
    )
    hour = timedelta(hours=1)
    assert list(rows) == [
        (DAY, "DAY", None, None, 10, 10),
        (DAY + hour, "DAY", None, None, 3, 3),
        (DAY + hour, "DAY", run.pk, item.pk, 7, 7),
    ]


def test_sending_again_counts_nothing_again(floor: Floor) -> None:
    floor.signal("n", "total", counts_each_message=True)
    seen = [floor.saw("n", at, 1) for at in range(5)]
    floor.says(*seen)
    floor.says(*seen[2:], floor.saw("n", 9, 1))
    floor.says(seen[0])
    assert produced() == 6
    position = LogPosition.objects.get(reader="results")
    assert (position.stored, position.duplicates) == (6, 4)


def test_a_recorder_that_starts_again_goes_on_where_the_tables_are(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 1), floor.saw("n", 5, 3))
    floor.reader = ResultsReader()
    floor.says(floor.saw("n", 9, 7))
    assert produced() == 6


def test_a_batch_that_fails_leaves_nothing_and_is_taken_again(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 1))

    def fail(self: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr("dure.production.tallying.Buckets.save", fail)
        with pytest.raises(ConnectionError):
            floor.says(floor.saw("n", 5, 4))
    assert produced() == 0
    assert CurrentValue.objects.get().number == 1
    floor.record()
    assert produced() == 3


def test_the_database_refuses_intervals_that_overlap_or_leave_a_gap(floor: Floor) -> None:
    def interval(start: int, end: int | None) -> None:
        StateInterval.objects.create(
            work_unit=floor.unit, state="idle", started_at=DAY + timedelta(seconds=start),
            ended_at=None if end is None else DAY + timedelta(seconds=end),
        )  # fmt: skip

    for rows in ([(0, 10), (5, None)], [(0, 10), (20, None)], [(0, None), (10, None)], [(0, 10), (3, 10), (10, None)]):
        with pytest.raises(IntegrityError), transaction.atomic():
            for row in rows:
                interval(*row)
    with transaction.atomic():
        interval(10, None)
        interval(0, 10)
    assert StateInterval.objects.count() == 2


def test_late_states_are_cut_into_the_written_intervals(floor: Floor) -> None:
    floor.signal("s", "state")
    floor.says(floor.saw("s", 10, "ACTIVE"), floor.saw("s", 100, "READY"))
    floor.says(floor.saw("s", 50, "STOPPED"))
    floor.says(floor.saw("s", 5, "READY"))
    assert states(floor) == [(5, "idle"), (10, "producing"), (50, "down"), (100, "idle")]


def test_a_long_stop_in_planned_work_asks_for_its_reason_and_a_short_one_does_not(floor: Floor) -> None:
    floor.signal("s", "state")
    floor.says(floor.saw("s", 0, "ACTIVE"), floor.saw("s", 100, "STOPPED"), floor.saw("s", 399, "ACTIVE"))
    floor.says(floor.saw("s", 1000, "STOPPED"), floor.saw("s", 1200, "READY"), floor.saw("s", 1301, "ACTIVE"))
    stop = Downtime.objects.get()
    assert ((stop.started_at - DAY).total_seconds(), (stop.ended_at - DAY).total_seconds()) == (1000, 1301)


def test_a_stop_over_night_begins_with_the_shift(floor: Floor) -> None:
    floor.signal("s", "state")
    floor.says(floor.saw("s", -3600, "STOPPED"), floor.saw("s", 900, "ACTIVE"))
    floor.says(floor.saw("s", 9 * 3600 + 60, "STOPPED"), floor.saw("s", 12 * 3600, "ACTIVE"))
    stop = Downtime.objects.get()
    assert ((stop.started_at - DAY).total_seconds(), (stop.ended_at - DAY).total_seconds()) == (0, 900)


def test_a_jump_is_held_and_counted_and_held_is_what_the_counter_said(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 2379), floor.saw("n", 60, 0), floor.saw("n", 67, 2388), floor.saw("n", 80, 2390))
    held = HeldCount.objects.get()
    assert (held.quantity, held.proposal, held.reason, produced()) == (2388, 9, "restored", 2)


def test_what_cannot_be_read_is_kept_aside_and_the_rest_goes_on(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 1))
    floor.says_raw(b"\xff not an envelope")
    floor.says_raw(b'{"v":1}')
    floor.says(floor.saw("n", 5, 2))
    assert produced() == 1
    assert [bytes(row.data) for row in RejectedEnvelope.objects.order_by("stream_sequence")] == [
        b"\xff not an envelope",
        b'{"v":1}',
    ]


def test_an_unknown_signal_of_an_unknown_connection_is_kept(floor: Floor) -> None:
    floor.says(floor.saw("온도", 0, 21.5))
    assert CurrentValue.objects.get().number == 21.5


def test_lost_connection_is_no_data(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 1), floor.saw("n", 10, 2), floor.saw("n", 20, None, Quality.MISSING))
    assert states(floor)[-1] == (20, "unknown")
    assert UnitRecord.objects.get().state == "unknown"


def test_everything_is_computed_again_from_the_event_log(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.signal("s", "state")
    for at in range(0, 5000, 50):
        word = "ACTIVE" if at % 1000 < 600 else "STOPPED"
        floor_says = [floor.saw("s", at, word), floor.saw("n", at + 1, at % 1700)]
        floor.says(*floor_says) if at % 500 == 0 else floor.says(*reversed(floor_says))
    same = compare(floor.url)
    assert same.differences == {}
    assert same.rows["results"] >= 2
    assert same.rows["intervals"] >= 9
    assert Downtime.objects.count() == same.rows["stops"] >= 4
    ProductionResult.objects.filter(hour=DAY).update(good=1)
    differences = compare(floor.url).differences
    assert list(differences) == ["results"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM production_productionresult")
        assert cursor.fetchone()[0] == same.rows["results"]


def test_passing_time_and_late_news_give_what_the_log_alone_gives(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broker that was away: time passes first, what the machine said meanwhile comes after."""
    floor.signal("n", "total")

    def time_passes_until(seconds: int) -> None:
        moment = clock.to_us(DAY + timedelta(seconds=seconds))
        monkeypatch.setattr("dure.production.recorder.clock.now_us", lambda: moment)
        monkeypatch.setattr("dure.production.recorder.TICK_EVERY_S", 0)
        floor.reader.idle()

    floor.says(floor.saw("n", 0, 0), floor.saw("n", 10, 1), floor.saw("n", 20, 2))
    time_passes_until(2000)
    assert states(floor)[-1] == (20, "idle")
    assert Downtime.objects.filter(ended_at=None).count() == 1
    floor.says(floor.saw("n", 40, 3), floor.saw("n", 60, 4))
    time_passes_until(2010)
    floor.says(floor.saw("n", 500, 5), floor.saw("n", 505, 6))
    time_passes_until(2020)
    floor.says(floor.saw("n", 2015, 7))
    same = compare(floor.url)
    assert same.differences == {}
    assert states(floor) == [
        (0, "idle"),
        (10, "producing"),
        (60, "idle"),
        (500, "producing"),
        (505, "idle"),
        (2015, "producing"),
    ]
    stops = Downtime.objects.order_by("started_at")
    assert [((s.started_at - DAY).total_seconds(), (s.ended_at - DAY).total_seconds()) for s in stops] == [
        (60, 500),
        (505, 2015),
    ]


def test_a_second_recorder_is_refused_whether_it_lies_behind_or_ahead(floor: Floor) -> None:
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 1))
    second = ResultsReader()
    assert second.position() == 1
    floor.says(floor.saw("n", 5, 3))
    (messages,) = fetched(floor.url, 0)
    with pytest.raises(Conflict, match="second recorder"):
        second.take(messages[1:])
    LogPosition.objects.filter(reader="results").update(stream_sequence=1)
    with pytest.raises(Conflict, match="second recorder"):
        floor.reader.take([messages[-1]._replace(sequence=3)])
    assert produced() == 2


def test_a_stop_that_people_dealt_with_is_kept_when_late_news_shows_it_was_none(floor: Floor) -> None:
    """Its reason was taken back again: nothing is said of it now, but what people did to it stays."""
    floor.signal("s", "state")
    floor.says(floor.saw("s", 0, "ACTIVE"), floor.saw("s", 100, "STOPPED"))
    floor.reader.let_pass(clock.to_us(DAY + timedelta(seconds=1000)))
    why = DowntimeReason.objects.create(code="J", name="J", parent=DowntimeReason.objects.create(code="G", name="G"))
    person = Person.objects.create(username="sup")
    stop = Downtime.objects.get()
    services.assign_downtime_reason(downtime_id=stop.pk, reason=why, person=person)
    services.undo_downtime_change(downtime_id=stop.pk, person=person)
    floor.says(floor.saw("s", 200, "ACTIVE"))
    stop.refresh_from_db()
    assert stop.ended_at == stop.started_at + timedelta(microseconds=1)
    assert states(floor)[-1] == (200, "producing")


def test_readings_that_no_table_could_hold_do_not_stop_the_recorder(floor: Floor) -> None:
    """A wrong word order makes 5 of a 64-bit counter 360,287,970,189,639,680."""
    floor.signal("n", "total")
    floor.signal("made", "total", counts_each_message=True)
    for at, value in enumerate((5, 5 << 56, 1e300, "9" * 40, 4_000_000_000_000, 4_000_000_000_003)):
        floor.says(floor.saw("n", at, value))
    for at, value in enumerate((2, 1e300, 10**12, 3), 10):
        floor.says(floor.saw("made", at, value))
    assert produced() == 3 + 5
    assert HeldCount.objects.get().quantity == 4_000_000_000_000 - 5
    assert UnitRecord.objects.get().memory["tallies"]["unreadable"] == 5
    assert compare(floor.url).differences == {}


def test_what_no_table_could_hold_is_kept_aside_whole(floor: Floor) -> None:
    """Only another program than the gateway puts such things on the event log; it must not stop the plant."""
    floor.signal("n", "total")
    floor.says(floor.saw("n", 0, 1))
    for address, epoch in (("x" * 401, "e1"), ("a\0b", "e1"), ("n", "e" * 201), ("n", "e\0")):
        floor.says_raw(encode(Envelope("C1", epoch, 0, (floor.saw(address, 1, 7),))))
    floor.says(floor.saw("n", 5, 3))
    assert produced() == 2
    assert RejectedEnvelope.objects.count() == 4


def test_another_event_log_is_refused_and_not_passed_over(floor: Floor) -> None:
    """Its messages have numbers that the tables have passed already; counting them would need a person's word."""
    floor.signal("n", "total")
    for at in range(3):
        floor.says(floor.saw("n", at, at))
    empty(floor.url)
    with pytest.raises(Conflict, match="ends at 1, the tables are at 3"):
        floor.says(floor.saw("n", 9, 9))
    assert produced() == 2


def test_a_trouble_after_long_work_is_met_like_the_first_one(nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    stop = asyncio.Event()

    async def pause(_stop: asyncio.Event, seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            stop.set()

    def broken(self: ResultsReader) -> int:
        raise ConnectionError

    monkeypatch.setattr("dure.production.recorder._pause", pause)
    monkeypatch.setattr(ResultsReader, "position", broken)
    asyncio.run(follow(nats_url, ResultsReader(), stop))
    assert waits == [0.5, 1, 2]
    waits.clear()
    stop.clear()
    # Every attempt is now one that had worked for longer than the longest wait.
    monkeypatch.setattr("dure.production.recorder.RETRY_MAX_S", 0)
    asyncio.run(follow(nats_url, ResultsReader(), stop))
    assert waits == [0.5, 0.5, 0.5]
