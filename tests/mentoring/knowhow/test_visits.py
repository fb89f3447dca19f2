"""Visits between factories: what a guest may know, and what a guest never learns."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dure.kernel.errors import Conflict, Invalid
from dure.mentoring.models import FactoryVisit, VisitBooking
from dure.mentoring.selectors.visits import places_left
from dure.mentoring.services import visits as services
from dure.mentoring.views import visits as pages
from dure.plant.today import today
from dure.web.rate import Limiter
from tests.plant.plants import logged_in

pytestmark = pytest.mark.django_db
BOOKED = {"firm": "다른금속", "contact": "박과장", "reach": "010-0000-0000", "people": "박과장\n최반장"}
ALLOWED = {"mentoring_factoryvisit", "mentoring_visitbooking", "plant_enterprise"}


@pytest.fixture(autouse=True)
def patient(monkeypatch) -> None:
    monkeypatch.setattr(pages, "limiter", Limiter(burst=3, per_second=0.001))


@pytest.fixture
def visit(chief, press) -> FactoryVisit:
    return services.offer(
        topic="금형 교체 10분", shows="예열대와 순서표", held_on=today() + timedelta(days=10), starts=time(14),
        ends=time(16), place="정문", most=3, statement="본 것을 밖에 말하지 않습니다", by=chief,
    )  # fmt: skip


def book(visit: FactoryVisit, **more: object) -> VisitBooking:
    return services.book(visit=visit, accepts=True, **BOOKED | more)


def test_nobody_comes_without_the_statement(visit):
    with pytest.raises(Invalid):
        services.book(visit=visit, accepts=False, **BOOKED)
    made = book(visit)
    assert (made.accepted, made.names) == ("본 것을 밖에 말하지 않습니다", ["박과장", "최반장"])
    with pytest.raises(Conflict):
        services.change_visit(visit=visit, statement="다른 말", by=visit.host)


def test_room_is_counted_by_people(visit, chief):
    first, second = book(visit), book(visit, firm="셋째정밀", people="한\n두")
    services.decide(booking=first, status="confirmed", answer="", by=chief)
    assert places_left(visit) == 1
    with pytest.raises(Conflict):
        services.decide(booking=second, status="confirmed", answer="", by=chief)
    with pytest.raises(Invalid):
        services.decide(booking=second, status="declined", answer="", by=chief)
    services.decide(booking=second, status="declined", answer="자리가 없습니다", by=chief)
    with pytest.raises(Invalid):
        book(visit, people="가\n나\n다\n라")


def test_what_is_over_is_not_booked(visit, chief):
    with pytest.raises(Invalid):
        services.set_status(visit=visit, status="held", by=chief)
    services.set_status(visit=visit, status="cancelled", by=chief)
    with pytest.raises(Conflict):
        book(visit)
    assert Client().get(f"/mentoring/visit/{visit.token}/").status_code == 404


def test_a_guest_books_and_sees_nothing_of_anybody_else(visit, chief, press, task):
    other = book(visit, firm="경쟁정밀", contact="오부장", people="오부장", questions="단가가 궁금합니다")
    client, path = Client(), f"/mentoring/visit/{visit.token}/"
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(path).content.decode()
    assert "금형 교체 10분" in page
    hidden = ("경쟁정밀", "오부장", "단가", press.name, task.title, task.number, chief.username, other.token)
    assert not {word for word in hidden if word in page}
    read = {word.strip('"') for one in asked for word in one["sql"].replace(".", " ").split() if word.startswith('"')}
    tables = {word for word in read if word in connection.introspection.table_names()}
    assert tables <= ALLOWED
    answer = client.post(path, BOOKED | {"accepts": "on"})
    mine = VisitBooking.objects.get(firm="다른금속")
    assert answer["Location"] == f"/mentoring/visit/booking/{mine.token}/"
    services.decide(booking=mine, status="confirmed", answer="어서 오십시오", by=chief)
    page = client.get(answer["Location"]).content.decode()
    assert "어서 오십시오" in page
    assert not {word for word in hidden if word in page}


def test_codes_that_stand_for_nothing(visit):
    assert Client().get("/mentoring/visit/nothing/").status_code == 404
    assert Client().get(f"/mentoring/visit/booking/{visit.token}/").status_code == 404


def test_bookings_are_limited(visit):
    client, path = Client(), f"/mentoring/visit/{visit.token}/"
    assert client.post(path, BOOKED).status_code == 422
    found = [client.post(path, BOOKED | {"accepts": "on"}).status_code for _n in range(4)]
    assert found == [302, 302, 302, 429]


def test_the_host_reads_bookings_and_keeps_notes(visit, chief):
    row, leader = book(visit), logged_in(chief)
    page = leader.get(f"/mentoring/visits/{visit.pk}/").content.decode()
    assert "다른금속" in page
    given = {"status": "confirmed", "answer": "환영합니다"}
    assert leader.post(f"/mentoring/visits/bookings/{row.pk}/decide/", given).status_code == 302
    leader.post(f"/mentoring/visits/{visit.pk}/notes/", {"notes": "예열대 도면을 물었다"})
    visit.refresh_from_db()
    assert visit.notes == "예열대 도면을 물었다"
