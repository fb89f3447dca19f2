"""What a delivery statement prints is what its invoice asks for."""

from decimal import Decimal

import pytest

from dure.commerce.services import (
    Billed,
    LineWish,
    Pick,
    confirm_sales_order,
    deliver,
    draft_sales_order,
    invoice_deliveries,
)
from dure.plant.roles import Role
from tests.commerce.cast import DAY, make_firm, put_in_stock
from tests.plant.plants import logged_in, person


@pytest.mark.django_db
def test_a_statement_prints_the_sums_of_its_invoice(settings) -> None:
    """Three lines of 3 packs at 335 won: 301 won of VAT on 3,015, and not three times 100."""
    settings.SECOND_FACTOR = False
    firm = make_firm()
    put_in_stock(firm.noodles, 9, 9_000)
    wishes = [LineWish(firm.noodles, Decimal(3), price=Decimal(335)) for _ in range(3)]
    order = draft_sales_order(partner=firm.shop, lines=wishes, by=firm.clerk)
    lines = confirm_sales_order(order=order, by=firm.clerk).lines.all()
    delivery = deliver(picks=[Pick(line, Decimal(3)) for line in lines], by=firm.clerk)
    invoice = invoice_deliveries(billed=[Billed(line) for line in delivery.lines.all()], by=firm.clerk, on=DAY)
    assert (invoice.supply, invoice.vat) == (3015, 301)
    answer = logged_in(person(Role.OFFICE)).get(f"/deliveries/{delivery.pk}/statement/")
    assert (answer.context["supply"], answer.context["vat"]) == (3015, 301)
    assert sum(line.vat for line in answer.context["lines"]) == 301
