"""What is done on the pages of stock: by scans and by hand, refused and taken back; counts; labels; rules."""

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from dure.inventory.models import Item, Location, Lot, Reservation, StockMove, StockTake, StockTakeLine
from dure.inventory.services import Need, NewLot, Receipt, receive, reserve, set_item_unit
from dure.plant.models import NumberSeries
from dure.plant.roles import Role
from tests.inventory.shelves import bring, item, lot_of, place, there
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def keeper() -> Client:
    return logged_in(person(Role.SUPERVISOR))


@pytest.fixture
def shelf() -> Location:
    return Location.objects.create(code="A-01", own_name="선반 1")


def scanned(client: Client, address: str, text: str) -> dict[str, str]:
    """What stands in the address after a scan."""
    parts = urlsplit(address)
    answer = client.get(parts.path, parse_qs(parts.query) | {"scan": text})
    assert answer.status_code == 302
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}


def test_a_transfer_by_three_scans(keeper: Client, shelf: Location):
    rice = item(tracking="lot")
    bring(rice, 10, 1000, lot_of(rice, "L1"))
    state = scanned(keeper, "/stock/transfer/", "STOCK")
    state = scanned(keeper, f"/stock/transfer/?source={state['source']}", "L1")
    assert scanned(keeper, f"/stock/transfer/?source={state['source']}", "ㅣ1") == state  # typed with Korean keys
    assert state == {"source": str(place("STOCK").pk), "item": "RICE", "lot": "L1"}
    query = "&".join(f"{name}={value}" for name, value in state.items())
    state = scanned(keeper, f"/stock/transfer/?{query}", "A-01")
    assert state["target"] == str(shelf.pk)
    answer = keeper.post("/stock/transfer/", state | {"quantity": "4"})
    assert answer.status_code == 302
    move = StockMove.objects.latest("pk")
    assert (move.from_location.code, move.to_location.code, move.quantity) == ("STOCK", "A-01", 4)
    keeper.post(f"/stock/slips/{move.document}/back")
    assert StockMove.objects.latest("pk").reverses_id == move.pk
    assert keeper.post(f"/stock/slips/{move.document}/back").status_code == 409


def test_a_scan_that_means_nothing_is_said_and_keeps_the_rest(keeper: Client):
    item()
    answer = keeper.get("/stock/scrap/", {"item": "RICE", "scan": "NOTHING"}, follow=True)
    assert "NOTHING" in answer.content.decode()
    assert answer.context["form"]["item"].value() == "RICE"


def test_the_place_may_be_left_open_when_there_is_only_one(keeper: Client, shelf: Location):
    rice = item()
    bring(rice, 10, 1000)
    assert keeper.post("/stock/scrap/", {"item": "RICE", "quantity": "1", "reason": "wet"}).status_code == 302
    bring(rice, 10, 1000, to="A-01")
    answer = keeper.post("/stock/scrap/", {"item": "RICE", "quantity": "1", "reason": "wet"})
    assert answer.status_code == 422
    assert "source" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"item": "NONE", "quantity": "1"}, "item"),
        ({"item": "RICE", "quantity": "-1"}, "quantity"),
        ({"item": "RICE", "quantity": "1.00001"}, "quantity"),
        ({"item": "RICE", "quantity": "1", "unit": "말"}, "unit"),
        ({"item": "RICE", "quantity": "1", "unit": "BOX"}, "unit"),
        ({"item": "RICE", "lot": "NONE", "quantity": "1"}, "lot"),
        ({"item": "RICE", "quantity": "1", "reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_stands_beside_its_field_and_the_rest_stays(keeper: Client, data: dict[str, str], field: str):
    bring(item(), 10, 1000)
    answer = keeper.post("/stock/scrap/", {"reason": "wet"} | data)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert answer.context["form"]["quantity"].value() == data["quantity"]


def test_more_than_there_is_stands_over_the_form(keeper: Client):
    bring(item(), 10, 1000)
    answer = keeper.post("/stock/scrap/", {"item": "RICE", "quantity": "11", "reason": "wet"})
    assert answer.status_code == 409
    assert answer.context["form"].non_field_errors()


def test_units_are_converted_and_grouped_digits_read(keeper: Client):
    box = item("BOX1", unit_id="EA")
    from dure.inventory.models import Unit

    set_item_unit(item=box, unit=Unit.objects.get(pk="BOX"), by=None, numerator=Decimal(24))
    stock, difference = place("STOCK"), place("DIFFERENCE")
    data = {"item": "BOX1", "quantity": "1,000", "unit": "박스", "target": stock.pk, "source": difference.pk}
    assert keeper.post("/stock/receive/", data).status_code == 302
    assert there(box) == 24_000


def test_a_suppliers_code_fills_the_receipt_and_makes_the_lot(keeper: Client, shelf: Location):
    rice = item(tracking="lot", barcode="8801234567893")
    text = "]C1010880123456789317270305\x1d10SUP-9".replace("\x1d10", "10")
    state = scanned(keeper, "/stock/receive/", text)
    assert state["item"] == "RICE"
    assert (state["supplier_number"], state["expires_on"]) == ("SUP-9", "2027-03-05")
    data = state | {"quantity": "5", "target": shelf.pk, "source": place("SUPPLIER").pk}
    answer = keeper.post("/stock/receive/", data)
    lot = Lot.objects.get(item=rice)
    assert (lot.supplier_number, f"{lot.expires_on}") == ("SUP-9", "2027-03-05")
    assert "/stock/slips/IN" in answer["Location"]
    labels = keeper.get(f"/labels/?lots={lot.pk}").content.decode()
    assert lot.number in labels
    assert "<rect" in labels


def test_only_those_who_see_costs_say_what_a_receipt_is_worth(keeper: Client):
    rice = item()
    data = {"item": "RICE", "quantity": "5", "target": place("STOCK").pk, "source": place("DIFFERENCE").pk}
    keeper.post("/stock/receive/", data | {"value": "777"})
    assert StockMove.objects.latest("pk").value == 0
    logged_in(person(Role.OFFICE)).post("/stock/receive/", data | {"value": "777"})
    assert StockMove.objects.latest("pk").value == 777
    assert there(rice) == 10


def test_serial_numbers_line_by_line(keeper: Client):
    tool = item("TOOL", tracking="serial", unit_id="EA")
    data = {"item": "TOOL", "quantity": "2", "target": place("STOCK").pk, "source": place("DIFFERENCE").pk}
    assert keeper.post("/stock/receive/", data | {"serials": "S1\nS2"}).status_code == 302
    assert set(Lot.objects.filter(item=tool).values_list("number", flat=True)) == {"S1", "S2"}
    assert keeper.post("/stock/receive/", data | {"serials": "S3"}).status_code == 422


def test_what_waits_is_put_away_where_the_rest_lies(keeper: Client, shelf: Location):
    rice = item()
    bring(rice, 10, 1000, to="A-01")
    bring(rice, 3, 300, to="QUARANTINE")
    held = item("HELD", tracking="lot")
    receive([Receipt(held, Decimal(1), place("QUARANTINE"), Decimal(1), new=NewLot(held, "H1", status="quarantine"))],
            source=place("SUPPLIER"), by=None)  # fmt: skip
    ((row, address),) = keeper.get("/stock/putaway/").context["rows"]
    assert (row.balance.item, row.target) == (rice, shelf)
    form = keeper.get(address).context["form"]
    assert keeper.post("/stock/transfer/", {name: form[name].value() or "" for name in form.fields}).status_code == 302
    assert place("A-01").pk == StockMove.objects.latest("pk").to_location_id


def test_picking_by_scan(keeper: Client, shelf: Location):
    rice = item(tracking="lot")
    bring(rice, 10, 1000, lot_of(rice, "L1"))
    reserve("SO1", [Need(1, rice.pk, Decimal(4))])
    assert [row.document for row, _ in keeper.get("/stock/picks/").context["rows"]] == ["SO1"]
    page = keeper.get("/stock/picks/SO1/", {"scan": "L1"})
    (row,) = page.context["rows"]
    assert page.context["ticked"] == {row.pk}
    assert keeper.get("/stock/picks/SO1/", {"scan": "NO"}).context["unknown"] == "NO"
    data = {"row": row.pk, f"quantity-{row.pk}": "3", "target": shelf.pk}
    assert keeper.post("/stock/picks/SO1/", data).status_code == 302
    document = StockMove.objects.latest("pk").document
    assert keeper.post(f"/stock/slips/{document}/back").status_code == 302
    assert there(rice, None) == 10
    # A line that was ticked and of which nothing was found: nothing is fetched, not all of it.
    moves = StockMove.objects.count()
    data = {"row": Reservation.objects.get().pk, "target": shelf.pk}
    assert keeper.post("/stock/picks/SO1/", data | {f"quantity-{data['row']}": "0"}).status_code == 422
    assert StockMove.objects.count() == moves


def test_one_field_finds_everything(keeper: Client, shelf: Location):
    rice = item(tracking="lot")
    lot = lot_of(rice, "L1")
    bring(rice, 1, 1, lot)
    to = {text: keeper.get("/stock/find/", {"scan": text})["Location"] for text in ("L1", "RICE", "A-01", "R1", "?")}
    assert to["L1"] == f"/lots/{lot.pk}/"
    assert to["RICE"] == f"/stock/items/{rice.pk}/"
    assert to["A-01"].endswith(f"location={shelf.pk}")
    assert to["R1"] == "/stock/slips/R1/"
    assert to["?"].startswith("/stock/?q=")


def test_status_of_a_lot_with_undo_by_those_who_judge(keeper: Client):
    rice = item(tracking="lot")
    lot = lot_of(rice, "L1")
    assert keeper.post(f"/lots/{lot.pk}/status/", {"status": "hold", "reason": ""}).status_code == 422
    answer = keeper.post(f"/lots/{lot.pk}/status/", {"status": "hold", "reason": "냄새"}, follow=True)
    lot.refresh_from_db()
    assert (lot.status, lot.status_reason) == ("hold", "냄새")
    undo = next(part for part in answer.content.decode().split('"') if part.endswith("/undo"))
    assert logged_in(person(Role.OFFICE)).post(undo).status_code == 403
    assert keeper.post(undo).status_code == 302
    lot.refresh_from_db()
    assert lot.status == "available"


def test_split_and_merge(keeper: Client):
    rice = item(tracking="lot")
    lot = lot_of(rice, "L1", 30)
    bring(rice, 10, 1000, lot)
    stock = place("STOCK").pk
    assert (
        keeper.post(f"/lots/{lot.pk}/split/", {"location": stock, "quantity": "4", "number": "L2"}).status_code == 302
    )
    part = Lot.objects.get(number="L2")
    assert there(rice, part) == 4
    assert keeper.post(f"/lots/{lot.pk}/split/", {"location": stock, "quantity": "99"}).status_code == 409
    address = f"/stock/items/{rice.pk}/merge/"
    assert keeper.post(address, {"location": stock, "lots": [lot.pk]}).status_code == 422
    assert keeper.post(address, {"location": stock, "lots": [lot.pk, part.pk], "number": "L3"}).status_code == 302
    assert there(rice, Lot.objects.get(number="L3")) == 10


def start(client: Client, **more: object) -> StockTake:
    assert client.post("/stock-takes/start/", {"locations": place("STOCK").pk} | more).status_code == 302
    return StockTake.objects.latest("pk")


def test_a_stock_take_from_start_to_posting(keeper: Client):
    rice, salt = item(), item("SALT")
    bring(rice, 10, 1000)
    bring(salt, 5, 500)
    take = start(keeper, is_blind="on")
    counter = logged_in(person(Role.OPERATOR))
    where = f"/stock-takes/{take.pk}/count/"
    state = scanned(counter, where, "RICE")
    assert state == {"location": str(place("STOCK").pk), "item": str(rice.pk)}
    address = f"{where}?location={state['location']}&item={state['item']}"
    assert "장부" not in counter.get(address).content.decode()
    answer = counter.post(address, {"quantity": "8"}, follow=True)
    line = StockTakeLine.objects.get(item=rice)
    assert (line.counted, line.booked) == (8, 10)
    undo = next(part for part in answer.content.decode().split('"') if "/back?" in part)
    counter.post(undo)
    assert StockTakeLine.objects.get(item=rice).counted is None
    counter.post(address, {"quantity": "8"})
    counter.post(address, {"quantity": "1", "adds": "on"})
    assert StockTakeLine.objects.get(item=rice).counted == 9

    page = keeper.get(f"/stock-takes/{take.pk}/differences/")
    assert [(one.change, one.worth) for one in page.context["page"]] == [(-1, -100)]
    assert keeper.post(f"/stock-takes/{take.pk}/approve", {"reason": "샘"}).status_code == 409
    line = StockTakeLine.objects.get(item=rice)
    assert keeper.post(f"/stock-takes/{take.pk}/recount", {"line": line.pk}).status_code == 302
    assert keeper.post(f"/stock-takes/{take.pk}/approve", {"leave_uncounted": "1"}).status_code == 409
    counter.post(address, {"quantity": "9"})
    assert keeper.post(f"/stock-takes/{take.pk}/approve", {"leave_uncounted": "1"}).status_code == 422
    data = {"leave_uncounted": "1", f"reason-{line.pk}": "흘림"}
    assert keeper.post(f"/stock-takes/{take.pk}/approve", data).status_code == 302
    assert (there(rice), there(salt)) == (9, 5)
    assert StockMove.objects.latest("pk").reason == "흘림"


def test_the_sheet_of_a_blind_count_has_no_book_quantities(keeper: Client):
    bring(item(), 1234, 1000)
    blind, seen = start(keeper, is_blind="on"), None
    assert "1,234" not in keeper.get(f"/stock-takes/{blind.pk}/sheet/").content.decode()
    keeper.post(f"/stock-takes/{blind.pk}/cancel")
    seen = start(keeper)
    assert "1,234" in keeper.get(f"/stock-takes/{seen.pk}/sheet/").content.decode()


def test_only_some_items_are_counted(keeper: Client):
    bring(item(), 1, 1)
    bring(item("CUP", kind="packaging"), 1, 1)
    take = start(keeper, kinds="packaging")
    assert [line.item.code for line in take.lines.all()] == ["CUP"]


def test_places_are_added_changed_and_taken_back(keeper: Client):
    answer = keeper.post("/locations/add/", {"code": "B-01", "own_name": "랙", "kind": "stock"}, follow=True)
    row = Location.objects.get(code="B-01")
    undo = next(part for part in answer.content.decode().split('"') if part.endswith("/undo"))
    assert (
        keeper.post(f"/locations/{row.pk}/", {"code": "B-01", "own_name": "랙 1", "kind": "stock"}).status_code == 302
    )
    assert keeper.post(undo).status_code == 409
    bring(item(), 1, 1, to="B-01")
    assert keeper.post(f"/locations/{row.pk}/in-use", {"in_use": "0"}).status_code == 409
    assert keeper.post("/locations/add/", {"code": "B-01", "kind": "stock"}).status_code == 422


def test_patterns_are_checked_and_put_back(keeper: Client):
    assert keeper.post("/numbers/stock_take/", {"pattern": "X"}).status_code == 422
    answer = keeper.post("/numbers/stock_take/", {"pattern": "ST{yy}-{n:03}"}, follow=True)
    assert NumberSeries.objects.get(pk="stock_take").pattern == "ST{yy}-{n:03}"
    undo = next(part for part in answer.content.decode().split('"') if "?pattern=" in part)
    assert keeper.post(undo.replace("&amp;", "&")).status_code == 302
    assert NumberSeries.objects.get(pk="stock_take").pattern != "ST{yy}-{n:03}"
    assert keeper.post("/stock/units/codes/raw/", {"pattern": "RM-{n:04}"}).status_code == 302
    assert keeper.post("/stock/units/codes/none/", {"pattern": "RM-{n:04}"}).status_code == 404


def test_units_with_their_spellings(keeper: Client):
    data = {"code": "말", "dimension": "volume", "factor": "18", "spellings": "두, mal"}
    assert keeper.post("/stock/units/add/", data).status_code == 302
    item(unit_id="말")
    assert keeper.post("/stock/units/말/", {"dimension": "volume", "factor": "20", "spellings": ""}).status_code == 409
    assert (
        keeper.post("/stock/units/말/", {"dimension": "volume", "factor": "18", "spellings": "두"}).status_code == 302
    )


def test_zpl_of_lots_and_places(keeper: Client, shelf: Location):
    rice = item(tracking="lot")
    lot = lot_of(rice, "L1")
    answer = keeper.get(f"/labels/zpl/?lots={lot.pk}&locations={shelf.pk}&copies=2")
    text = answer.content.decode()
    assert "attachment" in answer["Content-Disposition"]
    assert text.count("^XA") == 2
    assert "(240)RICE(10)L1" in text
    assert Item.objects.count() == 1
