"""Devices are led from the plain door to trust, and then to the door with the certificate."""

import hashlib
import ssl
from datetime import UTC, datetime

import pytest
from django.test import Client

from dure.config.certificates import Certificates
from dure.config.home import Home
from dure.plant.roles import Role
from tests.plant.plants import logged_in, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def https(settings, tmp_path, monkeypatch):
    certificates = Certificates(Home(tmp_path))
    certificates.prepare(["localhost", "192.168.0.20"], datetime.now(UTC))
    settings.HTTPS_PORT, settings.HTTPS_AUTHORITY = 8443, certificates.authority
    settings.ALLOWED_HOSTS = ["192.168.0.20", "localhost"]
    monkeypatch.setenv("DURE_LISTEN", "0.0.0.0:8000")
    return certificates


def test_a_device_is_led_to_https(https):
    answer = Client().get("/orders/?q=1", headers={"host": "192.168.0.20:8000"})
    assert (answer.status_code, answer["Location"]) == (302, "https://192.168.0.20:8443/orders/?q=1")
    here = Client().get("/tablet/", headers={"host": "localhost:8000"})
    assert here.status_code == 403  # not registered: the page itself, not sent away


def test_the_page_tells_the_fingerprint_and_gives_the_file(https):
    page = Client().get("/certificate/", headers={"host": "192.168.0.20:8000"})
    der = ssl.PEM_cert_to_DER_cert(https.authority.read_text())
    assert hashlib.sha256(der).digest().hex(":").upper() in page.content.decode()
    assert "https://192.168.0.20:8443/" in page.content.decode()
    file = Client().get("/certificate/dure.crt", headers={"host": "192.168.0.20:8000"})
    assert file["Content-Type"] == "application/x-x509-ca-cert"
    assert b"".join(file.streaming_content) == https.authority.read_bytes()


def test_the_list_of_tablets_invites(https):
    page = logged_in(person(Role.SUPERVISOR)).get("/tablets/", headers={"host": "localhost:8000"}).content.decode()
    assert "http://localhost:8000/certificate/" in page
    assert "<svg" in page
