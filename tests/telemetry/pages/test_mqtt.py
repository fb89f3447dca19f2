"""Log-ins of devices: made, shown once, renewed, withdrawn and taken back, as the broker hears of them."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from dure.gateway.broker.listener import Options
from dure.gateway.broker.users import is_password
from dure.telemetry import connections, mqtt_logins, reach
from dure.telemetry.models import MqttAccess

PASSWORD = re.compile(r'id="mqtt-password">([^<]+)<')


def told() -> dict:
    """The broker's part of what the gateway is told; the gateway must be able to read it."""
    found = connections.configuration("main")["mqtt"]
    if found is not None:
        Options.read(found)
    return found


def make(client: Client, user: str = "press-1") -> tuple[MqttAccess, str]:
    answer = client.post(reverse("telemetry:mqtt-new"), {"user": user, "note": "센서 박스"}, follow=True)
    return MqttAccess.objects.get(user=user), PASSWORD.search(answer.content.decode())[1]  # type: ignore[index]


def test_the_password_is_shown_once_and_opens_the_broker(admin: Client):
    row, password = make(admin)
    assert is_password(password.encode(), told()["users"]["press-1"])
    again = admin.get(reverse("telemetry:mqtt-login", args=[row.pk])).content.decode()
    assert password not in again
    assert "센서 박스" in again


def test_no_page_of_the_password_is_kept_by_the_browser(admin: Client):
    row, _password = make(admin)
    assert "no-store" in admin.get(reverse("telemetry:mqtt-login", args=[row.pk]))["Cache-Control"]


def test_a_name_that_is_taken_is_refused(admin: Client):
    _row, password = make(admin)
    answer = admin.post(reverse("telemetry:mqtt-new"), {"user": "press-1"})
    assert answer.status_code == 422
    assert is_password(password.encode(), told()["users"]["press-1"])


@pytest.mark.parametrize("user", ["", "a b", "x" * 61, "a/b", "#"])
def test_a_name_that_mqtt_devices_cannot_use_is_refused(admin: Client, user: str):
    assert admin.post(reverse("telemetry:mqtt-new"), {"user": user}).status_code == 422
    assert not MqttAccess.objects.exists()


def test_a_new_password_ends_the_old_one(admin: Client):
    row, old = make(admin)
    answer = admin.post(reverse("telemetry:mqtt-renew", args=[row.pk]), follow=True)
    new = PASSWORD.search(answer.content.decode())[1]  # type: ignore[index]
    hashed = told()["users"]["press-1"]
    assert is_password(new.encode(), hashed)
    assert not is_password(old.encode(), hashed)


def test_a_withdrawn_one_is_kept_out_and_comes_back_with_its_password(admin: Client):
    row, password = make(admin)
    admin.post(reverse("telemetry:mqtt-withdraw", args=[row.pk]))
    assert (told()["users"], told()["anonymous"]) == ({}, False)
    page = admin.get(reverse("telemetry:mqtt-logins")).content.decode()
    assert reverse("telemetry:mqtt-restore", args=[row.pk]) in page
    admin.post(reverse("telemetry:mqtt-restore", args=[row.pk]))
    assert is_password(password.encode(), told()["users"]["press-1"])


def test_only_a_withdrawn_one_can_be_deleted(admin: Client):
    row, _password = make(admin)
    forget = reverse("telemetry:mqtt-forget", args=[row.pk])
    assert admin.post(forget).status_code == 409
    admin.post(reverse("telemetry:mqtt-withdraw", args=[row.pk]))
    assert admin.post(forget).status_code == 302
    assert not MqttAccess.objects.exists()


def test_port_and_certificate_reach_the_gateway_and_the_page(admin: Client):
    row, _password = make(admin)
    given = {"port": "8883", "certificate": "/etc/dure/mqtt.pem", "key": "/etc/dure/mqtt.key"}
    admin.post(reverse("telemetry:mqtt-broker"), given)
    assert told()["listen"] == "0.0.0.0:8883"
    assert (told()["certificate"], told()["key"]) == ("/etc/dure/mqtt.pem", "/etc/dure/mqtt.key")
    page = admin.get(reverse("telemetry:mqtt-login", args=[row.pk])).content.decode()
    assert ">8883<" in page


@pytest.mark.parametrize("given", [{"port": "0"}, {"port": "70000"}, {"port": "x"}, {"port": "1883", "key": "k.pem"}])
def test_a_broker_that_could_not_listen_is_refused(admin: Client, given: dict[str, str]):
    make(admin)
    assert admin.post(reverse("telemetry:mqtt-broker"), given).status_code == 422
    assert told()["listen"] == "0.0.0.0:1883"


def test_the_host_that_the_page_was_asked_under_comes_first():
    assert reach.hosts("10.1.2.3")[0] == "10.1.2.3"
    assert "localhost" not in reach.hosts("localhost")


def test_the_list_asks_the_same_number_of_questions_for_many(admin: Client, django_assert_max_num_queries):
    make(admin)
    for number in range(40):
        MqttAccess.objects.create(gateway=mqtt_logins.logins()[0].gateway, user=f"d{number}", password_hash="x")
    with django_assert_max_num_queries(8):
        assert admin.get(reverse("telemetry:mqtt-logins")).content.decode().count("mqtt/") > 40
