"""TLS: contexts from the files that a person named, and failures in plain sentences."""

import ssl
from pathlib import Path

from dure.gateway.connector import Rejected
from dure.gateway.sentence import Sentence

_EXPIRED, _NOT_YET, _UNKNOWN, _NAMES = {10}, {9}, {18, 19, 20, 21}, {62, 64}
"""OpenSSL's X509_V_ERR codes."""


def server(certificate: str, key: str = "") -> ssl.SSLContext:
    """A context for listening. Rejected says which file can't be used and why."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    _load(context, certificate, key)
    return context


def client(authority: str = "", certificate: str = "", key: str = "") -> ssl.SSLContext:
    """A context for connecting. authority: PEM file of who signed the server; empty for this computer's
    own. certificate, key: shown to a server that asks for them."""
    try:
        context = ssl.create_default_context(cafile=_there(authority) if authority else None)
    except OSError as error:
        raise Rejected("%(path)s is not a file of certificates (PEM)", path=authority) from error
    if certificate:
        _load(context, certificate, key)
    return context


def _load(context: ssl.SSLContext, certificate: str, key: str) -> None:
    """Loads a certificate and its key, which may lie in one file."""
    for path in filter(None, (certificate, key)):
        _there(path)
    try:
        context.load_cert_chain(certificate, key or None, password=_no_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise Rejected(
                "The key %(key)s doesn't belong to the certificate %(path)s", path=certificate, key=key or certificate
            ) from error
        raise Rejected(
            "%(path)s and %(key)s are not a certificate and its key (PEM)", path=certificate, key=key or certificate
        ) from error
    except (OSError, ValueError) as error:
        raise Rejected("The certificate %(path)s can't be used: %(reason)s", path=certificate, reason=error) from error


def _no_password() -> str:
    raise Rejected("The key is protected by a password; save it without one, readable by the gateway only")


def _there(path: str) -> str:
    try:
        Path(path).read_bytes()
    except OSError as error:
        raise Rejected("%(path)s can't be read: %(reason)s", path=path, reason=error.strerror or error) from error
    return path


def distrust(host: str, error: ssl.SSLCertVerificationError) -> Rejected:
    """Why the certificate of `host` was not taken."""
    code = error.verify_code
    if code in _EXPIRED:
        return Rejected("The certificate of %(host)s has run out", host=host)
    if code in _NOT_YET:
        return Rejected("The certificate of %(host)s is not valid yet; check this computer's clock", host=host)
    if code in _NAMES:
        return Rejected("The certificate of %(host)s was made for another name or address", host=host)
    if code in _UNKNOWN:
        return Rejected(
            "The certificate of %(host)s is signed by nobody this computer knows; "
            "give the file of its certificate authority",
            host=host,
        )
    return Rejected("The certificate of %(host)s is not trusted: %(reason)s", host=host, reason=error.verify_message)


def refusal(error: OSError) -> Sentence:
    """Why a client and we did not agree on TLS, from the listening side."""
    reason = getattr(error, "reason", None) or ""
    if "UNKNOWN_CA" in reason or "BAD_CERTIFICATE" in reason or "CERTIFICATE_UNKNOWN" in reason:
        return Sentence("it does not trust our certificate")
    if reason in ("HTTP_REQUEST", "WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL"):
        return Sentence("it speaks without TLS")
    if isinstance(error, ConnectionError):
        return Sentence("it broke off; it may not trust our certificate")
    return Sentence("%(reason)s", reason=reason.replace("_", " ").lower() or str(error) or type(error).__name__)
