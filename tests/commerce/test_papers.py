"""What stock's pages are told of deliveries and receipts: whose they are and how to reach them."""

import pytest
from django.urls import reverse

from dure.commerce.models import Contact, Delivery, Receipt
from dure.inventory.papers import told
from dure.kernel import clock
from tests.commerce.cast import make_firm

pytestmark = pytest.mark.django_db


def test_customers_and_suppliers_by_number(django_assert_max_num_queries):
    firm = make_firm()
    Contact.objects.create(partner=firm.shop, name="홍 대리", phone="02-123-4567")
    sent = Delivery.objects.create(number="D-1", partner=firm.shop, delivered_at=clock.now())
    Receipt.objects.create(number="R-1", partner=firm.mill, received_at=clock.now())
    with django_assert_max_num_queries(8):
        papers = told({"D-1", "R-1", "X-1", ""})
    assert papers.keys() == {"D-1", "R-1"}
    assert (papers["D-1"].party, papers["D-1"].contact) == ("고객상사", "홍 대리 02-123-4567")
    assert papers["R-1"].party == "정미소"
    assert reverse(papers["D-1"].page, args=papers["D-1"].args).endswith(f"/{sent.pk}/")
    assert reverse(papers["R-1"].page, args=papers["R-1"].args)
