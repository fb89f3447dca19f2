"""Certificates for https in the hall, made by the plant itself: no tablet there can ask an authority outside.

An authority of the plant's own signs the certificate of the pages. Devices are told once to trust it;
it can vouch only for private addresses and for the names that the plant had when it was made, so
that its key, if it were ever stolen, opens nothing else (RFC 5280, 4.2.1.10).
"""

import ipaddress
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dure.config.home import Home

AUTHORITY_LASTS = timedelta(days=3650)
PAGES_LAST = timedelta(days=397)
RENEW_BEFORE = timedelta(days=120)
_SKEW = timedelta(days=1)
"""The clock of a tablet may be behind."""
_PRIVATE = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
_LOCAL = ("local", "localhost")


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files in the folder of secrets of an installation."""

    home: Home

    @property
    def authority(self) -> Path:
        return self.home.authority

    @property
    def folder(self) -> Path:
        return self.home.secret_folder

    @property
    def pages(self) -> Path:
        return self.folder / "https_pages.crt"

    @property
    def pages_key(self) -> Path:
        return self.folder / "https_pages.key"

    def prepare(self, names: Iterable[str], now: datetime) -> bool:
        """Make what is missing, runs out within four months or lacks a name; whether anything was made.

        names: host names and addresses that the pages are reached by.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wanted = list(dict.fromkeys(name.strip("[]").lower() for name in names))
        key = self._authority_key(wanted, now)
        authority = self.read_authority()
        covered = [name for name in wanted if _may(authority, name)]
        if self._holds(authority, covered, now):
            return False
        self._issue(authority, key, covered, now)
        return True

    def left_out(self, names: Iterable[str]) -> list[str]:
        """Names that the authority can't vouch for, because the plant got them later."""
        authority = self.read_authority()
        return [name for name in names if not _may(authority, name.strip("[]").lower())]

    def read_authority(self) -> x509.Certificate:
        return x509.load_pem_x509_certificate(self.authority.read_bytes())

    def _authority_key(self, names: list[str], now: datetime) -> ec.EllipticCurvePrivateKey:
        file = self.folder / "https_authority.key"
        if file.exists() and self.authority.exists():
            key = serialization.load_pem_private_key(file.read_bytes(), None)
            if not isinstance(key, ec.EllipticCurvePrivateKey):
                raise TypeError(f"{file} holds another kind of key")
            return key
        key = ec.generate_private_key(ec.SECP256R1())
        title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Dure {now:%Y-%m-%d}")])
        builder = _begun(title, title, key, now, AUTHORITY_LASTS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs_certificates=True), critical=True)
        builder = builder.add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        _write(file, _pem(key))
        _write(self.authority, builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return key

    def _holds(self, authority: x509.Certificate, names: list[str], now: datetime) -> bool:
        if not (self.pages.exists() and self.pages_key.exists()):
            return False
        pages = x509.load_pem_x509_certificate(self.pages.read_bytes())
        known = pages.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        held = {str(one.value) for one in known}
        return (
            held >= set(names) and pages.not_valid_after_utc - now > RENEW_BEFORE and pages.issuer == authority.subject
        )

    def _issue(
        self, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey, names: list[str], now: datetime
    ) -> None:
        own = ec.generate_private_key(ec.SECP256R1())
        title = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Dure")])
        builder = _begun(title, authority.subject, own, now, PAGES_LAST)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(x509.SubjectAlternativeName(map(_general_name, names)), critical=False)
        builder = builder.add_extension(_usage(signs_certificates=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())
        builder = builder.add_extension(signer, critical=False)
        _write(self.pages_key, _pem(own))
        _write(self.pages, builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def _begun(
    title: x509.Name, signer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, lasts: timedelta
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(title).issuer_name(signer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - _SKEW).not_valid_after(now - _SKEW + lasts)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _permitted(names: list[str]) -> list[x509.GeneralName]:
    own = [name for name in names if _address(name) is None and name not in _LOCAL]
    public = [one for one in map(_address, names) if one is not None and not one.is_private]
    networks = [ipaddress.ip_network(one) for one in _PRIVATE] + [ipaddress.ip_network(one) for one in public]
    return [*map(x509.DNSName, (*_LOCAL, *own)), *map(x509.IPAddress, networks)]


def _may(authority: x509.Certificate, name: str) -> bool:
    """Whether the authority may vouch for a name or an address."""
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or ()
    address = _address(name)
    if address is None:
        domains = [one.value for one in permitted if isinstance(one, x509.DNSName)]
        return any(name == domain or name.endswith(f".{domain}") for domain in domains)
    return any(address in ipaddress.ip_network(str(one.value)) for one in permitted if isinstance(one, x509.IPAddress))


def _general_name(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    kind = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, kind, serialization.NoEncryption())


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, readable by the owner only."""
    half = file.with_suffix(f"{file.suffix}.half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    half.replace(file)
