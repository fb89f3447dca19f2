"""Connections and signals after the wizard: found again, changed, copied, put away, and each undone."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dure.kernel import clock
from dure.kernel.observation import Observation
from dure.production.connect.foresee import foresee
from dure.telemetry import connections, gateways, sealing
from dure.telemetry.connections import Choice
from dure.telemetry.models import Connection, ConnectionDay, Signal
from dure.telemetry.services import store_current_values
from tests.production.pages.conftest import Line, line

__all__ = ["line"]
SECRET = "a-secret-of-a-machine"
FIELDS = [
    {
        "name": "listen",
        "label": "Listen on",
        "kind": "text",
        "required": True,
        "default": "",
        "help": "",
        "choices": [],
    },
    {"name": "token", "label": "Token", "kind": "secret", "required": True, "default": "", "help": "", "choices": []},
]


@pytest.fixture
def browser(line: Line, client: Client) -> Client:
    client.force_login(line.person)
    return client


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """A gateway's own answers, as its manifests and a machine give them; the browser's tests ask a real one."""
    asked: list[dict] = []

    def answer(_gateway: str, question: dict, timeout_s: float = 0) -> dict:
        asked.append(question)
        if question["do"] == "protocols":
            one = {"name": "http_push", "title": "HTTP push", "summary": "", "missing": [], "fields": FIELDS}
            return {"protocols": [one]}
        return {"found": []}

    monkeypatch.setattr(gateways, "ask", answer)
    return asked


@pytest.fixture
def push(line: Line) -> Connection:
    row = connections.save_connection(
        name="포장기 PLC", protocol="http_push", settings={"listen": "0.0.0.0:8321"}, secrets={"token": SECRET},
        person=line.person,
    )  # fmt: skip
    connections.choose_signals(
        connection=row, choices=[Choice("count", "수량", "total")], work_unit=line.packer, person=line.person
    )
    return row


def at(name: str, *args: object) -> str:
    return reverse(f"production:{name}", args=args)


def undo_of(client: Client, page: str) -> str:
    """The address that the toast of the next page undoes something at."""
    messages = client.get(page).context["messages"]
    return next(one.extra_tags.removeprefix("undo=") for one in messages if one.extra_tags.startswith("undo="))


def test_a_connection_is_found_by_name_machine_and_address(browser: Client, push: Connection):
    for text in ("포장기", "8321", "packer", "http"):
        page = browser.get(at("connections"), {"q": text}).content.decode()
        assert (at("connection", push.code) in page) == (text != "packer"), text
    assert at("connection", "C1") not in browser.get(at("connections-list"), {"q": "8321"}).content.decode()


def test_what_came_today_is_in_the_list(browser: Client, push: Connection):
    ConnectionDay.objects.create(connection=push.code, day=timezone.localdate(clock.now()), observations=41_234)
    ConnectionDay.objects.create(connection=push.code, day="2026-01-01", observations=77_777)
    page = browser.get(at("connections-list")).content.decode()
    assert "41,234" in page
    assert "77,777" not in page


def test_the_list_asks_the_same_number_of_questions_for_many(
    browser: Client, line: Line, django_assert_max_num_queries
):
    browser.get(at("connections-list"))
    for number in range(30):
        row = Connection.objects.create(code=f"X{number}", name=f"연결 {number}", protocol="modbus")
        Signal.objects.create(connection=row, address="a", name="a", work_unit=line.press)
    with django_assert_max_num_queries(9):
        assert browser.get(at("connections-list")).content.decode().count("연결 2") >= 10


def test_settings_change_and_come_back_and_the_secret_never_shows(
    browser: Client, push: Connection, gateway: list[dict]
):
    page = browser.get(at("connection-edit", push.code)).content.decode()
    assert SECRET not in page
    given = {"name": "새 이름", "listen": "0.0.0.0:9000", "token": "", "silent_after_s": "90"}
    assert browser.post(at("connection-edit", push.code), given).status_code == 302
    push.refresh_from_db()
    assert (push.name, push.settings["listen"], push.silent_after_s) == ("새 이름", "0.0.0.0:9000", 90)
    assert sealing.opened(push.settings)["token"] == SECRET
    browser.post(undo_of(browser, at("connection", push.code)))
    push.refresh_from_db()
    assert (push.name, push.settings["listen"], push.silent_after_s) == ("포장기 PLC", "0.0.0.0:8321", 30)
    assert sealing.opened(push.settings)["token"] == SECRET


def test_trying_settings_saves_nothing(browser: Client, push: Connection, gateway: list[dict]):
    given = {"name": "x", "listen": "0.0.0.0:9000", "token": "", "silent_after_s": "90", "test": "1"}
    assert browser.post(at("connection-edit", push.code), given).status_code == 200
    assert gateway[-1]["settings"] == {"listen": "0.0.0.0:9000", "token": SECRET}
    push.refresh_from_db()
    assert push.settings["listen"] == "0.0.0.0:8321"


def test_wrong_settings_are_said_and_not_saved(browser: Client, push: Connection, gateway: list[dict]):
    given = {"name": "x", "listen": "", "silent_after_s": "0"}
    assert browser.post(at("connection-edit", push.code), given).status_code == 422
    push.refresh_from_db()
    assert push.silent_after_s == 30


def test_a_copy_is_made_switched_off_for_its_machine(browser: Client, push: Connection, line: Line):
    answer = browser.post(at("connection-copy", push.code), {"name": "2호기", "unit": line.press.pk})
    assert answer["Location"] == at("connection-edit", "2호기")
    twin = connections.connection("2호기")
    assert (twin.is_enabled, twin.signals.get().work_unit) == (False, line.press)


def test_switched_off_and_on_again_by_the_toast(browser: Client, push: Connection):
    browser.post(at("connection-switch", push.code), {"on": "0"})
    assert connections.connection(push.code).is_enabled is False
    browser.post(undo_of(browser, at("connection", push.code)))
    assert connections.connection(push.code).is_enabled is True


def test_put_away_and_back_by_the_toast(browser: Client, push: Connection):
    browser.post(at("connection-remove", push.code))
    assert at("connection", push.code) not in browser.get(at("connections-list")).content.decode()
    assert push.name in browser.get(at("connections-away")).content.decode()
    browser.post(at("connection-restore", push.code))
    assert at("connection", push.code) in browser.get(at("connections-list")).content.decode()


def test_one_that_was_put_away_says_so_and_its_machine_waits_for_it_no_longer(
    browser: Client, push: Connection, line: Line
):
    browser.post(at("connection-remove", push.code))
    page = browser.get(at("connection", push.code)).content.decode()
    assert at("connection-restore", push.code) in page
    assert at("connection-edit", push.code) not in page
    assert push not in connections.of_unit(line.packer.pk)
    assert browser.get(at("connection-edit", push.code)).status_code == 409


def test_more_signals_begin_at_the_third_step_without_asking_for_the_secret(browser: Client, push: Connection):
    assert browser.post(at("connection-more", push.code))["Location"] == at("connect-choose")
    draft = browser.session["connect"]
    assert draft["code"] == push.code
    assert SECRET not in json.dumps(draft)


def changed(signal: Signal, **given: object) -> dict[str, object]:
    begin = {"name": signal.name, "meaning": signal.meaning, "unit_of": signal.work_unit.pk, "pieces": "1"}  # type: ignore[union-attr]
    return {**begin, "unit": "", "modulus": "", "when": "now", **given}


def test_a_signal_is_changed_from_now_on_and_back(browser: Client, push: Connection):
    signal = push.signals.get()
    page = at("connection-signal", push.code, signal.pk)
    assert browser.post(page, changed(signal, meaning="good", pieces="2", modulus="65536")).status_code == 302
    signal.refresh_from_db()
    assert (signal.meaning, signal.pieces_per_count, signal.counter_modulus) == ("good", 2, 65536)
    browser.post(undo_of(browser, at("connection", push.code)))
    signal.refresh_from_db()
    assert (signal.meaning, signal.pieces_per_count, signal.counter_modulus) == ("total", 1, None)


def test_an_undo_after_another_change_is_refused(browser: Client, push: Connection, line: Line):
    signal = push.signals.get()
    browser.post(at("connection-signal", push.code, signal.pk), changed(signal, meaning="good"))
    undo = undo_of(browser, at("connection", push.code))
    connections.change_signal(
        signal_id=signal.pk, choice=Choice("count", "수량", "reject"), work_unit=line.packer, person=line.person
    )
    assert browser.post(undo).status_code == 409
    signal.refresh_from_db()
    assert signal.meaning == "reject"


@pytest.mark.parametrize(
    "given",
    [
        {"meaning": "nonsense"},
        {"pieces": "0"},
        {"pieces": "x"},
        {"name": ""},
        {"when": "since"},
        {"when": "since", "since": (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")},
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(browser: Client, push: Connection, given: dict[str, str]):
    signal = push.signals.get()
    assert browser.post(at("connection-signal", push.code, signal.pk), changed(signal, **given)).status_code == 422
    signal.refresh_from_db()
    assert (signal.meaning, signal.name) == ("total", "수량")


def test_the_look_ahead_names_what_changes_and_what_to_beware_of(browser: Client, push: Connection, line: Line):
    signal = push.signals.get()
    # The press has a part counter already.
    given = changed(signal, unit_of=line.press.pk, pieces="2")
    page = browser.post(at("connection-signal-preview", push.code, signal.pk), given).content.decode()
    for text in ("포장기", "프레스 1호", line.counter.name):
        assert text in page
    signal.refresh_from_db()
    assert signal.work_unit == line.packer


def test_a_signal_of_another_connection_is_not_found(browser: Client, push: Connection, line: Line):
    assert browser.get(at("connection-signal", push.code, line.counter.pk)).status_code == 404


def test_a_word_of_a_state_signal_is_explained_there(browser: Client, push: Connection, line: Line):
    signal = push.signals.get()
    browser.post(at("connection-signal", push.code, signal.pk), changed(signal, meaning="state"))
    given = {"word": "LAUF", "state": "producing", "finishes_cycle": "on"}
    browser.post(at("connection-signal-word", push.code, signal.pk), given)
    page = browser.get(at("connection-signal", push.code, signal.pk)).content.decode()
    assert "lauf" in page.lower()
    assert 'value="producing" selected' in page


def test_a_moment_that_the_event_log_does_not_reach_is_said_in_the_form(
    browser: Client, push: Connection, line: Line, monkeypatch: pytest.MonkeyPatch
):
    signal = push.signals.get()
    store_current_values({signal.pk: Observation("count", 5, clock.to_us(line.now))})
    monkeypatch.setattr("dure.telemetry.meanings.log_begins", lambda: line.now - timedelta(days=1))
    given = changed(signal, meaning="good", when="since", since="1999-01-01T00:00")
    answer = browser.post(at("connection-signal", push.code, signal.pk), given)
    assert answer.status_code == 422
    assert "1999-01-01T00:00" in answer.content.decode()
    signal.refresh_from_db()
    assert signal.meaning == "total"


SECOND = 1_000_000


@pytest.mark.parametrize(
    ("values", "options", "counted", "held", "falls"),
    [
        ([10, 11, 14], {}, 4, 0, 0),
        ([10, 11, 14], {"pieces": Decimal(2)}, 8, 0, 0),
        ([100, 2, 3], {}, 3, 0, 1),
        ([65534, 1], {"modulus": Decimal(65536)}, 3, 0, 1),
        ([10, 10_000], {"fastest_cycle_s": Decimal(1)}, 0, 9_990, 0),
        ([3, 3, 4], {"each_message": True}, 10, 0, 0),
        ([10, None, 12], {}, 2, 0, 0),
        ([], {}, 0, 0, 0),
    ],
)
def test_what_readings_would_count_for(values: list, options: dict, counted: int, held: int, falls: int):
    given = {"modulus": None, "pieces": Decimal(1), "each_message": False, **options}
    found = foresee([(n * SECOND, value) for n, value in enumerate(values)], **given)
    assert (found.counted, found.held, found.falls) == (counted, held, falls)


def test_words_are_no_number_of_pieces():
    given = {"modulus": None, "pieces": Decimal(1), "each_message": False}
    assert foresee([(0, "RUN"), (1, "STOP"), (2, -4)], **given).unreadable == 3
