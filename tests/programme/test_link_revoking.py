"""Revocation: reading stops at once, nothing more leaves, and both sides can prove since when."""

from datetime import date, timedelta

import pytest
from django.db import connection

from dure.exchange.link import sending, services
from dure.exchange.link.models import Sent
from dure.kernel import report
from dure.kernel.report import Kind, Reason
from dure.plant.roles import Role
from dure.programme.models import ReceivedMessage, ReportContract, ReportFigure, ReportPacket
from dure.programme.scope import EVERYTHING, within
from dure.programme.selectors import reports as told
from tests.performance.plant import a_usual_day, make_plant
from tests.plant.plants import person
from tests.programme.linking import MONDAY, agreed, days_of_figures, enrolled, held, make_link, noon, refusals

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def keeper():
    return person(Role.OWNER, name="keeper")


@pytest.fixture
def link(tmp_path, settings):
    settings.HISTORY_DIR = tmp_path / "history"
    return make_link(tmp_path)


@pytest.fixture
def contract(link, keeper):
    """Agreed on Monday morning, about that Monday and a year of days."""
    plant = make_plant()
    a_usual_day(plant)
    enrolled(link, keeper)
    return agreed(link, keeper)


def test_a_revocation_ends_reading_at_once_and_is_proven(link, contract, keeper):
    link.day = MONDAY + 3 * DAY
    link.nightly()
    with within(EVERYTHING):
        row = ReportContract.objects.get()
        assert len(told.days_told(row)) == 1
        assert ReportPacket.objects.count() == 3
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    assert link.send() == 1
    with within(EVERYTHING):
        row.refresh_from_db()
        assert row.revoked_at == noon(link.day)
        assert not told.is_readable(row, noon(link.day))
        assert told.days_told(row) == []
        assert ReportFigure.objects.count() == ReportPacket.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM programme_reportfigure")
            assert cursor.fetchone() == (0,)
        assert held()[-1] == (5, None)
        last = ReceivedMessage.objects.get(number=5)
    end = Sent.objects.get(kind=Kind.REVOCATION)
    assert (last.kind, last.digest) == (Kind.REVOCATION, end.digest)
    assert report.open_receipt(bytes(end.receipt), contract.hub.key).reason is None
    link.day += 5 * DAY
    assert link.nightly() == 0


def test_after_a_revocation_nothing_is_taken(link, contract, keeper):
    link.day = MONDAY + 2 * DAY
    link.nightly()
    late = services.tell_days(contract=contract, now=noon(MONDAY + 3 * DAY))[0]
    packet = bytes(late.packet)
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    link.send()
    link.day += 5 * DAY
    assert report.open_receipt(link.arrives(packet), contract.hub.key).reason is Reason.REVOKED
    assert refusals() == [(4, "revoked", 1)]
    assert days_of_figures() == []


def test_what_waits_when_it_is_revoked_never_leaves(link, contract, keeper):
    link.day = MONDAY + DAY
    link.nightly()
    link.is_cut = True
    link.day = MONDAY + 9 * DAY
    link.nightly()
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    link.is_cut = False
    link.carried.clear()
    assert link.send() == 1
    assert [report.claimed(packet)[2] for packet in link.carried] == [3]
    assert held() == [(1, None), (2, MONDAY), (3, None)]


def test_a_report_that_may_have_arrived_goes_no_second_time_after_the_revocation(link, contract, keeper):
    link.day = MONDAY + DAY
    link.nightly()
    link.day = MONDAY + 4 * DAY

    def gone(packet):
        raise sending.NoLine("gone")

    link.on_the_way = gone
    link.nightly()
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    link.on_the_way = None
    link.carried.clear()
    assert link.send() == 1
    assert held() == [(1, None), (2, MONDAY), (4, None)]
    assert [row.is_withdrawn for row in Sent.objects.order_by("number")] == [False, False, True, False]


def test_a_contract_revoked_before_it_left_is_never_told(link, contract, keeper):
    link.is_cut = True
    link.nightly()
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    link.is_cut = False
    assert link.send() == 0
    assert link.carried == []


def test_a_contract_that_may_have_arrived_is_told_with_its_revocation(link, contract, keeper):
    def gone(packet):
        raise sending.NoLine("gone")

    link.on_the_way = gone
    link.send()
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    link.on_the_way = None
    assert link.send() == 2
    assert held() == [(1, None), (2, None)]
    with within(EVERYTHING):
        assert ReportContract.objects.get().revoked_at is not None


def test_a_hub_that_forgot_the_revocation_hears_it_again(link, contract, keeper):
    """Put back from a backup of the day before it; only contract and revocation go again, no report."""
    link.day = MONDAY + 3 * DAY
    link.nightly()
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    link.send()
    with within(EVERYTHING):
        ReceivedMessage.objects.filter(kind=Kind.REVOCATION).delete()
        row = ReportContract.objects.get()
        row.number, row.digest, row.revoked_at = 4, ReceivedMessage.objects.get(number=4).digest, None
        row.save()
    link.carried.clear()
    assert services.remind_of_revocations(now=noon(link.day)) == 1
    assert link.send() == 1
    assert days_of_figures() == []
    assert [report.open_packet(packet, link.key).kind for packet in link.carried] == [Kind.REVOCATION]
    assert services.remind_of_revocations(now=noon(date(2028, 2, 1))) == 0
