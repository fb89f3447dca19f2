"""Certificates: our own, made once and kept, and the server's, pinned at first sight."""

import hashlib
import socket
from pathlib import Path

from asyncua.crypto.cert_gen import dump_private_key_as_pem, generate_private_key, generate_self_signed_app_certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from dure.gateway.connector import Context, Rejected
from dure.gateway.sentence import Sentence

_DAYS = 3650
"""A server trusts our certificate by hand; a short life would stop collection every year."""


def application_uri() -> str:
    return f"urn:{socket.gethostname()}:dure:gateway"


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """(certificate, key) files of this connection; made when missing or made for another host name."""
    certificate, key = folder / "own.der", folder / "own.pem"
    if not (certificate.exists() and key.exists() and _is_ours(certificate)):
        private = generate_private_key()
        host = socket.gethostname()
        names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(application_uri()), x509.DNSName(host)]
        made = generate_self_signed_app_certificate(
            private, f"Dure gateway {host}", {}, names, [ExtendedKeyUsageOID.CLIENT_AUTH], _DAYS
        )
        key.touch(mode=0o600)
        key.write_bytes(dump_private_key_as_pem(private))
        certificate.write_bytes(made.public_bytes(Encoding.DER))
    return certificate, key


def _is_ours(path: Path) -> bool:
    try:
        certificate = x509.load_der_x509_certificate(path.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return False
    return application_uri() in names.get_values_for_type(x509.UniformResourceIdentifier)


def fingerprint(der: bytes) -> str:
    """SHA-256 as pairs of hexadecimal digits, the way server tools show it."""
    digest = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def check_server(der: bytes, wanted: str, context: Context) -> None:
    """Accepts the certificate that was approved or seen first; any other one is Rejected."""
    seen = fingerprint(der)
    pin = Path(context.state_dir) / "server-fingerprint.txt"
    if wanted.strip():
        if _bare(wanted) != _bare(seen):
            raise Rejected(
                "The server's certificate has fingerprint %(fingerprint)s, not the one that was approved",
                fingerprint=seen,
            )
        return
    if not pin.exists():
        pin.write_text(seen, "utf-8")
        context.problem(Sentence("The server's certificate is trusted from now on: %(fingerprint)s", fingerprint=seen))
    elif _bare(pin.read_text("utf-8")) != _bare(seen):
        raise Rejected(
            "The server's certificate has changed; its fingerprint is now %(fingerprint)s. "
            "If the server was exchanged or renewed on purpose, enter this fingerprint in the connection's settings",
            fingerprint=seen,
        )


def _bare(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter in "0123456789ABCDEF")
