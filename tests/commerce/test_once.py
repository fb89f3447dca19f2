"""A form that moves money or goods is taken once: sent again it leads to what was booked."""

import re
import threading
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from dure.commerce.models import Payment
from dure.plant.roles import Role
from dure.web.models import SentForm
from dure.web.once import KEPT, forget_old
from tests.commerce.cast import make_firm
from tests.plant.plants import logged_in, person

WHERE = "/sales-payments/add/"


@pytest.fixture(autouse=True)
def no_second_factor(settings) -> None:
    settings.SECOND_FACTOR = False


@pytest.fixture
def office(db) -> Client:
    make_firm()
    return logged_in(person(Role.OFFICE))


def rendered(client: Client) -> dict[str, str]:
    """What the form sends, with the key of this rendering."""
    [key] = re.findall(r'name="once" value="(\w+)"', client.get(WHERE).content.decode())
    return {"partner": "SHOP", "amount": "5000", "on": "2026-03-31", "method": "cash", "once": key}


def test_a_form_that_is_sent_again_leads_to_what_was_booked(office: Client) -> None:
    form = rendered(office)
    first = office.post(WHERE, form)
    again = office.post(WHERE, form | {"amount": "7000"}, follow=True)
    assert [int(row.amount) for row in Payment.objects.all()] == [5000]
    assert again.redirect_chain == [(first["Location"], 302)]
    assert "이미 처리했습니다" in again.content.decode()
    # Another rendering is another form.
    office.post(WHERE, rendered(office))
    assert Payment.objects.count() == 2


def test_what_was_refused_can_be_sent_again(office: Client) -> None:
    form = rendered(office)
    assert office.post(WHERE, form | {"amount": "0"}).status_code == 422
    assert not SentForm.objects.exists()
    assert office.post(WHERE, form).status_code == 302
    assert Payment.objects.count() == 1


def test_a_refusal_that_a_view_lets_through_books_nothing(office: Client) -> None:
    answer = office.post("/sales-invoices/make", {"once": uuid4().hex, "on": "2026-03-31"})
    assert (answer.status_code, SentForm.objects.count()) == (422, 0)


def test_keys_that_are_none_and_old_ones(office: Client) -> None:
    form = rendered(office) | {"once": "x"}
    assert [office.post(WHERE, form).status_code for _ in range(2)] == [302, 302]
    office.post(WHERE, rendered(office))
    row = SentForm.objects.get()
    SentForm.objects.filter(pk=row.pk).update(sent_at=row.sent_at - 2 * KEPT)
    forget_old()
    assert not SentForm.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_that_are_sent_in_the_same_moment_book_once(office: Client) -> None:
    form, found = rendered(office), []
    start = threading.Barrier(2)

    def send() -> None:
        client = Client()
        client.cookies = office.cookies
        start.wait()
        found.append(client.post(WHERE, form)["Location"])
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert (Payment.objects.count(), len(set(found)), len(found)) == (1, 1, 2)
    assert Payment.objects.get().amount == Decimal(5000)
