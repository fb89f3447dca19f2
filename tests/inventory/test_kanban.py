"""Kanban between a store and a line: cards ask, goods go by first expiry, and every step can be taken back."""

import uuid
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from dure.inventory import services
from dure.inventory.errors import NotEnough
from dure.inventory.models import Item, KanbanCard, KanbanLoop, KanbanTrip, Location, MilkRun, Reservation, StockMove
from dure.inventory.selectors import documents_to_pick, stock_now
from dure.inventory.selectors.kanban import card_scanned, cards_to_print, kanban_board, lacking_at_sources
from dure.inventory.selectors.kanban_figures import demand_at, kanban_waits, minutes_by_round
from dure.inventory.selectors.milk_runs import next_round
from dure.inventory.services import Movement, ask_card, deliver_card, load_card, move, step_card_back
from dure.kernel import clock
from dure.kernel.errors import Conflict, Invalid
from dure.plant.models import ChangeRecord
from dure.plant.roles import Role
from dure.plant.services import undo_change
from tests.inventory.shelves import bring, item, lot_of, place
from tests.inventory.workshop import wrong
from tests.plant.plants import person, small_plant

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def line() -> Location:
    return Location.objects.create(code="LINE", own_name="라인 옆")


@pytest.fixture
def bolts() -> Item:
    return item("BOLT", kind="semi", unit_id="EA")


def loop_of(goods: Item, line: Location, **values: object) -> KanbanLoop:
    facts: dict[str, object] = {"source": place("STOCK"), "target": line, "container_quantity": D(20), "cards": 3}
    facts |= {"demand_per_hour": D(60), "replenishment_minutes": 30}
    return services.add_kanban_loop(by=None, item=goods, **facts | values)


def card(n: int = 1) -> KanbanCard:
    return KanbanCard.objects.select_related("loop").get(n=n)


def ask(n: int = 1) -> KanbanTrip:
    return ask_card(card=card(n), client_id=uuid.uuid4(), by=None)


def lying(goods: Item) -> dict[str, Decimal]:
    return {
        f"{row.location.code}/{row.lot.number if row.lot else ''}": row.quantity for row in stock_now(items=[goods.pk])
    }


def test_a_card_goes_round(line: Location):
    """Thirty of an early lot and twenty of a late one: two containers of twenty empty the early lot first."""
    milk = item("MILK", tracking="lot", unit_id="EA")
    late, early = lot_of(milk, "LATE", 30), lot_of(milk, "EARLY", 5)
    bring(milk, 20, 200, late)
    bring(milk, 30, 300, early)
    loop = loop_of(milk, line)
    trip = ask()
    (now,) = kanban_board([loop])
    assert [one.state for one in now.cards] == ["asked", "full", "full"]

    load_card(card=card(), by=None)
    assert [(row.balance.lot.number, row.quantity) for row in Reservation.objects.all()] == [("EARLY", 20)]
    assert lying(milk) == {"STOCK/LATE": 20, "STOCK/EARLY": 30}  # kept, not moved yet
    assert documents_to_pick() == []

    deliver_card(card=card(), by=None)
    assert lying(milk) == {"STOCK/LATE": 20, "STOCK/EARLY": 10, "LINE/EARLY": 20}
    assert {row.document for row in StockMove.objects.filter(to_location=line)} == {trip.number}

    ask(2)
    deliver_card(card=card(2), by=None)  # carried at once, without being loaded before
    assert lying(milk) == {"STOCK/LATE": 10, "LINE/EARLY": 30, "LINE/LATE": 10}
    assert Reservation.objects.count() == 0
    assert wrong() == []


def test_once_is_as_twice(line: Location, bolts: Item):
    bring(bolts, 100, 100)
    loop_of(bolts, line)
    key = uuid.uuid4()
    first = ask_card(card=card(), client_id=key, by=None)
    assert ask_card(card=card(), client_id=key, by=None) == first  # sent again
    assert ask() == first  # scanned again
    assert load_card(card=card(), by=None) == load_card(card=card(), by=None)
    assert ask() == first
    deliver_card(card=card(), by=None)
    with pytest.raises(Conflict):
        deliver_card(card=card(), by=None)
    with pytest.raises(Conflict):
        load_card(card=card(), by=None)
    assert ask_card(card=card(), client_id=key, by=None) == first  # a device that was long without network
    assert (KanbanTrip.objects.count(), StockMove.objects.filter(to_location=line).count()) == (1, 1)


def test_the_database_keeps_a_card_from_being_asked_for_twice(line: Location, bolts: Item):
    loop_of(bolts, line)
    ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        KanbanTrip.objects.create(card=card(), number="X", client_id=uuid.uuid4(), asked_at=clock.now())


def test_every_step_can_be_taken_back(line: Location, bolts: Item):
    bring(bolts, 25, 250)
    loop_of(bolts, line)
    trip = ask()
    load_card(card=card(), by=None)
    deliver_card(card=card(), by=None)
    with pytest.raises(Conflict):
        step_card_back(trip=trip, was="asked", by=None)  # an old button
    assert step_card_back(trip=trip, was="delivered", by=None).status == "under_way"
    assert lying(bolts) == {"STOCK/": 25}
    assert Reservation.objects.get().quantity == 20
    deliver_card(card=card(), by=None)
    for was, becomes in (("delivered", "under_way"), ("under_way", "asked"), ("asked", "withdrawn")):
        assert step_card_back(trip=trip, was=was, by=None).status == becomes
    assert Reservation.objects.count() == 0
    assert lying(bolts) == {"STOCK/": 25}
    assert ask().pk != trip.pk
    assert wrong() == []


def test_what_was_used_or_asked_for_again_stays_delivered(line: Location, bolts: Item):
    bring(bolts, 60, 60)
    loop_of(bolts, line)
    trip = ask()
    deliver_card(card=card(), by=None)
    move([Movement(bolts, D(5), line, place("PRODUCTION"))], by=None, document="W1")
    with pytest.raises(NotEnough):
        step_card_back(trip=trip, was="delivered", by=None)
    assert KanbanTrip.objects.get().status == "delivered"
    ask()
    with pytest.raises(Conflict, match="gone on"):
        step_card_back(trip=trip, was="delivered", by=None)


def test_a_source_that_has_too_little_says_what_must_be_made_or_bought(line: Location, bolts: Item):
    bring(bolts, 30, 30)
    Location.objects.create(code="FAR")
    bring(bolts, 7, 7, to="FAR")
    loop = loop_of(bolts, line, source=place("STOCK"))
    ask(1), ask(2), ask(3)
    (now,) = kanban_board([loop])
    assert (now.free, now.is_short, [one.missing for one in now.cards]) == (30, True, [0, 10, 20])
    (row,) = lacking_at_sources()
    assert (row.item, row.cards, row.asked, row.missing, row.elsewhere) == (bolts, 3, 60, 30, 7)

    load_card(card=card(1), by=None)
    with pytest.raises(NotEnough, match="10"):
        load_card(card=card(2), by=None)
    assert Reservation.objects.count() == 1
    load_card(card=card(2), by=None, quantity=D(10))
    with pytest.raises(Invalid):
        load_card(card=card(3), by=None, quantity=D(21))
    deliver_card(card=card(2), by=None)
    assert lying(bolts)["LINE/"] == 10
    bring(bolts, 50, 50)
    assert lacking_at_sources() == []


def test_what_has_expired_elsewhere_is_no_help(line: Location):
    milk = item("MILK", tracking="lot", unit_id="EA")
    Location.objects.create(code="FAR")
    bring(milk, 7, 7, lot_of(milk, "OLD", -1), to="FAR")
    bring(milk, 3, 3, lot_of(milk, "TODAY", 0), to="FAR")
    loop_of(milk, line)
    ask()
    (row,) = lacking_at_sources()
    assert (row.missing, row.elsewhere) == (20, 3)


def test_the_board_asks_as_often_for_many_cards_as_for_one(line: Location, bolts: Item, django_assert_num_queries):
    loop = loop_of(bolts, line)
    ask(1), ask(2), ask(3)
    bring(bolts, 50, 50)
    with django_assert_num_queries(5):
        kanban_board([loop])
    with django_assert_num_queries(4):
        lacking_at_sources()


def test_cards_are_printed_in_their_order(line: Location, bolts: Item):
    loop_of(bolts, line, cards=101)
    assert [one.n for one in cards_to_print()] == list(range(1, 102))


def test_a_scanned_lot_goes_instead_of_the_first_to_expire(line: Location):
    milk = item("MILK", tracking="lot", unit_id="EA")
    early, late = lot_of(milk, "EARLY", 5), lot_of(milk, "LATE", 30)
    bring(milk, 20, 20, early)
    bring(milk, 20, 20, late)
    loop_of(milk, line)
    ask()
    load_card(card=card(), by=None)
    load_card(card=card(), by=None, lot=late)
    deliver_card(card=card(), by=None)
    assert lying(milk) == {"STOCK/EARLY": 20, "LINE/LATE": 20}


def test_fewer_cards_go_out_of_use_and_come_back(line: Location, bolts: Item):
    bring(bolts, 60, 60)
    loop = loop_of(bolts, line)
    ask(3)
    services.change_kanban_loop(row=loop, by=None, cards=2)
    assert [one.code for one in cards_to_print(loop=str(loop.pk))] == ["K001-01", "K001-02"]
    (now,) = kanban_board([loop])
    assert len(now.cards) == 3  # the third is still on its way
    deliver_card(card=card(3), by=None)
    with pytest.raises(Conflict, match="out of use"):
        ask(3)
    chief = person(Role.ADMINISTRATOR)
    undo_change(record_id=ChangeRecord.objects.latest("pk").pk, by=chief, tables={"KanbanLoop": KanbanLoop})
    assert ask(3).status == "asked"
    with pytest.raises(Conflict, match="on their way"):
        services.change_kanban_loop(row=KanbanLoop.objects.get(), by=None, is_active=False)
    with pytest.raises(Conflict, match="gone round"):
        services.change_kanban_loop(row=KanbanLoop.objects.get(), by=None, source=Location.objects.create(code="B"))


@pytest.mark.parametrize(
    "values", [{"container_quantity": D(0)}, {"cards": 0}, {"source": "LINE"}, {"source": "SCRAP"}]
)
def test_loops_that_cannot_be(line: Location, bolts: Item, values: dict[str, object]):
    facts = {name: place(str(value)) if name == "source" else value for name, value in values.items()}
    with pytest.raises(Invalid):
        loop_of(bolts, line, **facts)


@pytest.mark.parametrize("text", ["K001-02", " k001-02 ", "ㅏ001-02"])
def test_a_card_is_found_by_its_code(line: Location, bolts: Item, text: str):
    loop_of(bolts, line)
    found = card_scanned(text)
    assert found is not None
    assert found.n == 2
    assert card_scanned("K001-09") is None


def test_demand_is_what_the_using_place_used_an_hour_of_work(
    line: Location, bolts: Item, monkeypatch: pytest.MonkeyPatch
):
    """Four working days of eight hours: eighty pieces are 2.5 an hour; what went back to the store isn't used."""
    small_plant()
    zone = ZoneInfo("Asia/Seoul")
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 9, 0, tzinfo=zone))  # a Monday
    bring(bolts, 200, 200)
    begin = datetime(2026, 3, 2, 0, tzinfo=zone)
    move([Movement(bolts, D(150), place("STOCK"), line)], by=None, moved_at=begin)
    for day in range(4):
        movement = Movement(bolts, D(20), line, place("PRODUCTION"))
        move([movement], by=None, document="W", moved_at=begin + timedelta(days=day, hours=10))
    move([Movement(bolts, D(30), line, place("STOCK"))], by=None, moved_at=begin + timedelta(days=1))
    found = demand_at(bolts, place("STOCK"), line)
    assert (found.used, found.hours, found.per_hour) == (80, 32, D("2.5"))  # 2 March is a holiday in lieu


def test_waiting_is_measured_from_asked_to_delivered(line: Location, bolts: Item, monkeypatch: pytest.MonkeyPatch):
    bring(bolts, 100, 100)
    loop = loop_of(bolts, line)
    start = clock.now()
    for n, minutes in ((1, 10), (2, 20), (3, 45)):
        monkeypatch.setattr(clock, "now", lambda: start)
        ask(n)
        monkeypatch.setattr(clock, "now", lambda m=minutes: start + timedelta(minutes=m))
        deliver_card(card=card(n), by=None)
    waits = kanban_waits([loop])[loop.pk]
    assert (waits.count, waits.median, waits.longest) == (3, 20, 45)


@pytest.fixture
def run(line: Location) -> MilkRun:
    made = services.add_milk_run(by=None, name="A", starts=[time(8), time(10)])
    services.add_stop(run=made, by=None, place=place("STOCK"), minutes=0)
    services.add_stop(run=made, by=None, place=line, minutes=15)
    return made


def test_a_round_says_what_to_bring_where(line: Location, bolts: Item, run: MilkRun, monkeypatch: pytest.MonkeyPatch):
    bring(bolts, 50, 50)
    loop = loop_of(bolts, line, run=run)
    assert minutes_by_round(run, loop.source, loop.target) == 135
    ask(1), ask(2), ask(3)
    load_card(card=card(1), by=None)
    now = datetime(2026, 3, 9, 9, 30, tzinfo=ZoneInfo("Asia/Seoul"))
    monkeypatch.setattr(clock, "now", lambda: now)
    found = next_round(run)
    assert found.starts_at == now.replace(hour=10, minute=0)
    store, there = found.stops
    assert (store.at, there.at) == (time(10), time(10, 15))
    assert [(one.trip.card.n, one.there, one.missing) for one in store.load] == [(2, 20, 0), (3, 10, 10)]
    assert [(one.trip.card.n, one.parts[0].quantity) for one in there.unload] == [(1, 20)]
    assert [one.trip.card.n for one in there.waited] == [2, 3]


def test_a_round_comes_by_both_places(line: Location, bolts: Item, run: MilkRun):
    far = Location.objects.create(code="FAR")
    with pytest.raises(Invalid, match="FAR"):
        loop_of(bolts, far, run=run)
    loop_of(bolts, line, run=run)
    stop = run.stops.get(place=line)
    with pytest.raises(Conflict):
        services.remove_stop(row=stop, by=None)
    with pytest.raises(Conflict):
        services.change_milk_run(row=run, by=None, is_active=False)
    services.change_kanban_loop(row=KanbanLoop.objects.get(), by=None, run=None)
    services.remove_stop(row=stop, by=None)
    undo_change(
        record_id=ChangeRecord.objects.latest("pk").pk, by=person(Role.ADMINISTRATOR),
        tables={"MilkRunStop": type(stop)},
    )  # fmt: skip
    assert run.stops.count() == 2


def test_a_change_is_not_taken_back_to_a_round_that_does_not_come_by(line: Location, bolts: Item, run: MilkRun):
    loop = loop_of(bolts, line, run=run)
    services.change_kanban_loop(row=loop, by=None, run=None)
    record = ChangeRecord.objects.latest("pk")
    services.remove_stop(row=run.stops.get(place=line), by=None)
    with pytest.raises(Invalid, match="라인 옆"):
        undo_change(record_id=record.pk, by=person(Role.ADMINISTRATOR), tables={"KanbanLoop": KanbanLoop})


def test_a_loop_comes_back_only_with_its_round(line: Location, bolts: Item, run: MilkRun):
    loop = loop_of(bolts, line, run=run)
    services.change_kanban_loop(row=loop, by=None, is_active=False)
    services.change_milk_run(row=run, by=None, is_active=False)
    with pytest.raises(Conflict, match="out of use"):
        services.change_kanban_loop(row=KanbanLoop.objects.get(), by=None, is_active=True)
