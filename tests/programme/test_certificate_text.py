"""The signed text, checked here by the rules of RFC 8032 and base64 themselves, and by the command without a hub."""

import base64
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dure.cli.main import main
from dure.kernel.errors import Invalid
from dure.programme.certificate_text import (
    Stated,
    Verdict,
    found_in,
    key_name,
    read_revoked_list,
    revoked_list,
    signed,
    verify,
)
from dure.programme.certifying import last_day, number_of, points_of

# RFC 8032, 7.1, test 1: secret and public half.
KEY = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NAME = "21fe31dfa154"  # head of: printf d75a98… | xxd -r -p | sha256sum
STATED = Stated(
    "전북-2026-0001", "두레국수", "도지사 인증", 2, "전북특별자치도지사", date(2026, 11, 23), date(2029, 11, 22), NAME
)
KEYS = {NAME: KEY.public_key()}
TODAY = date(2026, 11, 24)


def pem(key):
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_the_text_by_hand():
    head, said, signature = signed(STATED, KEY).split(".")
    assert head == "DURE1"
    assert json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4))) == [
        "전북-2026-0001", "두레국수", "도지사 인증", 2, "전북특별자치도지사", "2026-11-23", "2029-11-22", NAME,
    ]  # fmt: skip
    assert KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw) == PUBLIC
    assert key_name(KEY.public_key()) == NAME
    KEY.public_key().verify(base64.urlsafe_b64decode(signature + "=="), f"{head}.{said}".encode())


@pytest.mark.parametrize(
    ("day", "revoked", "verdict"),
    [
        (date(2026, 11, 23), {}, Verdict.VALID),
        (date(2029, 11, 22), {}, Verdict.VALID),
        (date(2029, 11, 23), {}, Verdict.EXPIRED),
        (TODAY, {"전북-2026-0002": TODAY}, Verdict.VALID),
        (TODAY, {"전북-2026-0001": TODAY}, Verdict.REVOKED),
        (date(2029, 11, 23), {"전북-2026-0001": TODAY}, Verdict.REVOKED),
    ],
)
def test_days_and_revocation(day, revoked, verdict):
    assert verify(signed(STATED, KEY), KEYS, day, revoked).verdict is verdict


def test_every_letter_counts():
    """Any one letter of the text changed: never valid, and nothing of it is told."""
    text = signed(STATED, KEY)
    for at in range(len("DURE1."), len(text) - 1):
        if text[at] != ".":
            found = verify(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :], KEYS, TODAY)
            assert found.verdict in (Verdict.ALTERED, Verdict.UNKNOWN_KEY)
            assert found.stated is None


def test_the_key_of_somebody_else():
    text = signed(STATED, OTHER)
    assert verify(text, KEYS, TODAY).verdict is Verdict.ALTERED
    assert verify(signed(STATED, KEY), {key_name(OTHER.public_key()): OTHER.public_key()}, TODAY).verdict is (
        Verdict.UNKNOWN_KEY
    )


@pytest.mark.parametrize("text", ["", "안녕하세요", "DURE1.", "DURE2.abc.def", "https://hub.example/verify/"])
def test_no_certificate_in_it(text):
    assert verify(text, KEYS, TODAY).verdict is Verdict.UNREADABLE


@pytest.mark.parametrize("said", ["!", "W10", "bnVsbA", "WzEsMl0", "_____w"])
def test_foreign_content_is_altered(said):
    assert verify(f"DURE1.{said}.AAAA", KEYS, TODAY).verdict in (Verdict.ALTERED, Verdict.UNREADABLE)


def test_found_in_an_address():
    text = signed(STATED, KEY)
    assert found_in(f"http://hub.example/verify/?t={text}\n") == text


def test_the_list_of_revoked_ones():
    moment = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
    text = revoked_list({"전북-2026-0001": TODAY}, moment, KEY)
    read = read_revoked_list(text, KEYS)
    assert (read.as_of, dict(read.on)) == (moment, {"전북-2026-0001": TODAY})
    for wrong in (
        text.replace("0001", "0002"), text.replace("2026-11-24T", "2026-12-24T"), text.replace(NAME, "0" * 12),
        "{}", "[]", "no list", revoked_list({}, moment, OTHER),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            read_revoked_list(wrong, KEYS)


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.setenv("DURE_LANGUAGE", "en")
    (tmp_path / "keys.pem").write_text(pem(OTHER) + pem(KEY))
    (tmp_path / "one.txt").write_text(f"https://hub.example/verify/?t={signed(STATED, KEY)}\n", "utf-8")
    moment = datetime(2026, 11, 24, tzinfo=UTC)
    (tmp_path / "none.json").write_text(revoked_list({}, moment, KEY), "utf-8")
    (tmp_path / "revoked.json").write_text(revoked_list({"전북-2026-0001": TODAY}, moment, KEY), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["one.txt", "--on", "2026-12-01"], 0, "VALID"),
        (["one.txt", "--on", "2026-12-01", "--revoked", "none.json"], 0, "as of 2026-11-24 09:00"),
        (["one.txt", "--on", "2026-12-01", "--revoked", "revoked.json"], 1, "REVOKED"),
        (["one.txt", "--on", "2030-01-01"], 1, "EXPIRED"),
        (["DURE1.abcd.efgh"], 1, "ALTERED"),
        (["nothing"], 1, "UNREADABLE"),
    ],
)
def test_the_command(files, monkeypatch, capsys, arguments, code, said):
    monkeypatch.chdir(files)
    assert main(["certificate", "verify", *arguments, "--key", "keys.pem"]) == code
    assert said in capsys.readouterr().out


def test_the_command_in_korean(files, monkeypatch, capsys):
    monkeypatch.chdir(files)
    monkeypatch.setenv("DURE_LANGUAGE", "ko")
    assert main(["certificate", "verify", "one.txt", "--key", "keys.pem", "--on", "2026-12-01"]) == 0
    said = capsys.readouterr().out
    assert "유효" in said
    assert "두레국수" in said


def test_the_command_without_its_files(files, monkeypatch, capsys):
    monkeypatch.chdir(files)
    assert main(["certificate", "verify", "one.txt", "--key", "gone.pem"]) == 2
    assert main(["certificate", "verify", "one.txt", "--key", "one.txt"]) == 1
    assert "no file of public keys" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 11, 23), 36, date(2029, 11, 22)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
    ],
)
def test_the_last_day(first, months, last):
    assert last_day(first, months) == last


def test_points_and_numbers():
    ten = Decimal(10)
    given = [
        points_of(Decimal(value), threshold=Decimal(5), at_most=at_most, points=ten)
        for at_most in (False, True)
        for value in ("4.9999", "5", "5.0001")
    ]
    assert given == [0, 10, 10, 10, 10, 0]
    assert [number_of("전북", 2026, n) for n in (1, 10000)] == ["전북-2026-0001", "전북-2026-10000"]
