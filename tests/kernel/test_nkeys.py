"""NKeys and tickets in the form of NATS, against the published checksum and the public test vector of Ed25519."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dure.kernel import nkeys
from dure.kernel.errors import Invalid
from dure.kernel.nkeys import Prefix

# RFC 8032, 7.1, TEST 1
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
KEY = Ed25519PrivateKey.from_private_bytes(SECRET)


def test_the_checksum_is_xmodems():
    assert nkeys._crc16(b"123456789") == 0x31C3


@pytest.mark.parametrize(("prefix", "letter"), [(Prefix.OPERATOR, "O"), (Prefix.ACCOUNT, "A"), (Prefix.USER, "U")])
def test_a_public_key_begins_with_the_letter_of_its_kind_and_holds_the_key(prefix, letter):
    text = nkeys.public(prefix, KEY)
    assert len(text) == 56
    assert text[0] == letter
    raw = base64.b32decode(text)
    assert raw[1:33] == PUBLIC


def test_a_ticket_is_signed():
    token = nkeys.jwt({"sub": "x"}, KEY)
    head, said, signature = token.split(".")
    pad = lambda text: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))  # noqa: E731
    assert json.loads(pad(head)) == {"typ": "JWT", "alg": "ed25519-nkey"}
    assert json.loads(pad(said)) == {"sub": "x"}
    KEY.public_key().verify(pad(signature), f"{head}.{said}".encode())


def test_a_challenge_is_signed_and_nothing_else():
    sign = nkeys.signer(KEY)
    KEY.public_key().verify(base64.b64decode(sign("TV0XzRnVyCn_abc")), b"TV0XzRnVyCn_abc")
    for asked in ('{"kind":"revocation"}', "", "a" * 41, "dure report\n"):
        with pytest.raises(Invalid):
            sign(asked)
