"""From an order to a purchase request: plan, read the exception, accept it, see it on the item; in two languages."""

import json

import pytest

from tests.browser.conftest import Plant, wait_until

pytestmark = pytest.mark.browser

SEED = """
import json
from datetime import date, timedelta
from decimal import Decimal
from django.utils import timezone
from dure.commerce.models import Partner, SalesLine, SalesOrder
from dure.inventory.models import Item
from dure.kernel import clock
from dure.plant.models import Person
from dure.plant.services import add_person, fresh_recovery_codes, new_authenticator
from dure.product.services import LineOf, add_bom, approve_bom
tag = "{tag}"
pack = Item.objects.create(code="MRPPACK" + tag, name="비빔면 " + tag, supply="make", lead_time_days=1)
film = Item.objects.create(code="MRPFILM" + tag, name="포장 필름 " + tag, supply="buy", lead_time_days=6)
today = timezone.localdate(clock.now())
bom = add_bom(item=pack, valid_from=date(2026, 1, 1), lines=[LineOf(film, Decimal(2))], by=None)
approve_bom(bom=bom, by=None)
shop, _ = Partner.objects.get_or_create(code="MRPSHOP", defaults=dict(name="한빛마트", is_customer=True))
order = SalesOrder.objects.create(number="SO-MRP" + tag, partner=shop, ordered_on=today, status="confirmed",
                                  made_at=clock.now())
SalesLine.objects.create(order=order, position=1, item=pack, unit=pack.unit, quantity=30, item_quantity=30, price=1000,
                         promised_on=today + timedelta(days=3))
planner = Person.objects.filter(username="planner").first()
if planner is None:
    planner = add_person(username="planner", roles=["planner"], password="browser-test-2026", by=None)
    device = new_authenticator(person=planner)
    device.confirmed = True
    device.save()
print(json.dumps([pack.pk, film.pk, fresh_recovery_codes(person=planner)[0]]))
"""
ASKED = (
    "from dure.commerce.models import PurchaseRequest as R; "
    "print([[str(r.quantity), r.status, r.reason] for r in R.objects.filter(item={item})])"
)


@pytest.mark.parametrize(("language", "width"), [("ko", 1440), ("en", 390)])
def test_from_an_order_to_a_purchase_request(plant: Plant, visit, language: str, width: int):
    pack, film, code = json.loads(plant.shell(SEED.replace("{tag}", language)).splitlines()[-1])
    guest = visit(width, 900, language, name="planner", code=code)
    page = guest.go("/planning/")
    page.locator("button[name=kind][value=everything]").click()
    page.locator(".toast").first.wait_for()
    row = page.locator(f"tr:has(a[href='/planning/items/{film}/'])")
    wait_until(lambda: bool(guest.go("/planning/") and row.count()), 60)
    sentence = row.locator("td").nth(3).inner_text()
    assert "60 EA" in sentence
    assert ("필요하지만" if language == "ko" else "are needed on") in sentence
    # Whom it is for: up through the noodles to the customer.
    row.get_by_role("link", name="누구를 위한 것인지" if language == "ko" else "Whom it is for").click()
    assert f"SO-MRP{language}" in page.locator("main").inner_text()
    page.go_back()
    row.locator("form[action$='/follow'] button").click()
    page.locator(".toast").first.wait_for()
    page.wait_for_load_state()
    # A hand on it keeps it there, however long the plant takes to answer.
    page.locator(".toast").first.hover()
    found = plant.shell(ASKED.replace("{item}", str(film))).splitlines()[-1]
    assert found == f"[['60.0000', 'open', 'SO-MRP{language}']]"
    # Taken back by the toast, and proposed again.
    with page.expect_navigation():
        page.locator(".toast form button").first.click()
    assert "'refused'" in plant.shell(ASKED.replace("{item}", str(film))).splitlines()[-1]
    guest.go(f"/planning/items/{pack}/")
    assert f"SO-MRP{language}" in page.locator("main").inner_text()
