"""The pages of selling: the whole way from quotation to payment, figures that can be checked in the head."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from dure.commerce import selectors
from dure.commerce.models import Delivery, Invoice, OrderStatus, Partner, Payment, SalesLine, SalesOrder
from dure.commerce.services import set_address
from dure.inventory.models import Balance, Item, ItemUnit, Location, Lot
from dure.inventory.services import Movement, NewLot, add_lots, move
from dure.kernel import clock
from dure.plant.roles import Role
from tests.commerce.cast import Firm, books, make_firm, put_in_stock
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.SECOND_FACTOR = False


@pytest.fixture
def firm() -> Firm:
    return make_firm()


@pytest.fixture
def office() -> Client:
    return logged_in(person(Role.OFFICE))


def today() -> date:
    return timezone.localdate(clock.now())


def rows_of(*lines: dict[str, object], before: int = 0) -> dict[str, object]:
    """What the editor of lines posts."""
    found: dict[str, object] = {"line-TOTAL_FORMS": len(lines), "line-INITIAL_FORMS": before}
    for number, line in enumerate(lines):
        found |= {f"line-{number}-{name}": value for name, value in line.items()}
    return found


def head(**values: object) -> dict[str, object]:
    return {"ordered_on": today().isoformat(), "vat": "taxed"} | values


def text(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode()


def said(answer) -> list[str]:  # type: ignore[no-untyped-def]
    """What stands over a form or beside its fields."""
    return re.findall(r'(?:role="alert">.*?<span>|class="error[^"]*">)(.*?)<', text(answer))


def undo_of(answer) -> str:  # type: ignore[no-untyped-def]
    """The address that the newest message offers to take the act back."""
    last = list(answer.context["messages"])[-1]
    return next(tag[5:] for tag in last.tags.split() if tag.startswith("undo="))


def new_order(office: Client, firm: Firm, quantity: str = "100", **line: object) -> SalesOrder:
    promised = (today() + timedelta(days=3)).isoformat()
    data = head() | rows_of({"item": "NOODLE", "quantity": quantity, "promised_on": promised} | line)
    answer = office.post(f"/sales/add/?partner={firm.shop.pk}", data)
    assert answer.status_code == 302, said(answer)
    return SalesOrder.objects.latest("pk")


def picks(order: SalesOrder, quantity: str, lot: Lot | None = None) -> dict[str, object]:
    line = order.lines.get()
    place = Location.objects.get(code="STOCK")
    return {
        "row-a": f"{line.pk}:{lot.pk if lot else ''}:{place.pk}",
        "pick-a": quantity,
        "delivered_at": timezone.localtime(clock.now()).strftime("%Y-%m-%dT%H:%M"),
    }


def test_from_quotation_to_payment_with_a_part_delivery_and_a_return(office: Client, firm: Firm):
    put_in_stock(firm.noodles, 200, 200_000)  # 1,000 won each
    order = new_order(office, firm)
    page = text(office.get(f"/sales/{order.pk}/"))
    # 100 at 3,000 won from the price list: 300,000, VAT 30,000.
    assert all(figure in page for figure in ("300,000", "30,000", "330,000"))
    assert f'action="/sales/{order.pk}/confirm"' in page

    office.post(f"/sales/{order.pk}/confirm")
    order.refresh_from_db()
    assert order.status == OrderStatus.CONFIRMED
    assert f'id="next" href="/sales/{order.pk}/deliver/"' in text(office.get(f"/sales/{order.pk}/"))

    answer = office.post(f"/sales/{order.pk}/deliver/", picks(order, "60"))
    first = Delivery.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/deliveries/{first.pk}/")
    page = text(office.get(f"/sales/{order.pk}/"))
    assert "60 EA" in page
    # 40 of 100 are left: 120,000 won in the list of what is still to deliver.
    assert "120,000" in text(office.get("/sales/"))
    office.post(f"/sales/{order.pk}/deliver/", picks(order, "40"))
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED

    back = {f"back-{first.lines.get().pk}": "10", "reason": "찢어짐"}
    answer = office.post(f"/deliveries/{first.pk}/return/", back)
    assert answer.status_code == 302
    assert Balance.objects.get(item=firm.noodles, location__code="QUARANTINE").quantity == 10

    page = text(office.get(f"/sales-invoices/open/?partner={firm.shop.pk}"))
    # 60 + 40 - 10 pieces at 3,000 won.
    assert "270,000 + 27,000" in page
    lines = [line.pk for delivery in Delivery.objects.all() for line in delivery.lines.all()]
    answer = office.post("/sales-invoices/make", {"line": lines, "on": "2026-03-31"})
    invoice = Invoice.objects.get()
    assert (answer["Location"], invoice.supply, invoice.vat) == (f"/sales-invoices/{invoice.pk}/", 270_000, 27_000)
    page = text(office.get(f"/sales/{order.pk}/"))
    assert f'href="/sales-payments/add/?partner={firm.shop.pk}&amp;invoice={invoice.pk}"' in page

    pay = {"partner": "SHOP", "amount": "200,000", "on": "2026-04-10", "method": "transfer"}
    answer = office.post(f"/sales-payments/add/?partner={firm.shop.pk}", pay | {f"settle-{invoice.pk}": "200000"})
    assert answer.status_code == 302, said(answer)
    assert "97,000" in text(office.get(f"/sales-invoices/{invoice.pk}/"))
    office.post("/sales-payments/add/", pay | {"amount": "97000"})
    assert selectors.open_amounts([invoice]) == {invoice.pk: 0}
    found = books()
    assert (found["bank"], found["sales"], found["vat_out"]) == (297_000, -270_000, -27_000)
    assert "receivable" not in found
    page = text(office.get(f"/sales/{order.pk}/"))
    assert 'id="next"' not in page

    payment = Payment.objects.latest("pk")
    office.post(f"/sales-payments/{payment.pk}/undo")
    assert selectors.open_amounts([invoice]) == {invoice.pk: 97_000}


def test_a_collective_invoice_of_two_orders_and_its_way_back(office: Client, firm: Firm):
    put_in_stock(firm.noodles, 30, 30_000)
    for quantity in ("10", "20"):
        order = new_order(office, firm, quantity)
        office.post(f"/sales/{order.pk}/confirm")
        office.post(f"/sales/{order.pk}/deliver/", picks(order, quantity))
    lines = [line.pk for delivery in Delivery.objects.all() for line in delivery.lines.all()]
    office.post("/sales-invoices/make", {"line": lines, "on": today().isoformat()})
    invoice = Invoice.objects.get()
    assert (invoice.supply, invoice.lines.count()) == (90_000, 2)
    page = text(office.get("/sales-invoices/"))
    assert all(figure in page for figure in ("90,000", "9,000", "99,000"))
    office.post(f"/sales-invoices/{invoice.pk}/cancel")
    assert "90,000 + 9,000" in text(office.get("/sales-invoices/open/"))
    assert books().get("receivable") is None


def test_a_draft_is_written_anew_and_its_history_shows_it(office: Client, firm: Firm):
    order = new_order(office, firm)
    line = order.lines.get()
    changed = {"id": line.pk, "item": "NOODLE", "quantity": "80", "unit": "EA", "price": "2,900"}
    fresh = {"item": "RICE", "quantity": "5", "unit": "kg", "price": "4000"}
    answer = office.post(f"/sales/{order.pk}/write/", head() | rows_of(fresh, changed))
    assert answer.status_code == 302, said(answer)
    found = [(row.position, row.item.code, int(row.quantity), int(row.price)) for row in order.lines.all()]
    assert found == [(1, "RICE", 5, 4000), (2, "NOODLE", 80, 2900)]
    page = text(office.get(f"/sales/{order.pk}/"))
    # 5 x 4,000 + 80 x 2,900 = 252,000
    assert "252,000" in page
    assert "100 → <strong>80</strong>" in page


def test_undo_puts_the_draft_back_as_it_was(office: Client, firm: Firm):
    order = new_order(office, firm)
    line = order.lines.get()
    rows = rows_of({"id": line.pk, "item": "NOODLE", "quantity": "7", "unit": "EA", "price": "1"})
    answer = office.post(f"/sales/{order.pk}/write/", head(note="급함") | rows, follow=True)
    address = undo_of(answer)
    assert office.post(address).status_code == 302
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.note, int(line.quantity), int(line.price)) == ("", 100, 3000)
    assert office.post(address).status_code == 409


def test_mistakes_stand_over_the_editor_as_it_was_typed(office: Client, firm: Firm):
    data = head(note="문 앞") | rows_of({"item": "NOTHING", "quantity": "5"}, {"item": "NOODLE", "quantity": "viel"})
    answer = office.post(f"/sales/add/?partner={firm.shop.pk}", data)
    page = text(answer)
    assert answer.status_code == 422
    assert "이 코드의 품목이 없습니다" in page
    assert all(typed in page for typed in ('value="NOTHING"', 'value="viel"', "문 앞"))
    answer = office.post(f"/sales/add/?partner={firm.shop.pk}", head() | rows_of({"item": "RICE", "quantity": "5"}))
    assert (answer.status_code, "쌀의 약정 단가가 없습니다" in text(answer)) == (422, True)
    assert not SalesOrder.objects.exists()


def test_beyond_the_credit_a_reason_is_asked(office: Client, firm: Firm):
    Partner.objects.filter(pk=firm.shop.pk).update(credit_limit=300_000)
    order = new_order(office, firm)  # 330,000 won with VAT
    answer = office.post(f"/sales/{order.pk}/confirm")
    assert (answer.status_code, "330,000" in text(answer)) == (409, True)
    assert office.post(f"/sales/{order.pk}/confirm", {"beyond_credit": "사장 승인"}).status_code == 302
    order.refresh_from_db()
    assert (order.status, "사장 승인" in order.note) == (OrderStatus.CONFIRMED, True)
    assert "330,000" in text(office.get(f"/partners/{firm.shop.pk}/"))


def test_a_confirmation_is_taken_back_while_nothing_has_gone(office: Client, firm: Firm):
    put_in_stock(firm.noodles, 100, 100_000)
    order = new_order(office, firm)
    office.post(f"/sales/{order.pk}/confirm")
    assert SalesLine.objects.get().first_promised_on is not None
    office.post(f"/sales/{order.pk}/unconfirm")
    assert (SalesOrder.objects.get().status, SalesLine.objects.get().first_promised_on) == (OrderStatus.DRAFT, None)
    office.post(f"/sales/{order.pk}/confirm")
    office.post(f"/sales/{order.pk}/deliver/", picks(order, "1"))
    assert office.post(f"/sales/{order.pk}/unconfirm").status_code == 409


def test_a_line_of_an_order_changes_with_history_but_keeps_its_first_promise(office: Client, firm: Firm):
    order = new_order(office, firm)
    office.post(f"/sales/{order.pk}/confirm")
    line, later = order.lines.get(), today() + timedelta(days=20)
    data = {"quantity": "120", "price": "3000", "promised_on": later.isoformat()}
    assert office.post(f"/sales/lines/{line.pk}/", data).status_code == 302
    line.refresh_from_db()
    assert (int(line.item_quantity), line.promised_on) == (120, later)
    assert line.first_promised_on == today() + timedelta(days=3)
    assert "100 → <strong>120</strong>" in text(office.get(f"/sales/{order.pk}/"))
    data = {"item": "RICE", "quantity": "2", "price": "5000"}
    assert office.post(f"/sales/{order.pk}/lines/add/", data).status_code == 302
    assert order.lines.count() == 2
    assert office.post(f"/sales/lines/{line.pk}/close", {"close": "1"}).status_code == 302
    line.refresh_from_db()
    assert line.is_closed


@pytest.fixture
def boxed(firm: Firm) -> Item:
    """Noodles come in boxes of 24 with their own bar code, and in two lots: the second expires first."""
    Item.objects.filter(pk=firm.noodles.pk).update(tracking="lot", barcode="8801234567893")
    noodles = Item.objects.get(pk=firm.noodles.pk)
    ItemUnit.objects.create(item=noodles, unit_id="BOX", numerator=24, barcode="18801234567890")
    lots = add_lots(
        [
            NewLot(noodles, number="LATE", expires_on=today() + timedelta(days=90)),
            NewLot(noodles, number="SOON", expires_on=today() + timedelta(days=9)),
        ]
    )
    places = {row.code: row for row in Location.objects.all()}
    moves = [
        Movement(noodles, Decimal(30), places["PRODUCTION"], places["STOCK"], lot, Decimal(30_000)) for lot in lots
    ]
    move(moves, by=None)
    return noodles


def test_what_expires_first_is_proposed_and_scans_are_understood(office: Client, firm: Firm, boxed: Item):
    order = new_order(office, firm, "2", unit="BOX", price="70000")
    office.post(f"/sales/{order.pk}/confirm")
    answer = office.get(f"/sales/{order.pk}/deliver/")
    [shelf] = answer.context["shelves"]
    # 2 boxes are 48: all 30 that expire soon, then 18 of the rest.
    assert [(place.lot.number, int(place.proposed)) for place in shelf.places] == [("SOON", 30), ("LATE", 18)]
    found = office.get("/deliveries/scan/?text=18801234567890").json()
    assert (found["item"], found["quantity"], found["lot"]) == (boxed.pk, "24", None)
    soon = Lot.objects.get(number="SOON")
    assert office.get("/deliveries/scan/?text=SOON").json()["lot"] == soon.pk
    gs1 = "(01)08801234567893(10)SOON(30)6"
    assert office.get("/deliveries/scan/", {"text": gs1}).json() | {"name": ""} == {
        "item": boxed.pk, "name": "", "lot": soon.pk, "lot_number": "SOON", "quantity": "6",
    }  # fmt: skip
    assert "NEVER" in office.get("/deliveries/scan/?text=NEVER").json()["problem"]
    answer = office.post(f"/sales/{order.pk}/deliver/", picks(order, "24", soon))
    assert answer.status_code == 302
    assert int(order.lines.get().moved) == 24
    certificate = text(office.get(f"/deliveries/{Delivery.objects.get().pk}/certificate/"))
    assert "SOON" in certificate
    assert (today() + timedelta(days=9)).isoformat() in certificate


def test_a_line_looks_up_its_price_and_tells_where_it_comes_from(office: Client, firm: Firm, boxed: Item):
    office.post(
        "/prices/add/",
        {"side": "sale", "item": "NOODLE", "partner": "SHOP", "unit": "EA", "minimum": "100", "price": "2800",
         "valid_from": "2026-01-01"},
    )  # fmt: skip
    ask = {"partner": firm.shop.pk, "item": "8801234567893", "quantity": "100", "unit": "EA"}
    found = office.get("/sales/lookup/", ask).json()
    assert (found["code"], found["price"], found["free"]) == ("NOODLE", "2800", "60")
    assert "고객상사" in found["why"]
    assert "2026-01-01" in found["why"]
    few = office.get("/sales/lookup/", ask | {"quantity": "99"}).json()
    assert few["price"] == "3000"
    box = office.get("/sales/lookup/", ask | {"quantity": "2", "unit": "BOX"}).json()
    assert (box["price"], box["own"]) == ("", "= 48 EA")
    unknown = office.get("/sales/lookup/", ask | {"unit": "t"}).json()
    assert unknown["problem"]
    hits = office.get("/sales/items/?q=국수").json()["items"]
    assert [hit["code"] for hit in hits] == ["NOODLE"]


def test_promised_and_delivered_are_computed(office: Client, firm: Firm):
    put_in_stock(firm.noodles, 300, 300_000)
    yesterday = (today() - timedelta(days=1)).isoformat()
    orders = [new_order(office, firm, "10", promised_on=yesterday) for _ in range(4)]
    for order in orders:
        office.post(f"/sales/{order.pk}/confirm")
    early = timezone.localtime(clock.now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    for order in orders[:3]:
        office.post(f"/sales/{order.pk}/deliver/", picks(order, "10") | {"delivered_at": early})
    office.post(f"/sales/{orders[3].pk}/deliver/", picks(orders[3], "10"))
    answer = office.get("/sales/promises/")
    assert (answer.context["on_time"], answer.context["count"]) == (3, 4)
    assert "75.0 %" in text(answer)
    late = office.get("/sales/promises/?late=1")
    assert [row.line.order_id for row in late.context["page"]] == [orders[3].pk]


def test_partners_are_entered_changed_and_put_back(office: Client, firm: Firm):
    form = {"name": "햇살상사", "business_number": "124-81-00998", "is_customer": "on", "vat": "taxed",
            "payment_days": "30"}  # fmt: skip
    wrong = office.post("/partners/add/", form | {"business_number": "124-81-00999"})
    assert (wrong.status_code, "햇살상사" in text(wrong)) == (422, True)
    answer = office.post("/partners/add/", form, follow=True)
    made = Partner.objects.get(name="햇살상사")
    address = undo_of(answer)
    assert (made.code, made.business_number) == ("P0001", "124-81-00998")
    assert office.post(f"/partners/{made.pk}/change/", form | {"credit_limit": "1,000,000"}).status_code == 302
    made.refresh_from_db()
    assert made.credit_limit == 1_000_000
    # It was changed since, so the first undo no longer holds.
    assert office.post(address).status_code == 409
    where = {"name": "본사", "lines": "전주시 덕진구", "is_main": "on"}
    assert office.post(f"/partners/{made.pk}/addresses/add/", where).status_code == 302
    assert "전주시 덕진구" in text(office.get(f"/partners/{made.pk}/"))
    person_there = {"name": "박과장", "phone": "063-000-0000"}
    assert office.post(f"/partners/{made.pk}/contacts/add/", person_there).status_code == 302
    assert "햇살상사" in text(office.get("/partners/?q=박과장"))
    office.post(f"/partners/{made.pk}/in-use", {"in_use": "0"}, follow=True)
    assert "햇살상사" not in text(office.get("/partners/"))
    assert "햇살상사" in text(office.get("/partners/?all=1"))


def test_a_new_price_ends_the_old_one_and_undo_brings_it_back(office: Client, firm: Firm):
    data = {"side": "sale", "item": "NOODLE", "minimum": "0", "price": "3300", "valid_from": today().isoformat()}
    answer = office.post("/prices/add/", data, follow=True)
    prices = list(selectors.price_list(text="NOODLE"))
    assert [(int(p.price), p.valid_to) for p in prices] == [(3300, None), (3000, today() - timedelta(days=1))]
    address = undo_of(answer)
    office.post(address)
    assert [(int(p.price), p.valid_to) for p in selectors.price_list(text="NOODLE")] == [(3000, None)]


def test_lists_are_spreadsheets_too(office: Client, firm: Firm):
    new_order(office, firm)
    for where in ("/partners/", "/prices/", "/sales/", "/deliveries/", "/deliveries/open/", "/sales-invoices/",
                  "/sales-payments/", "/blankets/", "/sales/promises/"):  # fmt: skip
        answer = office.get(where, {"format": "xlsx"})
        assert answer.status_code == 200, where
        assert answer["Content-Type"].endswith("spreadsheetml.sheet"), where


def test_query_counts_of_lists_do_not_grow(office: Client, firm: Firm, django_assert_max_num_queries):
    put_in_stock(firm.noodles, 100, 100_000)
    for _ in range(6):
        order = new_order(office, firm, "3")
        office.post(f"/sales/{order.pk}/confirm")
        office.post(f"/sales/{order.pk}/deliver/", picks(order, "2"))
    for number in range(6):
        Partner.objects.create(code=f"C{number}", name=f"거래처 {number}")
    for where, most in (("/sales/", 9), ("/partners/", 11), ("/prices/", 7), ("/deliveries/open/", 9),
                        ("/deliveries/", 8), ("/sales-invoices/open/", 7)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert office.get(where).status_code == 200


def test_each_document_prints(office: Client, firm: Firm):
    put_in_stock(firm.noodles, 100, 100_000)
    set_address(partner=firm.shop, by=None, name="본사", lines="익산시 함열읍", is_main=True)
    order = new_order(office, firm)
    office.post(f"/sales/{order.pk}/confirm")
    office.post(f"/sales/{order.pk}/deliver/", picks(order, "100"))
    delivery = Delivery.objects.get()
    office.post("/sales-invoices/make", {"line": [delivery.lines.get().pk], "on": today().isoformat()})
    quotation = text(office.get(f"/sales/{order.pk}/quotation/"))
    assert "일금 삼십삼만원정" in quotation
    statement = text(office.get(f"/deliveries/{delivery.pk}/statement/"))
    assert all(half in statement for half in ("공급자 보관용", "공급받는자 보관용", "익산시 함열읍", "300,000"))
    assert office.get(f"/deliveries/{delivery.pk}/certificate/").status_code == 200
    paper = text(office.get(f"/sales-invoices/list/?month={today():%Y-%m}"))
    assert all(figure in paper for figure in ("300,000", "30,000", "330,000"))
    english = text(office.get(f"/sales/{order.pk}/quotation/?language=en"))
    assert "KRW 330,000 only" in english
