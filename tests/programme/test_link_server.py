"""The real server of lines: who gets in, what passes, and what happens when it is killed."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest
from nats.aio.client import Client
from nats.errors import Error, NoServersError

from dure.config.engines.linkserver import LinkServer
from dure.config.engines.nats import free_port
from dure.config.home import Home
from dure.exchange.link import line, sending, services
from dure.exchange.link.models import Hub
from dure.kernel import report
from dure.kernel.nkeys import signer
from dure.kernel.report import Reason
from dure.plant.roles import Role
from dure.programme.link import receiving
from dure.programme.link.tickets import Tickets
from dure.programme.models import EnrolledPlant
from dure.programme.scope import EVERYTHING, within
from tests.plant.plants import person
from tests.programme.linking import MONDAY, agreed, enrolled, make_link, noon

pytestmark = pytest.mark.django_db
OTHER = report.key_of("another plant")


@pytest.fixture
def keeper():
    return person(Role.OWNER, name="keeper")


@pytest.fixture
def link(tmp_path, settings):
    settings.HISTORY_DIR = tmp_path / "history"
    made = make_link(tmp_path)
    made.hub.make()
    return made


@pytest.fixture
def tickets(link):
    return Tickets(link.hub.secret("link"), int(time.time()))


@pytest.fixture
def server(link, tickets):
    made = LinkServer(link.hub, f"127.0.0.1:{free_port()}", tickets)
    with (link.hub.log / "link.log").open("ab") as log:
        made.start(log)
        yield made
        made.stop()


class Receiver:
    """The hub's taking part, in a thread with a loop of its own. take: what it does with (packet, plant)."""

    def __init__(self, server, tickets, plants, take):
        self.over, self.failed = False, None
        self.ready = threading.Event()
        self._given = server, tickets, frozenset(plants), take
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        assert self.ready.wait(30), self.failed

    def _run(self):
        server, tickets, plants, take = self._given

        async def run():
            patched = pytest.MonkeyPatch()

            def is_over():
                self.ready.set()
                return self.over

            with patched.context() as change:
                change.setattr(receiving, "_enrolled", lambda: plants)
                change.setattr(receiving, "_receive", take)
                await receiving.run(server.address, server.certificate, tickets, is_over)

        try:
            asyncio.run(run())
        except (Error, OSError) as error:
            self.failed = error

    def stop(self):
        self.over = True
        self.thread.join(20)


@pytest.fixture
def taken():
    return []


@pytest.fixture
def receiver(server, tickets, link, taken):
    """Notes what came over whose line, and answers with its length."""

    def take(packet, plant):
        taken.append((plant, packet))
        return str(len(packet)).encode()

    made = Receiver(server, tickets, {link.key, report.name_of(OTHER)}, take)
    yield made
    made.stop()


def hub_row(server, tickets, plant):
    return Hub(
        name="허브", key="ab" * 32, address=server.address, ticket=tickets.ticket(plant),
        authority=server.certificate.read_text(),
    )  # fmt: skip


def dialled(server, tickets, plant, key, do):
    """What `do` gives with a client of a plant."""

    async def run():
        client, wrong = Client(), []

        async def note(error):
            wrong.append(str(error))

        trusted = receiving.pinned(server.certificate.read_text())
        await client.connect(
            server.address, tls=trusted, user_jwt_cb=lambda: tickets.ticket(plant).encode(), signature_cb=signer(key),
            allow_reconnect=False, max_reconnect_attempts=1, reconnect_time_wait=0.1, error_cb=note,
        )  # fmt: skip
        try:
            return await do(client, wrong)
        finally:
            await client.close()

    return asyncio.run(run())


def test_a_plant_dials_in_and_is_answered(server, receiver, tickets, link, taken):
    with line.open_line(hub_row(server, tickets, link.key)) as carry:
        assert [carry(b"one"), carry(b"four")] == [b"3", b"4"]
    assert taken == [(link.key, b"one"), (link.key, b"four")]


def test_another_key_opens_nothing_with_a_plants_ticket(server, receiver, tickets, link):
    with pytest.raises((Error, NoServersError)):
        dialled(server, tickets, link.key, OTHER, lambda client, wrong: asyncio.sleep(0))


def test_a_ticket_of_another_authority_opens_nothing(server, receiver, link):
    forged = Tickets("somebody's secret", int(time.time()))
    key = report.key_of(link.plant.secret("link"))
    with pytest.raises((Error, NoServersError)):
        dialled(server, forged, link.key, key, lambda client, wrong: asyncio.sleep(0))


def test_a_plant_cannot_speak_as_another(server, receiver, tickets, link, taken):
    """Neither by the subject of the other nor by anything but its own service."""
    key, other = report.key_of(link.plant.secret("link")), report.name_of(OTHER)

    async def speak(client, wrong):
        for subject in (f"report.{other}", f"report.{link.key}", "$SYS.REQ.CLAIMS.UPDATE", "obs.x"):
            await client.publish(subject, b"forged")
        await client.flush()
        return (await client.request("report", b"own", timeout=10)).data, wrong

    answer, wrong = dialled(server, tickets, link.key, key, speak)
    assert answer == b"3"
    assert taken == [(link.key, b"own")]
    assert len([text for text in wrong if "permissions violation" in text.lower()]) == 4


def test_a_plant_hears_nothing_of_another(server, receiver, tickets, link, taken):
    """It may listen for its own answers only; another's messages never come into its account."""
    heard = []

    async def listen(client, wrong):
        async def note(message):
            heard.append(message.subject)

        for subject in ("report", "report.*", ">", "_INBOX.>"):
            await client.subscribe(subject, cb=note)
        await client.flush()
        with_other = line.open_line(hub_row(server, tickets, link.key))
        await asyncio.to_thread(_one, with_other)
        await asyncio.sleep(0.2)
        return wrong

    wrong = dialled(server, tickets, report.name_of(OTHER), OTHER, listen)
    assert taken == [(link.key, b"secret")]
    assert heard == []
    assert len([text for text in wrong if "permissions violation" in text.lower()]) == 3


def _one(opened):
    with opened as carry:
        carry(b"secret")


def test_the_hub_cannot_reach_into_a_plants_account(server, receiver, tickets, link):
    """What the hub publishes on its side, or to the plant's subjects, arrives nowhere in the plant."""
    heard, key = [], report.key_of(link.plant.secret("link"))

    async def listen(client, wrong):
        async def note(message):
            heard.append(message.data)

        await client.subscribe("_INBOX.>", cb=note)
        await client.flush()
        hub = await receiving.dial(server.address, receiving.pinned(server.certificate.read_text()), tickets, "hub")
        for subject in ("_INBOX.x", "report", f"report.{link.key}", "plant"):
            await hub.publish(subject, b"do this")
        await hub.flush()
        await hub.close()
        return (await client.request("report", b"own", timeout=10)).data

    assert dialled(server, tickets, link.key, key, listen) == b"3"
    assert b"do this" not in heard


def test_nobody_there_and_a_wrong_certificate_are_no_line(server, receiver, tickets, link, monkeypatch):
    monkeypatch.setattr(line, "DIAL_S", 2)
    row = hub_row(server, tickets, link.key)
    row.address = f"tls://127.0.0.1:{free_port()}"
    with pytest.raises(sending.NoLine), line.open_line(row):
        pass
    row = hub_row(server, tickets, link.key)
    other = LinkServer(Home(link.hub.path / "other"), "127.0.0.1:1", tickets)
    other.home.make()
    from dure.config.engines.linkserver import _make

    _make(other.certificate, other.home.secret_folder / "link.key")
    row.authority = other.certificate.read_text()
    with pytest.raises(sending.NoLine), line.open_line(row):
        pass


@pytest.mark.django_db(transaction=True)
def test_reports_over_the_real_line_with_the_hub_killed_between(server, tickets, link, keeper):
    """Agreed, told, the server killed, days pass, back again, revoked: the hub's own code takes it all."""

    def take(packet, plant):
        with link.at_hub():
            return receiving.receive(packet=packet, plant=plant, now=noon(link.day))

    enrolled(link, keeper)
    contract = agreed(link, keeper)
    Hub.objects.update(
        address=server.address, ticket=tickets.ticket(link.key), authority=server.certificate.read_text()
    )
    receiver = Receiver(server, tickets, {link.key}, take)
    link.day = MONDAY + timedelta(days=2)
    services.tell_days(contract=contract, now=noon(link.day))
    send = lambda: sending.send_waiting(open_line=line.open_line, now=lambda: noon(link.day))  # noqa: E731
    assert send() == 3
    server.process.kill()
    server.process.wait(10)
    receiver.stop()
    link.day += timedelta(days=21)
    services.tell_days(contract=contract, now=noon(link.day))
    assert send() == 0
    with (link.hub.log / "link.log").open("ab") as log:
        server.start(log)
        receiver = Receiver(server, tickets, {link.key}, take)
        try:
            assert send() == 21
            services.revoke(contract=contract, by=keeper, now=noon(link.day))
            assert send() == 1
        finally:
            receiver.stop()
    with within(EVERYTHING):
        row = EnrolledPlant.objects.get().contracts.get()
        assert list(row.messages.values_list("number", flat=True)) == list(range(1, 26))
        assert row.revoked_at is not None
        assert row.figures.count() == 0
    contract.refresh_from_db()
    assert contract.trouble != Reason.ALTERED
