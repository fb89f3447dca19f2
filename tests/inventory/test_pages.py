"""The pages that show stock: lists, items, lots, recalls; what a spreadsheet holds is what the screen shows."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from dure.inventory.models import Item, Location, Lot
from dure.inventory.selectors import Wanted, stock_lines
from dure.inventory.services import Link, Movement, NewLot, Receipt, link_lots, move, receive
from dure.kernel import clock
from dure.plant.roles import Role
from tests.inventory.shelves import TODAY, bring, item, place, take
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LANGUAGE_CODE = "ko"


@pytest.fixture
def office() -> Client:
    return logged_in(person(Role.OFFICE))


def lot(one: Item, number: str, quantity: int, value: int, **facts: object) -> Lot:
    new = NewLot(one, number, **facts)  # type: ignore[arg-type]
    receipt = Receipt(one, Decimal(quantity), place("STOCK"), Decimal(value), new=new)
    made = receive([receipt], source=place("SUPPLIER"), by=None, document="R1")[0].lot
    assert made is not None
    return made


@pytest.fixture
def chain() -> dict[str, Lot]:
    """30 kg of flour F make 20 cakes K: 12 went to a customer, 3 were scrapped, 5 are there; 10 kg are left.

    Lot G is flour of the same lot of the supplier; nothing was made of it.
    """
    Location.objects.create(code="A-01", own_name="선반")
    flour = item("FLOUR", tracking="lot", name="밀가루")
    cake = item("CAKE", kind="finished", unit_id="EA", tracking="lot", name="케이크")
    first = lot(flour, "F", 40, 4000, supplier_number="SUP-1")
    other = lot(flour, "G", 5, 500, supplier_number="SUP-1")
    take(flour, 30, first, document="W1")
    made = receive(
        [Receipt(cake, Decimal(20), place("A-01"), None, new=NewLot(cake, "K"))],
        source=place("PRODUCTION"), by=None, document="W1",
    )[0].lot  # fmt: skip
    assert made is not None
    link_lots([Link(first, made, Decimal(30), "W1", "MIX-1")])
    move([Movement(cake, Decimal(12), place("A-01"), place("CUSTOMER"), made)], by=None, document="D1")
    move([Movement(cake, Decimal(3), place("A-01"), place("SCRAP"), made, reason="파손")], by=None, document="SCR1")
    return {"F": first, "G": other, "K": made}


def sheet(client: Client, address: str, start: str) -> list[tuple[object, ...]]:
    """Rows of the spreadsheet under the heading that begins with a word."""
    answer = client.get(address)
    assert answer.status_code == 200
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    at = next(number for number, row in enumerate(rows) if row[0] == start)
    return rows[at:]


def test_stock_by_item_lot_and_place(office: Client, chain: dict[str, Lot]):
    by_item = {line.code: (line.quantity, line.worth) for line in stock_lines(Wanted())}
    assert by_item == {"CAKE": (5, by_item["CAKE"][1]), "FLOUR": (15, 1500)}
    by_lot = [(line.code, line.number, line.place, line.quantity) for line in stock_lines(Wanted(by="lot"))]
    assert by_lot == [("CAKE", "K", "선반", 5), ("FLOUR", "F", "창고", 10), ("FLOUR", "G", "창고", 5)]
    by_place = [(line.place, line.code, line.quantity) for line in stock_lines(Wanted(by="location"))]
    assert by_place == [("선반", "CAKE", 5), ("창고", "FLOUR", 15)]


def test_a_spreadsheet_holds_what_the_screen_shows(office: Client, chain: dict[str, Lot]):
    page = office.get("/stock/?by=lot")
    rows = sheet(office, "/stock/?by=lot&format=xlsx", "품목 코드")
    head, body = rows[0], rows[1:]
    lots, quantities = head.index("로트"), head.index("수량")
    assert [(row[lots], row[quantities]) for row in body] == [("K", 5), ("F", 10), ("G", 5)]
    text = page.content.decode()
    assert all(f">{row[lots]}<" in text for row in body)
    assert [(line.number, line.quantity) for line in page.context["page"]] == [("K", 5), ("F", 10), ("G", 5)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=SUP-1", ["F", "G"]),
        ("kind=finished", ["K"]),
        ("status=hold", []),
        ("expiring=3", []),
        ("q=케이크", ["K"]),
        ("on=2020-01-01", []),
    ],
)
def test_filters(office: Client, chain: dict[str, Lot], query: str, found: list[str]):
    page = office.get(f"/stock/?by=lot&{query}")
    assert [line.number for line in page.context["page"]] == found


def test_stock_of_a_past_day(office: Client):
    rice = item()
    move([Movement(rice, Decimal(7), place("SUPPLIER"), place("STOCK"), value=Decimal(700))], by=None, document="R1",
         moved_at=clock.now() - timedelta(days=3))  # fmt: skip
    take(rice, 2)
    day = TODAY - timedelta(days=2)
    (line,) = office.get(f"/stock/?on={day}").context["page"]
    assert (line.quantity, line.worth, line.reserved) == (7, 700, None)
    assert [line.quantity for line in office.get("/stock/").context["page"]] == [5]
    assert office.get(f"/stock/values/?on={day}").context["total"] == 700


@pytest.mark.parametrize("role", list(Role))
def test_values_only_for_those_who_may_see_costs(role: Role):
    bring(item(), 10, 98765)
    client = logged_in(person(role))
    sees = role in {Role.OFFICE, Role.PLANNER, Role.OWNER, Role.MENTOR, Role.ADMINISTRATOR}
    row = Item.objects.get()
    for address in ("/stock/", f"/stock/items/{row.pk}/"):
        assert ("98,765" in client.get(address).content.decode()) is sees
    assert ("금액(원)" in sheet(client, "/stock/?format=xlsx", "품목 코드")[0]) is sees


def test_ledger_of_an_item_says_who(office: Client):
    rice, keeper = item(), person(Role.OPERATOR, name="keeper")
    move([Movement(rice, Decimal(7), place("SUPPLIER"), place("STOCK"), value=Decimal(700))], by=keeper, document="R7")
    text = office.get(f"/stock/items/{rice.pk}/").content.decode()
    assert "R7" in text
    assert "keeper" in text
    rows = sheet(office, f"/stock/items/{rice.pk}/?format=xlsx", "언제")
    assert rows[1][rows[0].index("누가")] == "keeper"


def test_lists_of_what_somebody_should_look_at(office: Client, chain: dict[str, Lot]):
    milk = item("MILK", tracking="lot", safety_stock=50)
    lot(milk, "M1", 9, 90, expires_on=TODAY + timedelta(days=4))
    assert [row.lot.number for row in office.get("/stock/expiring/?days=5").context["page"]] == ["M1"]
    assert list(office.get("/stock/expiring/?days=3").context["page"]) == []
    assert [(row.item.code, row.missing) for row in office.get("/stock/short/").context["page"]] == [("MILK", 41)]
    assert list(office.get("/stock/slow/").context["page"]) == []


def test_the_page_of_a_lot_tells_both_ways(office: Client, chain: dict[str, Lot]):
    text = office.get(f"/lots/{chain['K'].pk}/").content.decode()
    up = text[text.index('id="up"') : text.index('id="down"')]
    assert all(word in up for word in (">F<", "SUP-1", "30", "W1", "MIX-1"))
    down = office.get(f"/lots/{chain['F'].pk}/").content.decode()
    down = down[down.index('id="down"') :]
    assert all(word in down for word in (">K<", "D1", "12"))
    listed = office.get(f"/lots/{chain['K'].pk}/?view=list").content.decode()
    assert "SUP-1" in listed


def test_genealogy_takes_as_many_queries_for_many_lots(
    office: Client, chain: dict[str, Lot], django_assert_max_num_queries
):
    with django_assert_max_num_queries(40) as few:
        office.get(f"/lots/{chain['K'].pk}/")
    source = chain["F"]
    for number in range(25):
        made = lot(chain["K"].item, f"K{number}", 3, 30)
        link_lots([Link(source, made, Decimal("0.1"), f"W{number}", "MIX-1")])
        source = made
    link_lots([Link(source, chain["K"], Decimal("0.1"), "W99", "MIX-1")])
    with django_assert_max_num_queries(len(few)):
        page = office.get(f"/lots/{chain['K'].pk}/")
    assert len(page.context["up"]) >= 26


@pytest.mark.parametrize("text", ["F", "SUP-1", "(240)FLOUR(10)F"])
def test_recall_by_own_number_suppliers_number_and_scan(office: Client, chain: dict[str, Lot], text: str):
    page = office.get("/recall/", {"q": text})
    if text == "SUP-1":
        assert [one.number for one in page.context["named"]] == ["F", "G"]
        page = office.get("/recall/", {"q": text, "lot": str(chain["F"].pk)})
    accounts = {one.lot.number: one for one in page.context["recall"].accounts}
    assert accounts.keys() == {"F", "K"}
    cakes = accounts["K"]
    assert (cakes.all_in, cakes.shipped, cakes.in_stock, cakes.scrapped, cakes.unaccounted) == (20, 12, 5, 3, 0)
    flour = accounts["F"]
    assert (flour.all_in, flour.used, flour.in_stock, flour.unaccounted) == (40, 30, 10, 0)
    assert [(one.document, one.quantity) for one in page.context["sent"]] == [("D1", 12)]
    assert [one.lot.number for one, _ in page.context["near"]] == ["G"]
    assert page.context["taken_s"] < 5


def test_recall_as_a_spreadsheet(office: Client, chain: dict[str, Lot]):
    answer = office.get("/recall/", {"q": "F", "format": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 5
    lots = list(book.worksheets[1].iter_rows(values_only=True))
    at = next(number for number, row in enumerate(lots) if row[0] == "품목")
    assert [row[1] for row in lots[at + 1 :]] == ["F", "K"]
    assert [row[lots[at].index("차이")] for row in lots[at + 1 :]] == [0, 0]


def test_all_lots_of_a_recall_are_held_at_once_and_let_go_again(chain: dict[str, Lot]):
    client = logged_in(person(Role.QUALITY))
    wanted = [chain["F"].pk, chain["K"].pk]
    assert client.post("/recall/hold", {"lot": wanted, "reason": ""}).status_code == 422
    assert client.post("/recall/hold", {"lot": wanted, "reason": "이물"}).status_code == 302
    assert {row.status for row in Lot.objects.filter(pk__in=wanted)} == {"hold"}
    client.post(f"/recall/hold?back=1&lot={wanted[0]}&lot={wanted[1]}")
    assert {row.status for row in Lot.objects.filter(pk__in=wanted)} == {"available"}


def test_nothing_known_is_said(office: Client):
    assert "번호의 로트가 없습니다" in office.get("/recall/?q=NONE").content.decode()
    assert office.get("/stock/?location=99999999999999999999").status_code == 200
    assert office.get("/stock/?on=2026-13-45").status_code == 200
    assert office.get("/lots/999999/").status_code == 404


def test_the_search_box_finds_lots_places_and_slips(office: Client, chain: dict[str, Lot]):
    text = office.get("/search/", {"q": "SUP-1"}).content.decode()
    assert f"/lots/{chain['F'].pk}/" in text
    assert f"location={place('A-01').pk}" in office.get("/search/", {"q": "선반"}).content.decode()
    assert "/stock/slips/SCR1/" in office.get("/search/", {"q": "SCR1"}).content.decode()
