"""The plant's own certificates, checked by OpenSSL as a browser does, and a plant that serves with them."""

import http.client
import json
import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dure.config.certificates import PAGES_LAST, Certificates
from dure.config.engines.nats import free_port
from dure.config.home import Home
from tests.platform.running import RunningPlant, dure

NOW = datetime.now(UTC)
NAMES = ["localhost", "127.0.0.1", "[::1]", "noodles", "192.168.0.20"]


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    found = Certificates(Home(tmp_path))
    assert found.prepare(NAMES, NOW)
    return found


def shaken(certificates: Certificates, name: str) -> str:
    """Protocol that was agreed with a client that trusts the authority and asks for `name`. Raises SSLError."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(certificates.pages, certificates.pages_key)
    client = ssl.create_default_context(cafile=str(certificates.authority))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()

    def answer() -> None:
        try:
            server.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=name) as line:
            return str(line.version())
    finally:
        ours.close()
        thread.join()


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1", "noodles", "192.168.0.20"])
def test_a_device_that_trusts_the_authority_takes_the_pages(certificates, name):
    assert shaken(certificates, name) == "TLSv1.3"


def test_another_name_is_refused(certificates):
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken(certificates, "192.168.0.21")


def test_the_authority_can_vouch_for_nothing_outside(certificates):
    outside = ["bank.example", "8.8.8.8"]
    assert certificates.left_out([*outside, "noodles", "10.1.2.3", "tablet.local"]) == outside
    # Even with its key in other hands: OpenSSL refuses what the constraints don't allow.
    key = certificates._authority_key([], NOW)
    authority = certificates.read_authority()
    certificates._issue(authority, key, ["bank.example"], NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree"):
        shaken(certificates, "bank.example")


def test_made_once_and_again_when_needed(certificates):
    first, authority = certificates.pages.read_bytes(), certificates.authority.read_bytes()
    assert not certificates.prepare(NAMES, NOW + timedelta(days=270))
    assert certificates.prepare([*NAMES, "10.0.0.7"], NOW)
    second = certificates.pages.read_bytes()
    assert certificates.prepare(NAMES, NOW + PAGES_LAST - timedelta(days=100))
    assert len({first, second, certificates.pages.read_bytes()}) == 3
    assert certificates.authority.read_bytes() == authority


def test_keys_are_the_owners_only(certificates):
    assert {stat.S_IMODE(file.stat().st_mode) for file in certificates.folder.iterdir()} == {0o600}


def test_a_plant_with_both_doors(tmp_path):
    """From http with a code to trust, over https to the pages; SIGTERM closes both."""
    secure = free_port()
    plant = RunningPlant(tmp_path / "plant", "--https", f"127.0.0.1:{secure}", "--parts", "web")
    try:
        plant.wait_ready()
        authority = Home(plant.home).authority
        line = http.client.HTTPSConnection(
            "127.0.0.1", secure, context=ssl.create_default_context(cafile=str(authority)), timeout=20
        )
        line.request("GET", "/login/")
        page = line.getresponse()
        cookies = [value for name, value in page.getheaders() if name.lower() == "set-cookie"]
        page.read()
        assert page.status in (200, 302)
        assert all("Secure" in cookie for cookie in cookies)
        assert page.getheader("Strict-Transport-Security") is None
        plain = http.client.HTTPConnection("127.0.0.1", plant.port, timeout=20)
        plain.request("GET", "/certificate/dure.crt")
        given = plain.getresponse()
        assert (given.status, given.read()) == (200, authority.read_bytes())
        assert plant.stop() == 0
    finally:
        plant.stop()


def test_a_taken_port_is_said(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = dure(
            "up", "--home", str(tmp_path / "p"), "--listen", f"127.0.0.1:{free_port()}", "--https", f"127.0.0.1:{port}"
        )
    assert answer.returncode == 13
    assert "--https" in answer.stderr, json.dumps(answer.stderr)
