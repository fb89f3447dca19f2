"""Faults of the link: nothing lost, doubled or leaked, whatever happens to line, hub, plant, clocks and packets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from dure.exchange.link import sending, services
from dure.exchange.link.models import Contract, Sent
from dure.kernel import report
from dure.kernel.errors import Conflict
from dure.kernel.report import Kind, Reason
from dure.plant.roles import Role
from dure.programme.models import (
    ReceivedMessage,
    ReportContract,
    ReportFigure,
    ReportPacket,
)
from dure.programme.scope import EVERYTHING, Scope, within
from dure.programme.services import reports
from tests.performance.plant import a_usual_day, make_plant
from tests.plant.plants import person
from tests.programme import linking
from tests.programme.linking import (
    MONDAY,
    agreed,
    days_of_figures,
    enrolled,
    held,
    make_link,
    noon,
    refusals,
    same_on_both_sides,
)

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


def test_a_day_arrives_as_it_was_counted(link, contract):
    """300 of 480 minutes at 97 % good: 0.60625; every piece counted by the machine."""
    link.day = MONDAY + DAY
    assert link.nightly() == 2
    assert held() == [(1, None), (2, MONDAY)]
    with within(EVERYTHING):
        found = {row.code: (row.value, row.automatic) for row in ReportFigure.objects.all()}
    whole = Decimal(1)
    assert found["oee"] == (Decimal("0.60625"), whole)
    assert found["good"][0] / found["made"][0] == Decimal("0.97")
    assert set(found) == {"oee", "made", "good"}
    assert link.nightly() == 0


def test_weeks_without_a_line_are_caught_up(link, contract):
    link.is_cut = True
    for passed in range(1, 46):
        link.day = MONDAY + passed * DAY
        assert link.nightly() == 0
    assert held() == []
    assert set(Sent.objects.values_list("tries", flat=True)) == {0}
    link.is_cut = False
    assert link.send() == 46
    assert held() == [(1, None), *((n + 2, MONDAY + n * DAY) for n in range(45))]
    same_on_both_sides()


def test_a_plant_switched_off_for_weeks_tells_its_days_in_goes(link, contract):
    link.day = MONDAY + 40 * DAY
    assert [link.nightly(), link.nightly(), link.nightly()] == [32, 9, 0]
    assert held() == [(1, None), *((n + 2, MONDAY + n * DAY) for n in range(40))]


def test_a_lost_receipt_doubles_nothing(link, contract):
    """The hub took it and died before the plant heard; the same bytes go again."""
    link.day = MONDAY + 3 * DAY

    def lost(answer):
        raise sending.NoLine("gone")

    link.on_the_way_back = lost
    assert link.nightly() == 0
    assert held() == [(1, None)]
    link.on_the_way_back = None
    assert link.send() == 4
    assert link.carried[0] == link.carried[1]
    assert held() == [(1, None), (2, MONDAY), (3, MONDAY + DAY), (4, MONDAY + 2 * DAY)]
    same_on_both_sides()


def test_a_plant_killed_while_sending_goes_on_where_it_was(link, contract):
    link.day = MONDAY + 3 * DAY
    sent = []

    def killed(packet):
        sent.append(packet)
        if len(sent) == 3:
            raise KeyboardInterrupt
        return packet

    link.on_the_way = killed
    with pytest.raises(KeyboardInterrupt):
        link.nightly()
    link.on_the_way = None
    assert link.nightly() == 2
    assert held() == [(1, None), (2, MONDAY), (3, MONDAY + DAY), (4, MONDAY + 2 * DAY)]
    same_on_both_sides()


def test_a_hub_put_back_from_a_backup_asks_for_what_it_lost(link, contract):
    link.day = MONDAY + 5 * DAY
    link.nightly()
    with within(EVERYTHING):
        ReportFigure.objects.filter(day__gt=MONDAY).delete()
        ReportPacket.objects.filter(message__number__gt=2).delete()
        ReceivedMessage.objects.filter(number__gt=2).delete()
        ReportContract.objects.update(
            number=2, digest=ReceivedMessage.objects.get(number=2).digest
        )  # fmt: skip
    link.day += DAY
    link.nightly()
    assert held() == [(1, None), *((n + 2, MONDAY + n * DAY) for n in range(6))]
    assert days_of_figures()[0] == MONDAY
    same_on_both_sides()


def test_replayed_packets_change_nothing(link, contract):
    link.day = MONDAY + 3 * DAY
    link.nightly()
    before = held(), days_of_figures()
    for packet in [*link.carried, *reversed(link.carried)]:
        answer = report.open_receipt(link.arrives(packet), contract.hub.key)
        assert (answer.reason, answer.expected) == (None, 5)
    assert (held(), days_of_figures()) == before
    assert refusals() == []


def test_an_altered_packet_is_refused_noted_and_sent_again(link, contract):
    link.day = MONDAY + 2 * DAY
    link.on_the_way = lambda packet: packet.replace(b'"1"', b'"0"') if b'"report"' in packet else packet
    assert link.nightly() == 1
    contract.refresh_from_db()
    assert contract.trouble == Reason.ALTERED
    assert held() == [(1, None)]
    assert refusals() == [(2, "altered", 1)]
    link.send()
    assert refusals() == [(2, "altered", 2)]
    link.on_the_way = None
    assert link.send() == 2
    contract.refresh_from_db()
    assert contract.trouble == ""
    same_on_both_sides()


def test_a_forged_receipt_counts_for_nothing(link, contract):
    link.day = MONDAY + 2 * DAY
    somebody = report.key_of("somebody")
    link.on_the_way_back = lambda answer: report.seal_receipt(
        report.open_receipt(answer, contract.hub.key), somebody
    )  # fmt: skip
    assert link.nightly() == 0
    assert not Sent.objects.exclude(received_at=None).exists()
    first = link.arrives(link.carried[0])
    link.on_the_way_back = lambda answer: first
    assert link.send() == 1
    assert set(Sent.objects.exclude(received_at=None).values_list("number", flat=True)) == {1}


def test_the_same_number_with_other_content_is_seen(link, contract):
    """A plant put back from a backup numbers its days anew: the hub keeps what came first and says so."""
    link.day = MONDAY + 2 * DAY
    link.nightly()
    first = held()
    Sent.objects.filter(number__gt=1).delete()
    link.day = MONDAY + 3 * DAY
    link.nightly()
    contract.refresh_from_db()
    assert contract.trouble == Reason.OTHER_CONTENT
    assert held() == first
    assert refusals() == [(2, "other_content", 1)]


def test_a_clock_ahead_tells_no_day_before_it_is_over(link, contract):
    """The plant's clock is ten days ahead while the line stands."""
    link.hub_day = MONDAY + 2 * DAY
    link.day = MONDAY + 12 * DAY
    assert link.nightly() == 3
    contract.refresh_from_db()
    assert contract.trouble == Reason.EARLY
    assert held() == [(1, None), (2, MONDAY), (3, MONDAY + DAY)]
    assert Sent.objects.count() == 3
    link.day = link.hub_day = MONDAY + 4 * DAY
    link.nightly()
    assert held() == [(1, None), *((n + 2, MONDAY + n * DAY) for n in range(4))]
    same_on_both_sides()


def test_a_clock_ahead_while_the_line_is_cut_leaves_nothing_behind(link, contract):
    link.is_cut = True
    link.day = MONDAY + 20 * DAY
    link.nightly()
    assert Sent.objects.count() == 21
    link.day = MONDAY + 2 * DAY
    link.nightly()
    assert Sent.objects.count() == 3
    link.is_cut = False
    link.day = MONDAY + 25 * DAY
    link.nightly()
    assert held() == [(1, None), *((n + 2, MONDAY + n * DAY) for n in range(25))]


def test_a_clock_behind_waits_and_doubles_nothing(link, contract):
    link.day = MONDAY + 5 * DAY
    link.nightly()
    link.day = MONDAY - 300 * DAY
    assert link.nightly() == 0
    link.day = MONDAY + 6 * DAY
    link.nightly()
    assert held() == [(1, None), *((n + 2, MONDAY + n * DAY) for n in range(6))]


def test_a_firm_sees_its_own_reports_and_another_none(link, contract, keeper):
    link.day = MONDAY + 2 * DAY
    link.nightly()
    with within(EVERYTHING):
        firm = ReportContract.objects.get().firm_id
    with within(Scope(firms=frozenset({firm}))):
        assert ReportFigure.objects.exists()
    for scope in (Scope(firms=frozenset({firm + 1})), Scope(cities=frozenset({"iksan"})), Scope()):
        with within(scope):
            assert not ReportFigure.objects.exists()
            assert not ReportPacket.objects.exists()
            assert not ReceivedMessage.objects.exists()
            assert not ReportContract.objects.exists()


def test_another_plants_line_carries_nothing_of_this_one(link, contract, keeper, tmp_path):
    """A packet that comes over the line of another enrolled plant isn't its word."""
    link.day = MONDAY + 2 * DAY
    link.nightly()
    other = report.name_of(report.key_of("other plant"))
    with within(EVERYTHING):
        firm = ReportContract.objects.get().firm
        reports.enrol_plant(firm=firm, name="둘째 공장", key=other, by=keeper)
    before = held()
    answer = report.open_receipt(link.arrives(link.carried[0], key=other), contract.hub.key)
    assert answer.reason is Reason.ALTERED
    assert held() == before
    with link.at_hub():
        assert reports.receive(packet=link.carried[0], plant="ab" * 32, now=noon(link.day)) is None


def test_figures_and_days_outside_the_contract_are_refused(link, contract, keeper):
    """Signed by the plant's own key, as if its program were wrong."""
    link.nightly()
    secret = report.key_of(link.plant.secret("link"))
    first = Sent.objects.get(number=1)
    base = {"kind": Kind.REPORT, "plant": link.key, "contract": contract.code, "number": 2, "before": first.digest}
    wrong = [
        {"day": MONDAY - DAY, "figures": ()},
        {"day": MONDAY, "figures": (report.Reported("energy_per_piece", "kWh", Decimal(1)),)},
        {"day": MONDAY + 365 * DAY, "figures": ()},
    ]
    link.hub_day = date(2027, 6, 1)
    for said in wrong:
        packet = report.seal(report.Message(**base, made_at="2026-03-10T00:00:00Z", **said), secret)
        assert report.open_receipt(link.arrives(packet), contract.hub.key).reason is Reason.NOT_AGREED
    assert held() == [(1, None)]
    assert refusals() == [(2, "not_agreed", 3)]


def test_after_the_days_of_reading_nobody_reads(link, contract):
    link.day = MONDAY + 2 * DAY
    link.nightly()
    with within(EVERYTHING):
        assert ReportFigure.objects.exists()
        ReportContract.objects.update(last_on=MONDAY, read_until=timezone.localdate() - DAY)
        assert not ReportFigure.objects.exists()
        assert not ReportPacket.objects.exists()


def test_a_plant_that_may_not_report_any_more_can_still_revoke(link, contract, keeper):
    link.day = MONDAY + 2 * DAY
    link.nightly()
    with within(EVERYTHING):
        reports.change_plant(plant=ReportContract.objects.get().plant, by=keeper, is_active=False)
    link.day += DAY
    assert link.nightly() == 0
    contract.refresh_from_db()
    assert contract.trouble == Reason.NOT_AGREED
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    assert link.send() == 1
    with within(EVERYTHING):
        assert ReportContract.objects.get().revoked_at is not None


def test_two_contracts_number_their_days_apart(link, contract, keeper):
    second = linking.agreed(link, keeper, first_on=MONDAY + DAY, codes=("made",))
    link.day = MONDAY + 3 * DAY
    assert link.nightly() == 4 + 3
    with within(EVERYTHING):
        assert {row.number for row in ReportContract.objects.all()} == {4, 3}
    services.revoke(contract=second, by=keeper, now=noon(link.day))
    link.send()
    with within(EVERYTHING):
        assert set(ReportFigure.objects.values_list("contract__code", flat=True)) == {contract.code}


def test_a_line_that_stays_cut_stops_no_other_hub(link, contract):
    link.is_cut = True
    assert link.nightly() == 0
    assert Contract.objects.get().trouble == ""


def test_what_was_agreed_to_stays(link, contract, keeper):
    with pytest.raises(Conflict):
        services.agree(contract=contract, by=keeper, now=noon(link.day))
    with pytest.raises(Conflict):
        services.discard(contract=contract, by=keeper)
    services.revoke(contract=contract, by=keeper, now=noon(link.day))
    with pytest.raises(Conflict):
        services.revoke(contract=contract, by=keeper, now=noon(link.day))
