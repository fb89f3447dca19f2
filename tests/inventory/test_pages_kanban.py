"""Kanban on its pages: proposed and made, cards printed and scanned, a round carried, and each of it taken back."""

import io
import re
import uuid
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client

from dure.inventory.models import Item, KanbanCard, KanbanLoop, KanbanTrip, Location, MilkRun, StockMove
from dure.inventory.services import Movement, move
from dure.plant.roles import Role
from tests.inventory.shelves import bring, item, lot_of, place
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db
FIGURES = {"container_quantity": "20", "replenishment_minutes": "30", "safety_percent": "10", "demand_per_hour": "60"}


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def keeper() -> Client:
    return logged_in(person(Role.SUPERVISOR))


@pytest.fixture
def line() -> Location:
    return Location.objects.create(code="LINE", own_name="라인 옆")


@pytest.fixture
def milk() -> Item:
    return item("MILK", tracking="lot", unit_id="EA")


@pytest.fixture
def loop(keeper: Client, line: Location, milk: Item) -> KanbanLoop:
    typed = FIGURES | {"item": "MILK", "source": place("STOCK").pk, "target": line.pk}
    assert keeper.post("/kanban/loops/add/", typed).status_code == 302
    return KanbanLoop.objects.get()


def scan(client: Client, act: str, code: str, **more: object) -> str:
    """Do it; where the answer leads."""
    sent = {"act": act, "scan": code, "client_id": str(uuid.uuid4())} | more
    answer = client.post("/kanban/scan/", sent)
    assert answer.status_code == 302
    return answer["Location"]


def undo(client: Client, address: str) -> None:
    """Press the button of the message on the page."""
    found = re.findall(r"(/kanban/trips/\d+/back/\w+|/stock/changes/\d+/undo)", client.get(address).content.decode())
    assert client.post(found[0]).status_code == 302


def test_a_loop_has_as_many_cards_as_the_formula_says(keeper: Client, loop: KanbanLoop):
    """60 an hour × half an hour × 1.1 ÷ 20 = 1.65: two, and one when they ask at the first piece only."""
    assert loop.cards == 2
    body = keeper.get(f"/kanban/loops/{loop.pk}/").content.decode()
    assert "33 ÷ 20" in body
    assert ">1.65<" in body


def test_a_loop_that_was_made_by_mistake_is_undone(keeper: Client, line: Location, milk: Item):
    typed = FIGURES | {"item": "MILK", "source": place("STOCK").pk, "target": line.pk, "asks_when_empty": "on"}
    answer = keeper.post("/kanban/loops/add/", typed)
    assert KanbanLoop.objects.get().cards == 3
    undo(keeper, answer["Location"])
    assert (KanbanLoop.objects.count(), KanbanCard.objects.count()) == (0, 0)


def test_figures_are_proposed_from_what_was_used(keeper: Client, line: Location, milk: Item):
    lot = lot_of(milk, "L1", 9)
    bring(milk, 500, 500, lot)
    move([Movement(milk, Decimal(400), place("STOCK"), line, lot)], by=None)
    move([Movement(milk, Decimal(80), line, place("PRODUCTION"), lot)], by=None)
    typed = FIGURES | {"item": "MILK", "source": place("STOCK").pk, "target": line.pk, "propose": "1"}
    answer = keeper.post("/kanban/loops/add/", typed)
    assert answer.status_code == 200
    assert KanbanLoop.objects.count() == 0
    assert answer.context["demand"].used == 80
    assert answer.context["form"]["demand_per_hour"].value() == "10"  # one working day of eight hours
    assert answer.context["form"]["container_quantity"].value() == "20"


def test_a_bad_form_is_shown_again(keeper: Client, line: Location, milk: Item):
    typed = FIGURES | {"item": "MILK", "source": line.pk, "target": line.pk}
    assert keeper.post("/kanban/loops/add/", typed).status_code == 422
    assert keeper.post("/kanban/loops/add/", typed | {"item": "NOTHING"}).status_code == 422
    assert keeper.post("/kanban/runs/add/", {"name": "A", "starts": "8 Uhr"}).status_code == 422


def test_cards_go_round_by_scans(keeper: Client, loop: KanbanLoop, milk: Item):
    bring(milk, 30, 30, lot_of(milk, "L1", 9))
    code = loop.all_cards.get(n=1).code
    found = keeper.get("/kanban/scan/", {"scan": code.lower()})
    assert found["Location"] == f"/kanban/scan/?card={code}"
    assert keeper.get("/stock/find/", {"scan": code})["Location"] == f"/kanban/scan/?card={code}"
    where = scan(keeper, "ask", code, mode="ask")
    assert where == f"/kanban/scan/?act=ask&card={code}"
    scan(keeper, "load", code)
    assert b"L1" in keeper.get(where).content
    where = scan(keeper, "deliver", code)
    moved = StockMove.objects.get(to_location__code="LINE")
    assert moved.quantity == 20
    undo(keeper, where)
    assert moved.document == StockMove.objects.latest("pk").document
    assert KanbanTrip.objects.get().status == "under_way"


def test_what_a_scan_cannot_do_is_said(keeper: Client, loop: KanbanLoop, milk: Item):
    bring(milk, 12, 12, lot_of(milk, "L1", 9))
    code = loop.all_cards.get(n=1).code
    assert "NOTHING" in keeper.get(scan(keeper, "ask", "NOTHING")).content.decode()
    assert code in keeper.get(scan(keeper, "deliver", code)).content.decode()
    assert KanbanTrip.objects.count() == 0
    scan(keeper, "ask", code)
    page = keeper.get(scan(keeper, "load", code)).content.decode()
    assert 'name="quantity" value="12"' in page  # what is there can go
    scan(keeper, "load", code, quantity="12")
    assert KanbanTrip.objects.get().quantity == 12
    again = keeper.get("/kanban/scan/", {"card": code, "scan": "NOTHING"})
    assert again["Location"] == f"/kanban/scan/?card={code}"


def test_a_lot_that_is_scanned_beside_a_card_is_what_it_holds(keeper: Client, loop: KanbanLoop, milk: Item):
    bring(milk, 20, 20, lot_of(milk, "EARLY", 3))
    late = lot_of(milk, "LATE", 30)
    bring(milk, 20, 20, late)
    code = loop.all_cards.get(n=1).code
    scan(keeper, "ask", code)
    where = keeper.get("/kanban/scan/", {"card": code, "scan": "LATE"})["Location"]
    assert where == f"/kanban/scan/?card={code}&lot={late.pk}"
    assert f'name="lot" value="{late.pk}"' in keeper.get(where).content.decode()
    scan(keeper, "load", code, lot=late.pk)
    scan(keeper, "deliver", code)
    assert StockMove.objects.get(to_location__code="LINE").lot == late


def test_a_round_is_made_and_carried(keeper: Client, loop: KanbanLoop, line: Location, milk: Item):
    bring(milk, 30, 30, lot_of(milk, "L1", 9))
    where = keeper.post("/kanban/runs/add/", {"name": "오전", "starts": "10:00, 8:00"})["Location"]
    run = MilkRun.objects.get()
    assert [f"{one:%H:%M}" for one in run.starts] == ["08:00", "10:00"]
    keeper.post(f"{where}stops/", {"place": place("STOCK").pk, "minutes": "0"})
    keeper.post(f"{where}stops/", {"place": line.pk, "minutes": "10"})
    assert keeper.post(f"{where}stops/", {"place": line.pk, "minutes": "20"}).status_code == 422
    typed = FIGURES | {"item": "MILK", "source": place("STOCK").pk, "target": line.pk, "run": run.pk, "cards": "2"}
    assert keeper.post(f"/kanban/loops/{loop.pk}/change/", typed).status_code == 302
    for card in loop.all_cards.all():
        scan(keeper, "ask", card.code)
    body = keeper.get(f"{where}round/").content.decode()
    assert body.count('name="act" value="load"') == 2  # the second with the ten that are there
    assert scan(keeper, "load", loop.all_cards.get(n=1).code, run=run.pk) == f"{where}round/"
    assert keeper.get(f"{where}round/").content.decode().count('name="act" value="deliver"') == 1
    sheet = keeper.get(f"{where}sheet/").content.decode()
    assert "L1" in sheet
    assert loop.all_cards.get(n=2).code in sheet
    stop = run.stops.get(place=line)
    assert keeper.post(f"/kanban/stops/{stop.pk}/remove").status_code == 409
    assert keeper.post(f"{where}in-use", {"in_use": "0"}).status_code == 409


def test_cards_are_printed_with_their_codes(keeper: Client, loop: KanbanLoop):
    answer = keeper.get("/kanban/cards/", {"loop": loop.pk, "size": "a4-10"})
    titles = [(one.label.title, one.label.qr, one.text) for one in answer.context["labels"]]
    assert titles == [("milk", f"{loop.number}-0{n}", f"{loop.number}-0{n}") for n in (1, 2)]
    assert len(keeper.get("/kanban/cards/").context["labels"]) == 2


@pytest.mark.parametrize("path", ["/kanban/", "/kanban/loops/", "/kanban/lacking/", "/kanban/runs/"])
def test_empty_pages_tell_the_first_step(keeper: Client, path: str):
    assert 'class="empty"' in keeper.get(path).content.decode()


def test_lists_are_searched_and_come_as_sheets(keeper: Client, loop: KanbanLoop, milk: Item):
    for card in loop.all_cards.all():
        scan(keeper, "ask", card.code)
    assert [row for row, *_ in keeper.get("/kanban/loops/", {"q": "MILK"}).context["page"]] == [loop]
    assert not keeper.get("/kanban/loops/", {"q": "nothing"}).context["page"].object_list
    assert loop.number in keeper.get("/search/", {"q": "MILK"}).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(keeper.get("/kanban/lacking/?format=xlsx").content))
    cells = [cell.value for row in book.active.iter_rows() for cell in row]
    assert "MILK" in cells
    assert 40 in cells
    assert keeper.get("/kanban/loops/?format=xlsx").status_code == 200
    assert keeper.get("/kanban/runs/?format=xlsx").status_code == 200
