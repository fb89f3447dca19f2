"""The nats-server of a hub that plants dial into: its own process, apart from the hub's event log."""

import os
import socket
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dure.config.engines.nats import binary
from dure.config.engines.process import EngineError, spawn, stop, wait_for
from dure.config.home import Home
from dure.programme.link.tickets import Tickets

_LASTS = timedelta(days=7300)
_SKEW = timedelta(days=2)
"""A plant's clock may be behind."""


@dataclass(slots=True)
class LinkServer:
    """listen: host:port."""

    home: Home
    listen: str
    tickets: Tickets
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def certificate(self) -> Path:
        """Plants get it with their invitation and trust nothing else; it stays for the life of the hub."""
        return self.home.secret_folder / "link.crt"

    @property
    def address(self) -> str:
        """For the hub itself."""
        host, _colon, port = self.listen.rpartition(":")
        return f"tls://{'127.0.0.1' if host in ('', '0.0.0.0') else host}:{port}"

    def start(self, log: IO[bytes] | int, *, within_s: float = 30) -> None:
        """Raises EngineError when it doesn't listen in time."""
        folder, key = self.home.path / "link", self.home.secret_folder / "link.key"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (self.certificate.exists() and key.exists()):
            _make(self.certificate, key)
        settings = folder / "server.conf"
        settings.touch(mode=0o600)
        text = self.tickets.settings(listen=self.listen, folder=folder, certificate=self.certificate, key=key)
        settings.write_text(text, "utf-8")
        self.process = spawn([binary(), "-c", settings], log=log, cwd=folder)
        process = self.process
        if not wait_for(lambda: self.answers() or process.poll() is not None, within_s=within_s) or not self.answers():
            raise EngineError("nats-server for plants did not start; see its log.")

    def answers(self) -> bool:
        host, port = self.address.removeprefix("tls://").rsplit(":", 1)
        try:
            with socket.create_connection((host, int(port)), timeout=2) as link:
                return link.recv(5) == b"INFO "
        except OSError:
            return False

    def stop(self) -> None:
        if self.process is not None:
            stop(self.process, within_s=10)


def _make(certificate: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dure link")])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _SKEW)
        .not_valid_after(now + _LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("dure-link")]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pem)
    certificate.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
