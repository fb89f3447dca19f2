"""Steps of the wizard where a person can go wrong, with a gateway's answers as given values."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dure.production.connect import hints, protocols
from dure.production.connect.device import calls_dure
from dure.telemetry import gateways
from dure.telemetry.gateways import MachineAway
from dure.telemetry.models import MqttAccess
from tests.production.pages.conftest import Line, line

__all__ = ["line"]
TEXT: dict[str, Any] = {"kind": "text", "required": False, "default": "", "help": "", "choices": []}
MANIFESTS = [
    {"name": "modbus", "title": "Modbus", "summary": "", "missing": [],
     "fields": [{**TEXT, "name": "host", "label": "Address"}]},
    {"name": "mqtt", "title": "MQTT", "summary": "", "missing": [],
     "fields": [{**TEXT, "name": "url", "label": "Broker address"}]},
    {"name": "http_push", "title": "HTTP push", "summary": "", "missing": [],
     "fields": [{**TEXT, "name": "listen", "label": "Listen on", "required": True, "default": "0.0.0.0:8321"},
                {**TEXT, "name": "token", "label": "Token", "kind": "secret", "required": True}]},
]  # fmt: skip


class Gateway:
    """What a gateway answers: found by path, values of a preview; away: the machine can't be reached."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []
        self.values: list[dict[str, Any]] = []
        self.away = False

    def ask(self, _gateway: str, question: dict[str, Any], timeout_s: float = 0) -> dict[str, Any]:
        if question["do"] == "protocols":
            return {"protocols": [dict(one) for one in MANIFESTS]}
        if self.away:
            raise MachineAway("No answer in time")
        return {"found": self.found} if question["do"] == "browse" else {"values": self.values}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    found = Gateway()
    monkeypatch.setattr(gateways, "ask", found.ask)
    monkeypatch.setattr(gateways, "status", lambda _gateway: {"mqtt": {"clients": 0, "listening": True}})
    return found


@pytest.fixture
def browser(line: Line, client: Client) -> Client:
    client.force_login(line.person)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"production:{name}", args=args)


def test_a_machine_that_does_not_answer_gets_advice_and_may_be_gone_on_with(browser: Client, gateway: Gateway):
    gateway.away = True
    answer = browser.post(at("connect-find", "modbus"), {"name": "프레스", "host": "10.0.0.9"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(text in page for text in hints.when_nothing("modbus"))
    gone_on = browser.post(at("connect-find", "modbus"), {"name": "프레스", "host": "10.0.0.9", "anyway": "1"})
    assert gone_on["Location"] == at("connect-choose")


@pytest.mark.parametrize("protocol", protocols.ORDER)
def test_every_protocol_says_where_to_find_what_it_asks(protocol: str):
    assert hints.where(protocol)


def test_no_meaning_at_all_is_refused_and_what_was_typed_stays(browser: Client, gateway: Gateway):
    gateway.found = [{"name": "r0", "address": "1/holding/0/uint16", "value": 7}]
    browser.post(at("connect-find", "modbus"), {"name": "프레스", "host": "10.0.0.9"})
    browser.post(at("connect-choose"), {"address": ["1/holding/0/uint16"]})
    given = {"meaning-0": "other", "name-0": "내가 지은 이름", "pieces-0": "2"}
    answer = browser.post(at("connect-mean"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "내가 지은 이름" in page
    # The live values refresh their own notice only, so the refusal stays.
    assert page.index('role="alert"') < page.index('id="preview-problem"')


def test_an_mqtt_device_is_given_a_log_in_and_what_is_new_shows(browser: Client, gateway: Gateway):
    gateway.found = [{"name": "old/topic", "path": "old/topic"}, {"name": "spBv1.0/G/NBIRTH/E", "address": "x"}]
    step = browser.post(at("connect-find", "mqtt"), {"name": "Label box 7", "url": ""})
    assert step["Location"] == at("connect-device")
    assert 'value="label-box-7"' in browser.get(at("connect-device")).content.decode()
    browser.post(at("connect-device"), {"user": "label-box-7"})
    assert MqttAccess.objects.get().user == "label-box-7"
    assert 'id="mqtt-password"' in browser.get(at("connect-device")).content.decode()
    assert 'id="mqtt-password"' not in browser.get(at("connect-device")).content.decode()
    assert "old/topic" not in browser.get(at("connect-waiting")).content.decode()
    gateway.found.append({"name": "line1/box", "address": "line1/box", "value": 5})
    came = browser.get(at("connect-waiting")).content.decode()
    assert "line1/box" in came
    assert "spBv1.0" not in came


def test_a_log_in_that_exists_can_be_taken_and_a_taken_name_is_refused(browser: Client, gateway: Gateway):
    browser.post(at("connect-find", "mqtt"), {"name": "box", "url": ""})
    browser.post(at("connect-device"), {"user": "box"})
    browser.post(at("connect-find", "mqtt"), {"name": "box", "url": ""})
    assert 'value="box-2"' in browser.get(at("connect-device")).content.decode()
    assert browser.post(at("connect-device"), {"user": "box"}).status_code == 422
    assert browser.post(at("connect-device"), {"known": MqttAccess.objects.get().pk}).status_code == 302
    assert MqttAccess.objects.count() == 1


def test_what_a_machine_pushes_while_it_is_waited_for_can_be_chosen(browser: Client, gateway: Gateway):
    given = {"name": "라벨기", "listen": "0.0.0.0:8400", "token": "a-token-of-sixteen"}
    assert browser.post(at("connect-find", "http_push"), given)["Location"] == at("connect-device")
    page = browser.get(at("connect-device")).content.decode()
    assert ":8400/push" in page
    assert "a-token-of-sixteen" in page
    gateway.values = [{"address": "count", "value": 17}]
    assert "count" in browser.get(at("connect-waiting")).content.decode()
    assert 'value="count"' in browser.get(at("connect-choose")).content.decode()


@pytest.mark.parametrize(
    ("protocol", "settings", "calls"),
    [
        ("http_push", {}, True),
        ("mqtt", {}, True),
        ("sparkplug", {"url": ""}, True),
        ("mqtt", {"url": "mqtt://10.0.0.9"}, False),
        ("modbus", {}, False),
    ],
)
def test_who_calls_whom(protocol: str, settings: dict[str, str], calls: bool):
    assert calls_dure(protocol, settings) is calls
